import { describe, expect, it } from 'vitest';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import { buildOnce } from '../../../src/pipeline/run.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import { shownParts } from '../../support/fakes/invariants.ts';
import { createLine, type Line, type LineOptions } from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const STEM = 'codelicious/spec-1';
const TASKS = '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n';
const lines = (count: number, word = 'line'): string => `${word}\n`.repeat(count);

/** Alpha is too big for its part in the way given; beta fits. */
const lineWith = (script: EngineScript, options: Partial<LineOptions> = {}): Line =>
  createLine({
    files: { [SPEC]: TASKS },
    ...options,
    config: { maxLoc: 50, ...options.config },
    script: (call) => {
      if (!call.title.startsWith('Add beta')) return script(call);
      call.write('beta.txt', lines(5));
      return undefined;
    },
  });

const jobs = (line: Line): readonly string[] =>
  line.engine.jobs.map((job) => `${job.kind} ${job.env['CODELICIOUS_CHUNK_TITLE']}`);
const steps = async (line: Line, branch: string): Promise<readonly (string | undefined)[]> =>
  (await line.commits(branch)).map((commit) => commit.trailers['Codelicious-Step']);
const states = (outcome: RunOutcome): readonly string[] =>
  outcome.specs[0]!.chunks.map((chunk) => chunk.state.status);
const splits = (line: Line): readonly string[] =>
  line.events.of('chunk.split').map((event) => `${event.how} ${event.lines}`);

describe('a change that is too big alone', () => {
  const twoSteps: EngineScript = ({ job, title, write }) => {
    if (title === 'Wire it up') write('wire.txt', lines(20));
    else if (job.kind === 'shrink') {
      write('a.txt', lines(30));
      return { type: 'done', summary: 'Laid the ground.', remaining: ['Wire it up', 'Add tests'] };
    } else write('a.txt', lines(title === 'Add tests' ? 35 : 80));
    return undefined;
  };

  it('becomes a first step; the rest goes into the spec, in the same commit, and is built', async () => {
    const line = lineWith(twoSteps);
    const outcome = await line.once();
    expect(jobs(line)).toEqual([
      'build Add alpha',
      'shrink Add alpha',
      'build Wire it up',
      'build Add tests',
      'build Add beta',
    ]);
    expect(line.engine.jobs[1]!.prompt).toContain('80');
    expect(splits(line)).toEqual(['shrunk 30']);
    const all = await line.commits(`${STEM}-part-2`);
    expect(all.map((commit) => commit.subject)).toEqual([
      '[spec-1] Laid the ground.',
      '[spec-1] Wire it up',
      '[spec-1] Add tests',
      '[spec-1] Add beta',
    ]);
    const first = line.remote.store.files(all[0]!.sha)!.get(SPEC)!.text;
    expect(first).toContain(
      '- [ ] Add alpha\n  - [x] Laid the ground.\n  - [ ] Wire it up\n  - [ ] Add tests\n',
    );
    expect(line.text(`${STEM}-part-2`, SPEC)).not.toContain('[ ]');
    expect(exitCodeOf(outcome)).toBe(0);
    expect(states(outcome)).toEqual(['published', 'published', 'published', 'published']);
  });

  it('that was shrunk is gone on with elsewhere', async () => {
    const line = lineWith((call) =>
      call.title === 'Wire it up' && line.forge.pulls.length < 3
        ? { type: 'rate_limited', resetsAt: null, message: 'slow' }
        : twoSteps(call),
    );
    await line.once();
    line.freshClone();
    line.forge.openPull({ head: 'x', base: 'y', title: '', body: '', draft: true }).catch(() => 0);
    const outcome = await line.once();
    expect(outcome.specs[0]!.chunks.map((chunk) => chunk.title)).toEqual([
      'Laid the ground.',
      'Wire it up',
      'Add tests',
      'Add beta',
    ]);
    expect(states(outcome)[0]).toBe('published');
    expect(jobs(line)[0]).toBe('build Wire it up');
  });

  it('keeps a rest where the engine names none', async () => {
    const line = lineWith(({ job, title, write }) => {
      if (job.kind === 'shrink') {
        write('a.txt', lines(30));
        return { type: 'done', summary: '\n', remaining: null };
      }
      write('a.txt', lines(title.startsWith('Do what') ? 40 : 80));
      return undefined;
    });
    const outcome = await line.once();
    expect(outcome.specs[0]!.chunks.map((chunk) => chunk.title)).toEqual([
      'First step of: Add alpha',
      'Do what is left of: Add alpha',
      'Add beta',
    ]);
    expect(exitCodeOf(outcome)).toBe(0);
  });

  const usage = {
    inputTokens: 1,
    outputTokens: 1,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    costUsd: 0.5,
    equivalentUsd: 0,
    unpricedCalls: 0,
    turns: 1,
  };

  it('charges the first step with what both calls cost', async () => {
    const outcome = await lineWith(twoSteps, { usage }).once();
    expect(outcome.specs[0]!.chunks.map((chunk) => chunk.spend.costUsd)).toEqual([
      1, 0.5, 0.5, 0.5,
    ]);
  });

  const threeFiles: EngineScript = ({ job, write }) => {
    if (job.kind === 'shrink') return { type: 'failed', code: 'refused', message: 'no' };
    write('a.txt', lines(30));
    write('b.txt', lines(30));
    write('c.txt', lines(30));
    return undefined;
  };

  it('tells in its pull request what the call cost that was of no use', async () => {
    const line = lineWith(threeFiles, { usage });
    await line.once();
    const costs = line.forge.pulls.map(({ body }) => /## Cost\n\n([^#]*)/.exec(body)?.[1] ?? '');
    expect(costs.filter((text) => text.includes('scripted: $1.00'))).toHaveLength(1);
  });

  it('is divided by files into steps, each verified and each in a part below the cap', async () => {
    const seen: string[] = [];
    const line = lineWith(threeFiles, {
      judge: (disk) => {
        seen.push(['a', 'b', 'c'].filter((name) => disk.has(`${name}.txt`)).join(''));
        return [];
      },
    });
    const outcome = await line.once();
    expect(jobs(line).slice(0, 2)).toEqual(['build Add alpha', 'shrink Add alpha']);
    expect(seen).toEqual(['abc', 'a', 'ab', 'abc']);
    expect(splits(line)).toEqual(['divided 90']);
    expect(await steps(line, `${STEM}-part-3`)).toEqual(['1/3', '2/3', '3/3', undefined]);
    expect((await shownParts(line, SPEC)).map((part) => part.lines)).toEqual([30, 30, 35]);
    expect(exitCodeOf(outcome)).toBe(0);
    const [first, , third] = await line.commits(`${STEM}-part-3`);
    const text = (sha: string): string => line.remote.store.files(sha)!.get(SPEC)!.text;
    expect(text(first!.sha)).toBe(TASKS);
    expect(text(third!.sha)).toBe(TASKS.replace('[ ] Add alpha', '[x] Add alpha'));
  });

  it('is in the marker of the part that completes it', async () => {
    const line = lineWith(threeFiles);
    await line.once();
    const marked = line.forge.pulls.map((pull) => /"chunks":(\[.*\])\}/.exec(pull.body)![1]!);
    expect(marked.map((text) => (JSON.parse(text) as unknown[]).length)).toEqual([0, 0, 2]);
  });

  it('cut off between its steps goes on with the next', async () => {
    const line = lineWith(threeFiles);
    const deps = line.deps();
    let commits = 0;
    const commit: typeof deps.git.commit = async (request) => {
      commits += 1;
      if (commits === 2) throw new Error('cut off');
      return deps.git.commit(request);
    };
    await expect(buildOnce({ ...deps, git: { ...deps.git, commit } })).rejects.toThrow('cut off');
    line.freshClone();
    const outcome = await line.once();
    expect(await steps(line, `${STEM}-part-3`)).toEqual(['1/3', '2/3', '3/3', undefined]);
    expect(exitCodeOf(outcome)).toBe(0);
  });

  it('whose later step cannot be committed keeps the steps before it', async () => {
    let refuse = true;
    const line = lineWith(threeFiles, {
      git: {
        commit: (message) =>
          refuse && message.includes('Codelicious-Step: 2/3') ? 'the disk is full' : null,
      },
    });
    const outcome = await line.once();
    expect(outcome.specs[0]!.chunks[0]!.state).toMatchObject({ status: 'failed', code: 'commit' });
    expect(outcome.specs[0]!.undelivered).toEqual([]);
    expect(await steps(line, line.branches().at(-1)!)).toEqual(['1/3', undefined]);
    refuse = false;
    const again = await line.once();
    expect(exitCodeOf(again)).toBe(0);
    expect(line.text(line.branches().at(-1)!, 'c.txt')).toBe(lines(30));
  });

  it('is not divided where a step fails its checks: one flagged commit alone in its part', async () => {
    const line = lineWith(threeFiles, {
      judge: (disk) => (disk.has('a.txt') && !disk.has('c.txt') ? ['a needs c'] : []),
    });
    const outcome = await line.once();
    expect(splits(line)).toEqual(['oversize 90']);
    const shown = await shownParts(line, SPEC);
    expect(shown.map((part) => [part.commits.length, part.lines])).toEqual([
      [1, 90],
      [1, 5],
    ]);
    expect(shown[0]!.commits[0]!.trailers['Codelicious-Oversize']).toBe('true');
    expect(line.forge.pull(1).body).toContain('Oversize');
    expect(outcome.specs[0]!.parts.map((part) => part.oversize)).toEqual([true, false]);
  });

  it('of one file is flagged, after a part that was begun is closed', async () => {
    const line = createLine({
      files: { [SPEC]: '# Demo\n\n- [ ] Add beta\n- [ ] Add alpha\n- [ ] Add gamma\n' },
      config: { maxLoc: 50 },
      script: ({ title, write }) => {
        write(`${title}.txt`, lines(title === 'Add alpha' ? 80 : 5));
        return undefined;
      },
    });
    await line.once();
    expect((await shownParts(line, SPEC)).map((part) => part.lines)).toEqual([5, 80, 5]);
    expect(line.forge.pulls.map((pull) => pull.draft)).toEqual([false, false, false]);
  });

  it('that touches what its part has already counts what a reviewer sees', async () => {
    const line = createLine({
      files: { [SPEC]: TASKS },
      config: { maxLoc: 50 },
      script: ({ title, write }) => {
        write('a.txt', title === 'Add alpha' ? lines(40) : lines(40, 'rewritten'));
        return undefined;
      },
    });
    await line.once();
    expect(line.branches()).toEqual([STEM]);
    expect((await shownParts(line, SPEC))[0]).toMatchObject({ lines: 40 });
  });

  it('without a box is not shrunk: there is nothing to write sub-tasks under', async () => {
    const line = createLine({
      files: { [SPEC]: '# Demo\n\n## Add a page\n\nAdd a page that says hello.\n' },
      config: { maxLoc: 50, specs: [SPEC], chunkStrategy: 'checkbox' },
      script: ({ write }) => {
        write('a.txt', lines(80));
        return undefined;
      },
    });
    await line.once();
    expect(line.engine.jobs.map((job) => job.kind)).toEqual(['build']);
    expect(splits(line)).toEqual(['oversize 80']);
  });

  it.each([
    ['asks', { type: 'needs_input', question: 'Which?', options: [] }],
    ['breaks', { type: 'failed', code: 'exit', message: 'no' }],
    ['does nothing', { type: 'done', summary: 'ok', remaining: ['more'] }],
  ] as const)('is divided when the shrinking engine %s', async (_, said) => {
    const line = lineWith((call) => (call.job.kind === 'shrink' ? said : threeFiles(call)));
    await line.once();
    expect(splits(line)).toEqual(['divided 90']);
  });

  it('is divided when the smaller step is still too big', async () => {
    const line = lineWith((call) => {
      if (call.job.kind !== 'shrink') return threeFiles(call);
      call.write('a.txt', lines(70));
      return { type: 'done', summary: 'A step', remaining: ['more'] };
    });
    await line.once();
    expect(splits(line)).toEqual(['divided 90']);
    expect(line.text(`${STEM}-part-3`, SPEC)).not.toContain('more');
  });

  it.each(['rate_limited', 'unauthenticated'] as const)(
    'is kept, and the run ends, when the shrinking engine says %s',
    async (type) => {
      const line = lineWith((call) =>
        call.job.kind === 'shrink' ? { type, resetsAt: null, message: 'no' } : threeFiles(call),
      );
      const outcome = await line.once();
      expect(outcome.stopped?.why).toBe(type);
      const { attemptRef } = outcome.specs[0]!.chunks[0]!;
      const kept = line.user.store.files(line.user.refs.get(attemptRef!)!)!;
      expect(kept.get('c.txt')!.text).toBe(lines(30));
      expect(line.branches()).toEqual([]);
    },
  );

  it('is kept when the user interrupts while its steps are verified', async () => {
    let checks = 0;
    const line: Line = lineWith(threeFiles, {
      judge: () => {
        checks += 1;
        if (checks === 2) line.stop.abort('SIGINT');
        return [];
      },
    });
    const outcome = await line.once();
    expect(outcome.stopped?.why).toBe('interrupted');
    expect(outcome.specs[0]!.chunks[0]!.state).toMatchObject({ code: 'interrupted' });
    expect(line.branches()).toEqual([]);
  });
});

describe('what counts no lines', () => {
  it.each([
    ['a lock file', 'package-lock.json', {}],
    ['an excluded file', 'gen/big.txt', { config: { exclude: ['gen/**'] } }],
    [
      'what the base calls generated',
      'api.gen.ts',
      { files: { [SPEC]: TASKS, '.gitattributes': '*.gen.ts linguist-generated\n' } },
    ],
    ['a binary file', 'image.png', {}],
  ] as const)('%s', async (_, path, options) => {
    const text = path.endsWith('.png') ? `\0${lines(80)}` : lines(80);
    const line = lineWith(({ write }) => {
      write(path, text);
      return undefined;
    }, options);
    await line.once();
    expect(jobs(line)).toEqual(['build Add alpha', 'build Add beta']);
    expect(line.branches()).toEqual([STEM]);
    if (path === 'image.png') expect(line.forge.pull(1).body).toContain('image.png');
  });

  it('but a chunk does not free itself by calling its own files generated', async () => {
    const line = lineWith(({ job, write }) => {
      if (job.kind === 'shrink') return undefined;
      write('.gitattributes', '*.txt linguist-generated\n');
      write('a.txt', lines(80));
      return undefined;
    });
    await line.once();
    expect(splits(line)).toEqual(['divided 81']);
  });
});
