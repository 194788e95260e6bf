// Signing in to Jira in the browser, end to end: real processes, a real browser, and Atlassian's sign-in as the simulator
// has it. Each test ends with a look for secrets in everything that was written at the most talkative log level.

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';

import { addressIn, Atlassian, closeBrowser, eventually, site } from './atlassian.mjs';
import { bad, good } from './behavior.mjs';
import { textOf } from './support.mjs';

after(closeBrowser);

const options = { timeout: 60_000 };
const entry = { issueKey: 'ATLAS-14', timeSpentHours: 1, date: 'today' };

// meet starts Atlassian and a server that has shaken hands.
async function meet(t, flags, more) {
  const atlassian = await Atlassian.start(t, flags);
  const wire = atlassian.wire(more);
  await wire.initialize();
  return { atlassian, wire };
}

const book = wire => wire.call('createWorklog', entry);

// asked calls a tool that needs a sign-in and returns the address to open.
async function asked(wire) {
  const result = await book(wire);
  bad(result, /sign in|signed in/i);
  return addressIn(textOf(result));
}

// end ends the server and looks for secrets in all that was written.
async function end(atlassian, wire) {
  await wire.end();
  assert.ok(wire.stderr.length > 0, 'something is logged at this level');
  await atlassian.keptSecrets();
}

test('OAuth: sign-in, use, refresh, and a token that Jira no longer takes', options, async t => {
  const { atlassian, wire } = await meet(t);
  const started = Date.now();
  const address = await asked(wire);
  assert.ok(Date.now() - started < 5000, 'answered at once');
  const query = new URL(address).searchParams;
  assert.deepEqual(
    ['audience', 'prompt', 'response_type', 'scope', 'code_challenge_method', 'redirect_uri'].map(name => query.get(name)),
    ['api.atlassian.com', 'consent', 'code', 'read:jira-user read:jira-work offline_access', 'S256', atlassian.callback()]);

  const page = await atlassian.person(address);
  assert.match(page.text, /signed in/i);
  good(await book(wire));

  const file = path.join(atlassian.dir, 'tokens.json');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(atlassian.dir).mode & 0o777, 0o700);
  const first = atlassian.tokens()[site];
  assert.deepEqual(Object.entries({ accessToken: 'string', refreshToken: 'string', expiresAt: 'number', cloudId: 'string' })
    .filter(([name, type]) => typeof first[name] !== type), []);
  assert.ok(Math.abs(first.expiresAt - Date.now() - 3600_000) < 60_000, 'expiresAt is in milliseconds');
  assert.equal(first.cloudId, '11111111-2222-4333-8444-555555555555');
  assert.equal(await atlassian.refreshes(), 0);

  await atlassian.expire();
  good(await book(wire));
  assert.equal(await atlassian.refreshes(), 1);
  const second = atlassian.tokens()[site];
  assert.notEqual(second.refreshToken, first.refreshToken, 'rotated');
  assert.notEqual(second.accessToken, first.accessToken);
  good(await book(wire));
  assert.equal(await atlassian.refreshes(), 1);

  await atlassian.control('POST', 'expire'); // the file still calls the token good, and only Jira knows better
  good(await book(wire));
  assert.equal(await atlassian.refreshes(), 2, 'one refresh, one retry');

  await end(atlassian, wire);
});

// A consent can be taken back at any moment: the file still calls the token good, or the time for a refresh has come, or a
// refresh was forced a moment ago. In each case the next call has the address, or says that the one after it will.
for (const [when, prepare] of [
  ['while the token lasts', () => {}],
  ['when a refresh is due', atlassian => atlassian.expire()],
  ['right after a refresh that Jira has forced', async (atlassian, wire) => {
    await atlassian.control('POST', 'expire');
    good(await book(wire));
  }],
]) {
  test(`OAuth: consent that is taken back ${when}`, options, async t => {
    const atlassian = await Atlassian.start(t);
    await atlassian.signIn();
    const wire = atlassian.wire();
    await wire.initialize();
    good(await book(wire));
    await prepare(atlassian, wire);
    await atlassian.control('POST', 'revoke');
    const refused = textOf(await book(wire));
    assert.match(refused, /authorize\?|call the tool again/i);
    await atlassian.person(refused.includes('authorize?') ? addressIn(refused) : await asked(wire));
    good(await book(wire));
    await end(atlassian, wire);
  });
}

test('OAuth: a sign-in that is declined', options, async t => {
  const { atlassian, wire } = await meet(t);
  const address = await asked(wire);
  const page = await atlassian.person(address, '#decline');
  assert.match(page.text, /declined/i);
  const next = await asked(wire);
  assert.notEqual(next, address, 'a sign-in of its own');
  await atlassian.person(next);
  good(await book(wire));
  await end(atlassian, wire);
});

test('OAuth: several calls at once start one sign-in', options, async t => {
  const { atlassian, wire } = await meet(t);
  const addresses = await Promise.all(Array.from({ length: 20 }, () => asked(wire)));
  assert.equal(new Set(addresses).size, 1);
  assert.equal(await asked(wire), addresses[0], 'also later');
  await atlassian.person(addresses[0]);
  good(await book(wire));
  await end(atlassian, wire);
});

test('OAuth: stray requests to the callback do not end the wait', options, async t => {
  const { atlassian, wire } = await meet(t);
  const address = await asked(wire);
  const state = new URL(address).searchParams.get('state');
  const strays = [
    ['/favicon.ico'], ['/'], ['/callback'], ['/callback?code=forged'], ['/callback?code=forged&state=forged'], ['/callback?code=x&state='],
    ['/callback?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E'],
    [`/callback?state=${state}`], [`/callback?code=x&state=${state}&state=forged`],
    [`/callback?code=x&state=${state}`, { method: 'POST' }],
    [`/callback?code=x&state=${state}`, { headers: { Host: `evil.example:${atlassian.port}` } }],
    [`/callback?code=x&state=${state}`, { headers: { 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' } }],
    [`/callback?code=${'x'.repeat(1 << 20)}&state=${state}`],
  ];
  for (const [target, request] of strays) {
    const status = await atlassian.visit(target, request);
    assert.ok(status >= 400 && status < 500, `${target.slice(0, 80)} is answered ${status}`);
  }
  assert.ok(atlassian.pages.every(page => !page.includes('<script>')));
  assert.equal(await asked(wire), address, 'still waiting');
  await atlassian.person(address);
  good(await book(wire));
  await end(atlassian, wire);
});

test('OAuth: a code that was forged under the right state is refused, and said', options, async t => {
  const { atlassian, wire } = await meet(t);
  const address = await asked(wire);
  const description = encodeURIComponent('<img src=x onerror=alert(1)>');
  const state = new URL(address).searchParams.get('state');
  assert.equal(await atlassian.visit(`/callback?code=forged-code&state=${state}`), 400);
  const second = new URL(await asked(wire)).searchParams.get('state');
  assert.notEqual(second, state);
  assert.equal(await atlassian.visit(`/callback?error=server_error&error_description=${description}&state=${second}`), 400);
  assert.ok(!atlassian.pages.join('').includes('<img'), 'escaped');
  await atlassian.person(await asked(wire));
  good(await book(wire));
  await end(atlassian, wire);
});

test('OAuth: ten servers started at once on an expired token refresh once', options, async t => {
  const atlassian = await Atlassian.start(t);
  await atlassian.signIn();
  await atlassian.expire();
  const old = atlassian.tokens()[site];
  const wires = Array.from({ length: 10 }, () => atlassian.wire());
  const results = await Promise.all(wires.map(async wire => {
    await wire.initialize();
    return book(wire);
  }));
  results.forEach(good);
  assert.equal(await atlassian.refreshes(), 1);
  assert.notEqual(atlassian.tokens()[site].refreshToken, old.refreshToken);
  await Promise.all(wires.map(wire => wire.end()));
  await atlassian.keptSecrets();
});

test('OAuth: a server killed while it refreshes leaves a sign-in that goes on', options, async t => {
  const atlassian = await Atlassian.start(t, ['-leeway', '10m']);
  await atlassian.signIn();
  await atlassian.expire();
  const killed = Array.from({ length: 5 }, () => atlassian.wire());
  for (const wire of killed) {
    wire.send({ id: 1, method: 'tools/call', params: { name: 'createWorklog', arguments: entry } });
  }
  await eventually('refresh', () => atlassian.refreshes());
  killed.forEach(wire => wire.child.kill('SIGKILL'));
  const wire = atlassian.wire();
  await wire.initialize();
  good(await book(wire));
  await end(atlassian, wire);
});

test('OAuth: a file that cannot be read is moved aside, and signing in works', options, async t => {
  for (const content of ['', '{"https://example.atlassian.net":', '[]']) {
    const atlassian = await Atlassian.start(t);
    atlassian.writeTokens({});
    writeFileSync(path.join(atlassian.dir, 'tokens.json'), content);
    const wire = atlassian.wire();
    await wire.initialize();
    await atlassian.person(await asked(wire));
    good(await book(wire));
    if (content !== '') {
      assert.ok(readdirSync(atlassian.dir).some(name => name.startsWith('tokens.json.corrupt-')), content);
    }
    await end(atlassian, wire);
  }
});

test('OAuth: a folder in the place of the token file is explained, before anybody signs in', options, async t => {
  const atlassian = await Atlassian.start(t);
  mkdirSync(path.join(atlassian.dir, 'tokens.json'), { recursive: true });
  const wire = atlassian.wire();
  await wire.initialize();
  const result = await book(wire);
  bad(result, /tokens\.json[^]*TEMPO_MCP_CONFIG_DIR/);
  assert.doesNotMatch(textOf(result), /authorize\?/);
  await wire.end();
});

test('OAuth: two servers and one port', options, async t => {
  const { atlassian, wire } = await meet(t);
  const address = await asked(wire);
  const other = atlassian.wire();
  await other.initialize();
  bad(await book(other), new RegExp(`Port ${atlassian.port} [^]*JIRA_OAUTH_CALLBACK_PORT`));
  await atlassian.person(address);
  good(await book(wire));
  good(await book(other)); // the sign-in of one is that of both
  await other.end();
  await end(atlassian, wire);
});

test('OAuth: a wrong client secret is explained where it matters, and starts no sign-in', options, async t => {
  const { atlassian, wire } = await meet(t, [], { JIRA_OAUTH_CLIENT_SECRET: 'wrong-secret-5d1e77' });
  const page = await atlassian.person(await asked(wire));
  assert.match(page.text, /client secret/i);
  await atlassian.signIn();
  await atlassian.expire();
  const result = await book(wire);
  bad(result, /JIRA_OAUTH_CLIENT_SECRET/);
  assert.doesNotMatch(textOf(result), /authorize\?/);
  await end(atlassian, wire);
  for (const text of [wire.stdout, wire.stderr, ...atlassian.pages]) {
    assert.ok(!text.includes('wrong-secret-5d1e77'));
  }
});
