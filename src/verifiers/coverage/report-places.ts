import type { FileCoverage } from '../../domain/coverage.ts';
import { readCoveragePy } from './coverage-py.ts';
import { readGoProfile } from './go-profile.ts';
import { readIstanbul, readIstanbulSummary } from './istanbul.ts';
import { readLcov } from './lcov.ts';

/** A report's text, and where its names lead. */
export interface ReportText {
  readonly text: string;
  /** Absolute path of the tree. */
  readonly root: string;
  /** Repository-relative folder of the package it is of. */
  readonly folder: string;
  /** The path of the Go module in that folder; null where there is none. */
  readonly module: string | null;
}

/** A place below a package where tools write their report, and how it is read; null for what is none. */
export interface ReportPlace {
  readonly path: string;
  read(report: ReportText): readonly FileCoverage[] | null;
}

type JsonReader = typeof readIstanbul;

/** Places by language, the report that tells most first: of each language one is read. */
export const REPORT_PLACES: readonly (readonly ReportPlace[])[] = [
  [
    // The default folder of vitest, jest, nyc and c8.
    { path: 'coverage/coverage-final.json', read: json(readIstanbul) },
    ...['coverage/lcov.info', 'lcov.info', 'coverage.lcov'].map((path) => ({ path, read: lcov })),
    { path: 'coverage/coverage-summary.json', read: json(readIstanbulSummary) },
  ],
  // The default of `coverage json` and of `pytest --cov-report=json`.
  [{ path: 'coverage.json', read: json(readCoveragePy) }],
  // What the documentation of `go test -coverprofile` and its users call it.
  ['coverage.out', 'cover.out', 'c.out'].map((path) => ({ path, read: goProfile })),
];

function json(reader: JsonReader): ReportPlace['read'] {
  return ({ text, root, folder }) => {
    try {
      return reader(JSON.parse(text), root, folder);
    } catch {
      return null;
    }
  };
}

function lcov({ text, root, folder }: ReportText): readonly FileCoverage[] | null {
  return text.includes('SF:') ? readLcov(text, root, folder) : null;
}

function goProfile({ text, module, folder }: ReportText): readonly FileCoverage[] | null {
  if (module === null || !text.startsWith('mode:')) return null;
  return readGoProfile(text, { path: module, folder });
}
