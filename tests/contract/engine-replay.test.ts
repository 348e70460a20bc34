import { type Cassette, parseCassette } from '../../src/engines/replay/cassette.ts';
import { createReplayEngine } from '../../src/engines/replay/engine.ts';
import { createClock } from '../../src/system/clock.ts';
import { type Behaviour, engineContract, REMAINING, WRITTEN_FILE } from './engine.contract.ts';

const RESULTS: Readonly<Record<Behaviour, object>> = {
  edits: { type: 'done', summary: 'All done.' },
  rate_limited: { type: 'rate_limited' },
  unauthenticated: { type: 'unauthenticated' },
  overloaded: { type: 'failed', code: 'overloaded' },
  slow: { type: 'done' },
  shrinks: { type: 'done', remaining: REMAINING },
  asks: { type: 'needs_input', question: 'Which one?', options: ['this', 'that'] },
};

function cassette(behaviour: Behaviour): Cassette {
  const write = { tool: 'write_file', path: WRITTEN_FILE, content: 'hello\n' };
  const job = {
    kind: behaviour === 'shrinks' ? 'shrink' : 'build',
    chunk: { contains: 'greeting' },
    text: 'On it.',
    calls: behaviour === 'edits' ? [write] : [],
    delayMs: behaviour === 'slow' ? 60_000 : 0,
    usage: { outputTokens: 5, turns: 1 },
    result: RESULTS[behaviour],
  };
  return parseCassette({ version: 1, jobs: [job] }, 'contract');
}

engineContract('replay', async (behaviour) => ({
  engine: createReplayEngine({
    cassette: cassette(behaviour),
    label: 'contract',
    clock: createClock(),
  }),
  dispose: async () => undefined,
}));
