import { dirname, join } from 'node:path/posix';
import { specKey, specLabel } from '../domain/ids.ts';
import type { Spec, SpecProblem } from '../domain/spec.ts';
import { buildOrder } from './build-order.ts';

export interface OrderedSpecs {
  /** Each after the specs its front matter names, otherwise in the given order; faulty ones left out. */
  readonly ordered: readonly Spec[];
  /** Path → paths of the specs among them that its front matter names. */
  readonly waitsFor: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly SpecProblem[];
}

/**
 * Orders specs by `depends_on`, whose entries name a spec by path, file or folder name, or label.
 * @param others paths of further specs that may be named and are not waited for: finished ones, say
 */
export function orderSpecs(specs: readonly Spec[], others: readonly string[] = []): OrderedSpecs {
  const names = namesOf(specs, others);
  const nodes = specs.map((spec) => {
    const found = spec.dependsOn.map((name) => ({ name, paths: lookUp(names, spec.path, name) }));
    return {
      id: spec.path,
      spec,
      dependsOn: found.flatMap(({ paths }) => paths ?? []),
      unknown: found.filter(({ paths }) => paths === null).map(({ name }) => name),
    };
  });
  const faulty = nodes.filter(({ unknown }) => unknown.length > 0);
  const problems = faulty.map(({ spec, unknown }) => unknownProblem(spec, unknown));
  const { sound, circles } = withoutCycles(nodes.filter(({ unknown }) => unknown.length === 0));
  const waitsFor = new Map(nodes.map(({ id, dependsOn }) => [id, dependsOn] as const));
  return { ordered: sound, waitsFor, problems: [...problems, ...circles] };
}

interface SpecNode {
  readonly id: string;
  readonly spec: Spec;
  readonly dependsOn: readonly string[];
}

/** Takes the members of each cycle out, one message for each member. */
function withoutCycles(nodes: readonly SpecNode[]): { sound: Spec[]; circles: SpecProblem[] } {
  const circles: SpecProblem[] = [];
  let rest = nodes;
  for (;;) {
    const { ordered, cycle } = buildOrder(rest);
    if (cycle.length === 0) return { sound: ordered.map(({ spec }) => spec), circles };
    const paths = cycle.map(({ id }) => id);
    const round = [...paths, ...paths.slice(0, 1)].join(' → ');
    const message = `Specs depend on each other in a circle: ${round}. Take one of these \`depends_on\` out.`;
    circles.push(...paths.map((path) => ({ path, code: 'cycle' as const, message, line: 1 })));
    rest = rest.filter(({ id }) => !paths.includes(id));
  }
}

function unknownProblem({ path }: Spec, unknown: readonly string[]): SpecProblem {
  const message = `The spec depends on ${unknown.join(', ')}, which is no spec here: name one by its path.`;
  return { path, code: 'unknown_dependency', message, line: 1 };
}

/** The paths waited for by each name; none for the name of another spec. */
function namesOf(
  specs: readonly Spec[],
  others: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { path } of specs) {
    for (const name of namesFor(path)) {
      const paths = names.get(name);
      if (paths) paths.push(path);
      else names.set(name, [path]);
    }
  }
  for (const name of others.flatMap(namesFor)) if (!names.has(name)) names.set(name, []);
  return names;
}

function namesFor(path: string): readonly string[] {
  const stem = path.replace(/\.[^./]+$/, '');
  const key = specKey(path);
  const last = (name: string) => name.slice(name.lastIndexOf('/') + 1);
  const names = key === stem ? [last(path), last(stem)] : [last(key)];
  return [...new Set([path, stem, key, ...names, specLabel(path)])];
}

/** The paths a name stands for as seen from a spec, relative to its folder first; null for an unknown name. */
function lookUp(
  names: ReadonlyMap<string, readonly string[]>,
  from: string,
  name: string,
): readonly string[] | null {
  const clean = name
    .replace(/^\.\//, '')
    .replace(/\/$/, '')
    .replace(/^spec[- ](?=\d)/i, '');
  const forms = [join(dirname(from), clean), clean, name];
  for (const form of forms) {
    const paths = names.get(form);
    if (paths !== undefined) return paths;
  }
  return null;
}
