// What the tools do, seen through a client. Each client's test file runs these tests with its own connection to the
// built-in simulator: open(t) connects and returns call(name, arguments), with call.end where the end is worth a check.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { textOf } from './support.mjs';

export function testTools(client, open) {
  const tool = (name, check) => test(`${client}: ${name}`, { timeout: 60_000 }, async t => {
    const call = await open(t);
    await check(call);
    await call.end?.();
  });

  tool('create, look up, edit, delete', lifecycle);
  tool('retrieveWorklogs by issue, project and page', lookUp);
  tool('getMissingWorklogDays', missingDays);
  tool('getWorklogAnalytics by each group', analytics);
  tool('bulkCreateWorklogs with an issue that Jira does not show', bulk);
  tool('bad arguments', badArguments);
  tool('50 calls at once', fiftyAtOnce);
}

// good expects a result that says the same twice: for programs and for readers.
export function good(result) {
  assert.notEqual(result.isError, true, textOf(result));
  assert.ok(result.structuredContent, 'no structuredContent');
  assert.ok(textOf(result).length > 10, 'no text');
  return result.structuredContent;
}

export function bad(result, pattern) {
  assert.equal(result.isError, true, `no error, although ${pattern} was expected: ${textOf(result)}`);
  assert.match(textOf(result), pattern);
}

async function onDay(call, date) {
  return good(await call('retrieveWorklogs', { startDate: date, endDate: date, limit: 1000 }));
}

async function lifecycle(call) {
  const description = 'Wrote it "down",\nthen shipped it ✓';
  const made = good(await call('createWorklog', {
    issueKey: 'atlas-14', timeSpent: '1h 30m', date: 'yesterday', startTime: '20:15', description,
  })).worklog;
  const expected = {
    worklogId: made.worklogId, issueKey: 'ATLAS-14', issueSummary: 'Rank exact matches first', date: made.date,
    startTime: '20:15', endTime: '21:45', timeSpentHours: 1.5, timeSpent: '1h 30m', billableHours: 1.5, billable: '1h 30m', description,
    attributes: [{ key: '_Account_', value: 'CLOUDBAY_DEVELOPMENT' }],
  };
  assert.deepEqual(made, expected);
  assert.deepEqual(find(await onDay(call, made.date), made), expected, 'what was created is there');

  const edited = good(await call('editWorklog', { worklogId: made.worklogId, timeSpentHours: 2 }));
  const now = { ...expected, endTime: '22:15', timeSpentHours: 2, timeSpent: '2h', billableHours: 2, billable: '2h' };
  assert.deepEqual(edited.worklog, now, 'description, start and account survive an edit, and billable time follows');
  assert.deepEqual(edited.changes.map(c => c.field), ['timeSpent', 'billableHours']);
  assert.deepEqual(find(await onDay(call, made.date), made), now);

  const cleared = good(await call('editWorklog', { worklogId: Number(made.worklogId), description: '', billableHours: 0.5 })).worklog;
  assert.deepEqual([cleared.description, cleared.billableHours, cleared.timeSpentHours], [undefined, 0.5, 2]);

  const { deleted, results } = good(await call('deleteWorklog', { worklogId: made.worklogId }));
  assert.deepEqual([deleted.worklogId, results[0].worklogId, results[0].putBack.issueKey], [made.worklogId, made.worklogId, 'ATLAS-14']);
  assert.equal(find(await onDay(call, made.date), made), undefined, 'what was deleted is gone');
  bad(await call('deleteWorklog', { worklogId: made.worklogId }), /does not exist|not found/i);
  bad(await call('editWorklog', { worklogId: made.worklogId, timeSpentHours: 1 }), /does not exist|not found/i);
}

function find(answer, worklog) {
  return answer.worklogs.find(w => w.worklogId === worklog.worklogId);
}

// lastMonth gathers the pages of the demo's last month, which may not fit into one.
export async function lastMonth(call) {
  const all = good(await call('retrieveWorklogs', { period: 'lastMonth', limit: 1000 }));
  for (let page = all; page.nextCursor;) {
    page = good(await call('retrieveWorklogs', { period: 'lastMonth', limit: 1000, cursor: page.nextCursor }));
    all.worklogs.push(...page.worklogs);
  }
  return all;
}

async function lookUp(call) {
  const all = await lastMonth(call);
  assert.ok(all.count > 60 && all.worklogs.length === all.count, `${all.count} worklogs in the demo's last month`);
  assertHours(all.totalHours, all.worklogs, w => w.timeSpentHours);

  const atlas = good(await call('retrieveWorklogs', { startDate: all.startDate, endDate: all.endDate, projectKey: 'atlas', limit: 1000 }));
  assert.deepEqual(atlas.worklogs, all.worklogs.filter(w => w.issueKey.startsWith('ATLAS-')));
  const standUp = good(await call('retrieveWorklogs', { period: 'lastMonth', issueKey: 'INT-2' }));
  assert.deepEqual(standUp.worklogs, all.worklogs.filter(w => w.issueKey === 'INT-2'));
  bad(await call('retrieveWorklogs', { period: 'lastMonth', issueKey: 'OPS-9' }), /OPS-9/);

  const pages = [];
  let cursor;
  for (let i = 0; i < 10; i++) {
    const page = good(await call('retrieveWorklogs', { period: 'lastMonth', limit: 40, ...(cursor && { cursor }) }));
    assert.deepEqual([page.count, page.totalHours], [all.count, all.totalHours], 'totals are of all, on every page');
    assert.equal(page.truncated, page.nextCursor !== undefined);
    pages.push(...page.worklogs);
    cursor = page.nextCursor;
    if (!cursor) {
      break;
    }
  }
  assert.deepEqual(pages, all.worklogs);
}

function assertHours(total, list, hours) {
  const sum = list.reduce((n, item) => n + hours(item), 0);
  assert.ok(Math.abs(total - sum) < 0.005 * list.length + 0.001, `${total} h in total, ${sum} h in the list`);
}

async function missingDays(call) {
  const before = good(await call('getMissingWorklogDays', { period: 'lastMonth' }));
  const empty = before.missingDays.filter(d => d.loggedHours === 0);
  const partly = before.missingDays.filter(d => d.loggedHours > 0);
  assert.deepEqual([empty.length, partly.length], [2, 2], 'as the demo is seeded');
  assert.deepEqual(before.upcomingDays, []);
  assertHours(before.missingHours, before.missingDays, d => d.missingHours);
  for (const day of partly) {
    assertHours(day.loggedHours, day.worklogs, w => w.timeSpentHours);
    assert.ok(day.worklogs.every(w => /^[A-Z]+-\d+$/.test(w.issueKey)), 'partly logged days name their issues');
  }

  const [day] = empty;
  good(await call('createWorklog', { issueKey: 'INT-6', timeSpentHours: day.missingHours - 1, date: day.date }));
  const after = good(await call('getMissingWorklogDays', { startDate: before.startDate, endDate: before.endDate }));
  assert.equal(after.missingDays.find(d => d.date === day.date).missingHours, 1);
  good(await call('createWorklog', { issueKey: 'INT-6', timeSpent: '1h', date: day.date }));
  const filled = good(await call('getMissingWorklogDays', { startDate: day.date, endDate: day.date }));
  assert.deepEqual([filled.missingDays, filled.missingHours], [[], 0]);

  const lenient = good(await call('getMissingWorklogDays', { period: 'lastMonth', minHoursPerDay: 2 }));
  assert.deepEqual(lenient.missingDays.map(d => d.date), [empty[1].date], 'with 2 hours a day, partly logged days are enough');
}

const groupKeys = {
  issue: /^[A-Z]+-\d+$/, account: /^[A-Z_]+$/, project: /^[A-Z]+$/, day: /^\d{4}-\d\d-\d\d$/, week: /^\d{4}-W\d\d$/, month: /^\d{4}-\d\d$/,
};

async function analytics(call) {
  const all = await lastMonth(call);
  const expected = { issue: w => w.issueKey, project: w => w.issueKey.split('-')[0], day: w => w.date, month: w => w.date.slice(0, 7) };
  for (const [groupBy, key] of Object.entries(groupKeys)) {
    const sums = good(await call('getWorklogAnalytics', { period: 'lastMonth', groupBy }));
    assert.deepEqual([sums.groupBy, sums.count, sums.totalHours], [groupBy, all.count, all.totalHours]);
    assertHours(sums.totalHours, sums.groups, g => g.hours);
    assert.equal(sums.groups.reduce((n, g) => n + g.count, 0), all.count);
    const percent = sums.groups.reduce((n, g) => n + g.percent, 0);
    assert.ok(Math.abs(percent - 100) <= 0.05 * sums.groups.length + 0.01, `${percent} % in all by ${groupBy}`);
    assert.ok(sums.groups.every(g => key.test(g.key)), `keys by ${groupBy}: ${sums.groups.map(g => g.key)}`);
    if (expected[groupBy]) {
      assert.deepEqual(sums.groups.map(g => g.key).sort(), [...new Set(all.worklogs.map(expected[groupBy]))].sort());
    }
  }
  const byDefault = good(await call('getWorklogAnalytics', { startDate: all.startDate, endDate: all.endDate, project: 'MOBI' }));
  const mobile = all.worklogs.filter(w => w.issueKey.startsWith('MOBI-'));
  assert.deepEqual([byDefault.groupBy, byDefault.count], ['issue', mobile.length]);
  assertHours(byDefault.totalHours, mobile, w => w.timeSpentHours);
}

async function bulk(call) {
  const entry = (issueKey, more) => ({ issueKey, timeSpentHours: 0.5, date: 'yesterday', description: `bulk ${issueKey}`, ...more });
  const answer = good(await call('bulkCreateWorklogs', {
    worklogEntries: [entry('ATLAS-14'), entry('OPS-9'), entry('INT-2', { startTime: '18:00' }), entry('MOBI-8', { date: '2026-02-30' })],
  }));
  assert.deepEqual(answer.results.map(r => r.status), ['created', 'failed', 'created', 'failed']);
  assert.deepEqual([answer.created, answer.failed, answer.unknown, answer.totalHours], [2, 2, 0, 1]);
  assert.match(answer.results[1].error, /OPS-9/);
  assert.match(answer.results[3].error, /date/);
  const day = await onDay(call, answer.results[0].date);
  for (const place of [0, 2]) {
    assert.deepEqual(find(day, answer.results[place].worklog), answer.results[place].worklog);
  }
  assert.equal(day.worklogs.filter(w => w.description?.startsWith('bulk ')).length, 2, 'each exactly once');

  const nothing = await call('bulkCreateWorklogs', { worklogEntries: [entry('OPS-9'), entry('nonsense')] });
  bad(nothing, /Created 0 of 2/);
  assert.deepEqual(nothing.structuredContent.results.map(r => r.status), ['failed', 'failed']);
}

const entry = { issueKey: 'ATLAS-14', timeSpentHours: 1, date: 'today' };

// The classes of bad arguments. Each answer must name the argument.
const wrong = [
  ['missing', 'createWorklog', { issueKey: 'ATLAS-14', timeSpentHours: 1 }, /date is missing/],
  ['missing, all of them', 'createWorklog', {}, /issueKey is missing[^]*date is missing/],
  ['neither of two', 'createWorklog', { issueKey: 'ATLAS-14', date: 'today' }, /timeSpentHours is missing/],
  ['null', 'createWorklog', { ...entry, issueKey: null }, /issueKey is null/],
  ['unknown', 'createWorklog', { ...entry, hours: 1 }, /hours is not an argument/],
  ['text for a number', 'createWorklog', { ...entry, timeSpentHours: 'a lot' }, /timeSpentHours must be a number/],
  ['number for text', 'createWorklog', { ...entry, description: 7 }, /description must be text/],
  ['object for text', 'createWorklog', { ...entry, date: {} }, /date must be text/],
  ['too large', 'createWorklog', { ...entry, timeSpentHours: 25 }, /timeSpentHours/],
  ['zero', 'createWorklog', { ...entry, timeSpentHours: 0 }, /timeSpentHours/],
  ['negative', 'createWorklog', { ...entry, billableHours: -1 }, /billableHours/],
  ['no such day', 'createWorklog', { ...entry, date: '2026-02-30' }, /date/],
  ['no date at all', 'createWorklog', { ...entry, date: 'soon' }, /date/],
  ['no time of day', 'createWorklog', { ...entry, startTime: '25:00' }, /startTime/],
  ['no duration', 'createWorklog', { issueKey: 'ATLAS-14', date: 'today', timeSpent: 'a while' }, /timeSpent/],
  ['two that disagree', 'createWorklog', { ...entry, timeSpent: '2h' }, /timeSpentHours is 1 but timeSpent/],
  ['no issue key', 'createWorklog', { ...entry, issueKey: 'ATLAS 14' }, /issueKey/],
  ['control character', 'createWorklog', { ...entry, description: 'a\u0000b' }, /description holds a control character/],
  ['member of a list', 'createWorklog', { ...entry, attributes: [{ key: '_Account_' }] }, /attributes\[0\]\.value is missing/],
  ['empty list', 'bulkCreateWorklogs', { worklogEntries: [] }, /worklogEntries has 0 entries/],
  ['list that is none', 'bulkCreateWorklogs', { worklogEntries: 'none' }, /worklogEntries must be an array/],
  ['entry of a list', 'bulkCreateWorklogs', { worklogEntries: [entry, { ...entry, date: undefined }] },
    /worklogEntries\[1\]\.date is missing/],
  ['no id', 'editWorklog', { worklogId: 'abc', timeSpentHours: 1 }, /worklogId must be/],
  ['fraction for an id', 'deleteWorklog', { worklogId: 1.5 }, /worklogId must be/],
  ['nothing to change', 'editWorklog', { worklogId: '1' }, /Nothing to change/],
  ['not of a choice', 'getWorklogAnalytics', { period: 'lastMonth', groupBy: 'year' }, /groupBy must be one of/],
  ['not a period', 'getMissingWorklogDays', { period: 'nextYear' }, /period must be one of/],
  ['half a range', 'retrieveWorklogs', { startDate: 'today' }, /endDate is missing/],
  ['range that ends before it starts', 'retrieveWorklogs', { startDate: 'today', endDate: 'yesterday' }, /endDate .* is before startDate/],
  ['period and dates', 'retrieveWorklogs', { period: 'today', startDate: 'today', endDate: 'today' }, /period/],
  ['out of bounds', 'retrieveWorklogs', { period: 'today', limit: 0 }, /limit must be a whole number from 1 to 1000/],
  ['made-up cursor', 'retrieveWorklogs', { period: 'today', cursor: 'abc' }, /cursor/],
];

async function badArguments(call) {
  const before = good(await call('retrieveWorklogs', { startDate: '2020-01-01', endDate: 'tomorrow', limit: 1 }));
  for (const [what, name, args, pattern] of wrong) {
    const result = await call(name, args);
    assert.equal(result.isError, true, `${name}, ${what}: ${textOf(result)}`);
    assert.match(textOf(result), pattern, `${name}, ${what}`);
    assert.doesNotMatch(textOf(result), /\[object|&\{|panic|goroutine|Internal error/, `${name}, ${what}`);
  }
  const after = good(await call('retrieveWorklogs', { startDate: '2020-01-01', endDate: 'tomorrow', limit: 1 }));
  assert.equal(after.count, before.count, 'nothing was written');
}

async function fiftyAtOnce(call) {
  const { startDate } = good(await call('retrieveWorklogs', { period: 'lastMonth', limit: 1 }));
  const date = n => `${startDate.slice(0, 8)}${String(1 + n % 28).padStart(2, '0')}`;
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => n % 2
    ? call('retrieveWorklogs', { startDate: date(n), endDate: date(n) })
    : call('createWorklog', { issueKey: 'ATLAS-17', timeSpentHours: 0.25, date: date(n), description: `at once ${n}` })));
  answers.map(good).forEach((answer, n) => {
    assert.equal(n % 2 ? answer.startDate : answer.worklog.date, date(n), 'each call has its own answer');
    assert.equal(answer.worklog?.description, n % 2 ? undefined : `at once ${n}`);
  });
  const all = good(await call('retrieveWorklogs', { period: 'lastMonth', issueKey: 'ATLAS-17', limit: 1000 }));
  assert.equal(all.worklogs.filter(w => w.description?.startsWith('at once ')).length, 25, 'each exactly once');
}
