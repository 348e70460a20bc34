import type { Complaint, LintTool } from './lint-tool.ts';

/** `path:line:column: error: message  [code]`; line and column may be missing. */
const LINE = /^(.+?):(?:(\d+):)?(?:\d+:)?(?:\d+:\d+:)? error: (.*?)(?: {2}\[([\w-]+)\])?$/;

/** https://mypy.readthedocs.io/en/stable/command_line.html */
export const MYPY: LintTool = {
  name: 'mypy',
  kind: 'types',
  shown: 'mypy',
  settings: [
    ['mypy.ini', /^/],
    ['.mypy.ini', /^/],
    ['pyproject.toml', /^\s*\[+tool\.mypy\b/m],
    ['setup.cfg', /^\[mypy\]/m],
  ],
  byFile: false,
  readsStubs: true,
  prints: true,
  howToGet: 'python -m pip install mypy',
  arguments: ({ targets, python }) => [
    ...['--cache-dir=/dev/null', '--no-pretty', '--no-color-output', '--no-error-summary'],
    ...['--show-error-codes', '--hide-error-context', '--show-absolute-path'],
    ...(python === null ? [] : [`--python-executable=${python}`]),
    ...targets,
  ],
  targets: (files, text) => (NAMES_TARGETS.test(sectionOf(text)) ? [] : targetsIn(files)),
  read: (text) => text.split(/\r?\n/).flatMap(complaintOf),
};

/** The settings say by themselves what is looked at. */
const NAMES_TARGETS = /^\s*(?:files|packages|modules)\s*=/m;

function sectionOf(text: string): string {
  const [, after = text] = text.split(/^\s*\[(?:tool\.)?mypy\]/m);
  return after.split(/^\s*\[/m)[0] ?? '';
}

function complaintOf(text: string): readonly Complaint[] {
  const [whole, file = '', line, message = '', rule = null] = LINE.exec(text) ?? [];
  if (whole === undefined) return [];
  return [{ file, line: line === undefined ? null : Number(line), rule, message }];
}

/**
 * All there is, unless two modules would have one name, at which mypy gives up: then the packages and modules that are
 * no tests.
 */
function targetsIn(files: readonly string[]): readonly string[] {
  const modules = files.filter((path) => path.endsWith('.py'));
  const names = modules.map((path) => moduleName(path, new Set(modules)));
  if (new Set(names).size === names.length) return ['.'];
  const tops = new Set(modules.filter(isPlain).map(topOf));
  return tops.size === 0 ? ['.'] : [...tops].toSorted();
}

function moduleName(path: string, all: ReadonlySet<string>): string {
  const parts = path.replace(/(?:^|\/)__init__\.py$|\.py$/, '').split('/');
  let first = parts.length - 1;
  while (first > 0 && all.has(`${parts.slice(0, first).join('/')}/__init__.py`)) first -= 1;
  return parts.slice(first).join('.');
}

function isPlain(path: string): boolean {
  return !/(?:^|\/)(?:tests?|testing|docs?|examples?)\/|^(?:setup|noxfile|conftest)\.py$|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/.test(
    path,
  );
}

/** A module of the folder itself, else the folder that it is below. */
function topOf(path: string): string {
  return path.split('/')[0] ?? path;
}
