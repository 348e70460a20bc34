import type { Config } from '../domain/config.ts';
import type { Spec, SpecProblem } from '../domain/spec.ts';
import type { Checkout, FileRead } from '../ports/checkout.ts';
import { discoverSpecs } from '../spec/discover.ts';
import { orderSpecs } from '../spec/order.ts';
import { parseSpec } from '../spec/parse.ts';

/** A spec as the user's working tree has it. */
export interface LocalSpec {
  readonly spec: Spec;
  /** Named by `--spec`, a `specs` glob or its own front matter. */
  readonly asked: boolean;
}

export interface LocalSpecs {
  readonly specs: readonly LocalSpec[];
  readonly problems: readonly SpecProblem[];
}

/** Larger files are no specs: 1 MiB. */
export const MAX_SPEC_BYTES = 1_048_576;

const READ_PROBLEMS = {
  missing: 'is not there; check the path given to --spec',
  outside: 'lies outside the repository; name a spec inside it',
  not_a_file: 'is not a regular file; name a Markdown file',
  unreadable: 'cannot be read; check its permissions',
  too_large: 'is larger than 1 MiB; split it into several specs',
} as const;

interface Wanted {
  readonly path: string;
  readonly asked: boolean;
}

/** Reads and parses every spec that counts, in build order; what cannot be read is a problem, not an end. */
export async function readSpecs(checkout: Checkout, config: Config): Promise<LocalSpecs> {
  const { wanted, problems } = await wantedSpecs(checkout, config);
  const read = await Promise.all(wanted.map((want) => readSpec(checkout, want)));
  const found = read.flatMap((one) => (one !== 'no work' && 'local' in one ? [one.local] : []));
  const asked = new Map(found.map((local) => [local.spec.path, local.asked]));
  const sorted = orderSpecs(found.map((local) => local.spec));
  return {
    specs: sorted.ordered.map((spec) => ({ spec, asked: asked.get(spec.path) ?? false })),
    problems: [
      ...problems,
      ...read.flatMap((one) => (one !== 'no work' && 'problem' in one ? [one.problem] : [])),
      ...sorted.problems,
    ],
  };
}

async function wantedSpecs(
  checkout: Checkout,
  config: Config,
): Promise<{ readonly wanted: readonly Wanted[]; readonly problems: readonly SpecProblem[] }> {
  if (config.specs.length > 0) return namedSpecs(checkout, config.specs);
  const candidates = discoverSpecs(await checkout.listFiles(), { globs: config.specGlobs });
  return { wanted: candidates.map(({ path, asked }) => ({ path, asked })), problems: [] };
}

async function namedSpecs(
  checkout: Checkout,
  paths: readonly string[],
): Promise<{ readonly wanted: readonly Wanted[]; readonly problems: readonly SpecProblem[] }> {
  const relative = await Promise.all(paths.map((path) => checkout.relative(path)));
  const inside = [...new Set(relative.filter((path) => path !== null))];
  const outside = paths.filter((_, index) => relative[index] === null);
  return {
    wanted: inside.map((path) => ({ path, asked: true })),
    problems: outside.map((path) => readProblem(path, 'outside')),
  };
}

type ReadOne = { readonly local: LocalSpec } | { readonly problem: SpecProblem } | 'no work';

async function readSpec(checkout: Checkout, want: Wanted): Promise<ReadOne> {
  const read: FileRead = await checkout.readFile(want.path, MAX_SPEC_BYTES);
  if (!read.ok) return { problem: readProblem(want.path, read.why) };
  const parsed = parseSpec(want.path, read.bytes);
  if (!parsed.ok) return { problem: parsed.problem };
  const asked = want.asked || parsed.spec.status === 'ready';
  return isWork(parsed.spec, asked) ? { local: { spec: parsed.spec, asked } } : 'no work';
}

/** Without being asked for, only open boxes make a spec work. */
function isWork(spec: Spec, asked: boolean): boolean {
  return asked || spec.tasks.some((task) => !task.done);
}

function readProblem(path: string, code: keyof typeof READ_PROBLEMS): SpecProblem {
  return { path, code, message: `${path} ${READ_PROBLEMS[code]}`, line: null };
}
