import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { REAL_CLAUDE_PATH } from '../real-claude.ts';
import { NOBODY } from './run.ts';
import type { EscapesTold } from './through-engine.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** CommonJS libraries ask for Node's own modules by `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
/** Milliseconds of one trial with the whole corpus, on a machine that is busy. */
const TRIAL_MS = 1_500_000;
const IDENTITY = { NAME: 'Test', EMAIL: 'test@example.invalid' };

/** One trial: a part of the corpus, through one engine, behind one wall, as one user. */
export interface Trial {
  readonly engine: 'claude' | 'anthropic';
  readonly level: 'none' | 'os';
  readonly user: 'self' | 'nobody';
  /** Each n-th payload is tried. */
  readonly every: number;
}

export interface Campaign {
  attempt(trial: Trial): Promise<EscapesTold>;
  remove(): void;
}

/** Makes ready what the trials run; anybody may read it. */
export async function prepareCampaign(): Promise<Campaign> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-campaign-')));
  chmodSync(folder, 0o755);
  const options = { absWorkingDir: ROOT, bundle: true, platform: 'node', format: 'esm' } as const;
  const [program, fileTools] = [join(folder, 'through.mjs'), join(folder, 'file-tools.mjs')];
  await build({
    ...options,
    entryPoints: ['tests/support/escapes/through-engine.ts'],
    outfile: program,
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
  await build({
    ...options,
    entryPoints: ['src/engines/agent/file-tools/program.ts'],
    outfile: fileTools,
  });
  return {
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
    attempt: async ({ engine, level, user, every }) => {
      const helper = engine === 'claude' ? REAL_CLAUDE_PATH : fileTools;
      const args = [program, engine, level, String(every), helper];
      return JSON.parse(await run(user, args)) as EscapesTold;
    },
  };
}

async function run(user: Trial['user'], args: readonly string[]): Promise<string> {
  const become = ['--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups', '--'];
  const command = [...(user === 'nobody' ? ['setpriv', ...become] : []), process.execPath, ...args];
  const [file = '', ...rest] = command;
  const identity = Object.entries(IDENTITY).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ]);
  const { stdout } = await promisify(execFile)(file, rest, {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...Object.fromEntries(identity) },
    timeout: TRIAL_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}
