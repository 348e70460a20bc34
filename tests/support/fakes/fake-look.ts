import type { KnownBranch, Look } from '../../../src/ports/look.ts';
import { createHistory } from './history.ts';
import { branchesOf, type FakeRepository, parkedIn } from './repository.ts';

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
    async known({ base, prefix }) {
      const fetched = 'refs/remotes/origin/';
      const remote = new Map([
        ...branchesOf(user, prefix, fetched),
        ...branchesOf(hub, prefix, fetched),
      ]);
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
      const name = base ?? ['main', 'master'].find((one) => branchesOf(user).has(one));
      const places = [`refs/remotes/origin/${name ?? ''}`, `refs/heads/${name ?? ''}`];
      const [sha] = (await Promise.all(places.map((ref) => history.resolve(ref)))).filter(
        (found) => found !== null,
      );
      return {
        base: name === undefined || sha === undefined ? null : { name, sha },
        branches: known,
        parked: parkedIn(hub),
      };
    },
    close: async () => {
      closed = true;
    },
  };
}
