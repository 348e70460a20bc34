import type { EngineJob, EngineResult } from '../../../src/domain/engine-job.ts';
import { NO_USAGE, type Usage } from '../../../src/domain/usage.ts';
import type { Engine, EngineProbe } from '../../../src/ports/engine.ts';
import type { Disk } from './fake-workspace.ts';

/** The variants of a result without what every result has. */
type Said = EngineResult extends infer Result
  ? Result extends EngineResult
    ? Omit<Result, 'engine' | 'usage' | 'session'>
    : never
  : never;

/** What one call does: edits the clone, and says how it ended, and what it consumed where that differs; nothing said is "done". */
export type EngineScript = (
  call: ScriptedCall,
) => (Said & Partial<Pick<EngineResult, 'usage' | 'engine'>>) | undefined;

export interface ScriptedCall {
  readonly job: EngineJob;
  /** The task's title. */
  readonly title: string;
  readonly disk: Disk;
  /** 1 for the first call of this kind for this title. */
  readonly turn: number;
  readonly signal: AbortSignal;
  /** Writes a plain file. */
  write(path: string, text: string): void;
}

export interface FakeEngine extends Engine {
  readonly jobs: readonly EngineJob[];
}

export interface FakeEngineOptions {
  readonly script: EngineScript;
  readonly disk: (root: string) => Disk | null;
  readonly probe?: EngineProbe;
  readonly usage?: Usage;
  /** Default: 200,000. */
  readonly contextTokens?: number;
}

/** An engine that edits clones in memory. */
export function createFakeEngine(options: FakeEngineOptions): FakeEngine {
  const { script, usage = NO_USAGE } = options;
  const jobs: EngineJob[] = [];
  const turns = new Map<string, number>();
  return {
    name: 'scripted',
    contextTokens: options.contextTokens ?? 200_000,
    jobs,
    probe: async () => options.probe ?? { ok: true, describe: 'scripted, free of charge' },
    async execute(job, { signal, emit }) {
      jobs.push(job);
      const title = job.env['CODELICIOUS_CHUNK_TITLE'] ?? '';
      const key = `${job.kind} ${title}`;
      const turn = (turns.get(key) ?? 0) + 1;
      turns.set(key, turn);
      const disk = options.disk(job.cwd);
      if (disk === null) throw new Error(`${job.cwd} is no clone`);
      const write = (path: string, text: string): void =>
        void disk.set(path, { text, mode: '100644' });
      emit({ type: 'engine.text', engine: 'scripted', text: title });
      const said = script({ job, title, disk, turn, signal, write });
      const spent = { engine: 'scripted', usage, session: `session-${title}` };
      return { ...spent, ...(said ?? { type: 'done', summary: `Did ${title}.`, remaining: null }) };
    },
  };
}
