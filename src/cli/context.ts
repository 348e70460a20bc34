import type { App, DemoApp } from '../compose.ts';
import type { Look } from '../text/look.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** What a command works with. */
export interface Context {
  readonly options: Options;
  readonly output: Output;
  /** How to draw for stdout, and for stderr. */
  readonly look: Look;
  readonly noteLook: Look;
  /** A person can be asked. */
  readonly attended: () => boolean;
  readonly stdin: () => NodeJS.ReadableStream;
  readonly signal: AbortSignal;
  /** The operand of `verify`. */
  readonly range: string | null;
  readonly openApp: () => Promise<App>;
  readonly openDemo: () => Promise<DemoApp>;
}

/** A command; its number is the exit code. */
export type Command = (context: Context) => Promise<number>;

/** Prints a result: the one JSON document, or the view; on stderr where stdout belongs to the events. */
export function show(
  context: Context,
  result: { readonly data: () => object; readonly view: (look: Look) => string },
): void {
  const { options, output, look, noteLook } = context;
  if (options.json) output.result(`${JSON.stringify(result.data(), null, 2)}\n`);
  else if (options.events === '-') output.note(result.view(noteLook));
  else output.result(result.view(look));
}
