// Opens the MCP Inspector in the browser on a server: node inspect.mjs COMMAND ARGUMENTS…

import { spawn } from 'node:child_process';

import { modernNode, packageFile } from './programs.mjs';

const launcher = packageFile('@modelcontextprotocol/inspector', 'clients/launcher/build/index.js');
const inspector = spawn(modernNode, [launcher, '--', ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => inspector.kill(signal));
}
inspector.on('close', code => process.exit(code ?? 1));
