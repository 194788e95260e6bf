// The Inspector's command line. Each call is a process of its own, and so is the server behind it: on the simulator nothing
// outlives a call, and what must last is kept by services of the test.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bad, good, lastMonth } from './behavior.mjs';
import { modernNode, packageFile } from './programs.mjs';
import { checkMistakes, checkPrompts, checkResources, skill } from './prompts.mjs';
import { secrets, Services } from './services.mjs';
import { binary, environment, listTools, run, textOf } from './support.mjs';

const options = { timeout: 120_000 };
const launcher = packageFile('@modelcontextprotocol/inspector', 'clients/launcher/build/index.js');
const eras = ['legacy', 'modern'];

// The Inspector's exit codes.
const toolError = 5;

// inspect runs the Inspector, which hands its environment on to the server only as far as -e says.
async function inspect(t, args, { server = ['--demo'], settings = {} } = {}) {
  const handed = Object.entries(settings).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  return run(t, modernNode, [launcher, '--cli', ...args, '--format', 'json', ...handed, '--', binary, ...server], { env: environment() });
}

async function call(t, name, args, { era = 'legacy', expected = 0, ...more } = {}) {
  const out = await inspect(t, [
    '--method', 'tools/call', '--protocol-era', era, '--tool-name', name, '--tool-args-json', JSON.stringify(args),
  ], more);
  assert.equal(out.code, expected, out.stdout + out.stderr);
  return JSON.parse(out.stdout).result;
}

for (const era of eras) {
  test(`inspector, ${era}: tools/list passes the strict check and is the same as everywhere`, options, async t => {
    const out = await inspect(t, ['--method', 'tools/list', '--strict', '--protocol-era', era]);
    assert.equal(out.code, 0, out.stderr);
    assert.doesNotMatch(out.stderr, /schema|portab/i, 'nothing to say about schemas');
    assert.deepEqual(JSON.parse(out.stdout).result.tools, await listTools(t));
  });

  test(`inspector, ${era}: every tool on the simulator`, options, async t => {
    const look = (name, args) => call(t, name, args, { era }).then(good);
    const month = await lastMonth((name, args) => call(t, name, args, { era }));
    assert.equal(month.worklogs.length, month.count);
    for (const groupBy of ['issue', 'account', 'project', 'day', 'week', 'month']) {
      const sums = await look('getWorklogAnalytics', { period: 'lastMonth', groupBy });
      assert.deepEqual([sums.groupBy, sums.totalHours], [groupBy, month.totalHours]);
    }
    assert.equal((await look('getMissingWorklogDays', { period: 'lastMonth' })).missingDays.length, 4);
    const old = month.worklogs.find(w => w.description && w.issueKey !== 'INT-2');
    const edited = await look('editWorklog', { worklogId: old.worklogId, timeSpent: '10m' });
    const { description, attributes, startTime } = edited.worklog;
    old.attributes = old.attributes.map(({ label, ...rest }) => rest); // a process that lists nothing does not look labels up
    assert.deepEqual([description, attributes, startTime], [old.description, old.attributes, old.startTime]);
    assert.deepEqual((await look('deleteWorklog', { worklogId: old.worklogId })).deleted, old);
    assert.equal((await look('createWorklog', { issueKey: 'ATLAS-14', timeSpentHours: 1.5, date: 'today' })).worklog.issueKey, 'ATLAS-14');
    const bulk = await look('bulkCreateWorklogs', {
      worklogEntries: ['ATLAS-14', 'OPS-9'].map(issueKey => ({ issueKey, timeSpentHours: 1, date: 'today' })),
    });
    assert.deepEqual(bulk.results.map(r => r.status), ['created', 'failed']);
  });
}

// looking is what the Inspector's command line can do with prompts and resources. It has no completions.
function looking(t, era) {
  const ask = async (method, ...args) => {
    const out = await inspect(t, ['--method', method, '--protocol-era', era, ...args]);
    if (out.code !== 0) {
      throw new Error(out.stderr + out.stdout);
    }
    return JSON.parse(out.stdout).result;
  };
  return {
    listPrompts: () => ask('prompts/list'),
    getPrompt: (name, args) => ask('prompts/get', '--prompt-name', name, ...Object.entries(args).flatMap(([k, v]) => ['--prompt-args', `${k}=${v}`])),
    listResources: () => ask('resources/list'),
    listResourceTemplates: () => ask('resources/templates/list'),
    readResource: uri => ask('resources/read', '--uri', uri),
  };
}

for (const era of eras) {
  test(`inspector, ${era}: prompts`, options, t => checkPrompts(looking(t, era)));
  test(`inspector, ${era}: resources`, options, t => checkResources(looking(t, era)));
  test(`inspector, ${era}: mistakes with prompts and resources`, options, t => checkMistakes(looking(t, era)));
  test(`inspector, ${era}: the skill passes its checks`, options, async t => {
    const out = await inspect(t, ['--method', 'skills/list', '--verify', '--require-digests', '--protocol-era', era]);
    assert.equal(out.code, 0, out.stdout + out.stderr);
    const report = JSON.parse(out.stdout);
    assert.deepEqual([report.uri, report.outcome, report.conformance, report.frontmatter], [skill, 'verified', [], []]);
  });
}

test('inspector: create, look up, edit, delete, each in a process of its own', options, async t => {
  const services = await Services.start(t);
  const using = { server: [], settings: services.settings() };
  const day = { startDate: '2026-03-02', endDate: '2026-03-02' };
  const { worklog } = good(await call(t, 'createWorklog', {
    issueKey: 'ATLAS-14', timeSpent: '9:00-10:30', date: '2026-03-02', description: 'review',
  }, using));
  assert.deepEqual(good(await call(t, 'retrieveWorklogs', day, using)).worklogs, [worklog]);
  const { worklog: edited } = good(await call(t, 'editWorklog', { worklogId: worklog.worklogId, timeSpentHours: 2 }, using));
  assert.deepEqual(edited, { ...worklog, endTime: '11:00', timeSpentHours: 2, timeSpent: '2h', billableHours: 2, billable: '2h' });
  assert.equal(good(await call(t, 'getMissingWorklogDays', day, using)).missingDays[0].missingHours, 6);
  assert.equal(good(await call(t, 'getWorklogAnalytics', day, using)).totalHours, 2);
  good(await call(t, 'deleteWorklog', { worklogId: worklog.worklogId }, using));
  assert.deepEqual(good(await call(t, 'retrieveWorklogs', day, using)).worklogs, []);
  bad(await call(t, 'deleteWorklog', { worklogId: worklog.worklogId }, { ...using, expected: toolError }), /not found|does not exist/i);
});

// The Inspector turns what does not fit a number into null before it sends it.
const wrong = [
  ['createWorklog', { issueKey: 'ATLAS-14', timeSpentHours: 1 }, /date is missing/],
  ['createWorklog', { issueKey: 'ATLAS-14', timeSpentHours: 'a lot', date: 'today' }, /timeSpentHours/],
  ['createWorklog', { issueKey: 'ATLAS-14', timeSpentHours: 25, date: 'today' }, /timeSpentHours/],
  ['bulkCreateWorklogs', { worklogEntries: [] }, /worklogEntries has 0 entries/],
  ['editWorklog', { worklogId: 'abc', description: 'x' }, /worklogId must be/],
  ['deleteWorklog', {}, /worklogId is missing/],
  ['retrieveWorklogs', { startDate: 'today', endDate: 'yesterday' }, /endDate .* is before startDate/],
  ['getMissingWorklogDays', { period: 'nextYear' }, /period must be one of/],
  ['getWorklogAnalytics', { period: 'lastMonth', groupBy: 'year' }, /groupBy must be one of/],
  ['getWorklogAnalytics', { period: 'lastMonth', by: 'day' }, /by is not an argument/],
];

test('inspector: bad arguments', options, async t => {
  for (const [name, args, pattern] of wrong) {
    bad(await call(t, name, args, { expected: toolError }), pattern);
  }
});

test('inspector: 50 calls at once', options, async t => {
  const services = await Services.start(t);
  services.delay = 200;
  const out = await inspect(t, [
    '--method', 'tools/call', '--tool-name', 'retrieveWorklogs', '--tool-args-json', '{"startDate":"2026-03-02","endDate":"2026-03-02"}',
    '--load', '--load-requests', '50', '--load-concurrency', '50',
  ], { server: [], settings: services.settings() });
  assert.equal(out.code, 0, out.stderr);
  const { result } = JSON.parse(out.stdout);
  assert.deepEqual([result.requests, result.ok, result.toolErrors, result.errors], [50, 50, 0, 0]);
  assert.ok(result.latencyMs.min >= 195, 'the services were slow');
  assert.ok(result.elapsedMs < 50 * 200 / 3, `50 calls of 200 ms took ${result.elapsedMs} ms`);
});

test('inspector: without settings, calls say what is missing', options, async t => {
  const using = { server: [], settings: { TEMPO_API_TOKEN: secrets.tempo } };
  const list = await inspect(t, ['--method', 'tools/list'], using);
  assert.deepEqual([list.code, JSON.parse(list.stdout).result.tools], [0, await listTools(t)]);
  const result = await call(t, 'retrieveWorklogs', { period: 'today' }, { ...using, expected: toolError });
  bad(result, /JIRA_BASE_URL[^]*JIRA_EMAIL[^]*JIRA_API_TOKEN/);
  assert.ok(!(textOf(result) + list.stderr + list.stdout).includes(secrets.tempo));
});
