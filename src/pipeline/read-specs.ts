import type { Config } from '../domain/config.ts';
import type { Spec, SpecProblem } from '../domain/spec.ts';
import type { Checkout, FileRead } from '../ports/checkout.ts';
import { discoverSpecs, type SpecCandidate } from '../spec/discover.ts';
import { orderSpecs } from '../spec/order.ts';
import { decodeSpec, MAX_SPEC_BYTES, mayHoldWork, parseDecoded } from '../spec/parse.ts';
import { hasOpenWork } from '../spec/work-tree.ts';

/** A spec as the user's working tree has it. */
export interface LocalSpec {
  readonly spec: Spec;
  /** Named by `--spec`, a `specs` glob or its own front matter. */
  readonly asked: boolean;
  /** Paths of the specs whose work this one's builds upon. */
  readonly waitsFor: readonly string[];
}

export interface LocalSpecs {
  readonly specs: readonly LocalSpec[];
  readonly problems: readonly SpecProblem[];
}

const READ_PROBLEMS = {
  missing: 'The spec is not there: check the path given to --spec.',
  outside: 'The spec lies outside the repository: name one inside it.',
  not_a_file: 'The spec is not a regular file: name a Markdown file.',
  unreadable: 'The spec cannot be read: check its permissions.',
  too_large: 'The spec is larger than 1 MiB: split it into several.',
} as const;

interface Wanted {
  readonly path: string;
  readonly asked: boolean;
  /** A roadmap or a list of ideas: work only when somebody asks for it. */
  readonly onRequest: boolean;
  /** Also one whose boxes are all ticked. */
  readonly finished: boolean;
}

/**
 * Reads and parses every spec that counts, in build order; what cannot be read is a problem, not an end.
 * @param finished whether one counts whose boxes are all ticked
 */
export async function readSpecs(
  checkout: Checkout,
  config: Config,
  finished = false,
): Promise<LocalSpecs> {
  const all = discoverSpecs(await checkout.listFiles('.md'), { globs: config.specGlobs });
  const named = await namedSpecs(checkout, config.specs);
  const wanted = config.specs.length > 0 ? named.wanted : all.map(wantedOf);
  const read = await Promise.all(wanted.map((want) => readSpec(checkout, { ...want, finished })));
  const found = read.flatMap((one) => (one.type === 'work' ? [one] : []));
  const specs = new Map(found.map((one) => [one.spec.path, one.spec]));
  const asked = new Set(found.flatMap((one) => (one.asked ? [one.spec.path] : [])));
  const sorted = orderSpecs(
    [...specs.values()],
    all.map((candidate) => candidate.path),
  );
  return {
    specs: sorted.ordered.map((spec) => ({
      spec,
      asked: asked.has(spec.path),
      waitsFor: sorted.waitsFor.get(spec.path) ?? [],
    })),
    problems: [
      ...named.problems,
      ...read.flatMap((one) => (one.type === 'problem' ? [one.problem] : [])),
      ...sorted.problems,
    ],
  };
}

function wantedOf({ path, asked, onRequest }: SpecCandidate): Omit<Wanted, 'finished'> {
  return { path, asked, onRequest: onRequest && !asked };
}

async function namedSpecs(
  checkout: Checkout,
  paths: readonly string[],
): Promise<{
  readonly wanted: readonly Omit<Wanted, 'finished'>[];
  readonly problems: readonly SpecProblem[];
}> {
  const relative = await Promise.all(paths.map((path) => checkout.relative(path)));
  const inside = [...new Set(relative.filter((path) => path !== null))];
  const outside = paths.filter((_, index) => relative[index] === null);
  return {
    wanted: inside.map((path) => ({ path, asked: true, onRequest: false })),
    problems: outside.map((path) => readProblem(path, 'outside')),
  };
}

type ReadOne =
  | { readonly type: 'work'; readonly spec: Spec; readonly asked: boolean }
  | { readonly type: 'problem'; readonly problem: SpecProblem }
  | { readonly type: 'nothing' };

/** A link is another name of the spec it leads to. */
async function readSpec(checkout: Checkout, want: Wanted): Promise<ReadOne> {
  const read: FileRead = await checkout.readFile(want.path, MAX_SPEC_BYTES);
  if (!read.ok) return faulty(want, readProblem(want.path, read.why));
  const path = read.leadsTo ?? want.path;
  const decoded = decodeSpec(path, read.bytes);
  if (!decoded.ok) return faulty(want, decoded.problem);
  const mayCount = want.asked || want.finished || mayHoldWork(decoded.text);
  if (!mayCount) return { type: 'nothing' };
  const parsed = parseDecoded(path, decoded.text);
  if (!parsed.ok) return faulty(want, parsed.problem);
  const asked = want.asked || parsed.spec.status === 'ready';
  const counts = asked || !want.onRequest;
  return counts && (isWork(parsed.spec, asked) || (want.finished && parsed.spec.tasks.length > 0))
    ? { type: 'work', spec: parsed.spec, asked }
    : { type: 'nothing' };
}

/** What nobody asked for may be as it likes. */
function faulty({ onRequest }: Wanted, problem: SpecProblem): ReadOne {
  return onRequest ? { type: 'nothing' } : { type: 'problem', problem };
}

/** Without being asked for, only open tasks make a spec work: no criteria, nothing out of scope. */
function isWork(spec: Spec, asked: boolean): boolean {
  return asked || hasOpenWork(spec);
}

function readProblem(path: string, code: keyof typeof READ_PROBLEMS): SpecProblem {
  return { path, code, message: READ_PROBLEMS[code], line: null };
}
