// The script that npm installs, between a client or a terminal and the binary: signals, ends, and what it says where there is
// no binary to run. Where Node can replace its process by another program there is nobody between, so both ways are tried.

import assert from 'node:assert/strict';
import { chmodSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { modernNode } from '../programs.mjs';
import { Services } from '../services.mjs';
import { textOf, Wire, within } from '../support.mjs';
import { Home, Registry } from './registry.mjs';

const options = { timeout: 120_000 };
const entry = { issueKey: 'ATLAS-14', timeSpentHours: 1, date: '2026-03-02', description: 'once' };

let registry, home, script;
before(async () => {
  registry = await Registry.start();
  home = new Home(registry);
  script = await home.install();
}, options);
after(() => {
  home?.remove();
  registry?.stop();
});

// pretend is a module for node --require that changes what the script sees of its process.
function pretend(t, code) {
  const own = Home.enter(t, registry);
  const file = path.join(own.folder, 'pretend.cjs');
  writeFileSync(file, code);
  return ['--require', file];
}

const ways = {
  'beside the binary': t => ({ command: process.execPath, options: pretend(t, 'process.execve = undefined;') }),
  'replaced by the binary': () => ({ command: modernNode, options: [] }),
};

function start(t, way, { args = [], settings, ...more } = {}) {
  const { command, options } = ways[way](t);
  return new Wire(t, { command, args: [...options, script, ...args], env: home.env(settings), cwd: home.work, ...more });
}

// binaryOf waits until the binary runs, and returns its process.
async function binaryOf(wire) {
  await wire.initialize();
  const { pid } = wire.child;
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  const running = child === undefined ? pid : Number(child);
  assert.equal(programOf(running), 'tempo-mcp-server');
  return running;
}

// programOf is what a process runs; nothing, once it has ended.
function programOf(pid) {
  try {
    return path.basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return undefined;
  }
}

async function signalled(t, way, send) {
  const services = await Services.start(t);
  const wire = start(t, way, { settings: services.settings(), detached: true });
  const binary = await binaryOf(wire);
  assert.equal(binary === wire.child.pid, way === 'replaced by the binary');
  const post = services.hold('POST', /^\/4\/worklogs$/);
  const answer = wire.call('createWorklog', entry, 'write');
  await within(10_000, 'POST', post.arrived);
  send(wire.child.pid);
  // Nothing tells from outside that the signal has been heard: if it ended one of the two at once, it would be by now.
  await new Promise(resolve => setTimeout(resolve, 300));
  assert.deepEqual([wire.child.exitCode, wire.child.signalCode], [null, null], 'it is still there');
  post.answer();
  assert.match(textOf(await within(10_000, 'answer', answer)), /ATLAS-14/);
  assert.deepEqual(await within(20_000, 'end', wire.exit), { code: 0, signal: null }, wire.stderr);
  assert.equal(services.worklogs.size, 1);
  assert.doesNotMatch(wire.stderr, /warning/i);
}

for (const way of Object.keys(ways)) {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    test(`wrapper, ${way}: ${signal} lets a write finish and be answered`, options, t => signalled(t, way, pid => process.kill(pid, signal)));
  }

  test(`wrapper, ${way}: Ctrl-C in a terminal lets a write finish and be answered`, options, t =>
    signalled(t, way, pid => process.kill(-pid, 'SIGINT'))); // a terminal sends it to the whole group

  test(`wrapper, ${way}: ends by the signal that ended the binary`, options, async t => {
    const wire = start(t, way, { args: ['--demo'] });
    process.kill(await binaryOf(wire), 'SIGKILL'); // all others are seen to in the binary, or ignored
    assert.deepEqual(await within(10_000, 'end', wire.exit), { code: null, signal: 'SIGKILL' });
  });

  test(`wrapper, ${way}: when it is killed, the binary ends with its input`, options, async t => {
    const wire = start(t, way, { args: ['--demo'] });
    const binary = await binaryOf(wire);
    process.kill(wire.child.pid, 'SIGKILL');
    wire.child.stdin.end();
    await within(10_000, 'end', wire.exit); // that is, when nobody holds the output open any more
    assert.equal(programOf(binary), undefined);
  });

  test(`wrapper, ${way}: arguments and exit codes are the binary's`, options, async t => {
    const { command, options } = ways[way](t);
    const call = (...args) => home.run(command, [...options, script, '--demo', 'call', ...args]);
    const done = await call('createWorklog', 'issueKey=ATLAS-14', 'timeSpent=1h', 'date=today', 'description=a "b" $c *');
    assert.deepEqual([done.code, done.stderr], [0, '']);
    assert.ok(done.stdout.includes('a "b" $c *'), done.stdout);
    assert.equal((await call('createWorklog', 'issueKey=NOPE-1', 'timeSpent=1h', 'date=today')).code, 1);
    assert.equal((await call('createWorklog', 'date=soon')).code, 2);
    assert.equal((await call('createWorklogs')).code, 2);
  });
}

// explains expects that the script writes an error and a hint, and nothing for a client to trip over.
function explains(out, error, hint) {
  assert.deepEqual([out.code, out.stdout], [1, ''], out.stderr);
  const [first, second, end, ...rest] = out.stderr.split('\n');
  assert.match(first, error);
  assert.match(second, hint);
  assert.deepEqual([end, rest], ['', []], 'two lines');
}

const again = /^tempo-mcp-server: hint: .*npm install --global --include=optional tempo-mcp-server@\d/;

for (const [name, node] of Object.entries({ 'this Node': process.execPath, 'a modern Node': modernNode })) {
  test(`wrapper, ${name}: no binary was installed`, options, async t => {
    const bare = Home.enter(t, registry, { node });
    const own = await bare.install('--omit=optional');
    explains(await bare.run(node, [own]), /^tempo-mcp-server: error: .*@tempo-mcp-server\/linux-x64, .*is not installed$/, again);
  });

  test(`wrapper, ${name}: a machine that there is no binary for`, options, async t => {
    const elsewhere = pretend(t, `Object.defineProperty(process, 'platform', { value: 'freebsd' });`);
    explains(await home.run(node, [...elsewhere, script]), /^tempo-mcp-server: error: there is no program for freebsd-x64$/,
      /^tempo-mcp-server: hint: .*darwin-arm64, .*win32-x64.*https:\/\/github.com\/tempo-mcp-server\/tempo-mcp-server\/releases$/);
  });

  test(`wrapper, ${name}: a binary that may not be run`, options, async t => {
    const broken = Home.enter(t, registry, { node });
    const own = await broken.install();
    chmodSync(path.join(broken.work, 'node_modules/@tempo-mcp-server/linux-x64/bin/tempo-mcp-server'), 0o644);
    explains(await broken.run(node, [own]), /^tempo-mcp-server: error: cannot start .*bin\/tempo-mcp-server: EACCES/, again);
  });

  test(`wrapper, ${name}: a binary of another version`, options, async t => {
    const mixed = Home.enter(t, registry, { node });
    const own = await mixed.install();
    const file = path.join(mixed.work, 'node_modules/@tempo-mcp-server/linux-x64/package.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"version": ".*"/, '"version": "0.0.1"'));
    explains(await mixed.run(node, [own]), /^tempo-mcp-server: error: @tempo-mcp-server\/linux-x64 has version 0\.0\.1, but tempo-mcp-server has/, again);
  });
}

test('wrapper, beside the binary: a binary that the system refuses to start', options, async t => {
  const broken = Home.enter(t, registry);
  const own = await broken.install();
  chmodSync(path.join(broken.work, 'node_modules/@tempo-mcp-server/linux-x64/bin/tempo-mcp-server'), 0o644);
  const late = pretend(t, `process.execve = undefined; require('fs').accessSync = () => {};`); // it shows only at the start
  explains(await broken.run(process.execPath, [...late, own]), /^tempo-mcp-server: error: cannot start .*EACCES/, again);
});
