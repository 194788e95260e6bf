// Measures what npx adds: from start to the answer to initialize, through npx with a warm cache, through the installed script
// alone, and of the bare binary. The ways take turns, so that a busy machine is as bad for all. The argument is the number of
// rounds.

import { modernNode } from '../programs.mjs';
import { binary, Wire } from '../support.mjs';
import { Home, Registry } from './registry.mjs';

const rounds = Number(process.argv[2] ?? 30);
const cleanUp = [];
const t = { after: step => cleanUp.unshift(step) };

try {
  await measure();
} finally {
  cleanUp.forEach(step => step());
}

async function measure() {
  const registry = await Registry.start();
  t.after(() => registry.stop());
  const ways = { binary: () => new Wire(t, { command: binary }) };
  for (const node of new Set([process.execPath, modernNode])) {
    const home = Home.enter(t, registry, { node });
    const script = await home.install();
    const { stdout } = await home.run(node, ['--version']);
    const place = { env: home.env(), cwd: home.folder };
    ways[`script, Node ${stdout.trim()}`] = () => new Wire(t, { command: node, args: [script, '--demo'], ...place });
    ways[`npx, Node ${stdout.trim()}`] = () => new Wire(t, { command: 'npx', args: ['-y', 'tempo-mcp-server', '--demo'], ...place });
  }
  const times = Object.fromEntries(Object.keys(ways).map(name => [name, []]));
  for (let round = -1; round < rounds; round++) { // the round before the first warms up
    for (const [name, start] of Object.entries(ways)) {
      const time = await once(start);
      if (round >= 0) {
        times[name].push(time);
      }
    }
  }
  report(times);
}

async function once(start) {
  const begin = performance.now();
  const wire = start();
  await wire.initialize();
  const time = performance.now() - begin;
  await wire.end();
  return time;
}

// report prints medians, and the medians of the differences from and ratios to the bare binary in the same round.
function report(times) {
  const bare = times.binary;
  for (const [name, list] of Object.entries(times)) {
    console.log(`${name.padEnd(24)} ${median(list).toFixed(1).padStart(7)} ms` +
      `  + ${median(list.map((time, i) => time - bare[i])).toFixed(1).padStart(6)} ms` +
      `  × ${median(list.map((time, i) => time / bare[i])).toFixed(1).padStart(5)}`);
  }
}

function median(list) {
  const sorted = list.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
