import { describe, expect, it } from 'vitest';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  slug,
  writesOneFile,
} from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const BRANCH = 'codelicious/spec-1';
const TASKS = '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n';

const lineWith = (options: Partial<LineOptions>): Line =>
  createLine({ files: { [SPEC]: TASKS, '.gitignore': 'dist/\n' }, ...options });

/** Alpha goes as the script says, everything else well. */
const alpha = (script: EngineScript): EngineScript => {
  return (call) => (call.title === 'Add alpha' ? script(call) : writesOneFile(call));
};

const chunk = (outcome: RunOutcome, at: number) => outcome.specs[0]!.chunks[at]!;
const jobs = (line: Line): readonly string[] =>
  line.engine.jobs.map((job) => `${job.kind} ${job.env['CODELICIOUS_CHUNK_TITLE']}`);
const kept = (line: Line, outcome: RunOutcome): string | null => {
  const ref = chunk(outcome, 0).attemptRef;
  return ref === null ? null : (line.user.refs.get(ref) ?? 'lost');
};
const keptText = (line: Line, outcome: RunOutcome, path: string): string | undefined =>
  line.user.store.files(kept(line, outcome) ?? '')?.get(path)?.text;

describe('what an engine leaves', () => {
  it('fails as no change when nothing changed, ignored files and the spec aside', async () => {
    const line = lineWith({
      script: alpha(({ write }) => {
        write('dist/out.js', 'x\n');
        write(SPEC, 'rewritten\n');
        return undefined;
      }),
    });
    const outcome = await line.once();
    expect(chunk(outcome, 0).state).toMatchObject({ status: 'failed', code: 'no_changes' });
    expect(kept(line, outcome)).toBeNull();
    expect(chunk(outcome, 1).state.status).toBe('published');
    expect(line.text(BRANCH, SPEC)).toBe(TASKS.replace('[ ] Add beta', '[x] Add beta'));
    expect(exitCodeOf(outcome)).toBe(1);
  });

  it('is told what failed before it, and the next one starts clean', async () => {
    const line = lineWith({
      script: alpha(({ write }) => {
        write('half.txt', 'h\n');
        return { type: 'failed', code: 'exit', message: 'it broke' };
      }),
    });
    const outcome = await line.once();
    expect(chunk(outcome, 0).state).toEqual({
      status: 'failed',
      code: 'engine',
      message: 'it broke',
    });
    expect(keptText(line, outcome, 'half.txt')).toBe('h\n');
    expect(line.text(BRANCH, 'half.txt')).toBeNull();
    expect(line.engine.jobs[1]!.prompt).toContain('it broke');
    const again = await line.once();
    expect(line.engine.jobs[0]!.prompt).toContain('it broke');
    expect(chunk(again, 0).attempts).toBe(2);
  });

  it('drops what the engine did to the spec, and ticks the box itself', async () => {
    const line = lineWith({
      script: (call) => {
        call.write(SPEC, '- [x] all done\n');
        return writesOneFile(call);
      },
    });
    await line.once();
    expect(line.text(BRANCH, SPEC)).toBe(TASKS.replaceAll('[ ]', '[x]'));
  });
});

describe('the gate', () => {
  it('sends a refused change back for repair', async () => {
    const line = lineWith({
      script: alpha((call) => {
        if (call.job.kind === 'repair') call.disk.delete('.github/workflows/ci.yml');
        else call.write('.github/workflows/ci.yml', 'on: push\n');
        return writesOneFile(call);
      }),
    });
    const outcome = await line.once();
    expect(jobs(line).slice(0, 2)).toEqual(['build Add alpha', 'repair Add alpha']);
    expect(line.engine.jobs[1]!.findings).toEqual([
      expect.objectContaining({ check: 'gate', file: '.github/workflows/ci.yml' }),
    ]);
    expect(chunk(outcome, 0).state.status).toBe('published');
    expect(line.text(BRANCH, '.github/workflows/ci.yml')).toBeNull();
  });

  it('refuses in the end, and keeps what it refused', async () => {
    const line = lineWith({
      config: { maxFixAttempts: 1 },
      script: alpha(({ disk }) => {
        disk.set('out', { text: '/etc/passwd', mode: '120000' });
        return undefined;
      }),
    });
    const outcome = await line.once();
    expect(jobs(line).slice(0, 2)).toEqual(['build Add alpha', 'repair Add alpha']);
    expect(chunk(outcome, 0).state).toMatchObject({ status: 'failed', code: 'gate' });
    expect(keptText(line, outcome, 'out')).toBe('/etc/passwd');
  });

  it('parks what holds a secret of this machine, keeps it masked, and shows it to no repair', async () => {
    const secret = 'hunter2-correct-horse';
    const line = lineWith({
      secrets: [secret],
      script: alpha(({ write }) => {
        write('config.txt', `password=${secret}\n`);
        return undefined;
      }),
    });
    const outcome = await line.once();
    expect(chunk(outcome, 0)).toMatchObject({
      state: { status: 'parked' },
      reason: { code: 'secret', message: expect.stringContaining('config.txt:1 holds') as string },
    });
    expect(keptText(line, outcome, 'config.txt')).toBe('password=***\n');
    expect(line.engine.jobs.some((job) => job.prompt.includes(secret))).toBe(false);
  });

  it('lets a secret be that was there before', async () => {
    const secret = 'hunter2-correct-horse';
    const line = lineWith({
      files: { [SPEC]: '# Demo\n\n- [ ] Add alpha\n', 'config.txt': `password=${secret}\n` },
      secrets: [secret],
      script: ({ write }) => {
        write('config.txt', `password=${secret}\nport=1\n`);
        return undefined;
      },
    });
    expect(exitCodeOf(await line.once())).toBe(0);
  });

  it('admits CI files where they are allowed', async () => {
    const line = lineWith({
      config: { allowCiChanges: true },
      script: ({ title, write }) => {
        write(`.github/workflows/${slug(title)}.yml`, 'on: push\n');
        return undefined;
      },
    });
    expect(exitCodeOf(await line.once())).toBe(0);
  });
});

describe('verification', () => {
  const bad: LineOptions['judge'] = (disk) =>
    [...disk].filter(([, file]) => file.text.includes('BAD')).map(([path]) => `${path} is bad`);

  it('sends findings and the change to a repair in the same session', async () => {
    const line = lineWith({
      judge: bad,
      script: alpha(({ job, write }) => {
        write('a.txt', job.kind === 'repair' ? 'good\n' : 'BAD\n');
        return undefined;
      }),
    });
    const outcome = await line.once();
    const repair = line.engine.jobs[1]!;
    expect(repair).toMatchObject({ kind: 'repair', session: 'session-Add alpha' });
    expect(repair.findings.map((finding) => finding.message)).toEqual(['a.txt is bad']);
    expect(repair.prompt).toContain('+BAD');
    expect(chunk(outcome, 0)).toMatchObject({ state: { status: 'published' }, verified: 'tests' });
  });

  it('is repaired at most as often as allowed, then never committed, the attempt kept', async () => {
    const line = lineWith({
      judge: bad,
      script: alpha(({ turn, job, write }) => {
        write('a.txt', `BAD ${job.kind} ${turn}\n`);
        return undefined;
      }),
    });
    const outcome = await line.once();
    expect(jobs(line).filter((job) => job.endsWith('alpha'))).toEqual([
      'build Add alpha',
      'repair Add alpha',
      'repair Add alpha',
    ]);
    expect(chunk(outcome, 0).state).toMatchObject({ status: 'failed', code: 'verification' });
    expect(keptText(line, outcome, 'a.txt')).toBe('BAD repair 2\n');
    expect(line.text(BRANCH, 'a.txt')).toBeNull();
    expect(line.events.of('chunk.failed')[0]).toMatchObject({
      attemptRef: chunk(outcome, 0).attemptRef,
    });
  });

  it('without repairs fails at once', async () => {
    const line = lineWith({
      judge: bad,
      config: { maxFixAttempts: 0 },
      script: ({ write }) => {
        write('a.txt', 'BAD\n');
        return undefined;
      },
    });
    await line.once();
    expect(jobs(line)).toEqual(['build Add alpha', 'build Add beta']);
  });

  it.each([
    { type: 'failed', code: 'exit', message: 'died' } as const,
    { type: 'timed_out', message: 'too long' } as const,
    { type: 'needs_input', question: 'Which?', options: [] } as const,
  ])('is not passed over when the repair ends as $type', async (ended) => {
    const line = lineWith({
      judge: bad,
      script: alpha(({ job, write }) => {
        if (job.kind === 'repair') return ended;
        write('a.txt', 'BAD\n');
        return undefined;
      }),
    });
    const outcome = await line.once();
    expect(chunk(outcome, 0).state).toMatchObject({ status: 'failed', code: 'verification' });
    expect(keptText(line, outcome, 'a.txt')).toBe('BAD\n');
    expect(line.text(BRANCH, 'a.txt')).toBeNull();
  });

  it('ends the run when a repair meets a rate limit, and keeps the attempt', async () => {
    const line = lineWith({
      judge: bad,
      script: ({ job, write }) => {
        if (job.kind === 'repair')
          return { type: 'rate_limited', resetsAt: null, message: 'slow down' };
        write('a.txt', 'BAD\n');
        return undefined;
      },
    });
    const outcome = await line.once();
    expect(outcome.stopped?.why).toBe('rate_limited');
    expect(keptText(line, outcome, 'a.txt')).toBe('BAD\n');
    expect(chunk(outcome, 1).state.status).toBe('pending');
  });

  it('that could not run is said in commit and outcome, or refused where it is required', async () => {
    const line = lineWith({ judge: () => null });
    const outcome = await line.once();
    expect(chunk(outcome, 0).verified).toBe('none');
    const [first] = await line.commits(BRANCH);
    expect(first!.trailers['Codelicious-Verified']).toBe('none');
    expect(line.forge.pull(1).body).toContain('Unverified');

    const strict = lineWith({ judge: () => null, config: { requireVerification: true } });
    const refused = await strict.once();
    expect(chunk(refused, 0).state).toMatchObject({ status: 'failed', code: 'unverified' });
    expect(kept(strict, refused)).not.toBeNull();
    expect(strict.branches()).toEqual([]);
  });
});

describe('an engine that does not come to its end', () => {
  it('parks the task with its question, which is not asked again until the task is edited', async () => {
    const line = lineWith({
      script: alpha(({ turn, write }) => {
        write('a.txt', 'half\n');
        return turn === 1
          ? { type: 'needs_input', question: 'Which one?', options: ['this', 'that'] }
          : undefined;
      }),
    });
    const outcome = await line.once();
    expect(chunk(outcome, 0).state).toEqual({
      status: 'parked',
      question: 'Which one?',
      options: ['this', 'that'],
    });
    expect(line.events.of('chunk.parked')[0]).toMatchObject({ question: 'Which one?' });
    expect(exitCodeOf(outcome)).toBe(1);
    const again = await line.once();
    expect(line.engine.jobs).toEqual([]);
    expect(chunk(again, 0).state).toMatchObject({ status: 'parked', question: 'Which one?' });
    expect(line.forge.pull(1).draft).toBe(true);
  });

  it.each([
    ['unauthenticated', 4, { type: 'unauthenticated', message: 'no key' }],
    ['interrupted', 1, { type: 'aborted', message: 'stopped' }],
  ] as const)('ends the run: %s', async (why, exitCode, said) => {
    const line = lineWith({ script: () => said });
    const outcome = await line.once();
    expect(outcome.stopped?.why).toBe(why);
    expect(exitCodeOf(outcome)).toBe(exitCode);
    expect(jobs(line)).toEqual(['build Add alpha']);
    expect(chunk(outcome, 0).state).toMatchObject({ status: 'failed', code: why });
    expect(chunk(outcome, 1).state.status).toBe('pending');
  });

  it.each([
    ['timed_out', { type: 'timed_out', message: 'too long' }],
    ['over_budget', { type: 'over_budget', message: 'too dear' }],
  ] as const)('fails the task alone: %s', async (code, said) => {
    const line = lineWith({ script: alpha(() => said) });
    const outcome = await line.once();
    expect(outcome.stopped).toBeNull();
    expect(chunk(outcome, 0).state).toMatchObject({ status: 'failed', code });
    expect(chunk(outcome, 1).state.status).toBe('published');
  });

  it('is told by the user’s signal, whatever it says itself', async () => {
    const line: Line = lineWith({
      script: ({ write }) => {
        write('a.txt', 'half\n');
        line.stop.abort('SIGTERM');
        return { type: 'failed', code: 'exit', message: 'killed' };
      },
    });
    const outcome = await line.once();
    expect(outcome.stopped).toEqual({ why: 'interrupted', message: 'interrupted by SIGTERM' });
    expect(chunk(outcome, 0).state).toMatchObject({ status: 'failed', code: 'interrupted' });
    expect(keptText(line, outcome, 'a.txt')).toBe('half\n');
  });

  it('is interrupted between engine and commit as well', async () => {
    const line: Line = lineWith({
      judge: () => {
        line.stop.abort('SIGINT');
        return [];
      },
    });
    const outcome = await line.once();
    expect(outcome.stopped?.why).toBe('interrupted');
    expect(line.branches()).toEqual([]);
    expect(outcome.commits).toBe(0);
  });

  it('reaches the end of the run’s time', async () => {
    const line: Line = lineWith({
      config: { maxRunTimeMs: 60_000 },
      script: (call) => {
        line.clock.advance(61_000);
        return writesOneFile(call);
      },
    });
    const outcome = await line.once();
    expect(outcome.stopped).toEqual({
      why: 'limit',
      limit: '--max-run-time',
      message: 'the run reached --max-run-time',
    });
    expect(exitCodeOf(outcome)).toBe(3);
    expect(chunk(outcome, 0).state).toMatchObject({ status: 'failed', code: 'timed_out' });
    expect(line.events.of('budget.reached').map(({ limit }) => limit)).toEqual(['--max-run-time']);
  });

  it('has nothing kept that the gate would refuse', async () => {
    const line = lineWith({
      script: alpha(({ write }) => {
        write('.codelicious/config.json', '{}\n');
        return { type: 'failed', code: 'exit', message: 'died' };
      }),
    });
    expect(kept(line, await line.once())).toBeNull();
  });
});

it('never hands on a date that is none', async () => {
  const line = lineWith({
    script: () => ({ type: 'rate_limited', resetsAt: Number.NaN, message: 'slow down' }),
  });
  const outcome = await line.once();
  expect(outcome.stopped).not.toHaveProperty('retryAt');
});

describe('cost', () => {
  it('is added up over calls, per task and in all, and kept over runs', async () => {
    const usage = {
      inputTokens: 10,
      outputTokens: 5,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: 0.25,
      equivalentUsd: 0,
      unpricedCalls: 0,
      turns: 1,
    };
    const line = lineWith({ usage, script: alpha(() => undefined) });
    const outcome = await line.once();
    expect(outcome.usage).toMatchObject({ costUsd: 0.5, inputTokens: 20 });
    expect(chunk(outcome, 0).spend.costUsd).toBe(0.25);
    const again = await line.once();
    expect(chunk(again, 0).spend.costUsd).toBe(0.5);
    expect(again.usage.costUsd).toBe(0.25);
  });
});
