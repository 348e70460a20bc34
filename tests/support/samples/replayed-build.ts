import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { StampedEvent } from '../../../src/domain/events.ts';
import { type FakeStep, installFakeClaude } from '../fake-claude.ts';
import { type Files, makeTestHome, type TestHome, type TestRepo } from '../git-repo.ts';
import { linkModules } from './modules.ts';
import { TOOL_ENV } from './sample.ts';

/** One edit as cassettes have it. */
export type Call =
  | {
      readonly tool: 'write_file';
      readonly path: string;
      readonly content: string;
      readonly encoding?: 'base64';
    }
  | {
      readonly tool: 'edit_file';
      readonly path: string;
      readonly old: string;
      readonly new: string;
    }
  | { readonly tool: 'delete_file' | 'make_executable'; readonly path: string };

/** What an engine does in one call, and how the call ends; by default it is done. */
export interface Job {
  /** By default `build`. */
  readonly kind?: 'build' | 'repair';
  readonly attempt?: number;
  readonly calls: readonly Call[];
  readonly result?: Readonly<Record<string, unknown>> & { readonly type: string };
}

/** One task of the spec that is built. */
export interface Task {
  readonly title: string;
  /** Lines below it. */
  readonly details?: readonly string[];
  readonly jobs: readonly Job[];
}

export interface BuildRequest {
  /** Of the program. */
  readonly launcher: string;
  readonly files: Files;
  readonly modules: readonly string[];
  readonly tasks: readonly Task[];
  /** Further arguments of `build`. */
  readonly args?: readonly string[];
  /** What a stand-in for an engine's program does in place of recorded edits. */
  readonly claude?: readonly FakeStep[];
}

/** What became of one task. */
export interface ChunkSeen {
  readonly title: string;
  readonly status: string;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly sha: string | null;
  readonly branch: string | null;
}

/** A finished run, and the repository it worked on; the caller removes it. */
export interface Built {
  readonly home: TestHome;
  readonly repo: TestRepo;
  readonly status: number | null;
  readonly stderr: string;
  readonly events: readonly StampedEvent[];
  readonly chunks: readonly ChunkSeen[];
  /** The texts of its pull requests, as a reviewer reads them. */
  readonly pulls: readonly string[];
  readonly seconds: number;
}

const SAMPLE_SPEC = 'docs/specs/01_sample.md';

/** Builds the tasks in a repository of its own: the real program, recorded edits, pull requests as local files. */
export async function replayedBuild(request: BuildRequest): Promise<Built> {
  const home = makeTestHome('codelicious-sample-');
  const repo = home.repo('checkout', { ...request.files, [SAMPLE_SPEC]: specText(request.tasks) });
  linkModules(repo.root, request.modules);
  const cassette = join(home.dir, 'cassette.json');
  writeFileSync(cassette, JSON.stringify({ version: 1, jobs: request.tasks.flatMap(jobsOf) }));
  const events = join(home.dir, 'events.jsonl');
  const claude = request.claude && installFakeClaude(home.dir, request.claude);
  const engine = claude === undefined ? `replay:${cassette}` : 'claude';
  const args = ['build', '--json', '--engine', engine, '--platform', 'local'];
  const startedAt = Date.now();
  const child = spawn(
    process.execPath,
    [request.launcher, ...args, '--events', events, ...(request.args ?? [])],
    { cwd: repo.root, env: environment(home, claude?.path), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'close') as Promise<[number | null]>;
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return {
    ...{ home, repo, stderr, status: (await ended)[0], seconds: (Date.now() - startedAt) / 1000 },
    events: eventsIn(events),
    chunks: chunksIn(stdout),
    pulls: pullsIn(repo.root),
  };
}

function environment({ dir, env }: TestHome, first: string | undefined): NodeJS.ProcessEnv {
  const path = [...(first === undefined ? [] : [first]), TOOL_ENV['PATH'] ?? ''].join(delimiter);
  const more = { PATH: path, XDG_CACHE_HOME: join(dir, 'cache'), TERM: 'dumb' };
  return { ...env, ...TOOL_ENV, ...more };
}

function specText(tasks: readonly Task[]): string {
  const boxes = tasks.map(({ title, details = [] }) => {
    return `- [ ] ${title}\n${details.map((line) => `  - ${line}\n`).join('')}`;
  });
  return `# Sample\n\nWhat the project lacks.\n\n## Tasks\n\n${boxes.join('')}`;
}

function jobsOf({ title, jobs }: Task): readonly unknown[] {
  return jobs.map((job) => ({ kind: 'build', chunk: title, ...job }));
}

function eventsIn(file: string): readonly StampedEvent[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as StampedEvent);
}

function chunksIn(stdout: string): readonly ChunkSeen[] {
  if (!stdout.startsWith('{')) return [];
  const data = JSON.parse(stdout) as { readonly specs: { readonly chunks: ChunkSeen[] }[] };
  return data.specs.flatMap(({ chunks }) => chunks);
}

function pullsIn(root: string): readonly string[] {
  const folder = join(root, '.codelicious', 'pulls');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith('.md'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
