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
/** Something could not be done. */
var EXIT_FAILED = 1;
/** Wrong usage or configuration. */
var EXIT_USAGE = 2;

var PROGRAM = path.join(__dirname, '..', 'dist', 'cli', 'main.cjs');
/** What the program loads later, as it asks for it. */
var LATER = /^\.\.\/(?:chunks|late)\//;

function isTooOld(version) {
  var parts = version.split('.').map(Number);
  return parts[0] < OLDEST_NODE[0] || (parts[0] === OLDEST_NODE[0] && parts[1] < OLDEST_NODE[1]);
}

function refuse(message, exitCode) {
  process.stderr.write('codelicious: ' + message + '\n');
  process.exitCode = exitCode;
}

/** A reader that has left took what it wanted. */
function answer(text) {
  process.stdout.on('error', function (error) {
    if (error.code !== 'EPIPE') refuse('stdout cannot be written: ' + error.message, EXIT_FAILED);
  });
  process.stdout.write(text);
}

/** Bytecodes a function runs before V8 optimises it: seven times the usual, for most runs end before that pays. */
var PATIENCE = '--interrupt-budget=1000000';

var isPatient = false;

function askPatience() {
  if (!isPatient) require('v8').setFlagsFromString(PATIENCE);
  isPatient = true;
}

/** Bytes of the checksum at the end of a cache. */
var CHECKSUM = 4;

/** What V8 made of a file when it was built. Another V8 reads nothing of it, so the name says whose it is. */
function cacheOf(file) {
  return file + '.' + process.versions.v8 + '-' + process.arch + '.cache';
}

/**
 * What the build kept, or null where there is none or it is not as it was: V8 would run changed bytes of the right
 * length, and end the process. A Node without this checksum has another V8 than the build, but for a few releases.
 */
function readCache(file) {
  var cache = cacheOf(file);
  if (!fs.existsSync(cache)) return null;
  var kept = fs.readFileSync(cache);
  var crc32 = require('zlib').crc32;
  if (!crc32 || kept.length < CHECKSUM) return null;
  var data = kept.subarray(0, -CHECKSUM);
  return crc32(data) === kept.readUInt32LE(data.length) ? data : null;
}

/** A file as `require` gives it, compiled beforehand where the build was made by the same V8; null where it was not. */
function loadCompiled(file, requireFrom) {
  var cache = readCache(file);
  if (cache === null) return null;
  // The build writes ASCII, which is read fastest as what it is a part of.
  var source = Module.wrap(fs.readFileSync(file, 'latin1'));
  // A cache that V8 does not take is no fault: the source is compiled instead.
  var start = new vm.Script(source, { filename: file, cachedData: cache }).runInThisContext();
  var module = { exports: {} };
  return function () {
    start(module.exports, requireFrom(file), module, file, path.dirname(file));
    return module.exports;
  };
}

/** `require` for the program: what lies beside it was compiled beforehand too. */
function requireLater(file) {
  var plain = Module.createRequire(file);
  var loaded = {};
  return function (id) {
    if (!LATER.test(id)) return plain(id);
    if (!(id in loaded)) {
      // Their caches were made under this flag.
      askPatience();
      var begin = loadCompiled(path.join(path.dirname(file), id), Module.createRequire);
      loaded[id] = begin === null ? plain(id) : begin();
    }
    return loaded[id];
  };
}

/** The program as `require` gives it. */
function load() {
  var begin = loadCompiled(PROGRAM, requireLater);
  if (begin === null) return require(PROGRAM);
  // After compiling, for V8 takes no cache made under other flags; only by the V8 the build tried it with; and while
  // git is waited for, so that it takes no time, and none at all from what ends at once.
  setTimeout(askPatience, 1).unref();
  return begin();
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
    answer(require('../package.json').version + '\n');
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
