// What clients make of a sign-in: those that can show an address to the person, in both eras, and the terminal. And a
// service that repeats secrets in its answers.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { Client as ModernClient } from '@modelcontextprotocol/client';
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { UrlElicitationRequiredError } from '@modelcontextprotocol/sdk/types.js';
import { addressIn, Atlassian, closeBrowser, eventually, site } from './atlassian.mjs';
import { bad, good } from './behavior.mjs';
import { binary, environment, LEGACY, MODERN, modern, textOf } from './support.mjs';

after(closeBrowser);

const options = { timeout: 60_000 };
const addresses = { elicitation: { url: {} } };
const call = { name: 'createWorklog', arguments: { issueKey: 'ATLAS-14', timeSpentHours: 1, date: 'today' } };

test('OAuth: a client of the handshake era that shows addresses', options, async t => {
  const atlassian = await Atlassian.start(t);
  const wire = atlassian.wire();
  await wire.initialize(LEGACY, addresses);
  const { error, result } = await wire.request('tools/call', call);
  assert.equal(result, undefined);
  assert.equal(error.code, -32042);
  const [question] = error.data.elicitations;
  assert.equal(error.data.elicitations.length, 1);
  assert.deepEqual([question.mode, typeof question.elicitationId, typeof question.message], ['url', 'string', 'string']);
  await atlassian.person(addressIn(question.url));
  good(await wire.call(call.name, call.arguments));
  await wire.end();
  await atlassian.keptSecrets();
});

test('OAuth: SDK v1 knows the error for what it is', options, async t => {
  const atlassian = await Atlassian.start(t);
  const client = new Client({ name: 'e2e', version: '1' }, { capabilities: addresses });
  t.after(() => client.close());
  await client.connect(new StdioClientTransport({ command: binary, args: [], env: environment(atlassian.settings()), stderr: 'ignore' }));
  const error = await client.callTool(call).then(() => assert.fail('no error'), error => error);
  assert.ok(error instanceof UrlElicitationRequiredError, error);
  await atlassian.person(error.elicitations[0].url);
  good(await client.callTool(call));
});

test('OAuth: the stateless era asks with a result, and the call is made again', options, async t => {
  const atlassian = await Atlassian.start(t);
  const wire = atlassian.wire();
  const { result } = await wire.request('tools/call', modern(call, addresses));
  assert.equal(result.resultType, 'input_required');
  const [[key, question]] = Object.entries(result.inputRequests);
  assert.deepEqual([question.method, question.params.mode], ['elicitation/create', 'url']);
  await atlassian.person(addressIn(question.params.url));
  const again = { ...call, inputResponses: { [key]: { action: 'accept' } }, requestState: result.requestState };
  const done = await wire.request('tools/call', modern(again, addresses));
  assert.equal(done.result.resultType, 'complete');
  good(done.result);
  await wire.end();
  await atlassian.keptSecrets();
});

test('OAuth: the stateless era waits for a person who is still at it', options, async t => {
  const atlassian = await Atlassian.start(t);
  const wire = atlassian.wire();
  const { result } = await wire.request('tools/call', modern(call, addresses));
  const [[key, question]] = Object.entries(result.inputRequests);
  const again = { ...call, inputResponses: { [key]: { action: 'accept' } }, requestState: result.requestState };
  const waiting = wire.request('tools/call', modern(again, addresses)); // the client says so when the address is open
  await atlassian.person(addressIn(question.params.url));
  good((await waiting).result);
  await wire.end();
  await atlassian.keptSecrets();
});

test('OAuth: the stateless era without elicitation gets the address as text', options, async t => {
  const atlassian = await Atlassian.start(t);
  const wire = atlassian.wire();
  const { result } = await wire.request('tools/call', modern(call));
  bad(result, /Nobody is signed in/);
  await atlassian.person(addressIn(textOf(result)));
  good((await wire.request('tools/call', modern(call))).result);
  await wire.end();
  await atlassian.keptSecrets();
});

test('OAuth: SDK v2 shows the address and calls again by itself', options, async t => {
  const atlassian = await Atlassian.start(t);
  const client = new ModernClient({ name: 'e2e', version: '1' }, { versionNegotiation: { mode: { pin: MODERN } }, capabilities: addresses });
  t.after(() => client.close());
  const shown = [];
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    shown.push(params.mode);
    void atlassian.person(params.url).catch(error => shown.push(error));
    return { action: 'accept' };
  });
  await client.connect(new ModernTransport({ command: binary, args: [], env: environment(atlassian.settings()), stderr: 'ignore' }));
  good(await client.callTool(call));
  assert.deepEqual(shown, ['url']);
});

test('OAuth: a service that repeats secrets in what it says', options, async t => {
  const atlassian = await Atlassian.start(t, ['-leeway', '10m']);
  const wire = atlassian.wire();
  await wire.initialize();
  await atlassian.control('POST', 'echo?path=/oauth/token');
  const page = await atlassian.person(addressIn(textOf(await wire.call(call.name, call.arguments))));
  assert.match(page.text, /Not signed in|refused/);
  await atlassian.signIn();
  await atlassian.expire();
  bad(await wire.call(call.name, call.arguments), /sign/i);
  await atlassian.signIn();
  await atlassian.control('POST', 'echo?path=/ex/jira');
  bad(await wire.call(call.name, call.arguments), /Jira/);
  await atlassian.control('POST', 'echo?path=');
  await wire.end();
  await atlassian.keptSecrets();
  const codes = (await atlassian.control('GET', 'secrets')).filter(secret => secret.includes('code.'));
  assert.ok(codes.length > 0, 'a code was made, and looked for');
  atlassian.pages.push(`<p>${codes[0]}</p>`);
  await assert.rejects(atlassian.keptSecrets(), /a secret is shown/, 'the search finds what is there');
});

test('OAuth: login, status and logout in the terminal', options, async t => {
  const atlassian = await Atlassian.start(t);
  const before = atlassian.command(['status']);
  assert.equal(await before.exit, 1, 'nobody is signed in');
  assert.match(before.stderr, /login/);

  const login = atlassian.command(['login', '--no-browser']);
  const address = await eventually('address', () => login.stderr.match(/https?:\/\/\S+\/authorize\?\S+(?=\s)/)?.[0]);
  assert.ok(!login.stdout.includes('authorize?'), 'the address is printed on standard error');
  await atlassian.person(address);
  assert.equal(await login.exit, 0, login.stderr);
  assert.ok(atlassian.tokens()[site].accessToken);

  const status = atlassian.command(['status']);
  assert.equal(await status.exit, 0, status.stderr);
  assert.match(status.stdout, /example\.atlassian\.net/);
  const called = atlassian.command(['call', 'retrieveWorklogs', 'period=today']);
  assert.equal(await called.exit, 0, called.stderr);

  const logout = atlassian.command(['logout']);
  assert.equal(await logout.exit, 0, logout.stderr);
  assert.equal(atlassian.tokens()[site], undefined);
  const without = atlassian.command(['call', 'retrieveWorklogs', 'period=today']);
  assert.equal(await without.exit, 1);
  assert.match(without.stderr, /login/);
  await atlassian.keptSecrets();
});

test('OAuth: login that is declined, and interrupted', options, async t => {
  const atlassian = await Atlassian.start(t);
  await atlassian.control('POST', 'sign-in'); // so that there is a secret to look for
  const start = async () => {
    const login = atlassian.command(['login', '--no-browser']);
    const address = await eventually('address', () => login.stderr.match(/https?:\/\/\S+\/authorize\?\S+(?=\s)/)?.[0]);
    return { login, address };
  };
  const declined = await start();
  await atlassian.person(declined.address, '#decline');
  assert.equal(await declined.login.exit, 1);
  assert.match(declined.login.stderr, /declined/);
  const interrupted = await start();
  interrupted.login.child.kill('SIGINT');
  assert.notEqual(await interrupted.login.exit, 0);
  await atlassian.keptSecrets();
});
