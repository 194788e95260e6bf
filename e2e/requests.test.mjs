// Everyday requests of people, as the calls that an assistant makes for them with a real client on the demo: each in at
// most two calls, with what a good colleague would have noticed in the answer. Requests that need plans, timers, teams,
// submitting or Jira's activity are not here: the tools for them do not exist yet.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { good } from './behavior.mjs';
import { binary, environment, textOf } from './support.mjs';

// request gives a check a function to call tools with, which counts.
function request(words, most, check) {
  test(`request: ${words}`, { timeout: 60_000 }, async t => {
    const client = new Client({ name: 'e2e', version: '1' });
    t.after(() => client.close());
    await client.connect(new StdioClientTransport({ command: binary, args: ['--demo'], env: environment(), stderr: 'pipe' }));
    await client.listTools();
    let calls = 0;
    const call = async (name, args) => {
      calls++;
      return client.callTool({ name, arguments: args });
    };
    await check(call, client);
    assert.ok(calls <= most, `${calls} calls, want at most ${most}`);
  });
}

const says = (result, pattern) => assert.match(textOf(result), pattern);

request('What did I log yesterday?', 1, async call => {
  const result = await call('retrieveWorklogs', { period: 'yesterday' });
  const [day] = good(result).days;
  assert.ok(day.weekday && day.logged && day.required !== undefined, JSON.stringify(day));
  says(result, /\w{3} \d{4}-\d\d-\d\d: .+ of .+/);
});

request('Stand-up all week 9:00-9:15, log it', 2, async call => {
  const first = good(await call('retrieveWorklogs', { period: 'lastWeek' }));
  const dates = first.days.filter(d => d.requiredHours > 0).map(d => d.date);
  const result = await call('bulkCreateWorklogs', {
    worklogEntries: dates.map(date => ({ issueKey: 'INT-2', timeSpent: '9:00-9:15', date, description: 'Stand-up' })),
    skipExisting: true,
  });
  const { results, skipped } = result.structuredContent;
  assert.equal(results.length, dates.length);
  assert.equal(results.filter(r => r.status === 'skipped').length, skipped);
  assert.ok(skipped > 0, 'the demo has stand-ups already');
});

request('Which days am I short this month? Fill one up on INT-6', 2, async call => {
  const short = good(await call('getMissingWorklogDays', { period: 'lastMonth' }));
  assert.ok(short.logged && short.required && short.balance, 'the balance comes first');
  const day = short.missingDays[0];
  const result = await call('createWorklog', { issueKey: 'INT-6', timeSpent: day.missing, date: day.date });
  const made = good(result);
  const now = made.days.find(d => d.date === day.date);
  assert.equal(now.logged, now.required, 'what was said to be missing fills the day');
  says(result, /billable/);
});

request("Move yesterday's last entry to another ticket", 2, async call => {
  const found = good(await call('retrieveWorklogs', { period: 'lastWeek', order: 'newest', limit: 1 }));
  const [last] = found.worklogs;
  const result = await call('editWorklog', { worklogId: last.worklogId, issueKey: last.issueKey === 'MOBI-12' ? 'ATLAS-14' : 'MOBI-12' });
  const { worklog } = good(result);
  assert.notEqual(worklog.worklogId, last.worklogId);
  assert.deepEqual([worklog.timeSpent, worklog.startTime, worklog.description], [last.timeSpent, last.startTime, last.description]);
  assert.notDeepEqual(worklog.attributes, last.attributes, 'the account is that of the new issue');
});

request('It should have been 1.5 h and start at 10', 2, async call => {
  const found = good(await call('retrieveWorklogs', { period: 'lastWeek', limit: 1 }));
  const { worklog } = good(await call('editWorklog', { worklogId: found.worklogs[0].worklogId, timeSpent: '1.5h', startTime: '10:00' }));
  assert.deepEqual([worklog.timeSpent, worklog.startTime, worklog.endTime], ['1h 30m', '10:00', '11:30']);
});

request('Delete everything I logged on a day', 2, async call => {
  const found = good(await call('retrieveWorklogs', { period: 'lastWeek' }));
  const { date } = found.worklogs[0];
  const ids = found.worklogs.filter(w => w.date === date).map(w => w.worklogId);
  const result = await call('deleteWorklog', { worklogIds: ids });
  assert.equal(good(result).deletedCount, ids.length);
});

request('Copy a day of last week to another one', 2, async call => {
  const found = good(await call('retrieveWorklogs', { period: 'lastWeek' }));
  const [from] = found.days;
  const to = found.days.at(-1).date;
  const entries = found.worklogs.filter(w => w.date === from.date);
  const result = await call('bulkCreateWorklogs', {
    worklogEntries: entries.map(w => ({
      issueKey: w.issueKey, timeSpent: w.timeSpent, startTime: w.startTime, description: w.description, date: to,
    })),
  });
  assert.equal(good(result).created, entries.length);
  says(result, /Note: |overlap|already/, 'the day is full already');
});

request('How much of last month was billable, by account and by project?', 1, async call => {
  const result = await call('getWorklogAnalytics', { period: 'lastMonth', groupBy: 'account,project' });
  const answer = good(result);
  assert.ok(answer.billable && answer.total);
  const sum = answer.rows.reduce((n, row) => n + row.hours, 0);
  assert.ok(Math.abs(sum - answer.totalHours) < 0.05 * answer.rows.length, `${sum} and ${answer.totalHours}`);
  says(result, /billable/);
});

request('Do I have overlapping entries this month?', 1, async call => {
  good(await call('retrieveWorklogs', { period: 'lastMonth', limit: 1 }));
});

request('How many hours overtime do I have this month?', 1, async call => {
  const result = await call('getMissingWorklogDays', { period: 'thisMonth' });
  assert.ok(good(result).balance !== undefined);
  says(result, /^\w{3} 1–\d+: .+ of .+/);
});

request('A table issue × day for last week', 1, async call => {
  const answer = good(await call('getWorklogAnalytics', { period: 'lastWeek', groupBy: 'issue,day' }));
  for (const row of answer.rows) {
    const cells = Object.values(row.cells).reduce((n, cell) => n + cell.hours, 0);
    assert.ok(Math.abs(cells - row.hours) < 0.05, `${row.key}: ${cells} and ${row.hours}`);
  }
});

request('Log 30 min every working day next week on INT-2', 2, async call => {
  const week = good(await call('getMissingWorklogDays', { period: 'nextWeek' }));
  const result = await call('bulkCreateWorklogs', {
    worklogEntries: week.upcomingDays.map(d => ({ issueKey: 'INT-2', timeSpent: '30m', date: d.date })),
  });
  assert.equal(good(result).created, week.upcomingDays.length);
});

request('How long have I spent on ATLAS-14 in total?', 1, async call => {
  const result = await call('retrieveWorklogs', { issueKey: 'ATLAS-14', limit: 1 });
  const answer = good(result);
  assert.ok(answer.total && answer.count > 1, `${answer.count} worklogs`);
});

request('Compare this month with last month by project', 1, async call => {
  const result = await call('getWorklogAnalytics', { period: 'thisMonth', groupBy: 'project', compareWith: 'previous' });
  good(result);
  says(result, /ATLAS/);
});

request('I worked 22:00-02:00 last night on MOBI-12', 1, async call => {
  const result = await call('createWorklog', { issueKey: 'MOBI-12', timeSpent: '22:00-02:00', date: 'yesterday' });
  const { worklog } = good(result);
  assert.deepEqual([worklog.timeSpent, worklog.endTime], ['4h', '02:00']);
  assert.ok(worklog.endDate > worklog.date);
});
