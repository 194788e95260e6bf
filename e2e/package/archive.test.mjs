// The archive for Linux, as people download and unpack it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { good } from '../behavior.mjs';
import { run, Wire } from '../support.mjs';
import { published, version } from './dist.mjs';

test('archive: unpacks and runs', { timeout: 60_000 }, async t => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tempo-e2e-archive-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const out = await run(t, 'tar', ['-xzf', published(`tempo-mcp-server_${version}_linux_amd64.tar.gz`), '-C', folder]);
  assert.deepEqual([out.code, out.stderr], [0, '']);
  const command = path.join(folder, 'tempo-mcp-server');
  assert.equal((await run(t, command, ['version'])).stdout, `${version}\n`);
  const wire = new Wire(t, { command });
  await wire.initialize();
  assert.equal(good(await wire.call('getMissingWorklogDays', { period: 'lastMonth' })).missingDays.length, 4);
  await wire.end();
});
