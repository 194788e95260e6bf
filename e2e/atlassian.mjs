// Atlassian's sign-in as the built-in simulator has it, on a port of this machine, with a browser in front of it and a
// person who clicks. Everything that the programs under test write is kept, so that no secret can hide in it.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { chromium } from 'playwright-core';
import { binary, environment, freePort, Wire, within } from './support.mjs';

export const site = 'https://example.atlassian.net';
// Where the browser is: Debian's package, or what machines of another kind have.
const chromiumPath = {
  darwin: '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  win32: 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
}[process.platform] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync) ?? '/usr/bin/chromium';

let built;

// simulator builds the simulator's program, once.
function simulator() {
  if (!built) {
    const folder = mkdtempSync(path.join(tmpdir(), 'tempo-simulator-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    built = path.join(folder, 'simulator');
    execFileSync('go', ['build', '-o', built, './e2e/simulator'], { cwd: path.dirname(import.meta.dirname), stdio: 'inherit' });
  }
  return built;
}

export class Atlassian {
  processes = []; // with stdout and stderr
  pages = []; // the HTML of pages that the server has shown

  // start serves Atlassian for one test, with a port of its own for the callback and a folder for tokens.
  static async start(t, flags = []) {
    const atlassian = new Atlassian();
    atlassian.t = t;
    atlassian.port = await freePort();
    atlassian.dir = path.join(mkdtempSync(path.join(tmpdir(), 'tempo-oauth-')), 'config');
    const child = spawn(simulator(), ['-callback', atlassian.callback(), ...flags], { stdio: ['pipe', 'pipe', 'inherit'] });
    t.after(() => {
      child.stdin.end();
      rmSync(path.dirname(atlassian.dir), { recursive: true, force: true });
    });
    const line = await within(10_000, 'simulator', new Promise((resolve, reject) => {
      child.on('error', reject);
      child.stdout.setEncoding('utf8').once('data', resolve);
    }));
    atlassian.origin = JSON.parse(line).url;
    return atlassian;
  }

  callback(query = '') { return `http://localhost:${this.port}/callback${query}`; }

  settings(more = {}) {
    return {
      JIRA_AUTH_TYPE: 'oauth', JIRA_OAUTH_CLIENT_ID: 'simulated-client-id', JIRA_OAUTH_CLIENT_SECRET: 'simulated-client-secret',
      JIRA_OAUTH_CALLBACK_PORT: String(this.port), JIRA_BASE_URL: site, ATLASSIAN_AUTH_URL: this.origin, ATLASSIAN_API_URL: this.origin,
      TEMPO_BASE_URL: `${this.origin}/4`, TEMPO_API_TOKEN: 'simulated-tempo-api-token', TEMPO_MCP_CONFIG_DIR: this.dir,
      TEMPO_MCP_LOG_LEVEL: 'debug', TEMPO_MCP_RETRY_DELAY: '50ms', ...more,
    };
  }

  // wire starts a server.
  wire(more) {
    const wire = new Wire(this.t, { args: [], settings: this.settings(more) });
    this.processes.push(wire);
    return wire;
  }

  // command starts a command; its exit is a promise of the code.
  command(args, more) {
    const child = spawn(binary, args, { env: environment(this.settings(more)), cwd: path.dirname(this.dir), stdio: ['ignore', 'pipe', 'pipe'] });
    this.t.after(() => child.kill('SIGKILL'));
    const out = { child, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', text => { out.stdout += text; });
    child.stderr.setEncoding('utf8').on('data', text => { out.stderr += text; });
    out.exit = within(60_000, args.join(' '), new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    }));
    this.processes.push(out);
    return out;
  }

  async control(method, what) {
    const response = await fetch(`${this.origin}/-/${what}`, { method });
    assert.ok(response.ok, `${what}: ${response.status}`);
    return response.status === 204 ? undefined : response.json();
  }

  refreshes() { return this.control('GET', 'counts').then(counts => counts.refreshes); }

  tokens() { return JSON.parse(readFileSync(path.join(this.dir, 'tokens.json'), 'utf8')); }

  writeTokens(tokens) {
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(this.dir, 'tokens.json'), JSON.stringify(tokens), { mode: 0o600 });
  }

  // signIn puts the tokens of an earlier sign-in in place.
  async signIn() { this.writeTokens(await this.control('POST', 'sign-in')); }

  // expire ends the access token, there and in the file, as time would.
  async expire() {
    await this.control('POST', 'expire');
    const tokens = this.tokens();
    tokens[site].expiresAt = Date.now() - 1000;
    this.writeTokens(tokens);
  }

  // person opens an address in a browser of their own and clicks a button; the page that they end on is returned.
  async person(address, button = '#accept') {
    const page = await newPage(this.t);
    await page.goto(address);
    await page.click(button);
    await page.waitForURL(`${this.callback()}**`);
    const shown = await page.content();
    this.pages.push(shown);
    return { heading: await page.title(), text: await page.innerText('body'), shown };
  }

  // visit is a request to the callback's port that no page has led to. Unlike fetch, it adds no headers of its own, which the
  // server would go by.
  async visit(target, options = {}) {
    const response = await new Promise((resolve, reject) => {
      httpRequest({ host: '127.0.0.1', port: this.port, path: target, ...options }, resolve).on('error', reject).end();
    });
    let text = '';
    for await (const part of response.setEncoding('utf8')) {
      text += part;
    }
    this.pages.push(text);
    return response.statusCode;
  }

  // keptSecrets looks for everything secret in everything written.
  async keptSecrets() {
    const secrets = await this.control('GET', 'secrets');
    assert.ok(secrets.length > 2, 'the simulator has handed out tokens');
    const written = [...this.processes.flatMap(p => [p.stdout, p.stderr]), ...this.pages];
    for (const secret of secrets) {
      assert.ok(secret.length > 10);
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')]) {
        const found = written.find(text => text.includes(form));
        assert.equal(found, undefined, `a secret is shown: ${secret}`);
      }
    }
  }
}

let browser;

// newPage is a page of a browser without cookies. The browser is shared and started by whoever comes first.
async function newPage(t) {
  if (!browser) {
    try {
      accessSync(chromiumPath, constants.X_OK);
    } catch {
      assert.fail(`${chromiumPath} is not there: install Debian's package chromium (.ci/run does), or Chrome elsewhere`);
    }
    browser = chromium.launch({
      executablePath: chromiumPath, env: environment(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    });
  }
  const context = await (await browser).newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

export async function closeBrowser() { await (await browser)?.close(); }

// addressIn is the address of the sign-in in a text.
export function addressIn(text) {
  const [address] = text.match(/https?:\/\/\S+\/authorize\?\S+/) ?? [];
  assert.ok(address, `there is no address in: ${text}`);
  return address;
}

// eventually waits until a text that grows has what is looked for.
export function eventually(what, find) {
  return within(20_000, what, (async () => {
    for (;;) {
      const found = await find();
      if (found) {
        return found;
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  })());
}
