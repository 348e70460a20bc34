import type { FakeReply } from './types.ts';

const DOCS = 'https://docs.github.com/rest';

/** GitHub's error body. */
export function refusal(status: number, message: string, errors?: readonly unknown[]): FakeReply {
  const body = { message, documentation_url: DOCS, status: String(status) };
  return { status, body: errors === undefined ? body : { ...body, errors } };
}

export const notFound = (): FakeReply => refusal(404, 'Not Found');

export const notAllowed = (): FakeReply => refusal(403, 'Resource not accessible by integration');

/** A 422 that names a wrong field. */
export function wrongField(field: string, code: 'invalid' | 'missing_field'): FakeReply {
  return refusal(422, 'Validation Failed', [{ resource: 'PullRequest', field, code }]);
}

/** A 422 in words of its own. */
export function wrongRequest(message: string): FakeReply {
  return refusal(422, 'Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
}
