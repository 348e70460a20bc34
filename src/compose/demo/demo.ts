import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, DEFAULT_CONFIG } from '../../domain/config.ts';
import type { BuildReport } from '../../domain/data.ts';
import { CodeliciousError } from '../../domain/errors.ts';
import { createProcesses } from '../../system/processes.ts';
import { openApp } from '../app.ts';
import { chooseSandbox, type SandboxChoice, testWall } from '../sandbox.ts';
import type { Surroundings } from '../surroundings.ts';
import { runUntilKilled } from './killed-run.ts';
import { sampleCassette } from './sample-cassette.ts';
import { makeSampleRepository } from './sample-repository.ts';

/** The demonstration on a repository of its own. */
export interface DemoApp {
  redact(text: string): string;
  logPath(): string | null;
  /** Builds the sample; `folder` is where it can be looked at. */
  run(): Promise<BuildReport & { readonly folder: string }>;
}

/** The smallest cap there is, so that a handful of small tasks needs several pull requests. */
const CAPS = { maxLoc: 50, maxCommits: 3 };
/** The task, counted from 0, in whose midst the first run is killed. */
const FATAL_TASK = 3;

/** Variables that would lead the demo out of its folder: of git, of this program, of the user's folders, of the forge. */
const FOREIGN = /^(GIT_|CODELICIOUS_|XDG_|GITHUB_|npm_config_)/i;

/** Where the pieces of one demonstration are. */
interface Stage {
  readonly repo: string;
  readonly cassette: string;
  readonly env: Readonly<Record<string, string>>;
}

type LevelledStage = Stage & { readonly level: SandboxChoice['level'] };

/** Opens the demonstration; nothing is made before it runs. */
export async function openDemo(surroundings: Surroundings): Promise<DemoApp> {
  let redact = (text: string): string => text;
  let logPath = (): string | null => null;
  return Promise.resolve({
    redact: (text) => redact(text),
    logPath: () => logPath(),
    async run() {
      const stage = await setStage(surroundings);
      const level = await wallFor(stage);
      await loseARun({ ...stage, level }, surroundings);
      const app = await openApp({
        ...surroundings,
        env: stage.env,
        config: demoConfig(stage, level),
        repo: stage.repo,
        skipAuthCheck: true,
        askSandbox: async () => Promise.resolve('none'),
        resumeCommand: 'codelicious demo',
      });
      redact = (text) => app.redact(text);
      logPath = () => app.logPath();
      return { ...(await app.build()), folder: stage.repo };
    },
  });
}

/** Nobody is asked: the sample's code is known. */
async function wallFor({ env }: Stage): Promise<SandboxChoice['level']> {
  const probe = async () => testWall(createProcesses(), env);
  const ask = async () => Promise.resolve(null);
  return (await chooseSandbox({ wanted: 'auto', env, probe, ask, fallback: 'none' })).level;
}

async function setStage({ env, display }: Surroundings): Promise<Stage> {
  const folder = await mkdtemp(join(env['TMPDIR'] ?? tmpdir(), 'codelicious-demo-'));
  const repo = join(folder, 'pocket-helpers');
  const own = stageEnv(env, folder);
  await mkdir(own.HOME);
  display.write(`Making a sample repository with two specs in ${repo}\n`);
  await makeSampleRepository(repo, { processes: createProcesses(), env: own });
  const cassette = join(folder, 'engine.json');
  await writeFile(cassette, JSON.stringify(sampleCassette(FATAL_TASK), null, 2));
  return { repo, cassette, env: own };
}

/**
 * A home of the demo's own: what its tools leave behind stays in its folder, and nothing of the user's settings,
 * nor of a git command it was started by, decides what it does.
 */
function stageEnv(env: Surroundings['env'], folder: string): Stage['env'] & { HOME: string } {
  const kept = Object.entries(env).filter(([name]) => !FOREIGN.test(name));
  return { ...Object.fromEntries(kept), HOME: join(folder, 'home') };
}

/** A first run that is killed in the midst of a task: what a crash would leave is what the next run finds. */
async function loseARun(stage: LevelledStage, { display, signal }: Surroundings): Promise<void> {
  let published = 0;
  const killed = await runUntilKilled({
    program: process.argv[1] ?? '',
    args: commandLine(stage),
    cwd: stage.repo,
    env: { ...stage.env, ...(display.color ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
    write: display.write,
    isMoment: (line) => {
      if (line.includes('"type":"chunk.published"')) published += 1;
      return published >= FATAL_TASK && line.includes('"type":"engine.started"');
    },
    signal,
  });
  if (signal.aborted) throw new CodeliciousError('interrupted', 'the demo was stopped');
  const sentence = killed
    ? 'That run was just killed with SIGKILL, in the middle of a task. A new one goes on from what git knows:'
    : 'The first run ended before it could be killed. A second one finds what there is:';
  display.write(`\n${sentence}\n\n`);
}

function commandLine({ repo, cassette, level }: LevelledStage): readonly string[] {
  const caps = [
    '--max-loc-per-pr',
    String(CAPS.maxLoc),
    '--max-commits-per-pr',
    String(CAPS.maxCommits),
  ];
  return [
    'build',
    repo,
    '--engine',
    `replay:${cassette}`,
    '--platform',
    'local',
    '--sandbox',
    level,
    '--yes',
    '--events',
    '-',
    ...caps,
  ];
}

function demoConfig({ cassette }: Stage, sandbox: Config['sandbox']): Config {
  return {
    ...DEFAULT_CONFIG,
    sandbox,
    ...CAPS,
    engines: [`replay:${cassette}`],
    platform: 'local',
  };
}
