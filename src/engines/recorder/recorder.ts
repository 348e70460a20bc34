import type { EngineJob, EngineResult } from '../../domain/engine-job.ts';
import type { RunEvent } from '../../domain/events.ts';
import type { Redactor } from '../../domain/redaction.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Engine, EngineIo } from '../../ports/engine.ts';
import { MAX_FILE_BYTES, MAX_PATHS } from '../agent/file-tools/refusal.ts';
import { recordedCall } from './recorded-call.ts';
import { beginRecording, type Recording } from './recording.ts';

/** UTF-16 units kept of what an engine says during one job. */
const MAX_TEXT = 20_000;

export interface RecorderOptions {
  /** Absolute path of the cassette. */
  readonly file: string;
  readonly redactor: Pick<Redactor, 'redact' | 'contains'>;
  readonly clock: Clock;
}

/**
 * An engine whose calls are written down as a cassette, by which `replay:FILE` does the same again. The cassette is
 * whole after every call; a recording that fails is told and does not touch the run. A call that is interrupted is
 * not recorded.
 * @throws CodeliciousError `usage` when the file cannot be written
 */
export async function createRecordingEngine(
  engine: Engine,
  options: RecorderOptions,
): Promise<Engine> {
  const recording = await beginRecording(options.file);
  const attempts = new Map<string, number>();
  return {
    name: engine.name,
    get contextTokens() {
      return engine.contextTokens;
    },
    probe: async () => engine.probe(),
    execute: async (job, io) => {
      const attempt = countAttempt(job, attempts);
      const said = listenTo(io);
      const result = await engine.execute(job, said.io);
      if (result.type !== 'aborted') {
        const text = said.text();
        await record({ job, io, attempt, text, result }, recording, options);
      }
      return result;
    },
  };
}

/** As a replay counts. */
function countAttempt({ kind, env }: EngineJob, attempts: Map<string, number>): number {
  const { CODELICIOUS_SPEC: spec = '', CODELICIOUS_CHUNK_TITLE: title = '' } = env;
  const key = [kind, spec, title].join('\0');
  const attempt = (attempts.get(key) ?? 0) + 1;
  attempts.set(key, attempt);
  return attempt;
}

/** The same watcher, and what was told to it in words. */
function listenTo(io: EngineIo): { readonly io: EngineIo; readonly text: () => string } {
  let text = '';
  const emit = (event: RunEvent): void => {
    if (event.type === 'engine.text') {
      text = `${text}${text === '' ? '' : '\n'}${event.text}`.slice(0, MAX_TEXT);
    }
    io.emit(event);
  };
  return { io: { ...io, emit }, text: () => text };
}

interface Recorded {
  readonly job: EngineJob;
  readonly io: EngineIo;
  readonly attempt: number;
  readonly text: string;
  readonly result: EngineResult;
}

async function record(
  { io, ...call }: Recorded,
  recording: Recording,
  { redactor, clock }: RecorderOptions,
): Promise<void> {
  const changes = await io.changes(MAX_FILE_BYTES);
  const paths = new Set(changes.map(({ path }) => path));
  const fault =
    paths.size > MAX_PATHS
      ? `a job changed ${String(paths.size)} files, more than a cassette can play`
      : await recording.add(recordedCall({ ...call, changes, now: clock.now() }, redactor));
  if (fault !== null) io.emit({ type: 'run.warning', message: `--record: ${fault}` });
}
