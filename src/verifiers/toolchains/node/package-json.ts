import * as z from 'zod';

/** The scripts a package manager runs for `test`, in this order. */
const TEST_SCRIPTS = ['pretest', 'test', 'posttest'] as const;

const table = z.record(z.string(), z.unknown()).catch({}).default({});
const patterns = z.array(z.string());

const packageSchema = z.object({
  name: z.string().nullable().catch(null).default(null),
  packageManager: z.string().nullable().catch(null).default(null),
  scripts: table,
  dependencies: table,
  devDependencies: table,
  /** Folders of the packages that belong to it; null where it does not say. */
  workspaces: z
    .union([patterns, z.object({ packages: patterns }).transform(({ packages }) => packages)])
    .nullable()
    .catch(null)
    .default(null),
  /** Settings of tools that may stand in it. */
  jest: z.unknown().default(null),
  mocha: z.unknown().default(null),
  eslintConfig: z.unknown().default(null),
});

export type PackageFile = z.infer<typeof packageSchema>;

/** What a `package.json` says; null when it cannot be read as one. */
export function readPackage(text: string | null): PackageFile | null {
  const read = packageSchema.safeParse(parse(text));
  return read.success ? read.data : null;
}

/** The scripts behind `test` that there are, in the order they run; empty without a `test` script. */
export function testScripts({ scripts }: PackageFile): readonly string[] {
  if (!isTest(scripts['test'])) return [];
  return TEST_SCRIPTS.map((name) => scripts[name]).filter(isScript);
}

/** Whether two packages run the same for `test`. */
export function runTheSame(a: PackageFile, b: PackageFile): boolean {
  return TEST_SCRIPTS.every((name) => a.scripts[name] === b.scripts[name]);
}

/** Whether it asks for a package by itself. */
export function dependsOn({ dependencies, devDependencies }: PackageFile, name: string): boolean {
  return Object.hasOwn(dependencies, name) || Object.hasOwn(devDependencies, name);
}

function isTest(script: unknown): boolean {
  return isScript(script) && !PLACEHOLDER.test(script);
}

/** What `npm init` writes where there are no tests. */
const PLACEHOLDER = /\bno test specified\b/;

function isScript(script: unknown): script is string {
  return typeof script === 'string' && script.trim() !== '';
}

function parse(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text.replace(/^\ufeff/, '')) as unknown;
  } catch {
    return null;
  }
}
