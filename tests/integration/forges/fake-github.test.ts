import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSeededRepository, type SeededRepository } from '../../support/fake-github/seed.ts';
import { type FakeGithub, startFakeGithub } from '../../support/fake-github/server.ts';

let seeded: SeededRepository;
let fake: FakeGithub;

beforeEach(async () => {
  seeded = createSeededRepository();
  fake = await startFakeGithub({ owner: 'o', repo: 'r', gitDir: seeded.gitDir });
});
afterEach(async () => {
  await fake.close();
  seeded.remove();
});

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${fake.url}${path}`, {
    method,
    headers: { authorization: 'Bearer t' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

const PULLS = '/repos/o/r/pulls';
const open = (head: string, base = 'main', draft = false) =>
  call('POST', PULLS, { head, base, title: head, draft });
async function read(number: number): Promise<Record<string, unknown>> {
  return (await call('GET', `${PULLS}/${String(number)}`)).body as Record<string, unknown>;
}

describe('opening', () => {
  it('takes only branches that exist and differ', async () => {
    seeded.commit('c/a');
    seeded.git('update-ref', 'refs/heads/c/same', 'refs/heads/main');
    expect(await open('c/none')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'head' }] },
    });
    expect(await open('c/a', 'none')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'base' }] },
    });
    expect(await open('c/same')).toMatchObject({
      status: 422,
      body: { errors: [{ message: 'No commits between main and c/same' }] },
    });
    expect(await open('o:c/a')).toMatchObject({ status: 201, body: { head: { ref: 'c/a' } } });
    expect(await open('c/a')).toMatchObject({
      status: 422,
      body: { errors: [{ message: 'A pull request already exists for o:c/a.' }] },
    });
  });

  it('takes no bad token', async () => {
    const bad = await fetch(`${fake.url}/user`, { headers: { authorization: 'token x' } });
    expect([bad.status, (await fetch(`${fake.url}/user`)).status]).toEqual([401, 401]);
  });
});

describe('merging', () => {
  it('makes a merge commit of both parents', async () => {
    const head = seeded.commit('c/a');
    const main = seeded.git('rev-parse', 'main');
    await open('c/a');
    expect(await call('PUT', `${PULLS}/1/merge`, {})).toMatchObject({ status: 200 });
    expect(seeded.git('log', '-1', '--format=%P', 'main')).toBe(`${main} ${head}`);
    expect(await read(1)).toMatchObject({ state: 'closed', merged_at: expect.any(String) });
  });

  it('squashes to one commit with the same tree', async () => {
    seeded.commit('c/a', { path: 'one' });
    seeded.commit('c/a', { path: 'two' });
    const main = seeded.git('rev-parse', 'main');
    await open('c/a');
    await call('PUT', `${PULLS}/1/merge`, { merge_method: 'squash' });
    expect(seeded.git('log', '-1', '--format=%P %s', 'main')).toBe(`${main} c/a (#1)`);
    expect(seeded.git('diff', 'main', 'c/a')).toBe('');
  });

  it('refuses drafts, conflicts and what is merged', async () => {
    seeded.commit('c/a', { path: 'same', text: 'a' });
    seeded.commit('c/b', { path: 'same', text: 'b' });
    await open('c/a', 'main', true);
    await open('c/b');
    expect(await fake.merge(1)).toBe('draft');
    expect(await fake.merge(2)).toBe('merged');
    expect(await fake.merge(2)).toBe('not_open');
    fake.state.pull(1)!.draft = false;
    expect(await call('PUT', `${PULLS}/1/merge`, {})).toMatchObject({ status: 405 });
  });

  it('is seen when the commits arrive in the base by a push', async () => {
    seeded.commit('c/a');
    await open('c/a');
    seeded.git('update-ref', 'refs/heads/main', 'refs/heads/c/a');
    expect(await read(1)).toMatchObject({ merged_at: expect.any(String) });
  });
});

describe('deleting a branch', () => {
  it('moves what is based on it, when it was merged', async () => {
    seeded.commit('c/a');
    seeded.commit('c/b', { from: 'c/a' });
    await open('c/a');
    await open('c/b', 'c/a');
    expect(await fake.merge(1, { method: 'squash', deleteBranch: true })).toBe('merged');
    expect(await read(2)).toMatchObject({ state: 'open', base: { ref: 'main' } });
    expect(seeded.git('for-each-ref', 'refs/heads/c/a')).toBe('');
  });

  it('closes what comes from it and what is based on it, when it was not', async () => {
    seeded.commit('c/a');
    seeded.commit('c/b', { from: 'c/a' });
    await open('c/a');
    await open('c/b', 'c/a');
    expect(await call('DELETE', '/repos/o/r/git/refs/heads/c/a')).toMatchObject({ status: 204 });
    expect([(await read(1))['state'], (await read(2))['state']]).toEqual(['closed', 'closed']);
    expect(await fake.deleteBranch('c/a')).toBe(false);
  });

  it('is seen when it was done by a push', async () => {
    seeded.commit('c/a');
    await open('c/a');
    seeded.git('update-ref', '-d', 'refs/heads/c/a');
    expect(await read(1)).toMatchObject({ state: 'closed', merged_at: null });
  });
});

describe('changing', () => {
  it('sets the base to existing branches only, and closes and opens again', async () => {
    seeded.commit('c/a');
    await open('c/a');
    const patch = (body: unknown) => call('PATCH', `${PULLS}/1`, body);
    expect(await patch({ base: 'none' })).toMatchObject({ status: 422 });
    expect(await patch({ state: 'closed' })).toMatchObject({ body: { state: 'closed' } });
    expect(await patch({ base: 'c/a' })).toMatchObject({ status: 422 });
    expect(await patch({ state: 'open' })).toMatchObject({ body: { state: 'open' } });
    expect(await patch({ draft: true })).toMatchObject({ body: { draft: false } });
  });

  it('turns a draft ready and back by GraphQL', async () => {
    seeded.commit('c/a');
    await open('c/a', 'main', true);
    const id = (await read(1))['node_id'];
    const mutate = (name: string) =>
      call('POST', '/graphql', {
        query: `mutation($id: ID!) { ${name}(input: {pullRequestId: $id}) { pullRequest { isDraft } } }`,
        variables: { id },
      });
    expect(await mutate('markPullRequestReadyForReview')).toMatchObject({
      body: { data: { markPullRequestReadyForReview: { pullRequest: { isDraft: false } } } },
    });
    expect(await mutate('markPullRequestReadyForReview')).toMatchObject({
      body: { errors: [{ type: 'UNPROCESSABLE' }] },
    });
    await mutate('convertPullRequestToDraft');
    expect(await read(1)).toMatchObject({ draft: true });
  });

  it('links the pages of a list', async () => {
    const add = (head: string) =>
      fake.state.add({ head, base: 'main', title: head, body: '', draft: false, author: 'a' });
    for (const head of ['c/a', 'c/b', 'c/c']) {
      seeded.commit(head);
      add(head);
    }
    const headers = { authorization: 'token t' };
    const first = await fetch(`${fake.url}${PULLS}?per_page=2`, { headers });
    expect(first.headers.get('link')).toMatch(/[?&]page=2>; rel="next", <.*rel="last"/);
    const second = await fetch(`${fake.url}${PULLS}?per_page=2&page=2`, { headers });
    expect(second.headers.get('link')).toBeNull();
    expect(await second.json()).toMatchObject([{ number: 1 }]);
  });
});
