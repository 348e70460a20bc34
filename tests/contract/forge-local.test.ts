import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalForge } from '../../src/forges/local/forge.ts';
import { pullRecord } from '../../src/forges/local/record.ts';
import { quickClock } from '../support/fake-github/quick-clock.ts';
import { type ForgeSubject, forgeContract } from './forge.contract.ts';

async function start(): Promise<ForgeSubject> {
  const root = await mkdtemp(join(tmpdir(), 'codelicious-local-'));
  const dir = join(root, '.codelicious', 'pulls');
  const merged = new Set<string>();
  const forge = createLocalForge({
    dir,
    user: 'Ada Lovelace',
    clock: quickClock(),
    defaultBranch: async () => 'main',
    isMerged: async (head) => merged.has(head),
    warn: (message) => {
      throw new Error(message);
    },
  });
  const record = (number: number) => join(dir, `${String(number)}.json`);
  const read = async (number: number) =>
    pullRecord.parse(JSON.parse(await readFile(record(number), 'utf8')));
  return {
    forge,
    account: 'Ada Lovelace',
    branch: async () => undefined,
    merge: async (number) => void merged.add((await read(number)).head),
    close: async (number) =>
      writeFile(record(number), JSON.stringify({ ...(await read(number)), state: 'closed' })),
    attention: async (number) => {
      const { reviewers, labels } = await read(number);
      return { reviewers, labels };
    },
    dispose: async () => rm(root, { recursive: true }),
  };
}

forgeContract('local', start);
