import * as z from 'zod';

const severity = z.enum(['info', 'low', 'moderate', 'high', 'critical']).catch('info');
const cause = z.object({ title: z.string(), url: z.string().optional(), severity });

/** `npm audit --json`, as far as it is read; a cause that is a name points at another entry. */
const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ via: z.array(z.union([cause, z.string()])), nodes: z.array(z.string()) }),
  ),
});

const locked = z.object({
  version: z.string().optional(),
  resolved: z.string().optional().catch(undefined),
});
const lockSchema = z.object({
  packages: z.record(z.string(), locked).optional(),
  dependencies: z.record(z.string(), locked).optional(),
});

/** A known weakness of a package that a lock file names. */
export interface Advisory {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** Where it is told of; empty where nobody says. */
  readonly url: string;
}

/** The advisories of severity high or critical; null for a text that is no report, as when the registry was not reached. */
export function readNpmReport(report: string, lock: string): readonly Advisory[] | null {
  const read = reportSchema.safeParse(json(report)).data;
  if (read === undefined) return null;
  const versions = lockSchema.safeParse(json(lock)).data;
  return Object.entries(read.vulnerabilities).flatMap(([name, { via, nodes }]) => {
    const grave = via.filter((each) => typeof each !== 'string' && GRAVE.has(each.severity));
    return nodes.flatMap((node) => {
      const version = versions?.packages?.[node]?.version ?? '';
      return grave.flatMap((each) =>
        typeof each === 'string' ? [] : [{ name, version, title: each.title, url: each.url ?? '' }],
      );
    });
  });
}

const GRAVE: ReadonlySet<string> = new Set(['high', 'critical']);

/** `name@version` of everything a lock file of npm holds. */
export function lockedPackages(lock: string | null): ReadonlySet<string> {
  const { packages = {}, dependencies = {} } = lockSchema.safeParse(json(lock ?? '')).data ?? {};
  const named = Object.entries(packages).map(
    ([path, { version }]) => [path.slice(path.lastIndexOf('node_modules/') + 13), version] as const,
  );
  const old = Object.entries(dependencies).map(([name, { version }]) => [name, version] as const);
  return new Set([...named, ...old].map(([name, version = '']) => `${name}@${version}`));
}

/** The registry that is asked, and yarn's name for it. */
const PUBLIC = /^https?:\/\/registry\.(?:npmjs\.org|yarnpkg\.com)\//;

/** Whether a lock file holds packages of another registry: their names may be nobody's business. */
export function hasOtherSources(lock: string): boolean {
  const { packages = {}, dependencies = {} } = lockSchema.safeParse(json(lock)).data ?? {};
  return [...Object.values(packages), ...Object.values(dependencies)].some(
    ({ resolved = '' }) => /^https?:/.test(resolved) && !PUBLIC.test(resolved),
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
