// Services that are slow, break off or refuse: what is written in the end, and what the model is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bad, good } from './behavior.mjs';
import { secrets, Services } from './services.mjs';
import { textOf, Wire, within } from './support.mjs';

const options = { timeout: 90_000 };
const posts = /^\/4\/worklogs(\/issue\/\d+\/bulk)?$/;
const entry = { issueKey: 'ATLAS-14', timeSpentHours: 1.5, date: '2026-03-02', startTime: '09:00', description: 'review' };
const today = { startDate: '2026-03-02', endDate: '2026-03-02' };

async function connect(t, more) {
  const services = await Services.start(t);
  const wire = new Wire(t, { args: [], settings: services.settings(more) });
  await wire.initialize();
  return { services, wire };
}

function started(gate) { return within(10_000, 'request to the service', gate.arrived); }

// stillThere gives the server time to see that its input has ended, and expects it to wait.
async function stillThere(wire) {
  await new Promise(resolve => setTimeout(resolve, 250));
  assert.deepEqual([wire.child.exitCode, wire.child.signalCode], [null, null]);
}

function writtenOnce(services) {
  assert.deepEqual([...services.worklogs.values()].map(w => [w.issue.id, w.startDate, w.startTime, w.timeSpentSeconds, w.description]),
    [[10014, '2026-03-02', '09:00:00', 5400, 'review']]);
}

test('services: the input ends while a write runs', options, async t => {
  const { services, wire } = await connect(t);
  const post = services.hold('POST', posts);
  const answer = wire.call('createWorklog', entry, 'write');
  const reads = Array.from({ length: 5 }, (_, n) => wire.call('retrieveWorklogs', today, `read ${n}`));
  await started(post);
  wire.child.stdin.end();
  await stillThere(wire);
  post.answer();
  assert.equal(good(await answer).worklog.worklogId, '501');
  (await Promise.all(reads)).forEach(good);
  await wire.end();
  writtenOnce(services);
  assert.ok(!services.sent('POST', posts)[0].left, 'the request was seen through');
});

test('services: the input ends before anything was asked of a service', options, async t => {
  const { services, wire } = await connect(t);
  services.delay = 150;
  const answer = wire.call('createWorklog', entry, 'write');
  wire.child.stdin.end();
  good(await answer);
  await wire.end();
  writtenOnce(services);
});

test('services: SIGTERM while a write runs', options, async t => {
  const { services, wire } = await connect(t);
  const post = services.hold('POST', posts);
  const answer = wire.call('createWorklog', entry, 'write');
  await started(post);
  wire.child.kill('SIGTERM');
  await stillThere(wire);
  post.answer();
  good(await answer);
  await wire.end();
  writtenOnce(services);
});

test('services: a write that is canceled while it runs', options, async t => {
  const { services, wire } = await connect(t);
  const post = services.hold('POST', posts);
  wire.send({ id: 'write', method: 'tools/call', params: { name: 'createWorklog', arguments: entry } });
  await started(post);
  wire.notify('notifications/cancelled', { requestId: 'write', reason: 'changed my mind' });
  assert.deepEqual((await wire.request('ping')).result, {}, 'the cancel has been heard');
  post.answer();
  await wire.end();
  writtenOnce(services);
  assert.ok(!services.sent('POST', posts)[0].left, 'the request was seen through');
  assert.deepEqual(wire.answersTo('write'), [], 'nothing is said about a canceled call');
});

test('services: a write that is canceled before it is sent', options, async t => {
  const { services, wire } = await connect(t);
  const lookUp = services.hold('POST', /bulkfetch$/);
  wire.send({ id: 'write', method: 'tools/call', params: { name: 'createWorklog', arguments: entry } });
  await started(lookUp);
  wire.notify('notifications/cancelled', { requestId: 'write' });
  assert.deepEqual((await wire.request('ping')).result, {});
  lookUp.answer();
  await wire.end();
  assert.deepEqual([services.worklogs.size, wire.answersTo('write')], [0, []]);
});

test('services: a write that is canceled while it waits its turn', options, async t => {
  const { services, wire } = await connect(t);
  good(await wire.call('retrieveWorklogs', today));
  services.delay = 100;
  const reads = Array.from({ length: 80 }, (_, n) => wire.call('retrieveWorklogs', today, `read ${n}`));
  wire.send({ id: 'write', method: 'tools/call', params: { name: 'createWorklog', arguments: entry } });
  wire.notify('notifications/cancelled', { requestId: 'write' });
  (await Promise.all(reads)).forEach(good);
  await wire.end();
  assert.deepEqual([services.sent('POST', posts).length, wire.answersTo('write')], [0, []]);
});

test('services: 50 slow calls at once', options, async t => {
  const { services, wire } = await connect(t);
  good(await wire.call('retrieveWorklogs', today)); // knows the person from now on
  services.delay = 200;
  const begin = performance.now();
  good(await wire.call('retrieveWorklogs', today));
  const one = performance.now() - begin;
  assert.ok(one >= 195, `a call took ${one} ms, so the services were not slow`);
  const before = performance.now();
  const answers = await Promise.all(Array.from({ length: 50 }, () => wire.call('retrieveWorklogs', today)));
  const fifty = performance.now() - before;
  answers.forEach(good);
  assert.ok(fifty < 50 * one / 3, `one call took ${one.toFixed()} ms, 50 at once ${fifty.toFixed()} ms`);
  await wire.end();
});

test('services: a quick question is not kept waiting by slow calls', options, async t => {
  const { services, wire } = await connect(t);
  const held = services.hold('GET', /worklogs\/user/);
  const slow = wire.call('retrieveWorklogs', today, 'slow');
  await started(held);
  assert.deepEqual((await wire.request('ping')).result, {});
  bad(await wire.call('createWorklog', {}), /issueKey is missing/);
  assert.deepEqual(wire.answersTo('slow'), []);
  held.answer();
  good(await slow);
  await wire.end();
});

test('services: the connection breaks after a worklog was written', options, async t => {
  const { services, wire } = await connect(t);
  services.hold('POST', posts).breakAfter();
  const { worklog } = good(await wire.call('createWorklog', entry));
  assert.equal(worklog.worklogId, '501', 'it was found');
  writtenOnce(services);
  await wire.end();
});

test('services: the connection breaks before a worklog was written', options, async t => {
  const { services, wire } = await connect(t);
  services.hold('POST', posts).breakBefore();
  good(await wire.call('createWorklog', entry));
  assert.equal(services.sent('POST', posts).length, 2, 'sent again, since it was not there');
  writtenOnce(services);
  await wire.end();
});

test('services: no answer in time', options, async t => {
  const { services, wire } = await connect(t, { TEMPO_MCP_REQUEST_TIMEOUT: '400ms' });
  const post = services.hold('POST', posts);
  const answer = await wire.call('createWorklog', entry);
  bad(answer, /look before trying again/i);
  post.answer(); // the effect comes late
  assert.equal(services.sent('POST', posts).length, 1, 'not sent a second time');
  await wire.end();
});

test('services: a reading connection that breaks is tried again', options, async t => {
  const { services, wire } = await connect(t);
  services.hold('GET', /worklogs\/user/).breakBefore();
  good(await wire.call('retrieveWorklogs', today));
  assert.equal(services.sent('GET', /worklogs\/user/).length, 2);
  await wire.end();
});

test('services: bulk entries on several issues, one hidden, one day closed, one connection broken', options, async t => {
  const { services, wire } = await connect(t);
  services.closedDays.add('2026-01-15');
  services.hold('POST', /issue\/10002\/bulk$/).breakAfter();
  const on = (issueKey, date) => ({ issueKey, date, timeSpentHours: 1 });
  const answer = good(await wire.call('bulkCreateWorklogs', {
    worklogEntries: [
      on('ATLAS-14', '2026-03-02'), on('ATLAS-14', '2026-01-15'), on('OPS-9', '2026-03-02'),
      on('INT-2', '2026-03-02'), on('INT-2', '2026-03-03'), on('ATLAS-17', '2026-03-04'),
    ],
  }));
  assert.deepEqual(answer.results.map(r => r.status), ['created', 'failed', 'failed', 'created', 'created', 'created']);
  assert.match(answer.results[1].error, /Period is closed/);
  assert.match(answer.results[2].error, /OPS-9/);
  assert.deepEqual([...services.worklogs.values()].map(w => `${w.issue.id} ${w.startDate}`).sort(),
    ['10002 2026-03-02', '10002 2026-03-03', '10014 2026-03-02', '10017 2026-03-04'], 'each exactly once');
  for (const { worklog } of answer.results.filter(r => r.worklog)) {
    assert.ok(services.worklogs.has(Number(worklog.worklogId)));
  }
  await wire.end();
});

test('services: an edit sends back what the caller did not name', options, async t => {
  const { services, wire } = await connect(t);
  const { worklog } = good(await wire.call('createWorklog', { ...entry, attributes: [{ key: '_Kind_', value: 'a' }] }));
  good(await wire.call('editWorklog', { worklogId: worklog.worklogId, timeSpentHours: 2 }));
  const [kept] = services.worklogs.values();
  assert.deepEqual([kept.description, kept.startTime, kept.timeSpentSeconds, kept.billableSeconds, kept.attributes.values],
    ['review', '09:00:00', 7200, 7200, [{ key: '_Kind_', value: 'a' }]]);
  await wire.end();
});

test('services: nobody listens', options, async t => {
  const { services, wire } = await connect(t, { JIRA_BASE_URL: 'http://127.0.0.1:9', TEMPO_MCP_MAX_RETRIES: '0' });
  bad(await wire.call('createWorklog', entry), /Jira could not be reached[^]*JIRA_BASE_URL/);
  assert.equal(services.requests.length, 0);
  await wire.end();
});

test('services: refused tokens are explained and shown nowhere', options, async t => {
  for (const [variable, pattern] of [['TEMPO_API_TOKEN', /TEMPO_API_TOKEN/], ['JIRA_API_TOKEN', /JIRA_API_TOKEN/]]) {
    const { wire } = await connect(t, { [variable]: 'wrong-token-c04a17', TEMPO_MCP_LOG_LEVEL: 'debug' });
    const result = await wire.call('retrieveWorklogs', today);
    bad(result, pattern);
    bad(await wire.call('createWorklog', entry), pattern);
    await wire.end();
    const said = JSON.stringify(wire.messages) + wire.stderr;
    assert.ok(wire.stderr.length > 0, 'something is logged at this level');
    const encoded = Buffer.from('anna@example.com:wrong').toString('base64').slice(0, 20);
    for (const secret of ['wrong-token-c04a17', secrets.tempo, secrets.jira, encoded]) {
      assert.ok(!said.includes(secret), `${secret} in ${textOf(result)}\n${wire.stderr}`);
    }
  }
});

test('services: the log holds no text of worklogs', options, async t => {
  const { wire } = await connect(t, { TEMPO_MCP_LOG_LEVEL: 'debug' });
  good(await wire.call('createWorklog', { ...entry, description: 'salary talk with Ben' }));
  good(await wire.call('retrieveWorklogs', today));
  await wire.end();
  assert.match(wire.stderr, /worklogs/);
  assert.doesNotMatch(wire.stderr, /salary/);
});
