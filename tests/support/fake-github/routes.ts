import { answerGraphql } from './graphql.ts';
import { type Landing, land, removeBranch } from './landing.ts';
import { addLabels, createPull, listPulls, requestReviewers, updatePull } from './pull-routes.ts';
import { notAllowed, notFound, refusal } from './refusals.ts';
import type { FakeRepository } from './repository.ts';
import type { FakeAccount, FakePull, FakeReply, FakeRequest } from './types.ts';
import { pullView, repositoryView } from './views.ts';

const DEFAULT_TOKENS: Readonly<Record<string, FakeAccount>> = { t: { login: 'octocat' } };

/** Answers a request as GitHub would. */
export async function answer(repository: FakeRepository, request: FakeRequest): Promise<FakeReply> {
  if (request.token === null) return refusal(401, 'Requires authentication');
  const account = (repository.options.tokens ?? DEFAULT_TOKENS)[request.token];
  if (account === undefined) return refusal(401, 'Bad credentials');
  await repository.settle();
  if (request.path === '/user') return whoami(account);
  if (request.path === '/graphql' && request.method === 'POST') {
    if (repository.options.graphql === false) return notFound();
    return answerGraphql(repository, request.body, account);
  }
  return inRepository(repository, request, account);
}

function whoami({ login }: FakeAccount): FakeReply {
  return login === null ? notAllowed() : { status: 200, body: { login, type: 'User' } };
}

async function inRepository(
  repository: FakeRepository,
  request: FakeRequest,
  account: FakeAccount,
): Promise<FakeReply> {
  const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)(\/.*)?$/.exec(request.path) ?? [];
  const { formerName } = repository.options;
  if (name !== '' && name === formerName) return moved(repository, request, rest);
  if (name.toLowerCase() !== repository.fullName.toLowerCase()) return notFound();
  if (request.method !== 'GET' && account.write === false) return notAllowed();
  const author = account.login ?? 'github-actions[bot]';
  const route = `${request.method} ${rest.replace(/\d+/, 'N')}`;
  const pull = repository.pull(Number(/\d+/.exec(rest)?.[0]));
  return (
    (await wholeRoute(repository, { route, request, author })) ??
    (pull === undefined ? null : await pullRoute(repository, { route, request, pull })) ??
    (await branchRoute(repository, request.method, rest)) ??
    notFound()
  );
}

function moved({ fullName }: FakeRepository, request: FakeRequest, rest: string): FakeReply {
  const query = request.query.size === 0 ? '' : `?${request.query.toString()}`;
  const status = request.method === 'GET' ? 301 : 307;
  const headers = { location: `/repos/${fullName}${rest}${query}` };
  return { status, body: { message: 'Moved Permanently' }, headers };
}

async function wholeRoute(
  repository: FakeRepository,
  { route, request, author }: { route: string; request: FakeRequest; author: string },
): Promise<FakeReply | null> {
  switch (route) {
    case 'GET ':
      return { status: 200, body: repositoryView(repository) };
    case 'GET /pulls':
      return listPulls(repository, request);
    case 'POST /pulls':
      return createPull(repository, { body: request.body, author });
    default:
      return null;
  }
}

async function pullRoute(
  repository: FakeRepository,
  { route, request, pull }: { route: string; request: FakeRequest; pull: FakePull },
): Promise<FakeReply | null> {
  const { body } = request;
  switch (route) {
    case 'GET /pulls/N':
      return { status: 200, body: pullView(repository, pull) };
    case 'PATCH /pulls/N':
      return updatePull(repository, pull, body);
    case 'PUT /pulls/N/merge':
      return mergePull(repository, pull, body);
    case 'POST /pulls/N/requested_reviewers':
      return requestReviewers(repository, pull, body);
    case 'POST /issues/N/labels':
      return addLabels(pull, body);
    default:
      return null;
  }
}

async function mergePull(
  repository: FakeRepository,
  pull: FakePull,
  body: FakeRequest['body'],
): Promise<FakeReply> {
  const method: Landing['method'] = body['merge_method'] === 'squash' ? 'squash' : 'merge';
  const result = await land(repository, pull, { method });
  if (result === 'merged') return { status: 200, body: { sha: pull.mergeSha, merged: true } };
  const why = { not_open: 'not open', draft: 'still a draft', conflict: 'not mergeable' }[result];
  return refusal(405, `Pull Request is ${why}`);
}

async function branchRoute(
  repository: FakeRepository,
  method: string,
  rest: string,
): Promise<FakeReply | null> {
  const branch = /^\/git\/refs\/heads\/(.+)$/.exec(rest)?.[1];
  if (method !== 'DELETE' || branch === undefined) return null;
  const removed = await removeBranch(repository, decodeURIComponent(branch));
  return removed ? { status: 204, body: null } : refusal(422, 'Reference does not exist');
}
