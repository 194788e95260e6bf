// Prompts, resources, completions and the skill, with whichever client: look is an object of what a client can do.

import assert from 'node:assert/strict';

export const promptNames = ['fillMissingDays', 'logMyDay', 'monthEnd', 'weeklyReport'];
export const templates = ['tempo://schedule/{period}', 'tempo://worklogs/{period}'];
export const skill = 'skill://tempo-timesheets/SKILL.md';

const periods = ['today', 'yesterday', 'thisWeek', 'lastWeek', 'nextWeek', 'thisMonth', 'lastMonth', 'thisYear'];
export const resources = [
  'tempo://changes', 'tempo://me', ...periods.map(p => `tempo://schedule/${p}`), ...periods.map(p => `tempo://worklogs/${p}`), skill,
].sort();

export async function checkPrompts(look) {
  const { prompts } = await look.listPrompts();
  assert.deepEqual(prompts.map(p => p.name), promptNames);
  for (const p of prompts) {
    assert.ok(p.title && p.description && p.arguments.every(a => a.description && !a.required), p.name);
    assert.match(promptText(await look.getPrompt(p.name, {})), /^\w+ .*Tempo[^]*\n1\. Call/);
  }
  const text = promptText(await look.getPrompt('logMyDay', { date: 'monday', issueKey: 'atlas-14', notes: 'review, 9 to 11' }));
  assert.match(text, /for monday\.[^]*startDate and endDate "monday"[^]*> review, 9 to 11[^]*ATLAS-14[^]*wait for my yes[^]*bulkCreateWorklogs/);
}

function promptText({ messages }) {
  assert.equal(messages.length, 1);
  assert.equal(messages[0].role, 'user');
  return messages[0].content.text;
}

export async function checkResources(look) {
  const { resources: list } = await look.listResources();
  assert.deepEqual(list.map(r => r.uri).sort(), resources);
  assert.ok(list.every(r => r.name && r.title && r.description && r.mimeType));
  const { resourceTemplates } = await look.listResourceTemplates();
  assert.deepEqual(resourceTemplates.map(r => r.uriTemplate), templates);

  const read = async uri => {
    const { contents } = await look.readResource(uri);
    assert.deepEqual([contents.length, contents[0].uri, contents[0].mimeType], [1, uri, 'application/json']);
    return JSON.parse(contents[0].text);
  };
  const me = await read('tempo://me');
  assert.deepEqual([me.displayName, me.timeZone, me.weekStart], ['Ada Marlow', 'Europe/Berlin', 'Monday']);
  const month = await read('tempo://schedule/lastMonth');
  assert.ok(month.days.length >= 28 && month.requiredHours > 100, JSON.stringify(month));
  assert.equal(month.days.reduce((sum, d) => sum + d.requiredHours, 0), month.requiredHours);
  const day = month.days.find(d => d.requiredHours === 8).date;
  assert.deepEqual((await read(`tempo://schedule/${day}`)).days, month.days.filter(d => d.date === day));
  const worklogs = await read(`tempo://worklogs/${month.startDate}..${month.endDate}`);
  assert.ok(worklogs.count > 50);
  assert.deepEqual(await read('tempo://worklogs/lastMonth'), worklogs);
  assert.match((await look.readResource(skill)).contents[0].text, /^---\nname: tempo-timesheets\n/);
}

export async function checkCompletions(look) {
  const values = async (...args) => (await look.complete(...args)).completion.values;
  const prompt = name => ({ type: 'ref/prompt', name });
  assert.deepEqual(await values(prompt('logMyDay'), 'issueKey', 'ATLAS-14'), ['ATLAS-14']);
  assert.ok((await values(prompt('fillMissingDays'), 'issueKey', 'atlas')).every(key => /^ATLAS-\d+$/.test(key)));
  assert.deepEqual(await values(prompt('logMyDay'), 'date', 'y'), ['yesterday']);
  assert.deepEqual(await values(prompt('monthEnd'), 'period', ''), ['thisMonth', 'lastMonth']);
  for (const uri of templates) {
    assert.deepEqual(await values({ type: 'ref/resource', uri }, 'period', 'this'), ['thisWeek', 'thisMonth', 'thisYear']);
  }
}

// checkMistakes expects refusals that say what would be right.
export async function checkMistakes(look) {
  await assert.rejects(look.getPrompt('monthEnd', { period: 'May' }), /period must be one of thisMonth, lastMonth/);
  await assert.rejects(look.getPrompt('logMyDay', { date: '2026-02-30' }), /February 2026 has 28 days/);
  await assert.rejects(look.getPrompt('logMyNight', {}), /not found/);
  await assert.rejects(look.readResource('tempo://worklogs/someday'), /is not a period: give one of today/);
  await assert.rejects(look.readResource('tempo://teams/today'), /not found/);
}

