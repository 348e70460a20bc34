import { posix } from 'node:path';
import { inPackage, parentOf } from '../packages.ts';
import { readTreeFile } from '../tree-files.ts';
import { testFunctions } from './declared-tests.ts';
import { type Go, runGo } from './go-program.ts';
import { type GoPackage, LIST_TEMPLATE, readGoList, relatedPackages } from './graph.ts';
import type { GoModule } from './module.ts';

/** What `go` is asked to look at in one module: patterns of packages, as they are typed. */
export interface GoPlan {
  /** None where nothing is to be vetted. */
  readonly vet: readonly string[];
  readonly test: readonly string[];
  /** Names of test functions; null for all. */
  readonly only: readonly string[] | null;
}

const WHOLE = './...';
const EVERYTHING: GoPlan = { vet: [WHOLE], test: [WHOLE], only: null };
/** More packages than this are not told one by one. */
const MAX_PACKAGES = 200;

/** What a task asks for; null where none of it is left. */
export async function planFor(module: GoModule, go: Go): Promise<GoPlan | null> {
  const { task } = go.context.scope;
  if (task.kind === 'full') return EVERYTHING;
  if (task.kind === 'tests') return namedTests(module, go);
  const packages = await packagesIn(module, go);
  const found = packages === null ? null : relatedPackages(packages, module);
  if (found === null || found.related.length > MAX_PACKAGES) return EVERYTHING;
  const patterns = (folders: readonly string[]) => folders.map((one) => patternOf(one, module));
  return { vet: patterns(found.changed), test: patterns(found.related), only: null };
}

/** Null where Go cannot say. */
async function packagesIn(module: GoModule, go: Go): Promise<readonly GoPackage[] | null> {
  const args = ['list', '-e', '-f', LIST_TEMPLATE, WHOLE];
  const { exitCode, stdout } = await runGo(args, { folder: module.folder }, go);
  return exitCode === 0
    ? readGoList(new TextDecoder().decode(stdout), go.context.scope.root)
    : null;
}

async function namedTests(module: GoModule, { context }: Go): Promise<GoPlan | null> {
  const folders = new Set<string>();
  const names = new Set<string>();
  let isWhole = false;
  for (const file of module.changed) {
    const text = await readTreeFile(context.scope.root, file);
    if (text === null) continue;
    const found = testFunctions(text);
    if (found?.size !== 0) folders.add(patternOf(parentOf(file), module));
    if (found === null) isWhole = true;
    for (const name of found?.keys() ?? []) names.add(name);
  }
  if (folders.size === 0) return null;
  return { vet: [], test: [...folders].sort(), only: isWhole ? null : [...names] };
}

function patternOf(folder: string, module: GoModule): string {
  const inside = posix.relative(inPackage(module.folder, ''), folder);
  return inside === '' ? '.' : `./${inside}`;
}
