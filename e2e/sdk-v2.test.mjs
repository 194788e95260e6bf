// The TypeScript SDK of the stateless era (2026-07-28), pinned to it, negotiating by itself, and in its old mode.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { good, testTools } from './behavior.mjs';
import { testClient } from './client.mjs';
import { binary, environment, LEGACY, MODERN } from './support.mjs';

function opener(mode) {
  return async (t, { args = ['--demo'], settings = {}, validated } = {}) => {
    const transport = new StdioClientTransport({ command: binary, args, env: environment(settings), stderr: 'pipe' });
    const client = new Client({ name: 'e2e', version: '1' }, {
      versionNegotiation: { mode }, jsonSchemaValidator: validated?.(new AjvJsonSchemaValidator()),
    });
    t.after(() => client.close());
    await client.connect(transport);
    return { client, call: (name, args, options) => client.callTool({ name, arguments: args }, options) };
  };
}

const modes = { 'SDK v2, stateless': { pin: MODERN }, 'SDK v2, old mode': 'legacy' };

for (const [name, mode] of Object.entries(modes)) {
  const open = opener(mode);
  testTools(name, async t => {
    const { client, call } = await open(t);
    await client.listTools(); // from here on, the SDK checks results against the output schemas
    return call;
  });
  testClient(name, open);
}

test('SDK v2: negotiates the stateless era by itself', { timeout: 30_000 }, async t => {
  const { client, call } = await opener('auto')(t);
  assert.deepEqual([client.getProtocolEra(), client.getNegotiatedProtocolVersion()], ['modern', MODERN]);
  good(await call('getWorklogAnalytics', { period: 'lastMonth' }));
});

test('SDK v2: server/discover', { timeout: 30_000 }, async t => {
  const { client } = await opener({ pin: MODERN })(t);
  const found = client.getDiscoverResult();
  assert.deepEqual(found.supportedVersions.slice(0, 2), [MODERN, LEGACY]);
  assert.ok(found.capabilities.tools);
  assert.match(found.instructions, /Tempo/);
  assert.equal(client.getServerVersion().name, 'tempo-mcp-server');
});

test('SDK v2: old mode shakes hands', { timeout: 30_000 }, async t => {
  const { client } = await opener('legacy')(t);
  assert.deepEqual([client.getProtocolEra(), client.getNegotiatedProtocolVersion()], ['legacy', LEGACY]);
  assert.match(client.getInstructions(), /Tempo/);
  await client.ping();
});
