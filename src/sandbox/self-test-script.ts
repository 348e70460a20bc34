/**
 * What the self-test runs in a cage: a program for `node -e`, told by JSON in its first argument what to try. It
 * prints what it came to and always ends with 0.
 */
export const SELF_TEST_SCRIPT = String.raw`'use strict';
const fs = require('node:fs');
const net = require('node:net');
const { join } = require('node:path');

const site = JSON.parse(process.argv[1]);

function works(attempt) {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

const readBeside = works(() => fs.readFileSync(site.canary));
works(() => fs.appendFileSync(site.canary, 'x'));
works(() => fs.writeFileSync(site.planted, 'x'));
const report = {
  wrote: works(() => fs.writeFileSync(join(site.inside, 'written'), 'x')),
  readBeside,
  seenAtHome: site.names.filter((name) => works(() => fs.lstatSync(join(site.home, name)))),
};

const socket = net.connect(site.port, '127.0.0.1');
socket.setTimeout(2000);
function end(connected) {
  process.stdout.write(JSON.stringify({ ...report, connected }));
  socket.destroy();
}
socket.once('connect', () => end(true));
socket.once('timeout', () => end(false));
socket.once('error', () => end(false));
`;
