import { expect, it } from 'vitest';
import { sameHostFetch } from '../../../../src/forges/github/same-host-fetch.ts';

/** A fetch that answers from a table of redirects and notes what it was asked. */
function scripted(redirects: Record<string, string | null>) {
  const asked: string[] = [];
  const fetch = sameHostFetch(async (input, init) => {
    const url = (input as URL).href;
    asked.push(`${init?.method ?? 'GET'} ${url} ${String(init?.redirect)}`);
    const to = redirects[url];
    if (to === undefined) return new Response('done');
    return new Response(null, { status: 307, headers: to === null ? {} : { location: to } });
  });
  return { asked, fetch };
}

it('keeps method and body on the same origin, also for relative addresses', async () => {
  const { asked, fetch } = scripted({
    'https://a.io/1': '/2',
    'https://a.io/2': 'https://a.io/3',
  });
  const response = await fetch('https://a.io/1', { method: 'PATCH', body: '{}' });
  expect(await response.text()).toBe('done');
  expect(asked).toEqual([
    'PATCH https://a.io/1 manual',
    'PATCH https://a.io/2 manual',
    'PATCH https://a.io/3 manual',
  ]);
});

it.each([
  'https://b.io/1',
  'http://a.io/1',
  'https://a.io:8443/1',
  '//b.io/1',
  'https://a.io@b.io/1',
  'http://',
  null,
])('goes nowhere else: %s', async (to) => {
  const { asked, fetch } = scripted({ 'https://a.io/1': to });
  expect((await fetch(new Request('https://a.io/1'))).status).toBe(307);
  expect(asked).toHaveLength(1);
});
