import { CodeliciousError } from '../domain/errors.ts';
import type { ForgeFailureCode } from '../domain/pull.ts';
import type { Deps } from './deps.ts';

/** Refuses a run that could not end well, before anything is spent: identity, engine, forge. */
export async function preflight(deps: Deps): Promise<void> {
  await checkIdentity(deps);
  await checkEngine(deps);
  if (deps.checksSignIn) await checkForge(deps);
}

async function checkIdentity(deps: Deps): Promise<void> {
  const identity = await deps.checkout.identity();
  if (identity === null) {
    throw new CodeliciousError('identity_missing', 'git does not know who commits', {
      hint: 'git config --global user.name "You" && git config --global user.email you@example.org',
    });
  }
  passed(deps, 'identity', `${identity.name} <${identity.email}>`);
}

/** @throws CodeliciousError `engine_auth`, `engine_unavailable` when the engine cannot be used */
export async function checkEngine(deps: Pick<Deps, 'engine' | 'events'>): Promise<void> {
  const probe = await deps.engine.probe();
  if (probe.ok) {
    passed(deps, 'engine', probe.describe);
    return;
  }
  const code = probe.why === 'unauthenticated' ? 'engine_auth' : 'engine_unavailable';
  throw new CodeliciousError(code, probe.message, { hint: probe.hint });
}

async function checkForge(deps: Deps): Promise<void> {
  const answer = await deps.forge.whoami();
  if (answer.ok || isHarmless(answer.code)) {
    passed(deps, 'forge', `${deps.forge.kind}: ${answer.ok ? answer.value : 'account unknown'}`);
    return;
  }
  const { code, hint } = FORGE_FAULTS[answer.code === 'forbidden' ? 'auth' : answer.code];
  throw new CodeliciousError(code, `${deps.forge.kind}: ${answer.message}`, { hint });
}

/** Not knowing the account's name keeps nobody from opening pull requests. */
function isHarmless(code: ForgeFailureCode): code is 'not_found' | 'invalid' | 'server' {
  return ['not_found', 'invalid', 'server'].includes(code);
}

/** What ends a run before it begins, and the way out; the message says the rest. */
const FORGE_FAULTS = {
  auth: {
    code: 'forge_auth',
    hint: 'set GITHUB_TOKEN to a token that may write contents and pull requests, or run: gh auth login',
  },
  network: { code: 'network', hint: 'run again once it can be reached' },
  rate_limited: { code: 'rate_limited', hint: 'run again after that' },
} as const;

function passed(deps: Pick<Deps, 'events'>, name: string, message: string): void {
  deps.events.emit({ type: 'preflight.checked', name, ok: true, message });
}
