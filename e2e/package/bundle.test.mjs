// The bundle for desktop clients: unpacked by mcpb, and started as they start it, by its manifest.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { getMcpConfigForManifest } from '@anthropic-ai/mcpb/node';
import { bad, good } from '../behavior.mjs';
import { packageFile } from '../programs.mjs';
import { Services } from '../services.mjs';
import { environment, run, textOf, Wire } from '../support.mjs';
import { published, version } from './dist.mjs';

const options = { timeout: 60_000 };
const file = published('tempo-mcp-server.mcpb');
const day = { startDate: '2026-03-02', endDate: '2026-03-02' };

const mcpb = (t, ...args) => run(t, process.execPath, [packageFile('@anthropic-ai/mcpb', 'dist/cli/cli.js'), ...args]);

let folder, manifest;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'tempo-e2e-bundle with space-')); // Claude Desktop's folder has one
  const out = await mcpb({ after: () => {} }, 'unpack', file, folder);
  assert.equal(out.code, 0, out.stderr);
  manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
}, options);
after(() => rmSync(folder, { recursive: true, force: true }));

test('bundle: its manifest is valid, and of this version', options, async t => {
  const out = await mcpb(t, 'validate', folder);
  assert.equal(out.code, 0, out.stdout + out.stderr);
  assert.equal(manifest.version, version);
});

test('bundle: mcpb packs the same, but for the time that it notes', options, async t => {
  const own = mkdtempSync(path.join(tmpdir(), 'tempo-e2e-mcpb-'));
  t.after(() => rmSync(own, { recursive: true, force: true }));
  const packed = await mcpb(t, 'pack', published('mcpb'), path.join(own, 'packed.mcpb'));
  assert.equal(packed.code, 0, packed.stdout + packed.stderr);
  const unpacked = await mcpb(t, 'unpack', path.join(own, 'packed.mcpb'), path.join(own, 'unpacked'));
  assert.equal(unpacked.code, 0, unpacked.stdout + unpacked.stderr);
  const list = async root => (await run(t, 'sh', ['-c', 'find . -type f -exec stat -c "%a %n" {} + -exec sha256sum {} + | sort'], { cwd: root })).stdout;
  assert.equal(await list(path.join(own, 'unpacked')), await list(folder));
});

test('bundle: holds what the manifest starts, on every system', () => {
  const { command, platform_overrides: { win32 } } = manifest.server.mcp_config;
  assert.equal(command, '${__dirname}/' + manifest.server.entry_point);
  const starts = (name, bytes) => readFileSync(path.join(folder, name)).subarray(0, bytes.length).equals(Buffer.from(bytes));
  assert.ok(starts(manifest.server.entry_point, [...Buffer.from('#!/bin/sh')]));
  assert.ok(starts(win32.command.replace('${__dirname}/', ''), [...Buffer.from('MZ')]));
  for (const machine of ['linux-amd64', 'linux-arm64']) {
    assert.ok(starts(`server/${machine}/tempo-mcp-server`, [0x7f, ...Buffer.from('ELF')]), machine);
  }
  for (const machine of ['darwin-amd64', 'darwin-arm64']) {
    assert.ok(starts(`server/${machine}/tempo-mcp-server`, [0xcf, 0xfa, 0xed, 0xfe]), machine);
  }
});

// started is the server as a desktop client starts it with what was filled in.
function started(t, { command, args, env }) {
  return new Wire(t, { command, args, env: { ...environment(), ...env } });
}

// literal is the manifest's way to start the server, with the values that there are; the others stay as they are written,
// or become what is given for them.
function literal(values, others) {
  const { command, args, env } = manifest.server.mcp_config;
  const filled = Object.entries(env).map(([name, text]) => [name, values[name] ?? others ?? text]);
  return { command: command.replace('${__dirname}', folder), args, env: Object.fromEntries(filled) };
}

async function works(t, how) {
  const services = await Services.start(t);
  const wire = started(t, await how(services.settings()));
  assert.equal((await wire.initialize()).serverInfo.version, version);
  const made = good(await wire.call('createWorklog', { issueKey: 'ATLAS-14', timeSpent: '1h', date: day.startDate }));
  assert.deepEqual(good(await wire.call('retrieveWorklogs', day)).worklogs, [made.worklog]);
  await wire.end();
}

test('bundle: works with defaults as a client fills them in', options, t => works(t, async values => {
  const userConfig = Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  const config = await getMcpConfigForManifest({ manifest, extensionPath: folder, systemDirs: {}, userConfig, pathSeparator: '/' });
  assert.deepEqual([config.command, config.env.TEMPO_MCP_MAX_RETRIES], [`${folder}/server/tempo-mcp-server`, '3']);
  return config;
}));

test('bundle: works when optional settings stay as they are written', options, t => works(t, values => literal(values)));

test('bundle: works when optional settings are empty', options, t => works(t, values => literal(values, '')));

for (const [name, others] of Object.entries({ 'stay as they are written': undefined, 'are empty': '' })) {
  test(`bundle: when all settings ${name}, calls say what is missing`, options, async t => {
    const wire = started(t, literal({}, others));
    await wire.initialize();
    const result = await wire.call('retrieveWorklogs', day);
    bad(result, /TEMPO_API_TOKEN[^]*JIRA_BASE_URL[^]*JIRA_EMAIL[^]*JIRA_API_TOKEN/);
    assert.doesNotMatch(textOf(result), /user_config/);
    await wire.end();
  });
}

test('bundle: works when the unpacker has lost permissions', options, async t => {
  const binary = path.join(folder, 'server/linux-amd64/tempo-mcp-server');
  chmodSync(binary, 0o644);
  await works(t, values => literal(values));
});

const machines = {
  'Darwin arm64': 'darwin-arm64', 'Darwin x86_64': 'darwin-amd64',
  'Linux aarch64': 'linux-arm64', 'Linux x86_64': 'linux-amd64', 'Linux amd64': 'linux-amd64',
};

// launch runs the launcher in a folder of its own, with programs that tell which they are, and a uname of one's choice.
function launch(t, system, processor) {
  const own = mkdtempSync(path.join(tmpdir(), 'tempo-e2e-launcher-'));
  t.after(() => rmSync(own, { recursive: true, force: true }));
  const script = (name, text) => {
    mkdirSync(path.dirname(path.join(own, name)), { recursive: true });
    writeFileSync(path.join(own, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  };
  script('bin/uname', `[ "$1" = -s ] && echo ${system} || echo ${processor}`);
  for (const name of Object.values(machines)) {
    script(`server/${name}/tempo-mcp-server`, `echo "${name}:$*"`);
  }
  const launcher = path.join(own, 'server/tempo-mcp-server');
  copyFileSync(path.join(folder, 'server/tempo-mcp-server'), launcher);
  return spawnSync(launcher, ['call', 'a b'], {
    env: { PATH: `${path.join(own, 'bin')}:${process.env.PATH}`, goos: 'plan9', goarch: 'mips' }, encoding: 'utf8',
  });
}

test('launcher: starts the program of the machine', options, t => {
  for (const [uname, name] of Object.entries(machines)) {
    const out = launch(t, ...uname.split(' '));
    assert.deepEqual([out.status, out.stdout, out.stderr], [0, `${name}:call a b\n`, ''], uname);
  }
});

test('launcher: a machine that there is no program for', options, t => {
  for (const [system, processor] of [['SunOS', 'sparc'], ['Linux', 'armv7l'], ['FreeBSD', 'amd64']]) {
    const out = launch(t, system, processor);
    assert.deepEqual([out.status, out.stdout], [1, ''], system);
    assert.match(out.stderr, new RegExp(`^tempo-mcp-server: error: .*${system} on ${processor}\ntempo-mcp-server: hint: .*\n$`));
  }
});
