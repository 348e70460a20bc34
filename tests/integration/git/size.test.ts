import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import { openLook } from '../../../src/git/look.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { makeTestHome, type TestHome, type TestRepo } from '../../support/git-repo.ts';
import { type GitRoom, openGitRoom } from '../../support/git-room.ts';

let home: TestHome;
let room: GitRoom;
let base: Sha;
let workspace: Workspace;
let tree: TestRepo;

const lines = (count: number): string =>
  Array.from({ length: count }, (_, at) => `line ${at}\n`).join('');

beforeEach(async () => {
  home = makeTestHome();
  const user = home.repo('user', {
    '.gitattributes': '*.gen.ts linguist-generated\n*.lock -diff\nnot.gen.ts -linguist-generated\n',
    'gen/.gitattributes': '* linguist-generated=true\nown.ts linguist-generated=false\n',
    'big.ts': lines(300),
  });
  for (const [key, value] of [
    ['diff.renames', 'false'],
    ['diff.external', 'false'],
    ['diff.noprefix', 'true'],
    ['diff.algorithm', 'histogram'],
    ['diff.orderFile', `${home.dir}/attributes`],
    ['diff.renameLimit', '1'],
    ['core.quotePath', 'true'],
    ['core.attributesFile', `${home.dir}/attributes`],
    ['color.ui', 'always'],
    ['log.showSignature', 'true'],
    ['log.decorate', 'full'],
  ]) {
    user.git('config', '--global', key ?? '', value ?? '');
  }
  home.at(home.dir).write({ attributes: '* -diff linguist-generated\n' });
  room = await openGitRoom(home, user.root);
  base = room.checkout.state.head;
  workspace = await room.workspaces.open('spec.md');
  await workspace.reset(base);
  tree = home.at(workspace.root);
});
afterEach(() => home.remove());

async function numstat(): Promise<readonly unknown[]> {
  const entries = await room.git.numstat(base, await workspace.snapshot(), base);
  return entries.map(({ path, from, added, deleted, generated }) => [
    from === null ? path : `${from} → ${path}`,
    added,
    deleted,
    generated,
  ]);
}

describe('the size of a change', () => {
  it('leaves out what the base calls generated', async () => {
    tree.write({ 'a.gen.ts': lines(3), 'not.gen.ts': lines(4), 'b.ts': lines(5) });
    tree.write({ 'gen/x.ts': lines(6), 'gen/own.ts': lines(7), 'ü "q".gen.ts': lines(8) });
    expect(await numstat()).toEqual([
      ['a.gen.ts', 3, 0, true],
      ['b.ts', 5, 0, false],
      ['gen/own.ts', 7, 0, false],
      ['gen/x.ts', 6, 0, true],
      ['not.gen.ts', 4, 0, false],
      ['ü "q".gen.ts', 8, 0, true],
    ]);
  });

  it.each(['* -diff', '* binary', '* linguist-generated', '* diff=none'])(
    'is not lowered by a change that adds "%s"',
    async (attribute) => {
      tree.write({ 'sub/.gitattributes': `${attribute}\n`, 'sub/new.ts': lines(9) });
      tree.write({ '.gitattributes': `${attribute}\n`, 'x.lock': lines(2) });
      expect(await numstat()).toEqual([
        ['.gitattributes', 1, 3, false],
        ['sub/.gitattributes', 1, 0, false],
        ['sub/new.ts', 9, 0, false],
        ['x.lock', 2, 0, false],
      ]);
    },
  );

  it('is the same when read in the user’s own checkout', async () => {
    const user = home.at(room.checkout.state.root);
    const attributes = { '.gitattributes': '* -diff\n', 'a.gen.ts': lines(3), 'x.ts': lines(2) };
    const sha = user.commit('Theirs', attributes);
    const processes = createProcesses();
    const { checkout } = await openGitRoom(home, user.root);
    const hubDir = join(home.dir, 'nothing');
    const delivery = 'origin';
    const { state } = checkout;
    const look = await openLook({ processes, env: home.env, checkout: state, hubDir, delivery });
    const entries = await look.numstat(base, sha, base);
    expect(entries).toEqual(await room.git.numstat(base, sha, base));
    expect(entries.map(({ path, added, generated }) => [path, added, generated])).toEqual([
      ['.gitattributes', 1, false],
      ['a.gen.ts', 3, true],
      ['x.ts', 2, false],
    ]);
    await look.close();
  });

  it('counts a rename as nothing, a binary as no lines', async () => {
    tree.git('mv', 'big.ts', 'moved.ts');
    tree.write({ 'pic.png': Buffer.from([0x89, 0, 1, 2]) });
    expect(await numstat()).toEqual([
      ['big.ts → moved.ts', 0, 0, false],
      ['pic.png', null, null, false],
    ]);
  });

  it('is the size of the commit that comes of it', async () => {
    tree.write({ 'big.ts': lines(200), 'new.ts': lines(50) });
    const snapshot = await workspace.snapshot();
    const commit = await room.git.commit({ tree: snapshot, parent: base, message: 'x' });
    const sha = commit.ok ? commit.sha : '';
    expect(await room.git.numstat(base, sha, base)).toEqual(
      await room.git.numstat(base, snapshot, base),
    );
    expect(await room.git.diff(base, sha, 100_000)).toContain('+++ b/big.ts');
    expect(await room.git.commits(base, sha, 5)).toMatchObject([{ subject: 'x', parents: [base] }]);
  });
});
