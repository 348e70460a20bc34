import * as z from 'zod';
import { clip, oneLine } from '../../../domain/text-limits.ts';

/** One error of the compiler or of clippy. */
export interface Diagnostic {
  /** As the compiler names it: relative to the workspace's root, or absolute. */
  readonly file: string | null;
  readonly line: number | null;
  /** `E0308`, `clippy::eq_op`. */
  readonly rule: string | null;
  readonly message: string;
  /** What a person would have read. */
  readonly rendered: string;
}

/** A program of tests that was built. */
export interface TestProgram {
  /** Absolute path of the program. */
  readonly executable: string;
  readonly kind: string;
  readonly target: string;
  /** Absolute path of the source it begins with. */
  readonly source: string;
  /** Absolute. */
  readonly manifest: string;
}

/** A line of `--message-format json`. */
export type CargoMessage =
  | { readonly type: 'error'; readonly diagnostic: Diagnostic }
  | { readonly type: 'program'; readonly program: TestProgram }
  /** Anything that nobody here asks for. */
  | { readonly type: 'other' };

const MESSAGE_CHARS = 300;

const message = z.object({
  level: z.string(),
  message: z.string(),
  rendered: z.string().nullish(),
  code: z.object({ code: z.string() }).nullish(),
  spans: z.array(
    z.object({ file_name: z.string(), line_start: z.number(), is_primary: z.boolean() }),
  ),
});

const schema = z.object({
  reason: z.string(),
  manifest_path: z.string().default(''),
  executable: z.string().nullish(),
  target: z.object({ kind: z.array(z.string()), name: z.string(), src_path: z.string() }).nullish(),
  message: message.nullish(),
});

/** Null for a line that is none of cargo's messages. */
export function readCargoMessage(line: string): CargoMessage | null {
  if (!line.startsWith('{"reason":')) return null;
  const read = schema.safeParse(parse(line));
  if (!read.success) return null;
  const { reason, message: said } = read.data;
  const program = reason === 'compiler-artifact' ? programOf(read.data) : null;
  if (program !== null) return { type: 'program', program };
  const isError = reason === 'compiler-message' && said?.level.startsWith('error') === true;
  return isError ? { type: 'error', diagnostic: diagnosticOf(said) } : { type: 'other' };
}

function programOf({ executable, target, manifest_path: manifest }: z.infer<typeof schema>) {
  if (!executable || !target) return null;
  const { kind, name, src_path: source } = target;
  return { executable, kind: kind[0] ?? '', target: name, source, manifest };
}

function diagnosticOf(said: z.infer<typeof message>): Diagnostic {
  const span = said.spans.find((one) => one.is_primary);
  return {
    file: span?.file_name ?? null,
    line: span?.line_start ?? null,
    rule: said.code?.code ?? null,
    message: clip(oneLine(said.message), MESSAGE_CHARS),
    rendered: said.rendered ?? said.message,
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
