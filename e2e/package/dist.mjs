// What the tests of packages install and run: the files that are published, in the folder dist.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const folder = process.env.TEMPO_MCP_DIST;
if (!folder) {
  throw new Error('TEMPO_MCP_DIST is not set: it must name the folder with the packages to test');
}
assert.equal(`${process.platform}-${process.arch}`, 'linux-x64', 'these tests run what is published for Linux on x64');

// published is the path of a file in dist.
export function published(name) {
  const file = path.resolve(folder, name);
  assert.ok(existsSync(file), `there is no ${file}: run the task package first`);
  return file;
}

export const { version } = JSON.parse(readFileSync(published('npm/tempo-mcp-server/package.json'), 'utf8'));

// npmPackages lists the packed npm packages, the one that people install last, since it needs the others.
export const npmPackages = readdirSync(published('npm')).filter(name => name.endsWith('.tgz')).sort((a, b) => b.length - a.length)
  .map(name => published(`npm/${name}`));
