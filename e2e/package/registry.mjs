// A registry of npm packages on this machine, with what is to be published in it and nothing else, and people's homes that
// install from there.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { modernNode, packageFile } from '../programs.mjs';
import { freePort, run } from '../support.mjs';
import { npmPackages } from './dist.mjs';

// Nothing is asked of any other registry. Binaries make packages larger than Verdaccio takes by itself.
const config = `
storage: ./storage
auth:
  htpasswd:
    file: ./htpasswd
packages:
  '**':
    access: $all
    publish: $authenticated
max_body_size: 100mb
web:
  enable: false
log: { type: stdout, format: pretty, level: warn }
`;

export class Registry {
  output = '';

  // start starts the registry and publishes all packages in it, as one does for a release.
  static async start() {
    const registry = new Registry();
    const port = await freePort();
    registry.folder = mkdtempSync(path.join(tmpdir(), 'tempo-e2e-registry-'));
    registry.url = `http://127.0.0.1:${port}/`;
    registry.host = `127.0.0.1:${port}`;
    writeFileSync(path.join(registry.folder, 'config.yaml'), config);
    registry.child = spawn(modernNode, [
      packageFile('verdaccio', 'bin/verdaccio'), '--config', path.join(registry.folder, 'config.yaml'), '--listen', registry.host,
    ], { cwd: registry.folder, env: { PATH: process.env.PATH, HOME: registry.folder }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [registry.child.stdout, registry.child.stderr]) {
      stream.setEncoding('utf8').on('data', text => { registry.output += text; });
    }
    try {
      await registry.#answers();
      await registry.#publish();
    } catch (error) {
      registry.stop();
      throw error;
    }
    return registry;
  }

  stop() {
    this.child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #answers() {
    for (let i = 0; i < 600 && this.child.exitCode === null; i++) {
      if (await fetch(`${this.url}-/ping`).then(answer => answer.ok, () => false)) {
        return;
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    throw new Error(`the registry does not answer: ${this.output}`);
  }

  async #publish() {
    const home = new Home(this, { token: await this.#token() });
    try {
      for (const file of npmPackages) {
        const out = await home.run('npm', ['publish', '--loglevel=warn', file]);
        assert.deepEqual([out.code, out.stderr], [0, ''], 'npm has nothing to complain about');
      }
    } finally {
      home.remove();
    }
  }

  async #token() {
    const answer = await fetch(`${this.url}-/user/org.couchdb.user:publisher`, {
      method: 'PUT', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'publisher', password: 'for-this-test-only' }),
    });
    assert.equal(answer.status, 201, 'a user who may publish');
    return (await answer.json()).token;
  }
}

// Home is a person who uses a version of Node, and has an empty folder to work in and nothing installed.
export class Home {
  constructor(registry, { node = process.execPath, token = '', npmrc = '' } = {}) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'tempo-e2e-home-'));
    this.work = path.join(this.folder, 'work');
    this.node = node;
    mkdirSync(this.work);
    mkdirSync(path.join(this.folder, 'global/lib'), { recursive: true });
    writeFileSync(path.join(this.folder, '.npmrc'), [
      `registry=${registry.url}`, `cache=${path.join(this.folder, 'cache')}`, `prefix=${path.join(this.folder, 'global')}`,
      `globalconfig=${path.join(this.folder, 'none')}`, 'update-notifier=false', 'audit=false', 'fund=false',
      token && `//${registry.host}/:_authToken=${token}`, npmrc,
    ].join('\n'));
  }

  // enter is a home for the time of a test.
  static enter(t, registry, options) {
    const home = new Home(registry, options);
    t.after(() => home.remove());
    return home;
  }

  env(settings = {}) {
    return { PATH: `${path.dirname(this.node)}:${process.env.PATH}`, HOME: this.folder, TZ: 'UTC', ...settings };
  }

  run(command, args, { settings } = {}) {
    return run({ after: () => {} }, command, args, { env: this.env(settings), cwd: this.work, timeout: 120_000 });
  }

  // install puts the package into the work folder and returns what Node is to run.
  async install(...options) {
    const out = await this.run('npm', ['install', ...options, 'tempo-mcp-server']);
    assert.equal(out.code, 0, out.stderr);
    return path.join(this.work, 'node_modules/tempo-mcp-server/tempo-mcp-server.js');
  }

  remove() { rmSync(this.folder, { recursive: true, force: true }); }
}
