import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../src/domain/events.ts';
import type { FakeStep } from '../support/fake-claude.ts';
import { chunkCommits, treeOf } from './harness/reading.ts';
import { sampleFiles, sampleStep, sourceLines, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/07_library.md';
const FIRST = { title: 'Greet people', lines: 20 };
const LIMITED = { title: 'Say goodbye', lines: 20 };
const MEANWHILE = { title: 'Say thanks', lines: 20 };
const LAST = { title: 'Say sorry', lines: 20 };
const TASKS = [FIRST, LIMITED, MEANWHILE, LAST];

const files = sampleFiles({ [SPEC]: specText('Library', TASKS) });
/** Seconds that the limit lasts; the job built meanwhile takes longer. */
const LIMIT_S = 6;

let stage: Stage;

afterEach(async () => {
  await stage.remove();
});

/** Refused as the program refuses, after it had begun. */
const limited: FakeStep = {
  chunk: LIMITED.title,
  write: { 'src/half-done.js': '/* LEFT-BEHIND */\n' },
  summary: 'API Error: Request rejected (429)',
  result: { is_error: true, api_error_status: 429, retry_after: LIMIT_S },
  exitCode: 1,
};

function cassette(): string {
  const file = join(stage.dir, 'second.json');
  const write = (task: typeof FIRST, path: string) => ({
    ...{ kind: 'build', chunk: task.title },
    calls: [{ tool: 'write_file', path, content: sourceLines(task) }],
  });
  const jobs = [
    write(LIMITED, 'src/goodbye.js'),
    { ...write(MEANWHILE, 'src/thanks.js'), delayMs: (LIMIT_S + 2) * 1000 },
  ];
  writeFileSync(file, JSON.stringify({ version: 1, jobs }));
  return file;
}

const engineEvents = (events: readonly StampedEvent[]) =>
  events.flatMap((event) =>
    event.type === 'engine.resting' ||
    event.type === 'engine.returned' ||
    event.type === 'engine.excluded'
      ? [`${event.type} ${event.engine}`]
      : [],
  );

describe('engines in a row', () => {
  it('take over from one that is limited, on a clean tree, until it is back', async () => {
    stage = await createStage({ files, claude: [sampleStep(FIRST), limited, sampleStep(LAST)] });
    const here = stage.machine();
    const ran = await here.build(['--engine', `claude,replay:${cassette()}`], {
      timeoutMs: 120_000,
    });
    expect(ran, ran.stderr).toMatchObject({ status: 0 });
    expect(engineEvents(ran.events)).toEqual(['engine.resting claude', 'engine.returned claude']);
    const commits = chunkCommits(stage.origin, 'main..codelicious/spec-07');
    expect(commits.map(({ trailers }) => trailers['Codelicious-Engine'])).toEqual([
      ...['claude', 'replay', 'replay', 'claude'],
    ]);
    expect(Object.keys(treeOf(stage.origin, 'codelicious/spec-07'))).not.toContain(
      'src/half-done.js',
    );
    expect(stage.claude.calls().map(({ title }) => title)).toEqual([
      ...[FIRST, LIMITED, LAST].map(({ title }) => title),
    ]);
  });

  it('go on without one whose credential is refused, and end when nobody is let in', async () => {
    const refused = {
      is_error: true,
      api_error_status: 401,
      api_error_type: 'authentication_error',
    };
    stage = await createStage({ files, claude: [{ result: refused, exitCode: 1 }] });
    const all = TASKS.map((task) => ({
      ...{ kind: 'build', chunk: task.title },
      calls: [
        {
          tool: 'write_file',
          path: `src/${String(task.title.length)}.js`,
          content: sourceLines(task),
        },
      ],
    }));
    const file = join(stage.dir, 'all.json');
    writeFileSync(file, JSON.stringify({ version: 1, jobs: all }));
    const both = await stage.machine().build(['--engine', `claude,replay:${file}`]);
    expect(both, both.stderr).toMatchObject({ status: 0 });
    expect(engineEvents(both.events)).toEqual(['engine.excluded claude']);
    expect(stage.claude.calls()).toHaveLength(1);
    const alone = await stage.machine('alone').build(['--engine', 'claude', '--no-resume']);
    expect(alone.status).toBe(4);
    expect(existsSync(join(stage.dir, 'alone'))).toBe(true);
  });
});
