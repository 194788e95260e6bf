// What all tests share: the binary, its environment, and a raw connection to it that no SDK stands in front of.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const MODERN = '2026-07-28';
export const LEGACY = '2025-11-25';

export const toolNames = [
  'bulkCreateWorklogs', 'createWorklog', 'deleteWorklog', 'editWorklog', 'getMissingWorklogDays',
  'getWorklogAnalytics', 'retrieveWorklogs', 'undoChange',
];

export const binary = findBinary();

function findBinary() {
  const name = process.env.TEMPO_MCP_SERVER;
  if (!name) {
    throw new Error('TEMPO_MCP_SERVER is not set: it must name the tempo-mcp-server binary to test');
  }
  try {
    accessSync(name, constants.X_OK);
  } catch {
    throw new Error(`TEMPO_MCP_SERVER names ${name}, which is not a program that can be run`);
  }
  return path.resolve(name);
}

const home = mkdtempSync(path.join(tmpdir(), 'tempo-e2e-'));
process.on('exit', () => rmSync(home, { recursive: true, force: true }));

// What Windows itself needs: programs there do not even open a socket without SystemRoot.
const windows = process.platform === 'win32'
  ? { SystemRoot: process.env.SystemRoot, TEMP: home, USERPROFILE: home, PATHEXT: process.env.PATHEXT }
  : {};

// environment is all that a server or a client sees of this machine. Variables of the person who runs the tests, such as
// real tokens, stay out.
export function environment(settings = {}) {
  return { PATH: process.env.PATH, HOME: home, TZ: 'UTC', ...windows, ...settings };
}

// within fails instead of waiting for ever.
export async function within(milliseconds, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

// freePort is a port of this machine that nobody uses now. It is below those that the
// system hands out to connections (32768 and above on Linux), of which any may be taken
// before the port is listened on.
export async function freePort() {
  for (let tries = 0; ; tries++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer();
    try {
      await new Promise((resolve, reject) => server.on('error', reject).listen(port, '127.0.0.1', resolve));
      await new Promise(resolve => server.close(resolve));
      return port;
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || tries === 50) throw error;
    }
  }
}

// run starts a program, without input, and waits until it has ended.
export async function run(t, command, args, { env = environment(), timeout = 60_000, cwd = home } = {}) {
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  const out = { stdout: '', stderr: '', code: null };
  child.stdout.setEncoding('utf8').on('data', text => { out.stdout += text; });
  child.stderr.setEncoding('utf8').on('data', text => { out.stderr += text; });
  out.code = await within(timeout, path.basename(args[0] ?? command), new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }));
  return out;
}

// Wire is a server process and both ends of its pipes, the binary unless a command says otherwise. Every line that it writes
// must be a JSON-RPC message; end checks it.
export class Wire {
  messages = [];
  stdout = '';
  stderr = '';
  #broken = [];
  #buffer = '';
  #waiting = new Map();
  #nextID = 1;

  constructor(t, { command = binary, args = ['--demo'], settings = {}, env = environment(settings), cwd = home, detached = false } = {}) {
    this.child = spawn(command, args, { env, cwd, detached });
    t.after(() => this.child.kill('SIGKILL'));
    this.child.stdin.on('error', () => {}); // a server that has gone shows in its exit code
    this.child.stdout.setEncoding('utf8').on('data', text => this.#read(text));
    this.child.stderr.setEncoding('utf8').on('data', text => { this.stderr += text; });
    this.exit = new Promise((resolve, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  #read(text) {
    this.stdout += text;
    const lines = (this.#buffer + text).split('\n');
    this.#buffer = lines.pop();
    for (const line of lines) {
      let message;
      try {
        message = JSON.parse(line);
      } catch {
        this.#broken.push(line);
        continue;
      }
      if (message?.jsonrpc !== '2.0') {
        this.#broken.push(line);
      }
      this.messages.push(message);
      this.#waiting.get(JSON.stringify(message.id))?.(message);
    }
  }

  write(text) { this.child.stdin.write(text); }

  send(message) { this.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n'); }

  notify(method, params) { this.send({ method, params }); }

  // answer is the next message under an id.
  answer(id, timeout = 20_000) {
    return within(timeout, `answer to ${id}`, new Promise(resolve => {
      this.#waiting.set(JSON.stringify(id), message => {
        this.#waiting.delete(JSON.stringify(id));
        resolve(message);
      });
    }));
  }

  async request(method, params, id = this.#nextID++) {
    const answer = this.answer(id);
    this.send({ id, method, params });
    return answer;
  }

  async initialize(protocolVersion = LEGACY, capabilities = {}) {
    const { result } = await this.request('initialize', {
      protocolVersion, capabilities, clientInfo: { name: 'wire', version: '1' },
    });
    this.notify('notifications/initialized');
    return result;
  }

  async call(name, args, id) {
    const { result, error } = await this.request('tools/call', { name, arguments: args }, id);
    assert.equal(error, undefined);
    return result;
  }

  answersTo(id) { return this.messages.filter(m => m.id === id && !('method' in m)); }

  // end closes the input, unless it has been closed, and expects an orderly end.
  async end() {
    this.child.stdin.end();
    const exit = await within(45_000, 'end of the server', this.exit);
    assert.deepEqual(exit, { code: 0, signal: null }, this.stderr);
    assert.deepEqual([...this.#broken, this.#buffer].filter(Boolean), [], 'standard output must hold JSON-RPC alone');
  }
}

// modern adds to parameters what the stateless revision asks of every request.
export function modern(params = {}, capabilities = {}) {
  return {
    ...params,
    _meta: {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': { name: 'wire', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': capabilities,
    },
  };
}

// listTools is what a connection of its own sees, to compare other clients with.
export async function listTools(t) {
  const wire = new Wire(t);
  await wire.initialize();
  const { result } = await wire.request('tools/list', {});
  await wire.end();
  return result.tools;
}

export function textOf(result) {
  return result.content.map(part => part.text).join('\n');
}
