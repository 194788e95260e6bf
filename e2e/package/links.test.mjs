// The install links in README.md and the blocks to paste in docs/clients.md: each is decoded as its client does it, and what it
// says is started, with the package from the registry and values filled in.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { bad, good } from '../behavior.mjs';
import { Services } from '../services.mjs';
import { Wire } from '../support.mjs';
import { version } from './dist.mjs';
import { Home, Registry } from './registry.mjs';

const options = { timeout: 180_000 };
const root = path.join(import.meta.dirname, '../..');
const page = name => readFileSync(path.join(root, name), 'utf8');

let registry;
before(async () => { registry = await Registry.start(); }, options);
after(() => registry?.stop());

// link is the address of the badge with a text.
function link(text) {
  const found = page('README.md').match(new RegExp(`\\[!\\[${text}\\]\\([^)]*\\)\\]\\(([^)]*)\\)`));
  assert.ok(found, `README.md has no badge ${text}`);
  return new URL(found[1]);
}

// block is what stands between the markers of a client.
function block(name, file = 'docs/clients.md') {
  const [, text] = page(file).match(new RegExp(`<!-- begin ${name} -->\n\`\`\`\\w+\n([^]*?)\`\`\`\n<!-- end ${name} -->`));
  return text;
}

function fromCursor() {
  const { searchParams } = link('Install in Cursor');
  assert.equal(searchParams.get('name'), 'tempo');
  return JSON.parse(Buffer.from(searchParams.get('config'), 'base64').toString('utf8'));
}

// fromVSCode answers what VS Code would ask, with what stands in values under the name of the variable.
function fromVSCode(text) {
  return values => {
    const { searchParams } = link(text);
    return answered(JSON.parse(searchParams.get('config')), JSON.parse(searchParams.get('inputs')), values);
  };
}

function answered({ type, command, args, env }, inputs, values) {
  assert.equal(type, 'stdio');
  const filled = Object.entries(env).map(([name, text]) => {
    const input = inputs.find(i => text === `\${input:${i.id}}`);
    assert.deepEqual([input?.type, /TOKEN/.test(name)], ['promptString', input?.password ?? false], name);
    return [name, values[name]];
  });
  return { command, args, env: Object.fromEntries(filled) };
}

// fromShell takes a command line apart that adds a server.
function fromShell(text) {
  const words = text.replaceAll('\\\n', ' ').match(/(?:[^\s"]|"[^"]*")+/g).map(word => word.replaceAll('"', ''));
  const [command, ...args] = words.slice(words.indexOf('--') + 1);
  assert.deepEqual([words.slice(0, 3).join(' '), words[words.indexOf('--') - 1]], ['claude mcp add', 'tempo']);
  const env = Object.fromEntries(words.flatMap((word, i) => word === '--env' ? [words[i + 1].split(/=(.*)/).slice(0, 2)] : []));
  return { command, args, env };
}

// fromTOML reads as much of TOML as the block uses.
function fromTOML(text) {
  const tables = {};
  let table;
  for (const line of text.split('\n').filter(Boolean)) {
    const [, name] = line.match(/^\[(.*)\]$/) ?? [];
    if (name) {
      table = tables[name] = {};
      continue;
    }
    const [, key, value] = line.match(/^(\w+) = (.*)$/);
    table[key] = JSON.parse(value);
  }
  return { ...tables['mcp_servers.tempo'], env: tables['mcp_servers.tempo.env'] };
}

const json = (name, key) => () => JSON.parse(block(name))[key].tempo;
const ways = {
  'the button for Cursor': fromCursor,
  'the button for VS Code': fromVSCode('Install in VS Code'),
  'the button for VS Code Insiders': fromVSCode('Install in VS Code Insiders'),
  'the command in README.md': () => fromShell(block('claude-code', 'README.md')),
  'Claude Desktop': json('claude-desktop', 'mcpServers'),
  'Claude Code': () => fromShell(block('claude-code')),
  Cursor: json('cursor', 'mcpServers'),
  'VS Code': values => {
    const { inputs, servers } = JSON.parse(block('vscode'));
    return answered(servers.tempo, inputs, values);
  },
  Windsurf: json('windsurf', 'mcpServers'),
  Zed: json('zed', 'context_servers'),
  Codex: () => fromTOML(block('codex')),
  'Gemini CLI': json('gemini', 'mcpServers'),
};

test('links and blocks start what they say', options, async t => {
  const home = Home.enter(t, registry);
  const services = await Services.start(t);
  const values = services.settings();
  for (const [name, read] of Object.entries(ways)) {
    await t.test(name, options, async t => {
      const { command, args, env } = read(values);
      const filled = Object.fromEntries(Object.keys(env).map(variable => [variable, values[variable]]));
      assert.deepEqual(Object.keys(filled).sort(), ['JIRA_API_TOKEN', 'JIRA_BASE_URL', 'JIRA_EMAIL', 'TEMPO_API_TOKEN']);
      // The test's Tempo is on this machine; everybody's is where the server looks by itself.
      const wire = new Wire(t, { command, args, env: home.env({ ...filled, TEMPO_BASE_URL: values.TEMPO_BASE_URL }), cwd: home.work });
      const first = wire.answer('hello', 90_000); // npx installs
      wire.send({ id: 'hello', method: 'ping' });
      await first;
      assert.equal((await wire.initialize()).serverInfo.version, version);
      good(await wire.call('getMissingWorklogDays', { startDate: '2026-03-02', endDate: '2026-03-03' }));
      await wire.end();
    });
  }
});

test('a link that nobody has filled in says what is missing', options, async t => {
  const home = Home.enter(t, registry);
  const { command, args, env } = fromCursor();
  const wire = new Wire(t, { command, args, env: home.env(env), cwd: home.work });
  const first = wire.answer('hello', 90_000);
  wire.send({ id: 'hello', method: 'ping' });
  await first;
  await wire.initialize();
  bad(await wire.call('retrieveWorklogs', { period: 'today' }), /TEMPO_API_TOKEN[^]*JIRA_BASE_URL[^]*JIRA_EMAIL[^]*JIRA_API_TOKEN/);
  await wire.end();
});

test('the button for Claude Desktop downloads the bundle of the newest release', () => {
  const { pathname } = link('Install in Claude Desktop');
  assert.equal(pathname, '/tempo-mcp-server/tempo-mcp-server/releases/latest/download/tempo-mcp-server.mcpb');
});
