#!/usr/bin/env node
'use strict';

// The launcher: answers --version from package.json, else loads the built program. CommonJS, because
// starting Node's ES module loader costs more than answering --version; and written so that a Node
// far too old for the program can still read this file and say so.

var fs = require('fs');
var path = require('path');
var url = require('url');

/** The oldest Node that runs the program; package.json says the same under "engines". */
var OLDEST_NODE = [20, 11];
/** sysexits.h EX_SOFTWARE: a bug. */
var EXIT_BUG = 70;
/** Wrong usage or configuration. */
var EXIT_USAGE = 2;

var PROGRAM = path.join(__dirname, '..', 'dist', 'cli', 'main.js');

function isTooOld(version) {
  var parts = version.split('.').map(Number);
  return parts[0] < OLDEST_NODE[0] || (parts[0] === OLDEST_NODE[0] && parts[1] < OLDEST_NODE[1]);
}

function refuse(message, exitCode) {
  process.stderr.write('codelicious: ' + message + '\n');
  process.exitCode = exitCode;
}

function run(args) {
  import(url.pathToFileURL(PROGRAM).href)
    .then(function (program) {
      return program.main(args, process.env);
    })
    .then(
      function (exitCode) {
        process.exitCode = exitCode;
      },
      function (error) {
        refuse('the program could not be loaded: ' + ((error && error.stack) || error), EXIT_BUG);
      },
    );
}

function launch(args) {
  if (isTooOld(process.versions.node)) {
    refuse(
      'Node ' +
        OLDEST_NODE.join('.') +
        ' or newer is needed; this is ' +
        process.versions.node +
        '.',
      EXIT_USAGE,
    );
  } else if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
    process.stdout.write(require('../package.json').version + '\n');
  } else if (fs.existsSync(PROGRAM)) {
    run(args);
  } else {
    refuse(
      'the program is not built (' + PROGRAM + ' is missing). Run "npm ci", or "npm run build".',
      EXIT_USAGE,
    );
  }
}

launch(process.argv.slice(2));
