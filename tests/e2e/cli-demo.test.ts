import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuildData, buildDataSchema } from '../../src/domain/data.ts';
import type { StampedEvent } from '../../src/domain/events.ts';
import { makeTestHome, type TestHome } from '../support/git-repo.ts';
import { snapshotOf } from '../support/tree-snapshot.ts';
import { endAll, launcher, readEvents } from './harness/program.ts';
import { treeOf } from './harness/reading.ts';

let home: TestHome;
let env: Record<string, string>;
let shown: Shown;
let data: BuildData;
let events: readonly StampedEvent[];
/** The demo's repository. */
let sample: string;

interface Shown {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

beforeAll(async () => {
  home = makeTestHome('codelicious-demo-test-');
  for (const name of ['person', 'tmp', 'here']) mkdirSync(join(home.dir, name));
  // A repository the demo is started from, as by a hook of it: nothing of it may be touched.
  const mine = home.repo('mine');
  env = {
    PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    HOME: join(home.dir, 'person'),
    TMPDIR: join(home.dir, 'tmp'),
    GIT_DIR: join(mine.root, '.git'),
    GIT_WORK_TREE: mine.root,
  };
  const before = snapshotOf(mine.root);
  const file = join(home.dir, 'events.jsonl');
  shown = await demo(['--json', '--events', file]);
  expect(snapshotOf(mine.root)).toEqual(before);
  data = JSON.parse(shown.stdout) as BuildData;
  events = readEvents(file);
  sample = events.flatMap((event) => (event.type === 'run.started' ? [event.repo] : []))[0] ?? '';
});

afterAll(async () => {
  await endAll(home.dir);
  home.remove();
});

async function demo(args: readonly string[]): Promise<Shown> {
  const cwd = join(home.dir, 'here');
  const child = spawn(process.execPath, [launcher(), 'demo', ...args], { cwd, env, stdio: 'pipe' });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      texts[name] += part;
    });
  }
  child.stdin.end();
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...texts };
}

describe('the demo', () => {
  it('shows a repair, a division into parts, and a run that is killed and gone on with', () => {
    const { status, stderr } = shown;
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('verification failed');
    expect(stderr).toContain('repaired');
    expect(stderr).toContain('killed with SIGKILL');
    expect(data.specs.some((spec) => spec.parts > 1)).toBe(true);
  });

  it('ends with pull requests that can be read', () => {
    const pulls = data.specs.flatMap((spec) => spec.chunks).map((chunk) => chunk.pull);
    expect(pulls.every((pull) => pull?.state === 'open' && !pull.draft)).toBe(true);
    const paths = new Set(pulls.map((pull) => pull?.url ?? ''));
    expect(paths.size).toBe(3);
    for (const path of paths) {
      const page = readFileSync(path, 'utf8');
      expect(page).toContain('## Verifier Summary');
      expect(page).toMatch(/`?(?:npm test|node --test)\b.*`? passed/);
    }
  });

  it('leaves nothing in the folder it was started from, nor in HOME', () => {
    expect(readdirSync(join(home.dir, 'here'))).toEqual([]);
    expect(readdirSync(join(home.dir, 'person'))).toEqual([]);
  });

  it('hands its outcome on as one document', () => {
    expect(buildDataSchema.parse(data).exitCode).toBe(0);
    expect(data.specs.length).toBeGreaterThanOrEqual(2);
    const chunks = data.specs.flatMap((spec) => spec.chunks);
    expect(chunks.length).toBeGreaterThanOrEqual(6);
    expect(new Set(chunks.map((chunk) => chunk.status))).toEqual(new Set(['published']));
    expect(events.at(-1)).toMatchObject({ type: 'run.finished', exitCode: 0 });
  });

  it('builds each task once, each part within its caps, and code that works', () => {
    const repo = home.at(sample);
    const branches = repo.git(
      'for-each-ref',
      '--format=%(refname:short)',
      'refs/heads/codelicious',
    );
    const chunks = data.specs.flatMap((spec) => spec.chunks);
    const ids = repo
      .git(
        'log',
        '--branches=codelicious/*',
        '--format=%(trailers:key=Codelicious-Chunk,valueonly)',
      )
      .split('\n')
      .filter((line) => line !== '');
    expect(ids.sort()).toEqual(chunks.map((chunk) => chunk.id).sort());
    expect(branches.split('\n')).toHaveLength(3);
    const tree = treeOf(repo, 'codelicious/spec-01-part-2');
    expect(Object.keys(tree)).toContain('src/text.js');
    expect(repo.git('show', 'codelicious/spec-01-part-2:specs/01-text.md')).not.toContain(
      '- [ ] Add',
    );
  });
});
