import { createGithubForge } from '../../src/forges/github/forge.ts';
import { quickClock } from '../support/fake-github/quick-clock.ts';
import { createSeededRepository } from '../support/fake-github/seed.ts';
import { startFakeGithub } from '../support/fake-github/server.ts';
import { type ForgeSubject, forgeContract } from './forge.contract.ts';

async function start(): Promise<ForgeSubject> {
  const seeded = createSeededRepository();
  const server = await startFakeGithub({ owner: 'o', repo: 'r', gitDir: seeded.gitDir });
  const forge = createGithubForge({
    owner: 'o',
    repo: 'r',
    token: 't',
    apiUrl: server.url,
    clock: quickClock(),
    random: () => 0.5,
  });
  return {
    forge,
    account: 'octocat',
    branch: async (name, from = 'main') => {
      seeded.commit(name, { from });
    },
    merge: async (number) => {
      await server.merge(number);
    },
    close: async (number) => server.closePull(number),
    attention: async (number) => {
      const pull = server.state.pull(number)!;
      const teams = [...pull.teams].map((team) => `acme/${team}`);
      return { reviewers: [...pull.reviewers, ...teams], labels: [...pull.labels] };
    },
    dispose: async () => {
      await server.close();
      seeded.remove();
    },
  };
}

forgeContract('github', start);
