import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Budget,
  countedUsage,
  openBudget,
  type Reservation,
  reachedLimit,
  reserve,
  settle,
  tokensOf,
} from '../../../src/domain/budget.ts';
import type { EngineResult } from '../../../src/domain/engine-job.ts';
import { NO_USAGE, type Usage } from '../../../src/domain/usage.ts';

const UNLIMITED = { maxCostUsd: null, maxCostPerChunk: null, maxTokens: null };
const WINDOW = 200_000;

function done(usage: Partial<Usage>): EngineResult {
  return {
    type: 'done',
    summary: '',
    remaining: null,
    engine: 'e',
    session: null,
    usage: { ...NO_USAGE, ...usage },
  };
}

function granted(budget: Budget, chunkSpentUsd = 0) {
  const reserved = reserve(budget, { chunkSpentUsd, contextTokens: WINDOW });
  if (reserved.type !== 'granted') throw new Error(`refused: ${reserved.limit}`);
  return reserved;
}

describe('reserve', () => {
  it('bounds nothing where there is no limit', () => {
    expect(granted(openBudget(UNLIMITED)).reservation).toEqual({
      maxCostUsd: null,
      maxTokens: null,
      unreportedTokens: WINDOW,
    });
  });

  it('gives a chunk 5 dollars where only the run has a cap, and never more than the run has left', () => {
    const budget = openBudget({ ...UNLIMITED, maxCostUsd: 12 });
    expect(granted(budget).reservation.maxCostUsd).toBe(5);
    expect(granted(budget, 4).reservation.maxCostUsd).toBe(1);
    expect(granted({ ...budget, spentUsd: 9 }).reservation.maxCostUsd).toBe(3);
    const own = openBudget({ ...UNLIMITED, maxCostUsd: 12, maxCostPerChunk: 8 });
    expect(granted(own).reservation.maxCostUsd).toBe(8);
    const chunkOnly = openBudget({ ...UNLIMITED, maxCostPerChunk: 2 });
    expect(granted(chunkOnly).reservation.maxCostUsd).toBe(2);
  });

  it('gives what is left of the tokens', () => {
    const budget = { ...openBudget({ ...UNLIMITED, maxTokens: 1000 }), spentTokens: 400 };
    expect(granted(budget).reservation).toMatchObject({ maxTokens: 600, unreportedTokens: 600 });
  });

  it.each([
    [{ maxCostUsd: 1 }, { spentUsd: 1 }, 0, '--max-cost-usd'],
    [{ maxCostUsd: 1 }, { spentUsd: 7 }, 0, '--max-cost-usd'],
    [{ maxCostUsd: 0.3 }, { spentUsd: 0.1 + 0.1 + 0.1 - 1e-9 }, 0, '--max-cost-usd'],
    [{ maxTokens: 10 }, { spentTokens: 10 }, 0, '--max-tokens'],
    [{ maxCostPerChunk: 2 }, {}, 2, '--max-cost-per-chunk'],
  ] as const)('refuses where nothing is left: %j %j', (limits, spent, chunkSpentUsd, limit) => {
    const budget = { ...openBudget({ ...UNLIMITED, ...limits }), ...spent };
    expect(reserve(budget, { chunkSpentUsd, contextTokens: WINDOW })).toEqual({
      type: 'refused',
      limit,
    });
    const ofRun = limit === '--max-cost-per-chunk' ? null : limit;
    expect(reachedLimit(budget)).toBe(ofRun);
  });

  it('does not give the same dollars to two calls at once', () => {
    const first = granted(openBudget({ ...UNLIMITED, maxCostUsd: 7 }));
    const second = granted(first.budget);
    expect(second.reservation.maxCostUsd).toBe(2);
    expect(reserve(second.budget, { chunkSpentUsd: 0, contextTokens: 1 }).type).toBe('refused');
    const { budget } = settle(second.budget, first.reservation, done({ costUsd: 1 }));
    expect(granted(budget).reservation.maxCostUsd).toBe(4);
  });
});

describe('settle', () => {
  const { budget, reservation } = granted(
    openBudget({ maxCostUsd: 20, maxCostPerChunk: null, maxTokens: 900_000 }),
  );
  const spent = { engine: 'e', session: null, usage: NO_USAGE };
  const charges = (result: EngineResult) => {
    const { chargedUsd, chargedTokens } = settle(budget, reservation, result);
    return [chargedUsd, chargedTokens];
  };

  it.each([
    ['what is said', { costUsd: 0.25, inputTokens: 10, outputTokens: 5 }, [0.25, 15]],
    ['cached tokens too', { costUsd: 1, cacheReadTokens: 3, cacheWriteTokens: 4 }, [1, 7]],
    ['more than was reserved, if it was more', { costUsd: 6, inputTokens: 1 }, [6, 1]],
    ['nothing for what is free', { costUsd: 0 }, [0, 0]],
    ['the reservation where no price is known', { inputTokens: 10 }, [5, 10]],
    [
      'the reservation where a part of it has no price',
      { costUsd: 1, unpricedCalls: 1 },
      [5, WINDOW],
    ],
    ['the tokens of a window where none are said', { costUsd: 0.5 }, [0.5, WINDOW]],
  ])('charges %s', (_, usage, charged) => {
    expect(charges(done(usage))).toEqual(charged);
  });

  it.each([
    { type: 'done', summary: '', remaining: null },
    { type: 'needs_input', question: '?', options: [] },
    { type: 'timed_out', message: '' },
    { type: 'over_budget', message: '' },
    { type: 'aborted', message: '' },
    { type: 'failed', code: 'exit', message: '' },
    { type: 'failed', code: 'protocol', message: '' },
    { type: 'failed', code: 'max_turns', message: '' },
    { type: 'failed', code: 'refused', message: '' },
    { type: 'failed', code: 'context_overflow', message: '' },
  ] as const)('charges the reservation of a call that says nothing: %j', (ended) => {
    const result: EngineResult = { ...ended, ...spent };
    expect(charges(result)).toEqual([5, WINDOW]);
    expect(countedUsage(result).unpricedCalls).toBe(1);
  });

  it.each([
    { type: 'rate_limited', resetsAt: null, message: '' },
    { type: 'unauthenticated', message: '' },
    { type: 'failed', code: 'missing', message: '' },
    { type: 'failed', code: 'bad_model', message: '' },
    { type: 'failed', code: 'bad_request', message: '' },
    { type: 'failed', code: 'overloaded', message: '' },
    { type: 'failed', code: 'cassette', message: '' },
  ] as const)('charges nothing for a call that came to nothing: %j', (ended) => {
    const result: EngineResult = { ...ended, ...spent };
    expect(charges(result)).toEqual([0, 0]);
    expect(countedUsage(result)).toEqual(NO_USAGE);
  });

  it('charges a refusal that consumed something', () => {
    const usage = { ...NO_USAGE, inputTokens: 100 };
    const result = { type: 'rate_limited', resetsAt: null, message: '', ...spent, usage } as const;
    expect(charges(result)).toEqual([5, 100]);
  });

  it('charges nothing where nothing is reserved and nothing said', () => {
    const free = granted(openBudget(UNLIMITED));
    expect(settle(free.budget, free.reservation, done({})).chargedUsd).toBe(0);
  });

  it('does not count a call without a price twice', () => {
    expect(countedUsage(done({ inputTokens: 1, unpricedCalls: 1 })).unpricedCalls).toBe(1);
  });
});

/** One call of a random run: for which chunk, and what it says of itself. */
const calls = fc.array(
  fc.record({
    chunk: fc.integer({ min: 0, max: 3 }),
    /** Of its reservation; up to 1, as an engine that is given its cap keeps to it. */
    share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null }),
    tokens: fc.integer({ min: 0, max: 50_000 }),
  }),
  { maxLength: 40 },
);
const limits = fc.record({
  maxCostUsd: fc.option(fc.double({ min: 0.01, max: 20, noNaN: true }), { nil: null }),
  maxCostPerChunk: fc.option(fc.double({ min: 0.01, max: 8, noNaN: true }), { nil: null }),
  maxTokens: fc.option(fc.integer({ min: 1, max: 300_000 }), { nil: null }),
});

interface Played {
  readonly budget: Budget;
  readonly charged: readonly { readonly usd: number; readonly tokens: number }[];
  readonly chunks: ReadonlyMap<number, number>;
  readonly largest: number;
}

function play(budget: Budget, series: readonly Call[]): Played {
  const charged: { usd: number; tokens: number }[] = [];
  const chunks = new Map<number, number>();
  let now = budget;
  let largest = 0;
  for (const call of series) {
    const before = chunks.get(call.chunk) ?? 0;
    const reserved = reserve(now, { chunkSpentUsd: before, contextTokens: WINDOW });
    if (reserved.type === 'refused') continue;
    largest = Math.max(largest, reserved.reservation.maxCostUsd ?? 0);
    const result = done(usageOf(call, reserved.reservation));
    const settled = settle(reserved.budget, reserved.reservation, result);
    now = settled.budget;
    chunks.set(call.chunk, before + settled.chargedUsd);
    charged.push({ usd: settled.chargedUsd, tokens: settled.chargedTokens });
  }
  return { budget: now, charged, chunks, largest };
}

interface Call {
  readonly chunk: number;
  readonly share: number | null;
  readonly tokens: number;
}

function usageOf({ share, tokens }: Call, { maxCostUsd }: Reservation): Partial<Usage> {
  if (share === null) return {};
  return { costUsd: share * (maxCostUsd ?? 1), inputTokens: tokens };
}

describe('a random run', () => {
  it('never spends more than its caps and one reservation, and never less than nothing', () => {
    fc.assert(
      fc.property(limits, calls, (caps, series) => {
        const opened = openBudget(caps);
        const { budget, chunks, largest } = play(opened, series);
        if (opened.maxCostUsd !== null) {
          expect(budget.spentUsd).toBeLessThanOrEqual(opened.maxCostUsd + 1e-6);
        }
        for (const spent of chunks.values()) {
          if (opened.maxCostPerChunk === null) continue;
          expect(spent).toBeLessThanOrEqual(opened.maxCostPerChunk + 1e-6);
        }
        expect(largest).toBeLessThanOrEqual(opened.maxCostPerChunk ?? opened.maxCostUsd ?? 0);
        expect(budget.spentUsd).toBeGreaterThanOrEqual(0);
        expect(budget.spentTokens).toBeGreaterThanOrEqual(0);
        expect(Math.abs(budget.heldUsd)).toBeLessThan(1e-9);
      }),
      { numRuns: 300 },
    );
  });

  it('overshoots by one reservation at most, whatever an engine makes of its cap', () => {
    const wild = calls.map((series) => series.map((call) => ({ ...call, share: 2 })));
    fc.assert(
      fc.property(limits, wild, (caps, series) => {
        const opened = openBudget(caps);
        const { budget, largest } = play(opened, series);
        if (opened.maxCostUsd === null) return;
        expect(budget.spentUsd).toBeLessThanOrEqual(opened.maxCostUsd + largest + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it('adds up to the same in any order', () => {
    fc.assert(
      fc.property(calls, fc.infiniteStream(fc.nat()), (series, order) => {
        const budget = openBudget(UNLIMITED);
        const { charged } = play(budget, series);
        const results = series.map((call) => done(usageOf(call, granted(budget).reservation)));
        const keys = results.map((result) => ({ result, key: order.next().value ?? 0 }));
        const shuffled = keys.sort((a, b) => a.key - b.key).map(({ result }) => result);
        const total = shuffled.reduce(
          (now, result) => settle(now, granted(now).reservation, result).budget,
          budget,
        );
        const usd = charged.reduce((sum, one) => sum + one.usd, 0);
        expect(total.spentUsd).toBeCloseTo(usd, 9);
        expect(total.spentTokens).toBe(charged.reduce((sum, one) => sum + one.tokens, 0));
      }),
      { numRuns: 200 },
    );
  });

  it('goes on where tokens are left, and stops where they are not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), calls, (maxTokens, series) => {
        const { budget, charged } = play(openBudget({ ...UNLIMITED, maxTokens }), series);
        const before = charged.slice(0, -1).reduce((sum, one) => sum + one.tokens, 0);
        expect(before).toBeLessThan(maxTokens);
        expect(reachedLimit(budget)).toBe(budget.spentTokens >= maxTokens ? '--max-tokens' : null);
      }),
    );
  });
});

it('counts every token of a call', () => {
  const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 4, cacheWriteTokens: 8 };
  expect(tokensOf({ ...NO_USAGE, ...usage })).toBe(15);
});
