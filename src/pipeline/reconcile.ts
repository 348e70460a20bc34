import type { ChunkId, Sha } from '../domain/ids.ts';
import { specLabel, specSlug } from '../domain/ids.ts';
import type { Ledger, PendingPlan } from '../domain/ledger.ts';
import type { ParkedQuestions } from '../domain/marker.ts';
import type { ChunkCommit } from '../domain/part.ts';
import type { Size } from '../domain/size.ts';
import type { Spec, SpecProblem } from '../domain/spec.ts';
import type { History } from '../ports/history.ts';
import { chunksOf } from '../spec/chunks.ts';
import { matchTasks } from '../spec/match.ts';
import { parseText } from '../spec/parse.ts';
import { allowanceNow } from './allowance.ts';
import type { Base } from './base.ts';
import { freeStem, stemsOf } from './branch-names.ts';
import type { BranchFacts } from './branches.ts';
import { readRecords } from './chunk-records.ts';
import { effectiveText, isWithdrawn, type KnownTexts, readVersions } from './effective-spec.ts';
import type { LocalSpec } from './read-specs.ts';
import { type MarkedPull, readStack, type Stack, stemOf } from './stack.ts';
import type { SpecWork } from './work.ts';

/** What forge, git and ledger say, read once for all specs. */
export interface Situation {
  readonly history: History;
  /** The user's HEAD commit. */
  readonly head: string;
  readonly texts: KnownTexts;
  readonly base: Base;
  readonly branches: readonly BranchFacts[];
  /** What parked tasks ask, by the slugs of their specs, as it is kept beside the branches. */
  readonly parked: ReadonlyMap<string, string>;
  readonly pulls: readonly MarkedPull[];
  /** Our commits reachable from the base. */
  readonly onBase: readonly ChunkCommit[];
  readonly measure: (spec: Spec) => (start: Sha, tip: Sha) => Promise<Size>;
  readonly ledger: (spec: string) => Promise<Ledger>;
  /** `security.allow`. */
  readonly allow: readonly string[];
  readonly branchPrefix: string;
  /** Stems that are taken, also by the specs before this one. */
  readonly stems: ReadonlySet<string>;
  /** Whether what a plan wrote and no commit carries yet counts. */
  readonly plans: boolean;
  /** Specs were named with `--spec`: one without work is told, not passed over in silence. */
  readonly named: boolean;
  /** The run whose stacks alone are gone on with; null for those of all runs. */
  readonly onlyRun: string | null;
  /** Epoch seconds, for the last resort of a branch name. */
  readonly nowSeconds: number;
}

type Reconciled =
  | { readonly type: 'work'; readonly work: SpecWork }
  | { readonly type: 'problem'; readonly spec: Spec; readonly problem: SpecProblem }
  /** Deleted on the base and unchanged here, or nothing in it asks for work. */
  | { readonly type: 'nothing' };

/** Reconciles one spec after the other, in build order. */
export async function reconcileAll(
  specs: readonly LocalSpec[],
  situation: Omit<Situation, 'stems'>,
): Promise<{ readonly works: readonly SpecWork[]; readonly problems: readonly SpecProblem[] }> {
  const works: SpecWork[] = [];
  const problems: SpecProblem[] = [];
  const stems = stemsOf([
    ...situation.branches.map((branch) => branch.name),
    ...situation.base.branches.keys(),
    ...situation.pulls.map(({ pull }) => pull.head),
  ]);
  for (const spec of specs) {
    const found = await reconcile(spec, { ...situation, stems });
    if (found.type === 'problem') problems.push(found.problem);
    if (found.type !== 'work') continue;
    works.push(found.work);
    stems.add(stemOf(found.work.stack.stem));
  }
  return { works, problems };
}

/** Brings a spec, what was built of it and what is remembered of it together: forge before git before ledger. */
async function reconcile(local: LocalSpec, situation: Situation): Promise<Reconciled> {
  const { history, base } = situation;
  const stack = await stackOf(local.spec, situation);
  const tip = stack.parts.at(-1)?.tip ?? base.sha;
  const versions = await readVersions(history, local.spec, {
    texts: situation.texts,
    head: situation.head,
    base: base.sha,
    tip,
  });
  if (isWithdrawn(versions)) return { type: 'nothing' };
  const text = await effectiveText(history, versions);
  const unplanned = text === local.spec.text ? local.spec : parseText(local.spec.path, text);
  const found = chunksOf(unplanned, { asked: local.asked });
  const problem = found.problems[0];
  if (problem !== undefined) return { type: 'problem', spec: unplanned, problem };
  if (found.chunks.length === 0) {
    return situation.named ? withoutWork(unplanned) : { type: 'nothing' };
  }
  const ledger = await situation.ledger(unplanned.path);
  const plan = await pendingPlan(unplanned, ledger, situation);
  const spec = plan === null ? unplanned : parseText(unplanned.path, plan.text);
  const { chunks } = plan === null ? found : chunksOf(spec, { asked: local.asked });
  const records = readRecords(chunks, {
    stack,
    unpushed: new Set(
      situation.branches.filter((branch) => branch.unpushed).map((branch) => branch.name),
    ),
    onBase: situation.onBase.filter((commit) => isOurs(commit, situation)),
    ledger,
    formerIds: formerIds(spec, versions.known),
    allowance: await allowanceNow({ questions: stack.questions, ledger }, situation),
  });
  const carries = spec.text !== versions.known;
  return {
    type: 'work',
    work: {
      spec,
      asked: local.asked,
      waitsFor: local.waitsFor,
      chunks,
      records,
      stack,
      tip,
      carries,
      plan,
      ledger,
    },
  };
}

/** What a plan wrote into this very text and no commit carries yet, by this machine or by another that asks about it. */
async function pendingPlan(
  spec: Spec,
  ledger: Ledger,
  situation: Situation,
): Promise<PendingPlan | null> {
  if (!situation.plans) return null;
  const known = [ledger.plan, (await keptQuestions(spec, situation))?.plan];
  return known.find((plan) => plan?.of === spec.hash) ?? null;
}

function withoutWork(spec: Spec): Reconciled {
  const message =
    'Nothing in the spec asks for work: add a task, such as "- [ ] Add a login page".';
  const problem = { path: spec.path, code: 'no_work', message, line: null } as const;
  return { type: 'problem', spec, problem };
}

/** Whether a commit counts as built: after a new start only what was built since. */
function isOurs(commit: ChunkCommit | undefined, { onlyRun }: Situation): boolean {
  return onlyRun === null || commit?.run === onlyRun;
}

async function stackOf(spec: Spec, situation: Situation): Promise<Stack> {
  const { history, base, onlyRun } = situation;
  const branches = situation.branches.filter(({ commits }) => isOurs(commits.at(-1), situation));
  const stems = new Set(branches.map(({ name }) => stemOf(name)));
  const pulls = situation.pulls.filter(
    ({ pull }) => onlyRun === null || stems.has(stemOf(pull.head)),
  );
  const measure = situation.measure(spec);
  const found = await readStack(history, spec, { base, branches, pulls, measure });
  const asked = (await keptQuestions(spec, situation))?.questions ?? [];
  if (found !== null) return { ...found, questions: [...found.questions, ...asked] };
  return {
    stem: newStem(spec, situation),
    parts: [],
    lastNumber: 0,
    elsewhere: [],
    merged: [],
    declined: [],
    questions: asked,
  };
}

/** What is asked about a spec's tasks; nothing after a new start. */
async function keptQuestions(
  { path }: Spec,
  { parked, onlyRun }: Situation,
): Promise<ParkedQuestions | null> {
  const text = onlyRun === null ? parked.get(specSlug(path)) : undefined;
  if (text === undefined) return null;
  // Loaded when there is something to check: few specs have a question, and the schemas cost every start.
  const { parseParked } = await import('../text/parked-text.ts');
  return parseParked(text, path);
}

function newStem(spec: Spec, { branchPrefix, nowSeconds, stems }: Situation): string {
  const stem = `${branchPrefix}spec-${specLabel(spec.path)}`;
  return freeStem({ stem, path: spec.path, nowSeconds }, stems);
}

function formerIds(spec: Spec, known: string | null): ReadonlyMap<ChunkId, ChunkId> {
  return known === null || known === spec.text
    ? new Map()
    : matchTasks(parseText(spec.path, known), spec);
}
