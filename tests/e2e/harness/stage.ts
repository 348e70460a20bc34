import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FakeClaude, type FakeStep, installFakeClaude } from '../../support/fake-claude.ts';
import { type FakeGithub, startFakeGithub } from '../../support/fake-github/server.ts';
import type { FakeGithubOptions } from '../../support/fake-github/types.ts';
import { type Files, makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { createMachine, type Machine } from './machine.ts';
import { endAll } from './program.ts';

/** What a scenario is played on. */
export interface StageRequest {
  /** What stands on `main` of the origin at first; see `sampleFiles`. */
  readonly files: Files;
  /** What the stand-in `claude` does; none is installed without it. */
  readonly claude?: readonly FakeStep[];
  /** Folders put first on the PATH of every machine. */
  readonly path?: readonly string[];
  /** Put over the environment of every machine. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further settings of the fake GitHub. */
  readonly github?: Partial<FakeGithubOptions>;
}

/** How one machine differs from the others. */
export interface MachineOptions {
  /** Put over its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Further arguments of its `git clone`, such as `--depth`. */
  readonly clone?: readonly string[];
}

/**
 * A GitHub repository `o/r` on this machine: a bare repository behind `https://github.com/o/r`, the API in
 * front of it, the stand-in `claude`, and any number of machines that work on it.
 */
export interface Stage {
  /** Holds everything of this stage, and is named in the environment of everything started on it. */
  readonly dir: string;
  /** The bare repository. */
  readonly origin: TestRepo;
  readonly github: FakeGithub;
  /** The stand-in; it keeps its calls and attempts over all machines. */
  readonly claude: FakeClaude;
  /** A new machine with a fresh clone. */
  machine(name?: string, more?: MachineOptions): Machine;
  /** Commits to a branch of the origin, as a colleague would. */
  land(message: string, files: Files, branch?: string): void;
  /** Ends every process, server and file of this stage. */
  remove(): Promise<void>;
}

/**
 * Sets a stage up; the caller removes it.
 *
 * ```ts
 * const tasks = [{ title: 'Say hello' }, { title: 'Say goodbye', lines: 120 }];
 * const stage = await createStage({
 *   files: sampleFiles({ 'docs/specs/01_greet.md': specText('Greet', tasks) }),
 *   claude: tasks.map(sampleStep),
 * });
 * const here = stage.machine();
 * const ran = await here.build();
 * expect(ran.status).toBe(0);
 * expect(stage.github.state.pulls).toHaveLength(1);
 * await stage.remove();
 * ```
 */
export async function createStage(request: StageRequest): Promise<Stage> {
  const home = makeTestHome('codelicious-e2e-');
  const { dir } = home;
  const origin = home.bare('origin.git');
  seed(origin, request.files);
  const github = await startFakeGithub({
    owner: 'o',
    repo: 'r',
    gitDir: origin.root,
    ...request.github,
  });
  const claude = installFakeClaude(dir, request.claude ?? []);
  let machines = 0;
  return {
    dir,
    origin,
    github,
    claude,
    land: colleague(home, origin),
    machine: (name, more = {}) => {
      machines += 1;
      return createMachine({
        dir: join(dir, name ?? `m${String(machines)}`),
        originDir: origin.root,
        path: [...(request.path ?? []), ...(request.claude === undefined ? [] : [claude.path])],
        env: { GITHUB_API_URL: github.url, GITHUB_TOKEN: 't', ...request.env, ...more.env },
        clone: more.clone ?? [],
      });
    },
    remove: async () => {
      await github.close();
      await endAll(dir);
      home.remove();
    },
  };
}

/** The first commit on `main`, by one program: there are many stages. */
function seed({ root, env }: TestRepo, files: Files): void {
  const data = (content: string | Uint8Array): Buffer => {
    const bytes = Buffer.from(content);
    return Buffer.concat([Buffer.from(`data ${String(bytes.length)}\n`), bytes, Buffer.from('\n')]);
  };
  const who = `Ada Lovelace <ada@example.com> ${String(Math.floor(Date.now() / 1000))} +0000`;
  const input = [
    Buffer.from(`commit refs/heads/main\ncommitter ${who}\n`),
    data('First\n'),
    ...Object.entries(files).flatMap(([path, content]) => [
      Buffer.from(`M 100644 inline ${path}\n`),
      data(content),
    ]),
  ];
  execFileSync('git', ['fast-import', '--quiet'], {
    ...{ cwd: root, env, stdio: 'pipe' },
    input: Buffer.concat(input),
  });
}

/** A colleague with a clone of their own, whose commits go to the branch that is asked for. */
function colleague(home: TestHome, origin: TestRepo): Stage['land'] {
  const root = join(home.dir, 'colleague');
  const clone = home.at(root);
  return (message, files, branch = 'main') => {
    if (!existsSync(root)) home.at(home.dir).git('clone', '-q', origin.root, root);
    clone.git('fetch', '-q', 'origin');
    const known = clone.git('branch', '--remotes', '--list', `origin/${branch}`) !== '';
    if (known) clone.git('checkout', '-q', '-B', branch, `origin/${branch}`);
    clone.commit(message, files);
    clone.git('push', '-q', 'origin', `HEAD:refs/heads/${branch}`);
  };
}
