import type { Chunk } from '../domain/chunk.ts';
import { exceeds, halve, type SizedFile, sizedFile } from '../domain/halve.ts';
import { estimateTokens } from '../domain/tokens.ts';
import { isPart } from '../spec/parts.ts';
import { writeParts } from '../spec/write-parts.ts';
import type { Progress } from './progress.ts';
import { attemptPrompt } from './prompts.ts';
import { withWrittenTasks } from './rewrite-spec.ts';
import type { EngineEnv } from './spec-env.ts';

/** The share of an engine's window that is left to its instructions, its tools and what it says. */
const RESERVE = 0.25;

/**
 * Divides a chunk whose prompt and files, as they stand now, exceed the engine's window.
 * @returns null where it fits; also where it cannot be divided, which is warned of
 */
export async function divideByFiles(
  chunk: Chunk,
  progress: Progress,
  env: EngineEnv,
): Promise<Progress | null> {
  const specText = (): string => progress.spec.text;
  const prompt = await attemptPrompt(
    { chunk, kind: 'build', tooBig: null, specText },
    progress,
    env,
  );
  const window = Math.floor(env.deps.engine.contextTokens * (1 - RESERVE));
  const promptTokens = estimateTokens(prompt);
  const files = await sizesOf(chunk, progress, env);
  const room = window - promptTokens;
  if (!exceeds(files, room)) return null;
  const written = room > 0 ? writtenParts(chunk, progress, halve(files, room)) : null;
  const { events } = env.deps;
  if (written === null) {
    const message = tooBigText(chunk, { promptTokens, files, window });
    events.emit({ type: 'run.warning', message });
    return null;
  }
  const tasks = written.ids.length;
  events.emit({ type: 'spec.planned', spec: progress.spec.path, by: 'files', tasks });
  return withWrittenTasks(progress, written);
}

function writtenParts(
  chunk: Chunk,
  { spec }: Progress,
  groups: ReturnType<typeof halve>,
): ReturnType<typeof writeParts> {
  const task = spec.tasks.find(({ id }) => id === chunk.id);
  if (task === undefined || isPart(task) || groups.length < 2) return null;
  return writeParts(
    spec,
    chunk.id,
    groups.map((group) => group.map(({ path }) => path)),
  );
}

/** The files a chunk names; one that is yet to be made takes nothing. */
async function sizesOf(
  { fileHints }: Chunk,
  { tip }: Progress,
  { deps }: EngineEnv,
): Promise<readonly SizedFile[]> {
  if (fileHints.length === 0) return [];
  const sizes = await deps.git.sizesAt(tip, fileHints);
  return fileHints.map((path) => sizedFile(path, sizes.get(path) ?? 0));
}

interface Sizes {
  readonly promptTokens: number;
  readonly files: readonly SizedFile[];
  /** Tokens that there is room for. */
  readonly window: number;
}

function tooBigText({ title }: Chunk, { promptTokens, files, window }: Sizes): string {
  const biggest = files.toSorted((a, b) => b.tokens - a.tokens)[0];
  const fileTokens = files.reduce((sum, { tokens }) => sum + tokens, 0);
  const all = `its prompt takes about ${String(promptTokens)} tokens and its files ${String(fileTokens)}`;
  const most = biggest === undefined ? '' : ` (${biggest.path} alone ${String(biggest.tokens)})`;
  return `"${title}" may not fit the engine's window: ${all}${most}, of ${String(window)} there is room for, and it cannot be divided by its files`;
}
