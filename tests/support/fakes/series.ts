import type { Config } from '../../../src/domain/config.ts';
import { buildOnce } from '../../../src/pipeline/run.ts';
import type { EngineScript, ScriptedCall } from './fake-engine.ts';
import type { Judge } from './fake-verifier.ts';
import { createLine, type Line } from './line.ts';
import { type Death, Killed, mortal } from './mortal.ts';
import type { FileMap, Texts } from './objects.ts';

/** One task of a random spec, and how its building goes. */
export interface Piece {
  /** Lines of each of its own files. */
  readonly files: readonly number[];
  /** Lines of the file that all tasks rewrite: from, and how many. */
  readonly shared: readonly [number, number];
  readonly fate: 'good' | 'repaired' | 'flaky_engine' | 'flaky_checks' | 'never' | 'never_passes';
  /** How the engine answers when it is asked for a smaller step. */
  readonly shrink: 'step' | 'nothing' | 'fails' | 'asks' | 'huge';
  /** Its first file fails the checks without its last one, so that it cannot be divided. */
  readonly whole: boolean;
}

/** A run that is cut off, and where the next one begins. */
export interface Cut extends Death {
  readonly then: 'here' | 'cache_lost' | 'fresh_clone';
}

export interface Series {
  readonly pieces: readonly Piece[];
  readonly config: Pick<Config, 'maxCommits' | 'maxLoc' | 'publish' | 'ready'>;
  readonly platform: 'github' | 'local';
  readonly cuts: readonly Cut[];
  /** Which pushes, and which writes to the forge, are refused: counted from 1. */
  readonly refusedPushes: readonly number[];
  readonly refusedWrites: readonly number[];
}

export const SERIES_SPEC = 'specs/1_series.md';

/** A line that builds the series, with memory for what goes wrong only once. */
export function lineOf(series: Series): Line {
  const { pieces, config, platform } = series;
  const boxes = pieces.map((_, at) => `- [ ] Piece ${at}\n`).join('');
  let [pushes, writes] = [0, 0];
  return createLine({
    files: { [SERIES_SPEC]: `# Series\n\n${boxes}`, 'shared.txt': 'w0\n'.repeat(5) },
    config: { ...config, maxOpenPrs: 1000 },
    script: scriptOf(series),
    judge,
    forge: {
      kind: platform,
      refuse: (member) => {
        if (member !== 'openPull' && member !== 'updatePull' && member !== 'markReady') return null;
        writes += 1;
        return series.refusedWrites.includes(writes) ? 'server' : null;
      },
    },
    git: {
      push: () => {
        pushes += 1;
        return series.refusedPushes.includes(pushes) ? 'hook' : null;
      },
    },
  });
}

/** A run that dies on its way, or comes to its end before. */
export async function cutRun(line: Line, cut: Cut): Promise<void> {
  const [ended] = await Promise.allSettled([buildOnce(mortal(line.deps(), cut))]);
  if (ended.status === 'rejected' && !(ended.reason instanceof Killed)) throw ended.reason;
  if (cut.then === 'cache_lost') line.loseCache();
  if (cut.then === 'fresh_clone') line.freshClone();
}

/** The files at the top of the stack, and those that all tasks that can be built come to; without the spec. */
export function resultOf(
  line: Line,
  { pieces }: Series,
): { readonly found: Texts; readonly wanted: Texts } {
  const disk = new Map(line.files('main'));
  const write = (path: string, text: string): void => void disk.set(path, { text, mode: '100644' });
  for (const [at, piece] of pieces.entries()) {
    if (!isHopeless(piece)) writeAll({ disk, write }, piece, at);
  }
  const top = line.branches().at(-1) ?? 'main';
  const texts = (files: FileMap): Texts =>
    Object.fromEntries([...files].map(([path, file]) => [path, file.text]));
  const { [SERIES_SPEC]: _spec, ...found } = texts(line.files(top));
  const { [SERIES_SPEC]: _boxes, ...wanted } = texts(disk);
  return { found, wanted };
}

/** Whether no attempt at it ever succeeds. */
export function isHopeless({ fate }: Piece): boolean {
  return fate === 'never' || fate === 'never_passes';
}

function scriptOf({ pieces, config }: Series): EngineScript {
  const spoilt = new Set<string>();
  const isFirst = (title: string): boolean => {
    const first = !spoilt.has(title);
    spoilt.add(title);
    return first;
  };
  return (call) => {
    const at = Number(/\d+/.exec(call.title)?.[0]);
    const piece = pieces[at]!;
    if (call.job.kind === 'shrink') return shrink(call, { piece, at, maxLoc: config.maxLoc });
    if (call.job.kind === 'repair') {
      if (piece.fate === 'repaired') call.disk.delete(`src/${at}/bad.txt`);
      return undefined;
    }
    const { fate } = piece;
    const failed = { type: 'failed', code: 'exit', message: 'it broke' } as const;
    if (fate === 'never') return failed;
    if (fate === 'flaky_engine' && isFirst(call.title)) return failed;
    writeAll(call, piece, at);
    const spoils = fate === 'flaky_checks' && isFirst(call.title);
    if (spoils || fate === 'repaired' || fate === 'never_passes')
      call.write(`src/${at}/bad.txt`, 'BAD\n');
    return undefined;
  };
}

interface Asked {
  readonly piece: Piece;
  readonly at: number;
  readonly maxLoc: number;
}

function shrink(call: ScriptedCall, { piece, at, maxLoc }: Asked): ReturnType<EngineScript> {
  switch (piece.shrink) {
    case 'nothing':
      return undefined;
    case 'fails':
      return { type: 'failed', code: 'refused', message: 'no' };
    case 'asks':
      return { type: 'needs_input', question: 'Which half?', options: [] };
    case 'huge':
      call.write(`src/${at}/huge.txt`, 'huge\n'.repeat(maxLoc + 1));
      return { type: 'done', summary: 'A step', remaining: ['nothing'] };
    case 'step': {
      const isRest = call.title.includes('rest');
      if (isRest) return undefined;
      call.write(`src/${at}/f0.txt`, ownText(piece, { at, file: 0 }, Math.floor(maxLoc / 2)));
      return { type: 'done', summary: `Half of ${at}`, remaining: [`Piece ${at} rest`] };
    }
  }
}

function writeAll(call: Pick<ScriptedCall, 'disk' | 'write'>, piece: Piece, at: number): void {
  for (const [file, lines] of piece.files.entries())
    call.write(`src/${at}/f${file}.txt`, ownText(piece, { at, file }, lines));
  const now = (call.disk.get('shared.txt')?.text ?? '').split('\n').slice(0, -1);
  const [from, count] = piece.shared;
  while (count > 0 && now.length < from + count) now.push('w0');
  const text = now.map((line, index) => {
    const last = Number(line.slice(1));
    return index >= from && index < from + count ? `w${Math.max(last, at + 1)}` : line;
  });
  call.write('shared.txt', text.map((line) => `${line}\n`).join(''));
}

function ownText(
  piece: Piece,
  { at, file }: { readonly at: number; readonly file: number },
  lines: number,
): string {
  const needs = piece.whole && file === 0 ? `NEEDS src/${at}/f${piece.files.length - 1}.txt\n` : '';
  const own = Array.from({ length: lines }, (_, line) => `${at}.${file}.${line}\n`);
  return needs + own.join('');
}

const judge: Judge = (disk) =>
  [...disk].flatMap(([path, { text }]) => {
    if (text.startsWith('BAD')) return [`${path} is bad`];
    const needed = /^NEEDS (.*)\n/.exec(text)?.[1];
    return needed !== undefined && !disk.has(needed) ? [`${path} needs ${needed}`] : [];
  });
