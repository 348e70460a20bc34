import type { PackageFile } from '../package-json.ts';
import { scriptWords } from '../script-words.ts';
import type { LintTool } from './lint-tool.ts';

/** How the base's own scripts call a linter. */
export interface LintCall {
  /** Flags about strictness and settings, each with its value. */
  readonly flags: readonly string[];
  /** Folders it is told to look at; null where that is more than folders, or everything. */
  readonly folders: readonly string[] | null;
}

const NOTHING: LintCall = { flags: [], folders: null };
/** Scripts looked at first, in this order. */
const FIRST = ['lint', 'lint:check', 'lint:js', 'lint:ts'];

/** The first call of a linter among a package's scripts. */
export function lintCall(tool: LintTool, { scripts }: PackageFile): LintCall {
  const names = [...FIRST, ...Object.keys(scripts).filter((name) => !FIRST.includes(name))];
  for (const name of names) {
    const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
    for (const part of typeof script === 'string' ? script.split(/&&|;/) : []) {
      const words = scriptWords(part)?.map(({ text }) => text) ?? [];
      const at = words.findIndex((word) => word === tool.name || word.endsWith(`/${tool.name}`));
      const isCall = at !== -1 && at <= MAX_WRAPPERS;
      const skipped = tool.name === 'biome' && COMMANDS.has(words[at + 1] ?? '') ? 2 : 1;
      if (isCall) return callFrom(words.slice(at + skipped), tool);
    }
  }
  return NOTHING;
}

/** Words before a program, such as variables and `npx`. */
const MAX_WRAPPERS = 3;
/** Of other flags with a value of their own, that is no folder. */
const OTHER_VALUES =
  /^(?:-f|-o|--(?:format|output-file|cache-location|cache-strategy|cache-file|plugin|parser|ignore-pattern))$/;

/** Commands of biome, all of which lint. */
const COMMANDS = new Set(['lint', 'check', 'ci']);

function callFrom(words: readonly string[], { flags: known }: LintTool): LintCall {
  const flags: string[] = [];
  const targets: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const value = words[at + 1];
    if (known.withValue.test(word) && value !== undefined) {
      flags.push(word, value);
      at += 1;
    } else if (known.plain.test(word)) flags.push(word);
    else if (OTHER_VALUES.test(word)) at += 1;
    else if (!word.startsWith('-')) targets.push(word.replace(/^\.\/|\/+$/g, ''));
  }
  const isPlain = targets.every((each) => /^[\w@.-]+(?:\/[\w@.-]+)*$/.test(each));
  const isAll = targets.length === 0 || targets.some((each) => each === '.' || each === '');
  return { flags, folders: isAll || !isPlain ? null : targets };
}
