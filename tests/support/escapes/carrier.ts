import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EscapeSite, Payload } from './payload.ts';
import { ESCAPE_PATH } from './programs.ts';

/** Where a carrier writes what its payloads printed. */
const OUTPUTS = 'outputs.jsonl';
/** Milliseconds of one payload. */
const PAYLOAD_MS = 12_000;
/** Characters kept of what one printed: all that is in the user's files, and the beginning of what is endless. */
const MAX_OUTPUT = 200_000;

/** A test file that runs payloads one after the other, in its folder, as code of an agent's would. */
export function carrierOf(payloads: readonly Payload[], site: EscapeSite): string {
  const list = payloads.map((payload) => ({ id: payload.id, script: payload.script(site) }));
  return `
const { spawnSync } = require('node:child_process');
const { appendFileSync } = require('node:fs');
const env = { ...process.env, PATH: ${JSON.stringify(ESCAPE_PATH)} };
for (const name of Object.keys(env)) if (name.startsWith('NODE_TEST')) delete env[name];
for (const { id, script } of ${JSON.stringify(list)}) {
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', script], {
    cwd: __dirname, env, encoding: 'latin1', timeout: ${String(PAYLOAD_MS)}, killSignal: 'SIGKILL', maxBuffer: 2 ** 26,
  });
  const output = (stdout + stderr).slice(0, ${String(MAX_OUTPUT)});
  appendFileSync(__dirname + '/${OUTPUTS}', JSON.stringify({ id, output }) + '\\n');
}
`;
}

/** What each payload printed that a carrier has run in a folder. */
export function carriedOutputs(folder: string): ReadonlyMap<string, string> {
  const file = join(folder, OUTPUTS);
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  return new Map(
    lines.map((line) => {
      const { id, output } = JSON.parse(line) as { id: string; output: string };
      return [id, output];
    }),
  );
}
