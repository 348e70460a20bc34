import { notFound, refusal, wrongField, wrongRequest } from './refusals.ts';
import { close, type FakeRepository } from './repository.ts';
import type { FakePull, FakeReply, FakeRequest } from './types.ts';
import { pullView } from './views.ts';

/** The longest title and body GitHub takes, in characters. */
const MAX_TITLE = 256;
const MAX_BODY = 65_536;

/** `GET /pulls`: filtered, sorted, paged, with a `Link` header where there is more. */
export function listPulls(repository: FakeRepository, request: FakeRequest): FakeReply {
  const { query } = request;
  const [state, base] = [query.get('state') ?? 'open', query.get('base')];
  const found = repository.pulls
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.base === base)
    .filter((pull) => isFrom(repository, pull, query.get('head')));
  const sorted = query.get('direction') === 'asc' ? found : found.reverse();
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const page = Math.max(1, Number(query.get('page') ?? 1));
  const shown = sorted.slice((page - 1) * size, page * size);
  const link = linkHeader(request, page, Math.ceil(sorted.length / size));
  const body = shown.map((pull) => pullView(repository, pull));
  return { status: 200, body, headers: link === '' ? {} : { link } };
}

/** A `head` that is not `owner:branch` does not filter, as on GitHub. */
function isFrom({ options }: FakeRepository, pull: FakePull, head: string | null): boolean {
  const [owner, branch] = (head ?? '').split(/:(.*)/s);
  if (branch === undefined) return true;
  const own = pull.headRepo === 'own' ? options.owner : 'stranger';
  return pull.head === branch && own.toLowerCase() === owner?.toLowerCase();
}

function linkHeader({ path, query }: FakeRequest, page: number, last: number): string {
  if (page >= last) return '';
  const to = (number: number, rel: string) => {
    const next = new URLSearchParams(query);
    next.set('page', String(number));
    return `<http://127.0.0.1${path}?${next.toString()}>; rel="${rel}"`;
  };
  return `${to(page + 1, 'next')}, ${to(last, 'last')}`;
}

/** `POST /pulls`. */
export async function createPull(
  repository: FakeRepository,
  { body, author }: { body: FakeRequest['body']; author: string },
): Promise<FakeReply> {
  const [title, base] = [text(body['title']), text(body['base'])];
  const head = text(body['head']).replace(`${repository.options.owner}:`, '');
  const draft = body['draft'] === true;
  const wrong =
    wrongWords(title, text(body['body'])) ?? (await wrongBranches(repository, { head, base }));
  if (wrong !== null) return wrong;
  if (draft && repository.options.drafts === false) {
    return refusal(422, 'Draft pull requests are not supported in this repository.');
  }
  const pull = repository.add({ title, body: text(body['body']), head, base, draft, author });
  await repository.settle();
  return { status: 201, body: pullView(repository, pull) };
}

function wrongWords(title: string, body: string): FakeReply | null {
  if (title.trim() === '') return wrongField('title', 'missing_field');
  if (title.length > MAX_TITLE)
    return wrongRequest('title is too long (maximum is 256 characters)');
  if (body.length > MAX_BODY) return wrongRequest('body is too long (maximum is 65536 characters)');
  return null;
}

async function wrongBranches(
  repository: FakeRepository,
  { head, base }: { head: string; base: string },
): Promise<FakeReply | null> {
  if (!(await repository.hasBranch(base))) return wrongField('base', 'invalid');
  if (!(await repository.hasBranch(head))) return wrongField('head', 'invalid');
  const same = repository.pulls.some(
    (pull) => pull.state === 'open' && pull.head === head && pull.base === base,
  );
  const { owner } = repository.options;
  if (same) return wrongRequest(`A pull request already exists for ${owner}:${head}.`);
  const ahead = (await repository.git?.ahead(base, head)) ?? 1;
  return ahead > 0 ? null : wrongRequest(`No commits between ${base} and ${head}`);
}

/** `PATCH /pulls/n`: title, body, base, and state; `draft` is ignored, as on GitHub. */
export async function updatePull(
  repository: FakeRepository,
  pull: FakePull,
  body: FakeRequest['body'],
): Promise<FakeReply> {
  const wanted = {
    title: textOr(body['title'], pull.title),
    body: textOr(body['body'], pull.body),
    base: textOr(body['base'], pull.base),
  };
  const wrong =
    wrongWords(wanted.title, wanted.body) ?? (await wrongBase(repository, pull, wanted));
  if (wrong !== null) return wrong;
  Object.assign(pull, wanted, { updatedAt: new Date().toISOString() });
  if (body['state'] === 'closed') close(pull);
  if (body['state'] === 'open' && pull.mergedAt === null) pull.state = 'open';
  return { status: 200, body: pullView(repository, pull) };
}

async function wrongBase(
  repository: FakeRepository,
  pull: FakePull,
  { base }: { base: string },
): Promise<FakeReply | null> {
  if (base === pull.base) return null;
  if (pull.state === 'closed')
    return wrongRequest('Cannot change the base of a closed pull request.');
  if (!(await repository.hasBranch(base))) return wrongField('base', 'invalid');
  const taken = repository.pulls.some(
    (one) => one.state === 'open' && one.head === pull.head && one.base === base,
  );
  return taken ? wrongRequest(`A pull request already exists for base ${base}.`) : null;
}

/** `POST /pulls/n/requested_reviewers`: all or none. */
export function requestReviewers(
  repository: FakeRepository,
  pull: FakePull,
  body: FakeRequest['body'],
): FakeReply {
  const people = list(body['reviewers']);
  const allowed = repository.options.collaborators;
  if (people.includes(pull.author)) {
    return refusal(422, 'Review cannot be requested from pull request author.');
  }
  if (allowed !== undefined && !people.every((login) => allowed.includes(login))) {
    return refusal(422, 'Reviews may only be requested from collaborators.');
  }
  for (const login of people) pull.reviewers.add(login);
  for (const slug of list(body['team_reviewers'])) pull.teams.add(slug);
  return { status: 201, body: pullView(repository, pull) };
}

/** `POST /issues/n/labels`. */
export function addLabels(pull: FakePull | undefined, body: FakeRequest['body']): FakeReply {
  if (pull === undefined) return notFound();
  for (const label of list(body['labels'])) pull.labels.add(label);
  return { status: 200, body: [...pull.labels].map((name) => ({ name })) };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
