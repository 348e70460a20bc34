import type { FileCoverage } from '../../../domain/coverage.ts';
import { readIstanbul } from '../../coverage/istanbul.ts';
import { readLcov } from '../../coverage/lcov.ts';
import { inPackage } from '../packages.ts';
import { installedVersion } from './installed.ts';
import type { PlainScript } from './plain-script.ts';
import type { Project } from './project.ts';
import type { ReportFolder } from './report-folder.ts';
import { type Measure, quoted, type Selection } from './runner-call.ts';

/** One run of a runner's tests, before it is called. */
export interface PlannedRun {
  readonly plain: PlainScript;
  readonly selection: Selection;
  /** The package's folder. */
  readonly folder: string;
  readonly reports: ReportFolder;
}

const FOLDER = 'coverage';
const LCOV = 'lcov.info';
const NONE: Measure = {};

/** Files in which runners are told to measure, by runner. */
const SETTINGS = {
  vitest: ['vitest.config', 'vite.config', 'vitest.workspace'],
  jest: ['jest.config'],
} as const;
const ENDINGS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'];

/** How a run is made to measure coverage; floors are the business of a run of everything, not of a part. */
export async function measureOf(run: PlannedRun, project: Project): Promise<Measure> {
  const { plain, selection } = run;
  if (plain.measurer.length > 0) return byProgram(run);
  if (plain.runner === 'vitest') return byVitest(run, project);
  if (plain.runner === 'jest') return byJest(run, project);
  const asked = plain.flags.some(({ text }) => text === '--experimental-test-coverage');
  if (plain.runner !== 'node' || !asked || selection.type === 'files') return NONE;
  const destination = `--test-reporter-destination=${run.reports.at(LCOV)}`;
  return { more: ['--test-reporter=lcov', destination] };
}

/** c8 and nyc: as they stand in the script, or without their floors and files that no test loads. */
function byProgram({ plain, selection, reports }: PlannedRun): Measure {
  if (selection.type === 'files') return NONE;
  const [program = '', ...flags] = plain.measurer;
  const report = ['--reporter=json', `--report-dir=${quoted(reports.at(FOLDER))}`];
  const own = selection.type === 'all' ? flags : ['--all=false', '--check-coverage=false'];
  return { measurer: [program, ...own, ...report] };
}

/** Floors for single files cannot be switched off from outside. */
const FLOORS_BY_FILE = /thresholds\s*:\s*\{[^}]*['"][^'"]*[*/][^'"]*['"]\s*:/;
const NO_FLOORS = [
  '--coverage.thresholds.100=false',
  ...['lines', 'functions', 'branches', 'statements'].map(
    (kind) => `--coverage.thresholds.${kind}=0`,
  ),
];

async function byVitest(run: PlannedRun, project: Project): Promise<Measure> {
  const { plain, selection, folder, reports } = run;
  const settings = await settingsText(run, project);
  const asked = plain.flags.some(({ text }) =>
    /^--coverage(?:=true|\.enabled(?:=true)?)?$/.test(text),
  );
  const isConfigured = /\bcoverage\b[^]*\benabled\s*:\s*true\b/.test(settings);
  const off = { more: asked || isConfigured ? ['--coverage.enabled=false'] : [] };
  if (selection.type === 'files') return off;
  const { root } = project.scope;
  const provider =
    (await installedVersion(root, folder, '@vitest/coverage-v8')) ??
    (await installedVersion(root, folder, '@vitest/coverage-istanbul'));
  if (provider === null) return asked ? { more: ['--coverage.enabled=true'] } : NONE;
  const to = ['--coverage.reporter=json', `--coverage.reportsDirectory=${reports.at(FOLDER)}`];
  // A run that only looks writes no floors into the project's settings.
  const on = ['--coverage.enabled=true', '--coverage.thresholds.autoUpdate=false', ...to];
  if (selection.type === 'all' && (asked || isConfigured)) return { more: on };
  if (FLOORS_BY_FILE.test(settings)) return off;
  const only = selection.type === 'related' ? selection.files.map(patternOf) : [];
  return {
    more: [...on, ...NO_FLOORS, ...only.map((one) => `--coverage.include=${one}`)],
    isOurs: true,
  };
}

async function byJest(run: PlannedRun, project: Project): Promise<Measure> {
  const { plain, selection, reports, folder } = run;
  const { now } = await project.manifests(folder);
  const settings = `${await settingsText(run, project)}\n${JSON.stringify(now?.jest ?? null)}`;
  const asked = plain.flags.some(({ text }) =>
    /^--(?:coverage|collectCoverage)(?:=true)?$/.test(text),
  );
  const isConfigured = /\bcollectCoverage['"]?\s*:\s*true\b/.test(settings);
  if (!asked && !isConfigured) return NONE;
  if (selection.type === 'files') return { more: ['--coverage=false'] };
  const to = ['--coverageReporters=json', `--coverageDirectory=${reports.at(FOLDER)}`];
  const on = ['--coverage', ...to];
  if (selection.type === 'all') return { more: on };
  const only = selection.files.map((file) => `--collectCoverageFrom=${patternOf(file)}`);
  return { more: [...on, '--coverageThreshold={}', ...only], isOurs: true };
}

/** The settings a runner reads, as the tree has them; empty where there are none. */
async function settingsText({ plain, folder }: PlannedRun, project: Project): Promise<string> {
  if (plain.runner !== 'vitest' && plain.runner !== 'jest') return '';
  const named = plain.flags.flatMap(
    ({ text }) => /^(?:--config|-c)[ =](.+)$/.exec(text)?.[1] ?? [],
  );
  const usual = SETTINGS[plain.runner].flatMap((name) => ENDINGS.map((end) => `${name}.${end}`));
  const texts: string[] = [];
  for (const file of [...named, ...usual]) {
    texts.push((await project.text(inPackage(folder, file), 'tree')) ?? '');
  }
  return texts.join('\n');
}

/** A pattern that fits a file, whatever its name. */
function patternOf(file: string): string {
  return file.replace(/[*?[\]{}()!+@\\,]/g, '?');
}

/** What the run measured; undefined where it measured nothing. */
export async function coverageOf(
  { reports, folder }: Pick<PlannedRun, 'reports' | 'folder'>,
  root: string,
): Promise<readonly FileCoverage[] | undefined> {
  const lcov = await reports.read(LCOV);
  if (lcov !== null) return readLcov(lcov, root, folder);
  const text = await reports.read(`${FOLDER}/coverage-final.json`);
  return text === null ? undefined : (readIstanbul(parse(text), root, folder) ?? undefined);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
