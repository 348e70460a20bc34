import type { FakeRepository } from './repository.ts';
import type { FakeAccount, FakePull, FakeReply, FakeRequest } from './types.ts';

const MUTATIONS = {
  markPullRequestReadyForReview: false,
  convertPullRequestToDraft: true,
} as const;
type Mutation = keyof typeof MUTATIONS;

/** `POST /graphql`: who am I, ready for review, back to draft. */
export function answerGraphql(
  repository: FakeRepository,
  body: FakeRequest['body'],
  account: FakeAccount,
): FakeReply {
  const query = typeof body['query'] === 'string' ? body['query'] : '';
  const name = (Object.keys(MUTATIONS) as Mutation[]).find((one) => query.includes(one));
  if (name !== undefined) return setDraft({ repository, account, body, name });
  if (/\bviewer\b/.test(query)) return data({ viewer: { login: account.login } });
  return errors('undefinedField', 'Field is not known to this server');
}

interface DraftRequest {
  readonly repository: FakeRepository;
  readonly account: FakeAccount;
  readonly body: FakeRequest['body'];
  readonly name: Mutation;
}

function setDraft({ repository, account, body, name }: DraftRequest): FakeReply {
  const id = nodeId(body);
  const pull = repository.pulls.find((one) => one.nodeId === id);
  if (pull === undefined) {
    return errors('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  }
  if (account.write === false) {
    return errors('FORBIDDEN', 'Resource not accessible by personal access token');
  }
  const wanted = MUTATIONS[name];
  if (pull.state !== 'open') return errors('UNPROCESSABLE', 'Pull request is closed');
  if (pull.draft === wanted) {
    return errors('UNPROCESSABLE', `Pull request is already ${wanted ? 'a draft' : 'ready'}`);
  }
  pull.draft = wanted;
  pull.updatedAt = new Date().toISOString();
  return data({ [name]: { clientMutationId: null, pullRequest: view(pull) } });
}

function view(pull: FakePull) {
  return {
    id: pull.nodeId,
    number: pull.number,
    isDraft: pull.draft,
    state: pull.state.toUpperCase(),
  };
}

/** The pull request's id: among the variables at any depth, or written into the query. */
function nodeId(body: FakeRequest['body']): string {
  return /PR_[\w-]+/.exec(JSON.stringify(body))?.[0] ?? '';
}

function data(value: unknown): FakeReply {
  return { status: 200, body: { data: value } };
}

function errors(type: string, message: string): FakeReply {
  return { status: 200, body: { data: null, errors: [{ type, message, path: [] }] } };
}
