// What people configure: npx -y tempo-mcp-server, installed from a registry, with both SDKs and in a terminal.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { good } from '../behavior.mjs';
import { modernNode } from '../programs.mjs';
import { Wire } from '../support.mjs';
import { version } from './dist.mjs';
import { Home, Registry } from './registry.mjs';

const options = { timeout: 180_000 };
const npx = ['-y', 'tempo-mcp-server'];
const lastMonth = { name: 'getMissingWorklogDays', arguments: { period: 'lastMonth' } };

let registry;
before(async () => { registry = await Registry.start(); }, options);
after(() => registry?.stop());

const clients = {
  'SDK v1': [LegacyClient, LegacyTransport, {}],
  'SDK v2': [ModernClient, ModernTransport, { versionNegotiation: { mode: 'auto' } }],
};

for (const [name, [Client, Transport, more]] of Object.entries(clients)) {
  test(`npx, ${name}: installs, starts and answers a call`, options, async t => {
    const home = Home.enter(t, registry);
    const client = new Client({ name: 'e2e', version: '1' }, more);
    const strange = [];
    client.onerror = error => strange.push(error);
    t.after(() => client.close());
    await client.connect(new Transport({ command: 'npx', args: [...npx, '--demo'], env: home.env(), cwd: home.work, stderr: 'pipe' }));
    assert.equal(client.getServerVersion().version, version);
    assert.equal(good(await client.callTool(lastMonth)).missingDays.length, 4);
    await client.close();
    assert.deepEqual(strange, [], 'anything but JSON-RPC on standard output would be an error here');
  });
}

for (const [name, node] of Object.entries({ 'this Node': process.execPath, 'a modern Node': modernNode })) {
  test(`npx, ${name}: standard output holds JSON-RPC alone, and closing the input ends it well`, options, async t => {
    const home = Home.enter(t, registry, { node });
    const wire = new Wire(t, { command: 'npx', args: [...npx, '--demo'], env: home.env(), cwd: home.work });
    const first = wire.answer('hello', 90_000); // npx installs
    wire.send({ id: 'hello', method: 'ping' });
    await first;
    await wire.initialize();
    good(await wire.call(lastMonth.name, lastMonth.arguments));
    await wire.end();
    assert.doesNotMatch(wire.stderr, /warning/i);
  });

  test(`npx, ${name}: call prints the text, and exit codes come through`, options, async t => {
    const home = Home.enter(t, registry, { node });
    const call = (...args) => home.run('npx', [...npx, '--demo', 'call', ...args]);
    const done = await call('getMissingWorklogDays', 'period=lastMonth');
    assert.deepEqual([done.code, done.stderr], [0, '']);
    assert.match(done.stdout, /^\w{3} 1–\d\d: .* short\n\w{3} \d{4}-\d\d-01 to .*: 4 days with too little time/);
    const failed = await call('getMissingWorklogDays', 'period=nextYear');
    assert.deepEqual([failed.code, failed.stdout], [2, '']);
    assert.match(failed.stderr, /^tempo-mcp-server: error: .*period must be one of/);
    const nowhere = await call('createWorklog', 'issueKey=NOPE-1', 'timeSpent=1h', 'date=today');
    assert.deepEqual([nowhere.code, nowhere.stdout], [1, '']);
    const wrong = await call('getMissingDays');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /^tempo-mcp-server: error: there is no tool/);
    const { stdout } = await home.run('npx', [...npx, 'version']);
    assert.equal(stdout, `${version}\n`);
  });
}

test('npx where optional packages are left out: says so, and its hint helps', options, async t => {
  const home = Home.enter(t, registry, { npmrc: 'omit=optional' });
  const without = await home.run('npx', [...npx, 'version']);
  assert.deepEqual([without.code, without.stdout], [1, '']);
  assert.match(without.stderr, /^tempo-mcp-server: error: the package @tempo-mcp-server\/linux-x64, .*is not installed\ntempo-mcp-server: hint: /);
  const [program, ...args] = without.stderr.match(/npm install .*/)[0].split(' ');
  const mended = await home.run(program, args);
  assert.equal(mended.code, 0, mended.stderr);
  const after = await home.run('npx', [...npx, 'version']);
  assert.deepEqual([after.code, after.stdout, after.stderr], [0, `${version}\n`, '']);
});
