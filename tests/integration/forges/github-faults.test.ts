import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { GithubAccess } from '../../../src/forges/github/api.ts';
import { createGithubForge } from '../../../src/forges/github/forge.ts';
import type { Forge } from '../../../src/ports/forge.ts';
import { quickClock } from '../../support/fake-github/quick-clock.ts';
import { type FakeGithub, startFakeGithub } from '../../support/fake-github/server.ts';
import type { FakeGithubOptions, Mishap } from '../../support/fake-github/types.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((end) => end()));
});

async function server(options: Partial<FakeGithubOptions> = {}): Promise<FakeGithub> {
  const fake = await startFakeGithub({ owner: 'o', repo: 'r', ...options });
  open.push(fake.close);
  return fake;
}

function connect(fake: { url: string }, access: Partial<GithubAccess> = {}) {
  const clock = quickClock();
  const forge = createGithubForge({
    owner: 'o',
    repo: 'r',
    token: 't',
    apiUrl: fake.url,
    clock,
    random: () => 0,
    ...access,
  });
  return { forge, clock };
}

const request = { head: 'c/a', base: 'main', title: 'T', body: 'B', draft: true };

const sent = (fake: FakeGithub, method: string) =>
  fake.requests.filter((one) => one.method === method).length;

describe('a reply lost after success', () => {
  it.each<Mishap>([{ kind: 'lost_reply' }, { kind: 'cut_reply' }])(
    'opens no second pull request: $kind',
    async (mishap) => {
      const fake = await server();
      const { forge } = connect(fake);
      fake.fail({ method: 'POST', path: '/pulls', mishap });
      expect(await forge.openPull(request)).toMatchObject({ ok: true, value: { number: 1 } });
      expect(fake.state.pulls).toHaveLength(1);
      expect(sent(fake, 'POST')).toBe(1);
    },
  );

  it.each<{ name: string; path: RegExp; act: (forge: Forge) => Promise<unknown>; value: unknown }>([
    {
      name: 'markReady',
      path: /graphql$/,
      act: (forge) => forge.markReady(1),
      value: expect.objectContaining({ draft: false }),
    },
    {
      name: 'updatePull',
      path: /pulls\/1$/,
      act: (forge) => forge.updatePull(1, { title: 'N' }),
      value: expect.objectContaining({ title: 'N' }),
    },
    {
      name: 'requestReviewers',
      path: /reviewers$/,
      act: (forge) => forge.requestReviewers(1, ['al']),
      value: null,
    },
    { name: 'addLabels', path: /labels$/, act: (forge) => forge.addLabels(1, ['ai']), value: null },
  ])('is asked again: $name', async ({ path, act, value }) => {
    const fake = await server();
    const { forge, clock } = connect(fake);
    await forge.openPull(request);
    fake.fail({ path, mishap: { kind: 'lost_reply' } });
    expect(await act(forge)).toEqual({ ok: true, value });
    expect(clock.slept).toEqual([250]);
  });
});

describe('what passes by itself', () => {
  it.each<Mishap>([
    { kind: 'reset' },
    { kind: 'cut_reply' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'secondary_limit' },
  ])('is tried thrice at most, later and later: $kind $status', async (mishap) => {
    const fake = await server();
    const { forge, clock } = connect(fake);
    fake.fail({ path: '/user', times: 2, mishap });
    expect(await forge.whoami()).toEqual({ ok: true, value: 'octocat' });
    expect(clock.slept).toEqual([250, 500]);
    fake.fail({ path: '/user', times: 3, mishap });
    expect((await forge.whoami()).ok).toBe(false);
    expect(fake.requests).toHaveLength(6);
  });

  it('waits as long as Retry-After says', async () => {
    const fake = await server();
    const { forge, clock } = connect(fake);
    fake.fail({ path: '/user', mishap: { kind: 'secondary_limit', retryAfterS: 60 } });
    expect((await forge.whoami()).ok).toBe(true);
    expect(clock.slept).toEqual([60_000]);
  });

  it('does not wait for more than a minute', async () => {
    const fake = await server();
    const { forge, clock } = connect(fake);
    fake.fail({ path: '/user', mishap: { kind: 'secondary_limit', status: 429, retryAfterS: 61 } });
    expect(await forge.whoami()).toEqual({
      ok: false,
      code: 'rate_limited',
      message: "GitHub's rate limit is reached. Run again after 10:16 UTC.",
    });
    expect(clock.slept).toEqual([]);
  });

  it('says when an empty quota is filled again', async () => {
    const fake = await server();
    const { forge, clock } = connect(fake);
    const resetAt = clock.now() / 1000 + 1800;
    fake.fail({ path: '/user', mishap: { kind: 'primary_limit', resetAt } });
    expect(await forge.whoami()).toMatchObject({
      code: 'rate_limited',
      message: "GitHub's rate limit is reached. Run again after 10:45 UTC.",
    });
    expect(clock.slept).toEqual([]);
  });

  it('opens after a failure that left nothing behind', async () => {
    const fake = await server();
    const { forge } = connect(fake);
    fake.fail({ method: 'POST', path: '/pulls', mishap: { kind: 'status', status: 502 } });
    expect((await forge.openPull(request)).ok).toBe(true);
    expect(sent(fake, 'POST')).toBe(2);
  });
});

describe('deadlines and the end of the run', () => {
  it('gives up a request that is never answered', async () => {
    const fake = await server();
    const clock = quickClock({ deadlineMs: 40 });
    const { forge } = connect(fake, { clock });
    fake.fail({ path: '/user', times: 3, mishap: { kind: 'hang' } });
    expect(await forge.whoami()).toMatchObject({
      ok: false,
      code: 'network',
      message: expect.stringContaining('(no reply in time)'),
    });
    expect(fake.requests).toHaveLength(3);
  });

  it('ends at once with the run', async () => {
    const fake = await server();
    const run = new AbortController();
    const { forge, clock } = connect(fake, { signal: run.signal });
    fake.fail({ path: '/user', times: 3, mishap: { kind: 'hang' } });
    setTimeout(() => run.abort(), 30);
    expect(await forge.whoami()).toMatchObject({ ok: false, code: 'network' });
    expect(await forge.defaultBranch()).toMatchObject({ ok: false, code: 'network' });
    expect([fake.requests.length, clock.slept]).toEqual([1, []]);
  });

  it('names the connection that is refused', async () => {
    const fake = await startFakeGithub({ owner: 'o', repo: 'r' });
    await fake.close();
    expect(await connect(fake).forge.whoami()).toEqual({
      ok: false,
      code: 'network',
      message: `${new URL(fake.url).host} could not be reached (ECONNREFUSED) to name the account. Check the network and GITHUB_API_URL.`,
    });
  });
});

describe('refusals', () => {
  it('sorts a bad token, a reader and a missing repository', async () => {
    const fake = await server({ tokens: { t: { login: 'octocat', write: false } } });
    const { forge } = connect(fake);
    expect(await connect(fake, { token: 'no' }).forge.whoami()).toMatchObject({ code: 'auth' });
    expect(await forge.openPull(request)).toMatchObject({ code: 'forbidden' });
    expect(await connect(fake, { repo: 'x' }).forge.defaultBranch()).toMatchObject({
      code: 'not_found',
    });
    expect(fake.requests.every((one) => one.status < 500)).toBe(true);
  });

  it('lets a job of Actions in, which has no /user', async () => {
    const fake = await server({ tokens: { ghs_x: { login: null }, t: { login: null } } });
    expect(await connect(fake, { token: 'ghs_x' }).forge.whoami()).toEqual({
      ok: true,
      value: 'github-actions',
    });
    expect(await connect(fake).forge.whoami()).toEqual({ ok: true, value: 'unknown account' });
    const elsewhere = connect(fake, { repo: 'x' }).forge;
    expect(await elsewhere.whoami()).toMatchObject({ code: 'not_found' });
  });

  it('opens normally where drafts are refused', async () => {
    const fake = await server({ drafts: false });
    expect(await connect(fake).forge.openPull(request)).toMatchObject({
      ok: true,
      value: { draft: false, number: 1 },
    });
  });

  it('says what is wrong with a pull request', async () => {
    const fake = await server();
    const { forge } = connect(fake);
    expect(await forge.openPull({ ...request, title: '' })).toEqual({
      ok: false,
      code: 'invalid',
      message:
        'GitHub refused to open a pull request for c/a (Validation Failed: title is not valid).',
    });
    const long = { ...request, body: 'x'.repeat(65_537) };
    expect(await forge.openPull(long)).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('maximum is 65536'),
    });
  });

  it('returns the one that came into being between look and opening', async () => {
    const fake = await server();
    const { forge } = connect(fake);
    fake.fail({ method: 'POST', path: '/pulls', mishap: { kind: 'slow', ms: 30 } });
    const both = await Promise.all([forge.openPull(request), forge.openPull(request)]);
    expect(both).toMatchObject([{ value: { number: 1 } }, { value: { number: 1 } }]);
    const posts = fake.requests.filter((one) => one.method === 'POST');
    expect(posts.map((one) => one.status).sort()).toEqual([201, 422]);
  });

  it('asks name by name when one reviewer is not accepted', async () => {
    const fake = await server({ collaborators: ['alice', 'bob'] });
    const { forge } = connect(fake);
    await forge.openPull(request);
    const result = await forge.requestReviewers(1, ['alice', 'stranger', '@bob', 'acme/core']);
    expect(result).toMatchObject({ ok: false, code: 'invalid' });
    expect(result).toMatchObject({ message: expect.stringContaining('stranger') });
    expect([...fake.state.pull(1)!.reviewers]).toEqual(['alice', 'bob']);
    expect([...fake.state.pull(1)!.teams]).toEqual(['core']);
  });

  it('says that a draft stays one where GraphQL is missing, and not when it was lifted', async () => {
    const fake = await server({ graphql: false });
    const { forge } = connect(fake);
    await forge.openPull(request);
    expect(await forge.markReady(1)).toMatchObject({ ok: false, code: 'not_found' });
    fake.state.pull(1)!.draft = false;
    expect((await forge.markReady(1)).ok).toBe(true);
  });

  it('sorts what GraphQL refuses', async () => {
    const fake = await server();
    const { forge } = connect(fake);
    await forge.openPull(request);
    fake.closePull(1);
    expect(await forge.markReady(1)).toEqual({
      ok: false,
      code: 'invalid',
      message: 'GitHub refused to mark pull request #1 ready for review (Pull request is closed).',
    });
  });
});

describe('listing', () => {
  it('reads every page, leaves forks out, and puts the newest last', async () => {
    const fake = await server();
    const author = 'octocat';
    for (let n = 1; n <= 205; n += 1) {
      const headRepo = ({ 7: 'fork', 8: 'gone' } as const)[n] ?? 'own';
      fake.state.add({ ...request, head: `c/${String(n)}`, author, headRepo });
    }
    const { forge } = connect(fake);
    const listed = await forge.listPulls('c/');
    const numbers = listed.ok ? listed.value.map((pull) => pull.number) : [];
    expect(numbers).toHaveLength(203);
    expect([numbers[0], numbers[6], numbers.at(-1)]).toEqual([1, 9, 205]);
    expect(fake.requests.map((one) => one.query['page'])).toEqual(['1', '2', '3']);
    expect(await forge.findPull('c/7')).toEqual({ ok: true, value: null });
  });
});

describe('servers that say less', () => {
  const pull = (number: number) => ({
    number,
    state: 'open',
    title: 'T',
    head: { ref: `c/${String(number)}` },
    base: { ref: 'main' },
  });

  function answering(answer: (url: URL, method: string) => unknown) {
    const asked: string[] = [];
    const fetch = async (input: string | URL | Request, init?: RequestInit) => {
      const url = new URL(input);
      asked.push(`${String(init?.method)} ${url.pathname}`);
      const body = answer(url, String(init?.method));
      return typeof body === 'number'
        ? new Response('{}', { status: body })
        : Response.json(body, { status: 200 });
    };
    return { asked, forge: connect({ url: 'https://ghe.example.org/api/v3' }, { fetch }).forge };
  }

  it('reads on while pages are full, where no Link says more', async () => {
    const all = Array.from({ length: 105 }, (_, index) => pull(index + 1));
    const { forge, asked } = answering((url) => {
      const page = Number(url.searchParams.get('page'));
      return all.slice((page - 1) * 100, page * 100);
    });
    const listed = await forge.listPulls('c/');
    expect(listed.ok && listed.value.length).toBe(105);
    expect(listed).toMatchObject({ value: { 0: { url: 'https://ghe.example.org/o/r/pull/1' } } });
    expect(asked).toHaveLength(2);
  });

  it('ends the list with the refusal of a page', async () => {
    const { forge } = answering((url) =>
      url.searchParams.get('page') === '1' ? Array.from({ length: 100 }, () => pull(1)) : 404,
    );
    expect(await forge.listPulls('')).toMatchObject({ ok: false, code: 'not_found' });
  });

  it('opens nothing when it cannot tell whether one is open', async () => {
    const { forge, asked } = answering(() => 401);
    expect(await forge.openPull(request)).toMatchObject({ ok: false, code: 'auth' });
    expect(asked).toEqual(['GET /api/v3/repos/o/r/pulls']);
  });

  it('keeps the refusal when the look after it fails too', async () => {
    let looks = 0;
    const { forge } = answering((_, method) => {
      if (method === 'POST') return 422;
      looks += 1;
      return looks === 1 ? [] : 404;
    });
    const ready = { ...request, draft: false };
    expect(await forge.openPull(ready)).toMatchObject({ ok: false, code: 'invalid' });
  });

  it('tries again when the look after a lost reply fails', async () => {
    let looks = 0;
    const { forge, asked } = answering((_, method) => {
      if (method === 'POST') return 503;
      looks += 1;
      return looks === 1 ? [] : 404;
    });
    expect(await forge.openPull(request)).toMatchObject({ ok: false, code: 'server' });
    expect(asked.filter((one) => one.startsWith('POST'))).toHaveLength(3);
  });

  it('has no default branch where none is named', async () => {
    expect(await answering(() => ({})).forge.defaultBranch()).toEqual({ ok: true, value: null });
  });

  it('takes a reply of another kind for none', async () => {
    const { forge } = answering(() => '<html>proxy</html>');
    expect(await forge.whoami()).toMatchObject({ ok: false, code: 'network' });
  });
});

it('is not made for an address where the token would be seen', () => {
  expect(() => connect({ url: 'http://api.github.com' })).toThrow(
    expect.objectContaining({ code: 'config' }),
  );
});

describe('redirects', () => {
  it('follows a renamed repository on the same host, reading and writing', async () => {
    const fake = await server({ formerName: 'old/name' });
    const { forge } = connect(fake, { repo: 'name', owner: 'old' });
    expect(await forge.defaultBranch()).toEqual({ ok: true, value: 'main' });
    expect((await forge.openPull(request)).ok).toBe(true);
    expect((await forge.updatePull(1, { title: 'N' })).ok).toBe(true);
    expect(fake.state.pull(1)).toMatchObject({ title: 'N', head: 'c/a' });
  });

  it('never takes the token to another host', async () => {
    const seen: unknown[] = [];
    const other = createServer((incoming, response) => {
      seen.push(incoming.headers);
      response.end('{}');
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    open.push(async () => {
      other.close();
    });
    const to = `http://127.0.0.1:${String((other.address() as AddressInfo).port)}/user`;
    const fake = await server();
    fake.fail({ path: '/user', mishap: { kind: 'redirect', to } });
    expect(await connect(fake).forge.whoami()).toMatchObject({
      ok: false,
      code: 'server',
      message: expect.stringContaining('the token was not sent'),
    });
    expect(seen).toEqual([]);
  });

  it('does not go round in circles', async () => {
    const fake = await server();
    fake.fail({ path: '/user', times: 9, mishap: { kind: 'redirect', to: '/user' } });
    expect((await connect(fake).forge.whoami()).ok).toBe(false);
    expect(fake.requests).toHaveLength(4);
  });
});
