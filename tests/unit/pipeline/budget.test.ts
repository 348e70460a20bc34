import { describe, expect, it } from 'vitest';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import { NO_USAGE, type Usage } from '../../../src/domain/usage.ts';
import { buildContinuously } from '../../../src/pipeline/cycle.ts';
import { createLine, type Line, type LineOptions } from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const BRANCH = 'codelicious/spec-1';
const TASKS = '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n- [ ] Add gamma\n';

const lineWith = (options: Partial<LineOptions>): Line =>
  createLine({ files: { [SPEC]: TASKS }, ...options });
const usd = (costUsd: number | null, more: Partial<Usage> = {}): Usage => {
  return { ...NO_USAGE, costUsd, inputTokens: 100, ...more };
};
const statuses = (outcome: RunOutcome): readonly string[] =>
  outcome.specs[0]!.chunks.map(({ state }) => state.status);
const spends = (line: Line): readonly (readonly [number, number])[] =>
  line.events.of('budget.spent').map(({ costUsd, tokens }) => [costUsd, tokens]);

describe('a run with a cap', () => {
  it('gives each call what is left of its task’s cap and of the run’s', async () => {
    const line = lineWith({ usage: usd(3), config: { maxCostUsd: 7 } });
    const outcome = await line.once();
    expect(line.engine.jobs.map(({ limits }) => limits.maxCostUsd)).toEqual([5, 4, 1]);
    expect(statuses(outcome)).toEqual(['published', 'published', 'published']);
    expect(exitCodeOf(outcome)).toBe(0);
    expect(spends(line)).toEqual([
      [3, 100],
      [6, 200],
      [9, 300],
    ]);
  });

  it('stops in good order once nothing is left, and goes on from there', async () => {
    const line = lineWith({ usage: usd(3), config: { maxCostUsd: 6 } });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(3);
    expect(outcome.stopped).toEqual({
      why: 'limit',
      limit: '--max-cost-usd',
      message: 'the run reached --max-cost-usd: $6.00 of $6.00 are spent',
    });
    expect(statuses(outcome)).toEqual(['published', 'published', 'pending']);
    expect(outcome.specs[0]!.chunks[2]).toMatchObject({ attempts: 0, reason: null });
    expect(line.events.of('budget.reached').map(({ limit }) => limit)).toEqual(['--max-cost-usd']);
    expect(line.events.of('chunk.started')).toHaveLength(2);
    const again = await line.once();
    expect(exitCodeOf(again)).toBe(0);
    expect(line.engine.jobs).toHaveLength(1);
    expect(await line.commits(BRANCH)).toHaveLength(3);
  });

  it('charges its reservation where an engine says nothing of what it took', async () => {
    const line = lineWith({ config: { maxCostUsd: 8 } });
    const outcome = await line.once();
    expect(line.engine.jobs.map(({ limits }) => limits.maxCostUsd)).toEqual([5, 3]);
    expect(exitCodeOf(outcome)).toBe(3);
    expect(line.events.of('engine.finished').map(({ chargedUsd }) => chargedUsd)).toEqual([5, 3]);
    expect(outcome.usage).toMatchObject({ costUsd: null, unpricedCalls: 2 });
    expect(line.events.of('chunk.spent')[0]).toMatchObject({ costUsd: null, unpricedCalls: 1 });
    expect(line.events.of('spec.finished')[0]).toMatchObject({ costUsd: null, unpricedCalls: 2 });
  });

  it('bounds tokens, cached ones included', async () => {
    const usage = usd(null, { inputTokens: 1, cacheReadTokens: 400, outputTokens: 99 });
    const line = lineWith({ usage, config: { maxTokens: 900 } });
    const outcome = await line.once();
    expect(line.engine.jobs.map(({ limits }) => limits.maxTokens)).toEqual([900, 400]);
    expect(outcome.stopped).toMatchObject({ why: 'limit', limit: '--max-tokens' });
    expect(exitCodeOf(outcome)).toBe(3);
  });

  it('holds over all passes of a continuous run', async () => {
    const line = lineWith({
      config: { maxCostUsd: 4, continuous: true },
      usage: usd(1),
      script: () => ({ type: 'failed', code: 'exit', message: 'no' }),
    });
    const outcome = await buildContinuously(line.deps());
    expect(line.engine.jobs).toHaveLength(4);
    expect(exitCodeOf(outcome)).toBe(3);
  });

  it('does not open a clone for a spec that nothing is left for', async () => {
    const files = { 'specs/1_a.md': '- [ ] Add alpha\n', 'specs/2_b.md': '- [ ] Add beta\n' };
    const line = createLine({ files, usage: usd(5), config: { maxCostUsd: 5 } });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(3);
    expect(line.events.of('workspace.ready')).toHaveLength(1);
    expect(outcome.specs[1]!.chunks[0]!.state.status).toBe('pending');
  });
});

describe('a task with a cap', () => {
  const judge: LineOptions['judge'] = (disk) =>
    [...disk].filter(([, file]) => file.text.includes('BAD')).map(([path]) => `${path} is bad`);
  const badAlpha: LineOptions['script'] = ({ title, job, write }) => {
    write(`${title}.txt`, title === 'Add alpha' ? `BAD ${job.kind}\n` : 'good\n');
    return undefined;
  };

  it('whose repair is refused fails with its attempt kept, and the others go on', async () => {
    const line = lineWith({
      usage: usd(2),
      judge,
      script: badAlpha,
      config: { maxCostPerChunk: 2 },
    });
    const outcome = await line.once();
    const [alpha] = outcome.specs[0]!.chunks;
    expect(alpha!.state).toMatchObject({ status: 'failed', code: 'over_budget' });
    expect(alpha!.reason?.message).toMatch(/reached --max-cost-per-chunk, \$2\.00; .*bad/);
    expect(alpha!.attemptRef).not.toBeNull();
    expect(line.engine.jobs.map(({ kind }) => kind)).toEqual(['build', 'build', 'build']);
    expect(statuses(outcome)).toEqual(['failed', 'published', 'published']);
    expect(exitCodeOf(outcome)).toBe(1);
  });

  it('gives a repair what its build left', async () => {
    const line = lineWith({
      usage: usd(2),
      judge,
      script: badAlpha,
      config: { maxCostPerChunk: 5 },
    });
    await line.once();
    expect(line.engine.jobs.slice(0, 3).map(({ limits }) => limits.maxCostUsd)).toEqual([5, 3, 1]);
  });

  it('ends the run where the run’s cap is reached with it', async () => {
    const line = lineWith({
      usage: usd(2),
      judge,
      script: badAlpha,
      config: { maxCostUsd: 2 },
    });
    const outcome = await line.once();
    expect(statuses(outcome)).toEqual(['failed', 'pending', 'pending']);
    expect(outcome.stopped).toMatchObject({ why: 'limit', limit: '--max-cost-usd' });
    expect(exitCodeOf(outcome)).toBe(3);
  });

  it('fails where the engine was ended at it', async () => {
    const line = lineWith({
      config: { maxCostPerChunk: 1 },
      script: ({ title, write }) => {
        write(`${title}.txt`, 'x\n');
        if (title !== 'Add alpha') return undefined;
        return { type: 'over_budget', message: 'too dear', usage: usd(1) };
      },
    });
    const outcome = await line.once();
    expect(outcome.specs[0]!.chunks[0]!.state).toMatchObject({ code: 'over_budget' });
    expect(exitCodeOf(outcome)).toBe(1);
    expect(statuses(outcome).slice(1)).toEqual(['published', 'published']);
  });

  it('keeps a change that is too big and may not be made smaller any more', async () => {
    const line = lineWith({
      files: { [SPEC]: '- [ ] Add alpha\n' },
      usage: usd(1),
      config: { maxCostUsd: 1, maxLoc: 50 },
      script: ({ write }) => {
        write('a.txt', 'x\n'.repeat(40));
        write('b.txt', 'x\n'.repeat(40));
        return undefined;
      },
    });
    const outcome = await line.once();
    expect(line.engine.jobs).toHaveLength(1);
    expect(statuses(outcome)).toEqual(['published']);
    expect(exitCodeOf(outcome)).toBe(0);
    const [last] = (await line.commits(`${BRANCH}-part-2`)).slice(-1);
    expect(last?.trailers['Codelicious-Step']).toBe('2/2');
    const bodies = line.forge.pulls.map(({ body }) => body);
    expect(bodies.filter((body) => body.includes('$1.00'))).toHaveLength(1);
  });
});

describe('what is told of the cost', () => {
  it('is in the pull request for each commit, by engine, also of earlier runs', async () => {
    const line = lineWith({
      usage: usd(0.25),
      script: ({ title, turn, write }) => {
        if (title === 'Add gamma' && turn === 1 && line.engine.jobs.length > 1)
          return { type: 'failed', code: 'exit', message: 'no', usage: usd(0.5) };
        write(`${title}.txt`, 'x\n');
        if (title !== 'Add beta') return undefined;
        const usage = usd(null);
        return { type: 'done', summary: '', remaining: null, usage, engine: 'other' };
      },
    });
    const outcome = await line.once();
    expect(statuses(outcome)).toEqual(['published', 'published', 'failed']);
    const cost = () => line.forge.pull(1).body.split('## Cost\n\n')[1]!.split('\n\n## ')[0];
    const [alpha, beta, gamma] = outcome.specs[0]!.chunks.map(({ id }) => id);
    expect(cost()).toBe(
      [
        '$0.25, and 1 call of unknown price · 200 tokens in, 0 out',
        '',
        `- \`${alpha}\` scripted: $0.25`,
        `- \`${beta}\` other: 1 call of unknown price`,
      ].join('\n'),
    );
    const again = await line.once();
    expect(statuses(again)).toEqual(['published', 'published', 'published']);
    expect(again.specs[0]!.chunks[2]!.spend.costUsd).toBe(0.75);
    expect(cost()).toBe(
      [
        '$1.00, and 1 call of unknown price',
        '',
        `- \`${alpha}\` scripted: $0.25`,
        `- \`${beta}\` other: 1 call of unknown price`,
        `- \`${gamma}\` scripted: $0.75`,
      ].join('\n'),
    );
  });

  it('names the engine of each commit in event, ledger, trailer and pull request', async () => {
    const line = lineWith({
      files: { [SPEC]: '- [ ] Add alpha\n' },
      script: ({ write }) => {
        write('a.txt', 'x\n');
        return { type: 'done', summary: '', remaining: null, engine: 'huggingface' };
      },
    });
    const outcome = await line.once();
    const { id } = outcome.specs[0]!.chunks[0]!;
    expect(line.events.of('chunk.committed')[0]).toMatchObject({ engine: 'huggingface' });
    expect((await line.ledgers.load(SPEC)).chunks[id]).toMatchObject({ engine: 'huggingface' });
    const [commit] = await line.commits(BRANCH);
    expect(commit?.trailers['Codelicious-Engine']).toBe('huggingface');
    expect(line.forge.pull(1).body).toMatch(new RegExp(`\\| \`${id}\` \\| .* \\| huggingface \\|`));
  });
});
