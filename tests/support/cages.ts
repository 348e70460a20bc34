import { spawnSync } from 'node:child_process';

/** Whether this machine lets the user of these tests make cages; tests of cages skip themselves where it does not. */
export const cagesHold: boolean =
  process.platform === 'linux' &&
  spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true']).status === 0;
