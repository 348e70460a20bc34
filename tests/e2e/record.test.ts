import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseCassette } from '../../src/engines/replay/cassette.ts';
import type { FakeStep } from '../support/fake-claude.ts';
import { treeOf } from './harness/reading.ts';
import { sampleFiles, sourceLines, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/07_library.md';
const TITLES = ['Greet people', 'Needs a repair', 'Too big but shrinks', 'Drop the index'];
const SECRET = 'canary-7f3d9a1c5e8b2046';

const STEPS: readonly FakeStep[] = [
  {
    chunk: 'Greet people',
    write: { 'src/greet.js': sourceLines({ title: 'greet' }), 'bin/run.sh': '#!/bin/sh\n' },
    executable: ['bin/run.sh'],
    summary: `Greets. The key is ${SECRET}.`,
  },
  { job: 'repair', chunk: 'Needs a repair', write: { 'src/r.js': sourceLines({ title: 'r' }) } },
  { chunk: 'Needs a repair', write: { 'src/r.js': 'BROKEN\n' } },
  {
    job: 'shrink',
    chunk: 'Too big but shrinks',
    write: { 'src/shrunk.js': sourceLines({ title: 'shrunk', lines: 100 }) },
    remaining: ['The second half of it'],
  },
  {
    chunk: 'Too big but shrinks',
    write: { 'src/shrunk.js': sourceLines({ title: 's', lines: 300 }) },
  },
  {
    chunk: 'The second half of it',
    write: { 'src/half.js': sourceLines({ title: 'half', lines: 90 }) },
  },
  { chunk: 'Drop the index', remove: ['src/index.js'] },
];

const files = sampleFiles({
  [SPEC]: specText(
    'Library',
    TITLES.map((title) => ({ title })),
  ),
});

let stages: readonly Stage[] = [];

afterEach(async () => {
  for (const stage of stages) await stage.remove();
  stages = [];
});

/** What stands on every branch of ours. */
function branchesOf({ origin }: Stage): Readonly<Record<string, unknown>> {
  const names = origin
    .git('for-each-ref', '--format=%(refname:short)', 'refs/heads/codelicious')
    .split('\n')
    .filter((name) => name !== '');
  return Object.fromEntries(names.map((name) => [name, treeOf(origin, name)]));
}

describe('a recording', () => {
  it('replays to the same branches, without a secret in it', async () => {
    const env = { SOME_API_TOKEN: SECRET };
    const recorded = await createStage({ files, claude: STEPS, env });
    stages = [recorded];
    const file = join(recorded.dir, 'run.json');
    const first = await recorded.machine().build(['--engine', 'claude', '--record', file]);
    expect(first, first.stderr).toMatchObject({ status: 0 });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(SECRET);
    const kinds = parseCassette(JSON.parse(text), 'x').jobs.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'build')).toEqual(['repair', 'shrink']);

    const replayed = await createStage({ files });
    stages = [recorded, replayed];
    const second = await replayed.machine().build(['--engine', `replay:${file}`]);
    expect(second, second.stderr).toMatchObject({ status: 0 });
    const branches = branchesOf(recorded);
    expect(Object.keys(branches).length).toBeGreaterThan(1);
    expect(branchesOf(replayed)).toEqual(branches);
  });

  it('that cannot be written is refused before anything is called', async () => {
    const stage = await createStage({ files, claude: STEPS });
    stages = [stage];
    const file = join(stage.dir, 'no/such/folder/run.json');
    const ran = await stage.machine().build(['--engine', 'claude', '--record', file]);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain(file);
    expect(stage.claude.calls()).toEqual([]);
    expect(existsSync(file)).toBe(false);
  });
});
