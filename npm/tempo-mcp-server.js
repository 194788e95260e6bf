#!/usr/bin/env node
// Runs the program for this machine, which an optional package holds (see optionalDependencies in package.json). Standard
// input and output belong to that program: nothing is written here but errors, to standard error.
'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');
const own = require('./package.json');

const windows = process.platform === 'win32';

main();

function main() {
  const program = find();
  if (program === undefined) {
    return;
  }
  try {
    fs.accessSync(program, fs.constants.X_OK);
  } catch (error) {
    return cannotStart(program, error);
  }
  const args = process.argv.slice(2);
  if (!windows && typeof process.execve === 'function') {
    process.execve(program, [program].concat(args)); // the program takes this process over; where it cannot, Node itself says why
  } else {
    run(program, args);
  }
}

// find returns the path of the program, or explains why there is none.
function find() {
  const machine = process.platform + '-' + process.arch;
  const packages = Object.keys(own.optionalDependencies);
  const name = packages.find(p => p.endsWith('/' + machine));
  if (name === undefined) {
    const machines = packages.map(p => p.split('/')[1]).join(', ');
    return explain('there is no program for ' + machine, 'there are programs for ' + machines + '; see ' + own.homepage + '/releases');
  }
  let manifest;
  try {
    manifest = require.resolve(name + '/package.json');
  } catch (error) {
    return explain('the package ' + name + ', which holds the program, is not installed',
      'optional packages were left out, or node_modules comes from another machine; install it here: ' + mend());
  }
  const version = require(manifest).version;
  if (version !== own.version) {
    return explain(name + ' has version ' + version + ', but ' + own.name + ' has ' + own.version, 'install both again: ' + mend());
  }
  return path.join(path.dirname(manifest), 'bin', own.name + (windows ? '.exe' : ''));
}

// mend is the command that installs everything, also for npx, which looks at what is installed globally first.
function mend() {
  return 'npm install --global --include=optional ' + own.name + '@' + own.version;
}

// run starts the program beside this process, which lives as long as it and ends the way it does.
function run(program, args) {
  let child;
  // A terminal sends its signals to both; this process must not be gone first. On Windows they reach the program by themselves.
  for (const signal of windows ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) {
    process.on(signal, () => windows || child.kill(signal));
  }
  try {
    child = require('child_process').spawn(program, args, { stdio: 'inherit', windowsHide: true });
  } catch (error) {
    return cannotStart(program, error);
  }
  child.on('error', error => cannotStart(program, error));
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + os.constants.signals[signal] : code;
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}

function cannotStart(program, error) {
  explain('cannot start ' + program + ': ' + error.message, 'install it again: ' + mend());
}

function explain(error, hint) {
  process.exitCode = 1;
  process.stderr.write(own.name + ': error: ' + error + '\n' + own.name + ': hint: ' + hint + '\n');
}
