// The TypeScript SDK of the era before 2026-07-28, which most clients are built on.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import { testTools } from './behavior.mjs';
import { testClient } from './client.mjs';
import { binary, environment } from './support.mjs';

async function open(t, { args = ['--demo'], settings = {}, validated } = {}) {
  const transport = new StdioClientTransport({ command: binary, args, env: environment(settings), stderr: 'pipe' });
  const client = new Client({ name: 'e2e', version: '1' }, { jsonSchemaValidator: validated?.(new AjvJsonSchemaValidator()) });
  t.after(() => client.close());
  await client.connect(transport);
  return { client, call: (name, args, options) => client.callTool({ name, arguments: args }, undefined, options) };
}

testTools('SDK v1', async t => {
  const { client, call } = await open(t);
  await client.listTools(); // from here on, the SDK checks results against the output schemas
  return call;
});
testClient('SDK v1', open);
