#!/usr/bin/env node
'use strict';

// The launcher: answers --version from package.json, else loads the built program. CommonJS, because
// starting Node's ES module loader costs more than answering --version; and written so that a Node
// far too old for the program can still read this file and say so.

var fs = require('fs');
var Module = require('module');
var path = require('path');
var vm = require('vm');

/** The oldest Node that runs the program; package.json says the same under "engines". */
var OLDEST_NODE = [20, 11];
/** sysexits.h EX_SOFTWARE: a bug. */
var EXIT_BUG = 70;
/** Wrong usage or configuration. */
var EXIT_USAGE = 2;

var PROGRAM = path.join(__dirname, '..', 'dist', 'cli', 'main.cjs');
/** What V8 made of the program when it was built. Another V8 reads nothing of it, so the name says whose it is. */
var CODE_CACHE = PROGRAM + '.' + process.versions.v8 + '-' + process.arch + '.cache';

function isTooOld(version) {
  var parts = version.split('.').map(Number);
  return parts[0] < OLDEST_NODE[0] || (parts[0] === OLDEST_NODE[0] && parts[1] < OLDEST_NODE[1]);
}

function refuse(message, exitCode) {
  process.stderr.write('codelicious: ' + message + '\n');
  process.exitCode = exitCode;
}

/** Bytecodes a function runs before V8 optimises it: seven times the usual, for most runs end before that pays. */
var PATIENCE = '--interrupt-budget=1000000';

function askPatience() {
  require('v8').setFlagsFromString(PATIENCE);
}

/** Bytes of the checksum at the end of a cache. */
var CHECKSUM = 4;

/**
 * What the build kept, or null where there is none or it is not as it was: V8 would run changed bytes of the right
 * length, and end the process. A Node without this checksum has another V8 than the build, but for a few releases.
 */
function readCache() {
  if (!fs.existsSync(CODE_CACHE)) return null;
  var kept = fs.readFileSync(CODE_CACHE);
  var crc32 = require('zlib').crc32;
  if (!crc32 || kept.length < CHECKSUM) return null;
  var data = kept.subarray(0, -CHECKSUM);
  return crc32(data) === kept.readUInt32LE(data.length) ? data : null;
}

/** The program as `require` gives it, compiled beforehand where the build was made by the same V8. */
function load() {
  var cache = readCache();
  if (cache === null) return require(PROGRAM);
  // The build writes ASCII, which is read fastest as what it is a part of.
  var source = Module.wrap(fs.readFileSync(PROGRAM, 'latin1'));
  var options = { filename: PROGRAM, cachedData: cache };
  // A cache that V8 does not take is no fault: the source is compiled instead.
  var program = new vm.Script(source, options).runInThisContext();
  var module = { exports: {} };
  // After compiling, for V8 takes no cache made under other flags; only by the V8 the build tried it with; and while
  // git is waited for, so that it takes no time, and none at all from what ends at once.
  setTimeout(askPatience, 1).unref();
  program(module.exports, Module.createRequire(PROGRAM), module, PROGRAM, path.dirname(PROGRAM));
  return module.exports;
}

function run(args) {
  Promise.resolve()
    .then(function () {
      return load()('main').main(args);
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
