import type { VerifyScope } from '../../../ports/verifier.ts';
import { inPackage } from '../packages.ts';
import { readTreeFile } from '../tree-files.ts';
import { upwards } from './interpreter.ts';
import type { PythonTree } from './tree.ts';

/** Files in which a project declares that pytest runs its tests, and what they say then. */
const DECLARATIONS: readonly (readonly [string, RegExp])[] = [
  ['pytest.ini', /^/],
  ['.pytest.ini', /^/],
  ['pytest.toml', /^/],
  ['.pytest.toml', /^/],
  ['pyproject.toml', /^\s*\[tool\.pytest\b/m],
  ['setup.cfg', /^\[tool:pytest\]/m],
  ['tox.ini', /^\[pytest\]/m],
];

/** Whether the base says at the repository's root that pytest runs its tests. */
export async function isDeclaredOnBase(scope: VerifyScope): Promise<boolean> {
  for (const [file, says] of DECLARATIONS) {
    const text = await scope.baseFile(file);
    if (text !== null && says.test(text)) return true;
  }
  return false;
}

/** How a package wants its tests to be run. */
export interface TestSettings {
  /** Settings of pytest are there, on the base or in the tree. */
  readonly hasPytest: boolean;
  /** They are in the package's own folder. */
  readonly hasOwnPytest: boolean;
  /** What is installed for the package is said to have pytest, or it has settings of pytest. */
  readonly wantsPytest: boolean;
  /** coverage.py has settings, or is asked for. */
  readonly wantsCoverage: boolean;
  /** pytest is told to measure by its settings. */
  readonly measures: boolean;
  /** pytest is told to collect what is written in docstrings. */
  readonly hasDoctests: boolean;
  /** The package is one of Django. */
  readonly isDjango: boolean;
  /** Whether the package says that it needs a module. */
  readonly needs: (module: string) => boolean;
}

/** Reads what a package, and the repository around it, says of its tests. */
export async function testSettingsOf(
  folder: string,
  tree: PythonTree,
  scope: VerifyScope,
): Promise<TestSettings> {
  const declared: string[] = [];
  for (const [file, says] of DECLARATIONS) {
    const path = inPackage(folder, file);
    const texts = [await scope.baseFile(path), await readTreeFile(scope.root, path)];
    declared.push(...texts.filter((text) => text !== null && says.test(text)).map(String));
  }
  const around = new Set(upwards(folder));
  const near = tree.settings.filter((path) => around.has(folderOf(path)));
  const texts = await Promise.all(near.map(async (path) => tree.textOf(path)));
  const said = [...declared, ...texts].map(withoutComments).join('\n');
  const above = near.some((path, at) => isDeclaration(path, texts[at] ?? ''));
  const hasPytest = declared.length > 0 || above;
  return {
    hasPytest,
    hasOwnPytest: declared.length > 0,
    wantsPytest: hasPytest || /(?<![\w.])pytest\b/.test(said),
    wantsCoverage: COVERAGE.test(said) || near.some((path) => path.endsWith('.coveragerc')),
    measures: hasPytest && /--cov(?![\w-])/.test(said),
    hasDoctests: hasPytest && /--doctest-modules\b/.test(said),
    isDjango: near.includes(inPackage(folder, 'manage.py')),
    needs: (module) => !isOwn(module, tree) && named(module).test(said),
  };
}

function isDeclaration(path: string, text: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return DECLARATIONS.some(([file, says]) => file === name && says.test(text));
}

/** Requirements may be in a folder of their own. */
function folderOf(path: string): string {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return folder.replace(/(?:^|\/)requirements$/, '');
}

/** Settings of coverage.py, pytest-cov in what is installed or told to measure, coverage in what is installed. */
const COVERAGE =
  /^\s*\[tool\.coverage\b|^\[coverage:|pytest[-_]cov\b|--cov(?![\w-])|^\s*["']?coverage\s*(?:\[|[<>=~!"',;]|$)/m;

/** Nor does a project need what it is itself. */
function withoutComments(text: string): string {
  return text.replace(/^\s*(?:[#;]|name\s*=).*$/gm, '');
}

/** A module of the tree, or of a folder of it. */
function isOwn(module: string, { files }: PythonTree): boolean {
  const wanted = new Set([module, `${module}.py`]);
  return files.some((path) => path.split('/').some((name) => wanted.has(name)));
}

/** A module by the name of what brings it, which may have hyphens: a line of its own, a key or in quotes. */
function named(module: string): RegExp {
  const name = module.replace(/[^\w]/g, '').replace(/_/g, '[-_.]');
  const before = String.raw`(?:^[ \t]*["']?|[\[,][ \t]*["'])`;
  return new RegExp(`${before}${name}(?=[ \\t]*(?:[\\[<>=~!"',;]|$))`, 'im');
}

/** Files that pytest takes for tests when nobody tells it otherwise. */
export const PYTEST_FILE = /^(?:test_.*|.*_test)\.py$/;
/** Those of unittest, and those that it is often told to take. */
export const UNITTEST_FILE = /^(?:test.*|.*_test)\.py$/;

/** Names of the files that pytest of this repository takes for tests. */
export async function testFileNames(tree: PythonTree): Promise<(name: string) => boolean> {
  const told: RegExp[] = [];
  for (const path of tree.settings.filter((each) => INI.test(each))) {
    const [, value = ''] = PYTHON_FILES.exec(await tree.textOf(path)) ?? [];
    const globs = value.match(/[\w*?.-]+\.py\b/g) ?? [];
    told.push(...globs.map(globbed));
  }
  return (name) => PYTEST_FILE.test(name) || told.some((pattern) => pattern.test(name));
}

const INI = /(?:^|\/)(?:pyproject\.toml|setup\.cfg|tox\.ini|\.?pytest\.(?:ini|toml))$/;
/** The value may go on in lines that are indented, or in brackets. */
const PYTHON_FILES = /^\s*python_files\s*=\s*(\[[^\]]*\]|.*(?:\n[ \t]+[^\n=]*$)*)/m;

function globbed(glob: string): RegExp {
  const pattern = glob.replace(/[.]/g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${pattern}$`);
}
