// The journal from outside: a server that is killed at the worst moment, a network that is cut in the middle of an undo, and
// what the next server says and does about it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { bad, good } from './behavior.mjs';
import { Services } from './services.mjs';
import { binary, environment, run, textOf, Wire, within } from './support.mjs';

const options = { timeout: 90_000 };
const entry = { issueKey: 'ATLAS-14', timeSpentHours: 1.5, date: '2026-03-02', startTime: '09:00', description: 'review' };

// meet starts services, and gives a way to start servers that share a folder.
async function meet(t) {
  const services = await Services.start(t);
  const folder = mkdtempSync(path.join(tmpdir(), 'tempo-journal-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const settings = services.settings({ TEMPO_MCP_CONFIG_DIR: folder, TEMPO_MCP_MAX_RETRIES: '0' });
  const server = async () => {
    const wire = new Wire(t, { args: [], settings });
    await wire.initialize();
    return wire;
  };
  return { services, server, settings };
}

// kill ends a server in the middle of a call, at the arrival of a request, before or after its effect.
async function killAt(services, wire, method, way, call) {
  const gate = services.hold(method, /^\/4\/worklogs/);
  call(wire).catch(() => {}); // never answered
  await within(10_000, `${method} to the service`, gate.arrived);
  wire.child.kill('SIGKILL');
  await wire.exit;
  gate[way]();
  await new Promise(resolve => setTimeout(resolve, 100)); // the effect comes after the decision
}

const texts = services => [...services.worklogs.values()].map(w => w.description);

for (const [way, left] of [['breakBefore', []], ['breakAfter', ['review']]]) {
  test(`journal: killed while a create is under way (${way})`, options, async t => {
    const { services, server } = await meet(t);
    const first = await server();
    good(await first.call('createWorklog', { ...entry, date: '2026-03-03', description: 'before' }));
    await killAt(services, first, 'POST', way, wire => wire.call('createWorklog', entry));
    const wire = await server();
    assert.match(textOf(await wire.call('undoChange', { dryRun: true })), /createWorklog/);
    bad(await wire.call('undoChange', {}), /^Nothing was undone[^]*not known[^]*retrieveWorklogs/);
    assert.deepEqual(texts(services), ['before', ...left], 'nothing is guessed, and nothing older is taken for it');
    assert.equal(services.sent('DELETE', /worklogs/).length, 0);
    await wire.end();
  });
}

for (const way of ['breakBefore', 'breakAfter']) {
  test(`journal: the network is cut while an undo is under way (${way})`, options, async t => {
    const { services, server } = await meet(t);
    const wire = await server();
    const { changeId, worklog } = good(await wire.call('createWorklog', entry));
    good(await wire.call('editWorklog', { worklogId: worklog.worklogId, description: 'changed' }));
    const gate = services.hold('PUT', /^\/4\/worklogs/);
    const undo = wire.call('undoChange', {});
    await within(10_000, 'PUT to the service', gate.arrived);
    gate[way]();
    const first = await undo;
    assert.deepEqual(texts(services), [way === 'breakAfter' ? 'review' : 'changed']);
    assert.equal(textOf(first).startsWith('Undone of change'), way === 'breakAfter', textOf(first));
    if (way === 'breakBefore') {
      good(await wire.call('undoChange', {}));
    }
    assert.deepEqual(texts(services), ['review']);
    good(await wire.call('undoChange', { changeId }));
    assert.deepEqual(texts(services), []);
    await wire.end();
  });
}

test('journal: killed while an undo is under way, then undone by the next server', options, async t => {
  const { services, server } = await meet(t);
  const wire = await server();
  const { changeId } = good(await wire.call('createWorklog', entry));
  await killAt(services, wire, 'DELETE', 'breakBefore', w => w.call('undoChange', { changeId }));
  assert.deepEqual(texts(services), ['review']);
  const next = await server();
  next.send({ id: 'undo', method: 'tools/call', params: { name: 'undoChange', arguments: { changeId } } });
  good((await next.answer('undo', 45_000)).result); // once the dead one's turn has run out
  assert.deepEqual(texts(services), []);
  bad(await next.call('undoChange', { changeId: 'nothing' }), /dryRun lists/);
  await next.end();
});

test('journal: what was undone by a server that is killed after the effect is not done twice', options, async t => {
  const { services, server } = await meet(t);
  const wire = await server();
  good(await wire.call('createWorklog', entry));
  const [worklog] = services.worklogs.values();
  const { changeId } = good(await wire.call('deleteWorklog', { worklogId: String(worklog.tempoWorklogId) }));
  await killAt(services, wire, 'POST', 'breakAfter', w => w.call('undoChange', { changeId }));
  assert.deepEqual(texts(services), ['review']);
  const next = await server();
  next.send({ id: 'undo', method: 'tools/call', params: { name: 'undoChange', arguments: { changeId } } });
  const again = (await next.answer('undo', 45_000)).result;
  assert.deepEqual(texts(services), ['review'], textOf(again));
  assert.match(textOf(again), /retrieveWorklogs|look/i);
  await next.end();
});

test('journal: the command lists it and clears it, and the next undo says so', options, async t => {
  const { server, settings } = await meet(t);
  const wire = await server();
  good(await wire.call('createWorklog', entry));
  const env = environment(settings);
  const list = await run(t, binary, ['journal', 'list'], { env });
  assert.deepEqual([list.code, list.stderr], [0, '']);
  assert.match(list.stdout, /createWorklog/);
  const cleared = await run(t, binary, ['journal', 'clear'], { env });
  assert.equal(cleared.code, 0, cleared.stderr);
  bad(await wire.call('undoChange', {}), /no change left to undo/);
  await wire.end();
});
