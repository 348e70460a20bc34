import { type Cassette, parseCassette } from '../../src/engines/replay/cassette.ts';
import { createReplayEngine } from '../../src/engines/replay/engine.ts';
import { createClock } from '../../src/system/clock.ts';
import {
  type Behaviour,
  engineContract,
  HOUR_MS,
  PROSE,
  REMAINING,
  WRITTEN_FILE,
} from './engine.contract.ts';

/** A cassette is checked as a whole when it is loaded: nothing breaks off in the middle of it. */
const NEVER = ['is_cut', 'garbles', 'malforms', 'mangles'] as const;

type Recorded = Exclude<Behaviour, (typeof NEVER)[number]>;

const RESULTS: Readonly<Record<Recorded, object>> = {
  edits: { type: 'done', summary: 'All done.' },
  changes_nothing: { type: 'done', summary: 'All done.' },
  asks: { type: 'needs_input', question: 'Which one?', options: ['this', 'that'] },
  limited_for_an_hour: { type: 'rate_limited', resetsInMs: HOUR_MS },
  limited: { type: 'rate_limited' },
  overloaded: { type: 'failed', code: 'overloaded' },
  unauthenticated: { type: 'unauthenticated' },
  bad_model: { type: 'failed', code: 'bad_model' },
  too_long: { type: 'failed', code: 'context_overflow' },
  refuses: { type: 'failed', code: 'refused' },
  slow: { type: 'done' },
  stalls: { type: 'done' },
  talks: { type: 'done', summary: PROSE },
  shrinks: { type: 'done', remaining: REMAINING },
};

function cassette(behaviour: Recorded): Cassette {
  const write = { tool: 'write_file', path: WRITTEN_FILE, content: 'hello\n' };
  const job = {
    kind: behaviour === 'shrinks' ? 'shrink' : 'build',
    chunk: { contains: 'greeting' },
    ...(behaviour === 'slow' ? {} : { text: behaviour === 'talks' ? PROSE : 'On it.' }),
    calls: behaviour === 'edits' ? [write] : [],
    delayMs: behaviour === 'slow' || behaviour === 'stalls' ? 60_000 : 0,
    usage: { outputTokens: 5, turns: 1 },
    result: RESULTS[behaviour],
  };
  return parseCassette({ version: 1, jobs: [job] }, 'contract');
}

engineContract('replay', {
  never: NEVER,
  start: async (behaviour) => ({
    engine: createReplayEngine({
      cassette: cassette(behaviour as Recorded),
      label: 'contract',
      clock: createClock(),
    }),
    dispose: async () => undefined,
  }),
});
