import { join } from 'node:path';
import type { Sha } from '../../src/domain/ids.ts';
import { makeTestHome, type TestRepo } from '../support/git-repo.ts';
import { openGitRoom } from '../support/git-room.ts';
import { FILES, type GitSubject, gitContract } from './git.contract.ts';

function refOf(repo: TestRepo, ref: string): string | null {
  const found = repo.git('for-each-ref', '--format=%(objectname)', ref);
  return found === '' ? null : found;
}

/** A commit on a branch by way of a working tree of its own. */
function commitOn(person: TestRepo, branch: string, files: Readonly<Record<string, string>>): Sha {
  const there = person.git('branch', '--list', branch) !== '';
  person.git('checkout', '-q', ...(there ? [branch] : ['-b', branch, 'main']));
  const sha = person.commit(`On ${branch}`, files);
  person.git('checkout', '-q', '--detach');
  return sha;
}

async function start(): Promise<GitSubject> {
  const home = makeTestHome();
  const user = home.repo('user', FILES);
  const origin = home.bare('origin.git');
  user.git('remote', 'add', 'origin', origin.root);
  user.git('push', '-q', 'origin', 'main');
  user.git('checkout', '-q', '--detach');
  home.at(home.dir).git('clone', '-q', origin.root, 'person');
  const person = home.at(join(home.dir, 'person'));
  const { git, checkout } = await openGitRoom(home, user.root);
  return {
    git,
    base: checkout.state.head,
    async pushElsewhere(branch, files) {
      person.git('fetch', '-q', 'origin');
      if (refOf(person, `refs/remotes/origin/${branch}`) !== null) {
        person.git('checkout', '-q', '-B', branch, `origin/${branch}`);
      }
      const sha = commitOn(person, branch, files);
      person.git('push', '-q', 'origin', branch);
      return Promise.resolve(sha);
    },
    async deleteElsewhere(branch) {
      person.git('push', '-q', 'origin', `:${branch}`);
      person.git('branch', '-q', '-D', branch);
      return Promise.resolve();
    },
    commitLocally: (branch, files) => Promise.resolve(commitOn(user, branch, files)),
    userRef: (ref) => Promise.resolve(refOf(user, ref)),
    originBranch: (branch) => Promise.resolve(refOf(origin, `refs/heads/${branch}`)),
    originRef: (ref) => Promise.resolve(refOf(origin, ref)),
    async parkElsewhere(name) {
      person.git('checkout', '-q', '--orphan', 'theirs');
      person.git('rm', '-q', '-r', '-f', '.');
      const sha = person.commit('Theirs', { 'parked.json': 'theirs\n' });
      person.git('push', '-q', '--force', 'origin', `${sha}:refs/codelicious/parked/${name}`);
      return Promise.resolve();
    },
    async dispose() {
      home.remove();
      return Promise.resolve();
    },
  };
}

gitContract('real repositories', start);
