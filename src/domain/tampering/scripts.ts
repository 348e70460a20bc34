import type { ChangedText } from './changed-text.ts';
import { membersOf } from './json-members.ts';
import { languageOf } from './language.ts';
import { hasAssertions, testBlocks } from './test-blocks.ts';

/** Names of scripts and targets that test or check. */
const JUDGES =
  /^(?:pre|post)?(?:test|tests|lint|check|checks|verify|validate|types?|type-?check|tsc|coverage|cov|ci|unit|e2e|integration)(?:[:_-].*)?$/i;

/** Whether a script of this name tests or checks. */
function isJudge(name: string): boolean {
  return JUDGES.test(name);
}

const MANIFEST = /(?:^|\/)package\.json$/;
const MAKEFILE = /(?:^|\/)(?:GNUmakefile|[Mm]akefile|[Jj]ustfile)$/;

/**
 * The scripts of a file that test or check and do something else after a change, or are gone.
 * @param commands what is run besides, which may name others
 */
export function changedScripts(
  { path, before, after }: ChangedText,
  commands: readonly string[] = [],
): readonly string[] {
  // Where there are several, make reads the one of these names.
  if (before === null) return /(?:^|\/)(?:GNU)?makefile$/.test(path) ? [path] : [];
  const read = MANIFEST.test(path) ? manifestScripts : MAKEFILE.test(path) ? targets : null;
  if (read === null) return [];
  const [old, now] = [read(before), read(after ?? '')];
  const judging = new Set([...reached(old, commands), ...reached(now, commands)]);
  const gone = [...old].filter(([name, script]) => judging.has(name) && now.get(name) !== script);
  // One that is new may run before another that is known, or say how all are run.
  const come = [...now.keys()].filter(
    (name) =>
      !old.has(name) && (OF_ALL.test(name) || (/^(?:pre|post)/.test(name) && isJudge(name))),
  );
  return [...gone.map(([name]) => name), ...come];
}

/** What a Makefile says of all its targets. */
const OF_ALL = /^(?:SHELL|\.SHELLFLAGS|MAKEFLAGS|\.IGNORE)$/;

/** The scripts that test or check, and those that these name, and so on. */
function reached(
  scripts: ReadonlyMap<string, string>,
  commands: readonly string[],
): ReadonlySet<string> {
  const namedBy = (texts: readonly string[]): readonly string[] =>
    [...scripts.keys()].filter((name) => names(texts, name) && !MAKES.test(name));
  const all = [...scripts.keys()];
  const open = [...all.filter((name) => isJudge(name) || OF_ALL.test(name)), ...namedBy(commands)];
  const found = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...namedBy([String(scripts.get(name))]));
  }
  return found;
}

/** Names of what makes something that is tested, and does not test. */
const MAKES =
  /^(?:pre|post)?(?:build|compile|bundle|dist|clean|generate|gen|prepare|install|setup|deps|dev|start|all)(?:[:_-].*)?$/i;

/** Whether one of some commands holds a word. */
function names(commands: readonly string[], name: string): boolean {
  return commands.some((command) => command.split(/[\s"';&|()]+/).includes(name));
}

/** The scripts that test or check in one of two versions of a `package.json`. */
export function judgingNames(before: string, after: string): ReadonlySet<string> {
  const all = [before, after].map(manifestScripts);
  return new Set(all.flatMap((scripts) => [...reached(scripts, [])]));
}

/** The scripts of a `package.json` that test or check, as commands. */
export function judgingScripts(manifest: string): readonly string[] {
  const scripts = manifestScripts(manifest);
  const judging = reached(scripts, []);
  return [...scripts].flatMap(([name, script]) => (judging.has(name) ? [script] : []));
}

/** Each script as it is written; a text that is no JSON is read as far as it goes. */
function manifestScripts(text: string): ReadonlyMap<string, string> {
  const scripts = membersOf(text).find(({ key }) => key === 'scripts');
  const block = scripts === undefined ? '' : text.slice(scripts.from, scripts.end);
  return new Map(membersOf(block).map(({ key, from, end }) => [key, block.slice(from, end)]));
}

/** Each target of a Makefile with what it needs and does, and each variable. */
function targets(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let name = '';
  for (const line of text.split('\n')) {
    const target = /^([\w.:-]+?)\s*:(?!:?=)(.*)$/.exec(line);
    const variable = /^(?:export\s+)?([\w.]+)\s*(?:[?:+!]|::)?=/.exec(line);
    if (target !== null) name = String(target[1]);
    else if (/^\S/.test(line)) name = '';
    if (target === null && variable !== null) found.set(String(variable[1]), line.trim());
    if (name !== '') found.set(name, `${found.get(name) ?? ''}${line.trim()}\n`.trimStart());
  }
  return new Map([...found].map(([key, all]) => [key, all.trim()]));
}

/** What makes a script end well whatever happens. */
const CONTENT =
  /\bexit 0\b|\|\|\s*(?:true|:)(?:\s|$)|\bset \+e\b|\bprocess\.exit(?:Code\s*=\s*|\()\s*0\b|\bsys\.exit\(\s*(?:0\s*)?\)/;

/** Whether a script that checks are started by does less than before, as far as its text tells. */
export function doesLess({ path, before, after }: ChangedText): boolean {
  if (before === null || isTest(path, before)) return false;
  if (after === null) return true;
  const [old, now] = [linesOf(before), linesOf(after)];
  return old.some((line) => !now.includes(line)) || now.some((line) => isNewlyContent(line, old));
}

function isNewlyContent(line: string, old: readonly string[]): boolean {
  return CONTENT.test(line) && !old.includes(line);
}

/** What it expects may change with what it tests. */
function isTest(path: string, text: string): boolean {
  const language = languageOf(path);
  return testBlocks(text, language).length > 0 || hasAssertions(text, language);
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:#|\/\/)/.test(line));
}

/** Which of these paths a command names: `scripts/test.sh` in `sh ./scripts/test.sh --all`. */
export function namedIn(commands: readonly string[], paths: readonly string[]): readonly string[] {
  const words = new Set(
    commands.flatMap((command) =>
      [...command.matchAll(/[\w./@+-]+/g)].map(([word]) => word.replace(/^(?:\.\/)+/, '')),
    ),
  );
  return paths.filter((path) => words.has(path));
}
