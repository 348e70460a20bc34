/** Redirects followed within one host; GitHub sends one for a renamed repository. */
const MAX_REDIRECTS = 3;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * A fetch that repeats a redirected request, method and body kept, on the same origin only.
 * A redirect elsewhere comes back as the 3xx it is, so that no header of ours ever leaves the host.
 */
export function sameHostFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    let target = new URL(input instanceof Request ? input.url : input);
    let response = await fetch(target, { ...init, redirect: 'manual' });
    for (let hop = 0; hop < MAX_REDIRECTS; hop += 1) {
      const next = sameOriginTarget(response, target);
      if (next === null) return response;
      await response.body?.cancel();
      target = next;
      response = await fetch(target, { ...init, redirect: 'manual' });
    }
    return response;
  };
}

function sameOriginTarget(response: Response, from: URL): URL | null {
  const location = response.headers.get('location');
  if (!REDIRECTS.has(response.status) || location === null) return null;
  if (!URL.canParse(location, from.href)) return null;
  const next = new URL(location, from);
  return next.origin === from.origin ? next : null;
}
