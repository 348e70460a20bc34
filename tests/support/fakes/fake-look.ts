import type { KnownBranch, Look } from '../../../src/ports/look.ts';
import { createHistory } from './history.ts';
import { branchesOf, type FakeRepository } from './repository.ts';

/** The user's repository and the run's own, for reading. */
export function createFakeLook(
  user: FakeRepository,
  hub: FakeRepository,
): Look & { readonly closed: () => boolean } {
  const history = createHistory(user);
  const { store } = user;
  let closed = false;
  return {
    ...history,
    closed: () => closed,
    async knownBranches(prefix) {
      const remote = branchesOf(hub, prefix, 'refs/remotes/origin/');
      const known = new Map<string, KnownBranch>();
      for (const [name, tip] of remote) known.set(name, { tip, unpushed: false });
      for (const refs of [
        branchesOf(user, prefix),
        branchesOf(hub, prefix),
        branchesOf(user, prefix, 'refs/codelicious/heads/'),
      ]) {
        for (const [name, tip] of refs) {
          const before = known.get(name);
          if (before === undefined || store.ancestors(tip).has(before.tip))
            known.set(name, { tip, unpushed: remote.get(name) !== tip });
        }
      }
      return known;
    },
    close: async () => {
      closed = true;
    },
  };
}
