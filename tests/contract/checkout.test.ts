import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckout } from '../../src/git/checkout.ts';
import { createProcesses } from '../../src/system/processes.ts';
import { makeTestHome } from '../support/git-repo.ts';
import { type CheckoutSubject, checkoutContract, TRACKED } from './checkout.contract.ts';

async function start(): Promise<CheckoutSubject> {
  const home = makeTestHome();
  const { root, write, git } = home.repo('user', TRACKED);
  const processes = createProcesses();
  const checkout = await openCheckout({ path: root, cwd: root, processes, env: home.env });
  const done = (work: () => unknown): Promise<void> => {
    work();
    return Promise.resolve();
  };
  return {
    checkout,
    head: git('rev-parse', 'HEAD') as CheckoutSubject['head'],
    write: (files) => done(() => write(files)),
    remove: (path) => done(() => rmSync(join(root, path))),
    link: (path, target) => done(() => symlinkSync(target, join(root, path))),
    nest: (path) =>
      done(() => {
        write({ [`${path}/inner.md`]: 'i\n' });
        home.at(join(root, path)).git('init', '-q');
      }),
    dispose: () => done(() => home.remove()),
  };
}

checkoutContract('a real repository', start);
