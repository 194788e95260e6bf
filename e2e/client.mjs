// What both SDKs are tried with apart from the tools: the list, schemas, missing settings, aborts, and the end of a connection
// with a call running. open(t, options) connects and returns the client and call(name, arguments, options).

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bad, good } from './behavior.mjs';
import { checkCompletions, checkMistakes, checkPrompts, checkResources } from './prompts.mjs';
import { secrets, Services } from './services.mjs';
import { listTools, textOf, within } from './support.mjs';

const options = { timeout: 60_000 };

export function testClient(name, open) {
  test(`${name}: tools/list is the same as everywhere`, options, async t => {
    const { client } = await open(t);
    const { tools, nextCursor } = await client.listTools();
    assert.deepEqual([tools, nextCursor], [await listTools(t), undefined]);
    assert.deepEqual((await client.listTools()).tools, tools);
  });

  test(`${name}: results fit their output schemas`, options, async t => checkSchemas(t, open));
  test(`${name}: without settings, calls say what is missing`, options, async t => checkUnset(t, open));
  test(`${name}: an aborted write happens once and is not answered`, options, async t => checkAbort(t, open));
  for (const [what, check] of Object.entries({
    prompts: checkPrompts, resources: checkResources, completions: checkCompletions, 'mistakes with prompts and resources': checkMistakes,
  })) {
    test(`${name}: ${what}`, options, async t => check(looking((await open(t)).client)));
  }
  test(`${name}: without settings, prompts work and resources say what is missing`, options, async t => {
    const look = looking((await open(t, { args: [] })).client);
    await checkPrompts(look);
    await assert.rejects(look.readResource('tempo://me'), /not set up[^]*TEMPO_API_TOKEN[^]*JIRA_BASE_URL/);
    const ref = { type: 'ref/prompt', name: 'logMyDay' };
    assert.deepEqual((await look.complete(ref, 'issueKey', 'A')).completion.values, []);
  });
  test(`${name}: closing the connection lets a write finish`, options, async t => checkClose(t, open));
}

// looking is what a client of the SDK can do with prompts and resources.
function looking(client) {
  return {
    listPrompts: () => client.listPrompts(),
    getPrompt: (name, args) => client.getPrompt({ name, arguments: args }),
    listResources: () => client.listResources(),
    listResourceTemplates: () => client.listResourceTemplates(),
    readResource: uri => client.readResource({ uri }),
    complete: (ref, name, value) => client.complete({ ref, argument: { name, value } }),
  };
}

async function checkSchemas(t, open) {
  const checked = [];
  const validated = real => ({
    getValidator(schema) {
      const check = real.getValidator(schema);
      return value => {
        const verdict = check(value);
        checked.push(verdict.valid);
        return verdict;
      };
    },
  });
  const { client, call } = await open(t, { validated });
  await client.listTools();
  const { worklog } = good(await call('createWorklog', { issueKey: 'MOBI-8', timeSpent: '22:30-01:15', date: 'today', billableHours: 0 }));
  good(await call('editWorklog', {
    worklogId: worklog.worklogId, description: 'night shift', attributes: [{ key: 'Remote', value: 'true' }],
  }));
  good(await call('deleteWorklog', { worklogId: worklog.worklogId }));
  good(await call('bulkCreateWorklogs', {
    worklogEntries: ['INT-2', 'OPS-9'].map(issueKey => ({ issueKey, timeSpentHours: 1, date: 'today' })),
  }));
  good(await call('retrieveWorklogs', { period: 'lastMonth', limit: 3 }));
  good(await call('getMissingWorklogDays', { period: 'lastMonth' }));
  good(await call('getWorklogAnalytics', { period: 'lastMonth', groupBy: 'account' }));
  assert.deepEqual(checked, Array(7).fill(true), 'the SDK has checked the result of each tool');
}

async function checkUnset(t, open) {
  const { client, call } = await open(t, { args: [], settings: { TEMPO_API_TOKEN: secrets.tempo, JIRA_EMAIL: '${user_config.email}' } });
  assert.deepEqual((await client.listTools()).tools, await listTools(t));
  const result = await call('retrieveWorklogs', { period: 'today' });
  bad(result, /JIRA_BASE_URL[^]*JIRA_EMAIL[^]*JIRA_API_TOKEN/);
  assert.doesNotMatch(textOf(result), /TEMPO_API_TOKEN|user_config/);
  assert.ok(!JSON.stringify(result).includes(secrets.tempo));
  bad(await call('createWorklog', {}), /issueKey is missing/);
}

const entry = { issueKey: 'ATLAS-14', timeSpentHours: 1, date: '2026-03-02', description: 'once' };

async function checkAbort(t, open) {
  const services = await Services.start(t);
  const { client, call } = await open(t, { args: [], settings: services.settings() });
  const strange = [];
  client.onerror = error => strange.push(error);
  const post = services.hold('POST', /^\/4\/worklogs$/);
  const abort = new AbortController();
  const aborted = assert.rejects(call('createWorklog', entry, { signal: abort.signal }), /abort|stop/i);
  await within(10_000, 'POST', post.arrived);
  abort.abort(new Error('stop'));
  await aborted;
  // The server handles messages in order: when this is answered, it has heard of the cancel.
  good(await call('retrieveWorklogs', { startDate: '2026-03-03', endDate: '2026-03-03' }));
  post.answer();
  await within(10_000, 'worklog', (async () => {
    while (services.worklogs.size === 0) {
      await new Promise(setImmediate);
    }
  })());
  const after = good(await call('retrieveWorklogs', { startDate: '2026-03-02', endDate: '2026-03-02' }));
  assert.deepEqual(after.worklogs.map(w => w.description), ['once']);
  assert.equal(services.sent('POST', /worklogs/).length, 1);
  assert.ok(!services.sent('POST', /worklogs/)[0].left, 'the request was seen through');
  await client.close();
  assert.deepEqual(strange, [], 'a response to the aborted request would be an error here');
}

async function checkClose(t, open) {
  const services = await Services.start(t);
  const { client, call } = await open(t, { args: [], settings: services.settings() });
  const post = services.hold('POST', /^\/4\/worklogs$/);
  const outcome = call('createWorklog', entry).catch(error => error);
  await within(10_000, 'POST', post.arrived);
  const closing = client.close();
  await new Promise(resolve => setTimeout(resolve, 250)); // the server sees it; SDKs wait 2 s before they send a signal
  post.answer();
  await within(10_000, 'close', closing);
  await within(10_000, 'outcome', outcome);
  assert.equal(services.worklogs.size, 1);
  assert.ok(!services.sent('POST', /worklogs/)[0].left, 'the request was seen through');
}
