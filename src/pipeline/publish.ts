import type { Reason } from '../domain/chunk.ts';
import type { Part } from '../domain/part.ts';
import type { ForgeResult, PullRequest } from '../domain/pull.ts';
import type { PushResult } from '../ports/git.ts';
import { isComplete, type Progress, withPart } from './progress.ts';
import { markPublished } from './published.ts';
import { pullBody, pullTitle } from './pull-text.ts';
import { type DeliveryEnv, remember, runSignal } from './spec-env.ts';

/** Waits before a push is tried again when the network failed, in milliseconds. */
const PUSH_WAITS = [1_000, 4_000];

/** Sends the top part out as the configuration says: with each commit, or once it is complete. */
export async function publishTop(progress: Progress, env: DeliveryEnv): Promise<Progress> {
  const top = progress.parts.at(-1);
  if (top === undefined || env.deps.config.publish === 'part') return progress;
  return publishPart(progress, top.branch, env);
}

/** Pushes a part and opens or updates its pull request; what could not be done is put on record and said. */
export async function publishPart(
  progress: Progress,
  branch: string,
  env: DeliveryEnv,
): Promise<Progress> {
  const part = progress.parts.find((one) => one.branch === branch);
  if (part === undefined || part.commits.length === 0) return progress;
  const below = waitsFor(progress, branch);
  if (below !== null) {
    return undelivered(progress, 'waits', `${branch} waits for ${below}, which is not pushed`);
  }
  if (part.pull === null && env.tally.openPulls >= env.deps.config.maxOpenPrs) {
    return undelivered(progress, 'max_open_prs', waiting(branch, env));
  }
  const pushed = await pushPart(progress, part, env);
  if (pushed.unpushed.has(branch)) return pushed;
  const opened = await openOrUpdate(pushed, part, env);
  return remember(opened, env);
}

/** A part shown before what it stands on would show that part's commits as its own. */
function waitsFor({ parts, unpushed }: Progress, branch: string): string | null {
  const at = parts.findIndex((part) => part.branch === branch);
  return parts.slice(0, at).find((part) => unpushed.has(part.branch))?.branch ?? null;
}

/** A part to bring to its end. */
export interface Readying {
  readonly branch: string;
  /** Its text may be out of date, because something of its stack changed. */
  readonly refresh: boolean;
}

/** Marks a complete part ready where the configuration wants it, its text up to date. */
export async function readyPart(
  progress: Progress,
  { branch, refresh }: Readying,
  env: DeliveryEnv,
): Promise<Progress> {
  const published = refresh ? await publishPart(progress, branch, env) : progress;
  const part = published.parts.find((one) => one.branch === branch);
  const pull = part?.pull ?? null;
  if (
    part === undefined ||
    pull === null ||
    published.unpushed.has(branch) ||
    part.held !== undefined ||
    !wantsReady(published, part, env)
  ) {
    return published;
  }
  // Nobody knows whether everything passes on it: a later run looks.
  if (pull.draft && part.whole !== true) return published;
  if (!pull.draft) return withPart(published, { ...part, closed: true });
  const { forge, events, config } = env.deps;
  const ready = await forge.markReady(pull.number);
  if (!ready.ok) return refused(published, { part, answer: ready }, env);
  events.emit({ type: 'pull.ready', ...refOf(published, part), number: pull.number });
  if (config.reviewers.length > 0)
    await warnIf(forge.requestReviewers(pull.number, config.reviewers), 'reviewers', env);
  return withPart(published, { ...part, pull: ready.value, closed: true });
}

/** Whether a part is complete, and the configuration has such parts ready for review. */
export function wantsReady(progress: Progress, part: Part, env: DeliveryEnv): boolean {
  const { ready } = env.deps.config;
  const isTop = progress.parts.at(-1)?.branch === part.branch;
  const complete = isTop ? isComplete(progress) || part.closed : true;
  if (ready === 'never' || !complete) return false;
  return ready === 'all' || progress.parts[0]?.branch === part.branch;
}

async function pushPart(progress: Progress, part: Part, env: DeliveryEnv): Promise<Progress> {
  if (!progress.unpushed.has(part.branch)) return progress;
  const { events, forge } = env.deps;
  const result = await pushWithRetries(
    { part, to: forge.kind === 'local' ? 'checkout' : 'origin' },
    env,
  );
  if (result.type === 'pushed') {
    events.emit({ type: 'pull.pushed', ...refOf(progress, part), sha: part.tip });
    const unpushed = new Set([...progress.unpushed].filter((branch) => branch !== part.branch));
    return { ...progress, unpushed };
  }
  events.emit({
    type: 'pull.push_failed',
    ...refOf(progress, part),
    why: result.why,
    message: result.detail,
  });
  return undelivered(
    progress,
    `push_${result.why}`,
    `${part.branch} could not be pushed: ${result.detail}`,
  );
}

async function pushWithRetries(
  { part, to }: { readonly part: Part; readonly to: 'origin' | 'checkout' },
  env: DeliveryEnv,
): Promise<PushResult> {
  const { git, clock } = env.deps;
  const request = { sha: part.tip, branch: part.branch, to } as const;
  let result = await git.push(request);
  for (const wait of PUSH_WAITS) {
    if (result.type === 'pushed' || result.why !== 'network' || runSignal(env.deps).aborted)
      return result;
    await clock.sleep(wait, runSignal(env.deps));
    result = await git.push(request);
  }
  return result;
}

async function openOrUpdate(progress: Progress, part: Part, env: DeliveryEnv): Promise<Progress> {
  const { forge, events, config } = env.deps;
  const { redactor } = env.deps;
  const title = redactor.redactKnown(pullTitle(progress, part));
  const body = redactor.redactKnown(await pullBody(progress, part, env));
  if (part.pull !== null) {
    if (saysTheSame(part.pull, { title, body, base: part.base }))
      return markPublished(progress, part.branch, env);
    const rebase = part.pull.base === part.base ? {} : { base: part.base };
    const updated = await forge.updatePull(part.pull.number, { title, body, ...rebase });
    if (!updated.ok) return refused(progress, { part, answer: updated }, env);
    events.emit({ type: 'pull.updated', ...refOf(progress, part), number: part.pull.number });
    return markPublished(withPart(progress, { ...part, pull: updated.value }), part.branch, env);
  }
  const opened = await forge.openPull({
    head: part.branch,
    base: part.base,
    title,
    body,
    draft: true,
  });
  if (!opened.ok) return refused(progress, { part, answer: opened }, env);
  env.tally.openPulls += 1;
  const { number, url, draft } = opened.value;
  events.emit({ type: 'pull.opened', ...refOf(progress, part), number, url, draft });
  if (config.labels.length > 0) await warnIf(forge.addLabels(number, config.labels), 'labels', env);
  return markPublished(withPart(progress, { ...part, pull: opened.value }), part.branch, env);
}

function saysTheSame(
  pull: PullRequest,
  wanted: Pick<PullRequest, 'title' | 'body' | 'base'>,
): boolean {
  return pull.title === wanted.title && pull.body === wanted.body && pull.base === wanted.base;
}

interface Refusal {
  readonly part: Part;
  readonly answer: Extract<ForgeResult<PullRequest>, { ok: false }>;
}

function refused(progress: Progress, { part, answer }: Refusal, env: DeliveryEnv): Progress {
  const { code, message } = answer;
  env.deps.events.emit({ type: 'pull.failed', ...refOf(progress, part), code, message });
  return undelivered(progress, `forge_${code}`, `the pull request of ${part.branch}: ${message}`);
}

function undelivered(progress: Progress, code: string, message: string): Progress {
  const others = progress.undelivered.filter(
    (reason) => reason.code !== code || reason.message !== message,
  );
  return { ...progress, undelivered: [...others, { code, message } satisfies Reason] };
}

function waiting(branch: string, env: DeliveryEnv): string {
  const { maxOpenPrs } = env.deps.config;
  return `${branch} waits: ${env.tally.openPulls} pull requests are open and --max-open-prs is ${maxOpenPrs}`;
}

function refOf(
  progress: Progress,
  part: Part,
): { readonly spec: string; readonly branch: string; readonly part: number } {
  return { spec: progress.spec.path, branch: part.branch, part: part.number };
}

async function warnIf(
  asked: Promise<ForgeResult<null>>,
  what: string,
  env: DeliveryEnv,
): Promise<void> {
  const answer = await asked;
  if (!answer.ok)
    env.deps.events.emit({
      type: 'run.warning',
      message: `${what} could not be set: ${answer.message}`,
    });
}
