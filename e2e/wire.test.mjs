// The wire itself: lines that no SDK would send, both eras side by side, and how the process ends.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bad, good, testTools } from './behavior.mjs';
import { LEGACY, listTools, MODERN, modern, toolNames, Wire } from './support.mjs';

const options = { timeout: 60_000 };
const megabyte = 1 << 20;

testTools('wire', async t => {
  const wire = new Wire(t);
  await wire.initialize();
  return Object.assign((name, args) => wire.call(name, args), { end: () => wire.end() });
});

test('wire: tools/list is the same in both eras and at each start', options, async t => {
  const tools = await listTools(t);
  assert.deepEqual(await listTools(t), tools);
  const wire = new Wire(t);
  const { result } = await wire.request('tools/list', modern());
  assert.deepEqual(result.tools, tools);
  assert.deepEqual([result.resultType, typeof result.ttlMs, typeof result.cacheScope], ['complete', 'number', 'string']);
  await wire.end();
});

test('wire: what the tools say about themselves', options, async t => {
  const tools = await listTools(t);
  assert.deepEqual(tools.map(tool => tool.name).sort(), toolNames);
  const reads = ['getMissingWorklogDays', 'getWorklogAnalytics', 'retrieveWorklogs'];
  for (const { name, title, description, annotations, inputSchema, outputSchema } of tools) {
    assert.ok(title && description.length > 40, name);
    const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
    for (const hint of [readOnlyHint, destructiveHint, idempotentHint, openWorldHint]) {
      assert.equal(typeof hint, 'boolean', `${name}: all four hints are given`);
    }
    assert.equal(readOnlyHint, reads.includes(name), name);
    assert.equal(openWorldHint, true, name);
    assert.ok(!(readOnlyHint && destructiveHint), name);
    for (const schema of [inputSchema, outputSchema]) {
      assert.deepEqual([schema.type, schema.additionalProperties], ['object', false], name);
      assert.ok(Object.values(schema.properties).every(p => p.description), name);
    }
  }
  const hints = name => tools.find(tool => tool.name === name).annotations;
  assert.equal(hints('deleteWorklog').destructiveHint, true);
  assert.equal(hints('createWorklog').destructiveHint, false, 'logging time destroys nothing');
  assert.equal(hints('createWorklog').idempotentHint, false, 'twice is twice');
});

test('wire: initialize takes each old revision and never one above', options, async t => {
  for (const asked of ['2024-11-05', '2025-03-26', '2025-06-18', LEGACY, MODERN, '2030-01-01']) {
    const wire = new Wire(t);
    const result = await wire.initialize(asked);
    assert.equal(result.protocolVersion, asked < LEGACY ? asked : LEGACY);
    assert.equal(result.serverInfo.name, 'tempo-mcp-server');
    await wire.end();
  }
});

test('wire: the stateless era needs no handshake', options, async t => {
  const wire = new Wire(t);
  const { result } = await wire.request('server/discover', modern());
  assert.equal(result.resultType, 'complete');
  assert.deepEqual(result.supportedVersions.slice(0, 2), [MODERN, LEGACY]);
  assert.ok(result.capabilities.tools);
  const called = await wire.request('tools/call', modern({ name: 'retrieveWorklogs', arguments: { period: 'lastMonth', limit: 1 } }));
  assert.equal(called.result.resultType, 'complete');
  assert.equal(good(called.result).worklogs.length, 1);
  const unknown = modern();
  unknown._meta['io.modelcontextprotocol/protocolVersion'] = '2030-01-01';
  assert.ok((await wire.request('tools/list', unknown)).error, 'a revision that does not exist is refused');
  assert.equal((await wire.request('ping', modern())).error?.code, -32601, 'there is no ping any more');
  await wire.end();
});

const refused = [
  ['not JSON', 'hello', -32700],
  ['half a message', '{"jsonrpc":"2.0","id":1', -32700],
  ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), -32700],
  ['batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600],
  ['empty batch', '[]', -32600],
  ['number', '42', -32600],
  ['null', 'null', -32600],
  ['object without anything', '{}', -32600],
  ['another version', '{"jsonrpc":"1.0","id":"v","method":"ping"}', -32600, 'v'],
  ['id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
  ['method that is a number', '{"jsonrpc":"2.0","id":"m","method":7}', -32600, 'm'],
  ['params that are a list', '{"jsonrpc":"2.0","id":"p","method":"tools/list","params":[1]}', -32602, 'p'],
  ['unknown method', '{"jsonrpc":"2.0","id":"u","method":"tools/nope"}', -32601, 'u'],
  ['unknown tool', '{"jsonrpc":"2.0","id":"t","method":"tools/call","params":{"name":"nope"}}', -32602, 't'],
  ['tool without a name', '{"jsonrpc":"2.0","id":"n","method":"tools/call","params":{"arguments":{}}}', -32602, 'n'],
];

for (const [what, line, code, id = null] of refused) {
  test(`wire: refuses a line and goes on: ${what}`, options, async t => {
    const wire = new Wire(t);
    await wire.initialize();
    const answer = wire.answer(id);
    wire.write(line);
    wire.write('\n');
    assert.equal((await answer).error?.code, code, JSON.stringify(wire.messages.at(-1)));
    assert.deepEqual((await wire.request('ping')).result, {});
    await wire.end();
    assert.equal(wire.messages.length, 3, 'one answer each');
  });
}

test('wire: a line of 5 MB is refused, one of 3 MB is read', options, async t => {
  const wire = new Wire(t);
  await wire.initialize();
  const long = size => ({ name: 'createWorklog', arguments: { issueKey: 'ATLAS-14', date: 'today', timeSpent: 'x'.repeat(size) } });
  const refusal = await wire.request('tools/call', long(5 * megabyte), 'long');
  assert.match(refusal.error.message, /longer than \d+ bytes/);
  const answer = await wire.call('createWorklog', long(3 * megabyte).arguments, 'fits');
  bad(answer, /timeSpent/);
  assert.ok(JSON.stringify(answer).length < 2000, 'the answer does not repeat what came');
  assert.deepEqual((await wire.request('ping')).result, {});
  await wire.end();
});

test('wire: empty lines, CRLF and a byte order mark are no messages', options, async t => {
  const wire = new Wire(t);
  const answers = [wire.answer('a'), wire.answer('b')];
  wire.write('\ufeff{"jsonrpc":"2.0","id":"a","method":"ping"}\r\n\r\n\n   \n{"jsonrpc":"2.0","id":"b","method":"ping"}\r\n');
  await Promise.all(answers);
  await wire.end();
  assert.equal(wire.messages.length, 2);
});

test('wire: a message that comes byte by byte', options, async t => {
  const wire = new Wire(t);
  const answer = wire.answer('ü');
  for (const byte of Buffer.from('{"jsonrpc":"2.0","id":"ü","method":"ping"}\n')) {
    wire.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  assert.deepEqual((await answer).result, {});
  await wire.end();
});

test('wire: the last line counts without its newline', options, async t => {
  const wire = new Wire(t);
  const answer = wire.answer('last');
  wire.child.stdin.end('{"jsonrpc":"2.0","id":"last","method":"ping"}');
  assert.deepEqual((await answer).result, {});
  await wire.end();
});

test('wire: input without a message ends in peace', options, async t => {
  const wire = new Wire(t);
  await wire.end();
  assert.deepEqual(wire.messages, []);
});

test('wire: ids of any size and kind come back as they were', options, async t => {
  const wire = new Wire(t);
  const ids = ['9007199254740993', '-1', '0', '"1"', '1', '"\\u00e9"', '123456789012345678901234567890'];
  let raw = '';
  wire.child.stdout.on('data', text => { raw += text; });
  wire.write(ids.map(id => `{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`).join(''));
  await wire.end();
  const lines = raw.trim().split('\n');
  assert.equal(lines.length, ids.length);
  for (const id of ids) {
    assert.ok(lines.some(line => line.includes(`"id":${id},`)), `${id} in ${lines}`);
  }
});

test('wire: notifications and stray responses are not answered', options, async t => {
  const wire = new Wire(t);
  await wire.initialize();
  wire.notify('notifications/nonsense', { a: 1 });
  wire.notify('notifications/cancelled', { requestId: 'never sent' });
  wire.notify('notifications/cancelled', { requestId: {} });
  wire.send({ id: 'stray', result: {} });
  wire.send({ id: 'stray', error: { code: 1, message: 'x' } });
  assert.deepEqual((await wire.request('ping')).result, {});
  await wire.end();
  assert.equal(wire.messages.length, 2);
});

test('wire: an id that is in use is refused, and each request is answered once', options, async t => {
  const wire = new Wire(t);
  await wire.initialize();
  const params = { name: 'getWorklogAnalytics', arguments: { period: 'lastMonth' } };
  const line = JSON.stringify({ jsonrpc: '2.0', id: 'twin', method: 'tools/call', params });
  wire.write(`${line}\n${line}\n`);
  await wire.end();
  const twins = wire.answersTo('twin').length;
  const refusals = wire.answersTo(null).filter(m => m.error).length;
  assert.deepEqual([twins + refusals, twins >= 1], [2, true], JSON.stringify(wire.messages));
});

test('wire: read-only leaves out the tools that write', options, async t => {
  const wire = new Wire(t, { settings: { TEMPO_MCP_READ_ONLY: 'true' } });
  const { instructions } = await wire.initialize();
  assert.match(instructions, /read-only/);
  const { result } = await wire.request('tools/list', {});
  assert.deepEqual(result.tools.map(tool => tool.name).sort(), ['getMissingWorklogDays', 'getWorklogAnalytics', 'retrieveWorklogs']);
  const args = { issueKey: 'ATLAS-14', timeSpentHours: 1, date: 'today' };
  const refusal = await wire.request('tools/call', { name: 'createWorklog', arguments: args });
  assert.equal(refusal.result?.isError, true, JSON.stringify(refusal));
  assert.match(refusal.result.content[0].text, /TEMPO_MCP_READ_ONLY/);
  good(await wire.call('retrieveWorklogs', { period: 'today' }));
  await wire.end();
});
