// The conformance suites of the protocol's authors, in both eras, with supergateway between their HTTP and the server's
// stdio. Only scenarios that need no fixtures of their own are run.
//
// Left out: dns-rebinding-protection, since Host and Origin are seen by supergateway alone, and it does not check them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { modernNode, packageFile } from './programs.mjs';
import { binary, environment, freePort, MODERN, run, within } from './support.mjs';

const stable = packageFile('conformance', 'dist/index.js');
const next = packageFile('conformance-next', 'dist/index.js');
const seconds = 1000;

let gateway;
let url;

before(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}/mcp`;
  gateway = spawn(process.execPath, [
    packageFile('supergateway', 'dist/index.js'), '--stdio', `"${binary}" --demo`, '--outputTransport', 'streamableHttp',
    '--stateful', '--port', String(port), '--healthEndpoint', '/healthz', '--logLevel', 'none',
  ], { env: environment(), stdio: 'ignore' });
  await within(20 * seconds, 'supergateway', answers(`http://127.0.0.1:${port}/healthz`));
}, { timeout: 30 * seconds });

after(async () => {
  const ended = new Promise(resolve => gateway.on('close', resolve));
  gateway.kill('SIGTERM'); // which it hands on to the servers that it started
  await within(10 * seconds, 'end of supergateway', ended).catch(() => gateway.kill('SIGKILL'));
});

async function answers(address) {
  for (let i = 0; i < 200 && gateway.exitCode === null; i++) {
    try {
      await fetch(address);
      return;
    } catch {
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }
  throw new Error('supergateway does not answer');
}

// checks runs a scenario and returns its checks.
async function checks(t, suite, scenario, args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'tempo-conformance-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const out = await run(t, modernNode, [suite, 'server', '--url', url, '--scenario', scenario, '--output-dir', folder, ...args]);
  const [report] = readdirSync(folder);
  assert.ok(report, `no report: ${out.stdout}${out.stderr}`);
  return JSON.parse(readFileSync(path.join(folder, report, 'checks.json'), 'utf8'));
}

// The checks that cannot pass here: the suite wants a tool of its own.
const untestable = /^Not testable: server does not list the diagnostic tool/;

const scenarios = [
  [stable, 'server-initialize', 1],
  [stable, 'ping', 1],
  [stable, 'tools-list', 1],
  [stable, 'resources-list', 1],
  [stable, 'prompts-list', 1],
  [stable, 'server-sse-multiple-streams', 2],
  [next, 'server-initialize', 3],
  [next, 'server-session-lifecycle', 3],
  [next, 'ping', 2],
  [next, 'tools-list', 3],
  [next, 'tools-list', 4, MODERN],
  [next, 'resources-list', 2, MODERN],
  [next, 'prompts-list', 2, MODERN],
  [next, 'server-stateless', 24, MODERN],
  [next, 'caching', 8, MODERN],
  [next, 'http-header-validation', 14, MODERN],
  [next, 'sep-2164-resource-not-found', 2, MODERN],
  [next, 'server-sse-multiple-streams', 1, MODERN],
];

for (const [suite, scenario, atLeast, revision] of scenarios) {
  const name = `conformance ${suite === stable ? '0.1' : '0.2'}: ${scenario}${revision ? ` of ${revision}` : ''}`;
  test(name, { timeout: 90 * seconds }, async t => {
    const list = await checks(t, suite, scenario, revision ? ['--spec-version', revision] : []);
    const failures = list.filter(c => c.status === 'FAILURE' && !untestable.test(c.errorMessage));
    assert.deepEqual(failures.map(c => `${c.id}: ${c.errorMessage}`), []);
    const passed = list.filter(c => c.status === 'SUCCESS').length;
    assert.ok(passed >= atLeast, `${passed} checks passed, at least ${atLeast} were to`);
  });
}
