import type { EngineJob, EngineResult } from '../../domain/engine-job.ts';
import type { Redactor } from '../../domain/redaction.ts';
import type { Usage } from '../../domain/usage.ts';
import type { FileChange } from '../../ports/engine.ts';
import type { ToolCall } from '../agent/file-tools/tool-call.ts';
import type { RecordedResult } from '../replay/cassette.ts';

/** One job of a cassette, as it is written. */
export interface RecordedCall {
  readonly kind: EngineJob['kind'];
  readonly chunk: string;
  readonly spec: string;
  readonly attempt: number;
  readonly text?: string;
  readonly calls: readonly ToolCall[];
  readonly result: RecordedResult;
  readonly usage: Partial<Usage>;
}

/** What a call was and came to. */
export interface CallToRecord {
  readonly job: EngineJob;
  /** 1 for the first job of this kind for this chunk. */
  readonly attempt: number;
  /** What the engine said while it worked. */
  readonly text: string;
  readonly changes: readonly FileChange[];
  readonly result: EngineResult;
  /** When it ended, epoch milliseconds. */
  readonly now: number;
}

type Redact = Pick<Redactor, 'redact' | 'contains'>;

/** A call in the form of a cassette, secrets taken out of every text. */
export function recordedCall(call: CallToRecord, redactor: Redact): RecordedCall {
  const { job, attempt, text, changes, result, now } = call;
  const clean = (value: string): string => redactor.redact(value);
  return {
    kind: job.kind,
    chunk: clean(job.env['CODELICIOUS_CHUNK_TITLE'] ?? ''),
    spec: clean(job.env['CODELICIOUS_SPEC'] ?? ''),
    attempt,
    ...(text === '' ? {} : { text: clean(text) }),
    calls: changes.flatMap((change) => callsFor(change, redactor)),
    result: recordedResult(result, now, clean),
    usage: result.usage,
  };
}

/** The calls of the file tools that make a change. Bytes that hold a secret and are no text are left out. */
function callsFor({ path, bytes, executable }: FileChange, redactor: Redact): readonly ToolCall[] {
  if (bytes === null) return [{ tool: 'delete_file', path }];
  const text = textOf(bytes);
  if (text === null && redactor.contains(bytes)) return [];
  const write: ToolCall =
    text === null
      ? { tool: 'write_file', path, content: base64(bytes), encoding: 'base64' }
      : { tool: 'write_file', path, content: redactor.redact(text) };
  return executable ? [write, { tool: 'make_executable', path }] : [write];
}

/** Null for what is not UTF-8. */
function textOf(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  return Buffer.from(text, 'utf8').equals(buffer) ? text : null;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

type Clean = (text: string) => string;

function recordedResult(result: EngineResult, now: number, clean: Clean): RecordedResult {
  switch (result.type) {
    case 'done':
      return {
        type: 'done',
        summary: clean(result.summary),
        remaining: result.remaining?.map(clean) ?? null,
        plan:
          result.plan?.map((task) => ({
            ...task,
            title: clean(task.title),
            description: clean(task.description),
            validation: clean(task.validation),
          })) ?? null,
      };
    case 'needs_input':
      return {
        type: 'needs_input',
        question: clean(result.question),
        options: result.options.map(clean),
      };
    case 'rate_limited': {
      const { resetsAt } = result;
      const resetsInMs = resetsAt === null ? null : Math.max(0, Math.round(resetsAt - now));
      return { type: 'rate_limited', resetsInMs, message: clean(result.message) };
    }
    case 'failed': {
      // What a replay itself could not find is no failure that a replay could play.
      const code = result.code === 'cassette' ? 'exit' : result.code;
      return { type: 'failed', code, message: clean(result.message) };
    }
    case 'unauthenticated':
    case 'timed_out':
    case 'over_budget':
      return { type: result.type, message: clean(result.message) };
    case 'aborted':
      return { type: 'timed_out', message: clean(result.message) };
  }
}
