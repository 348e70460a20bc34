import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../src/domain/ids.ts';
import type { Workspace, Workspaces } from '../../src/ports/workspace.ts';

/** Private clones with what a test does around them. */
export interface WorkspaceSubject {
  readonly workspaces: Workspaces;
  /** A commit with `a.txt` ("a\n") and a `.gitignore` that names `dist/`. */
  readonly base: Sha;
  write(root: string, files: Readonly<Record<string, string>>): Promise<void>;
  remove(root: string, path: string): Promise<void>;
  read(root: string, path: string): Promise<string | null>;
  /** Paths by which two trees differ. */
  differ(from: Sha, tree: Sha): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** What every kind of workspace promises. */
export function workspaceContract(name: string, start: () => Promise<WorkspaceSubject>): void {
  describe(`workspace: ${name}`, () => {
    let subject: WorkspaceSubject;
    let workspace: Workspace;

    beforeEach(async () => {
      subject = await start();
      workspace = await subject.workspaces.open('docs/specs/1_one.md');
      await workspace.reset(subject.base);
    });
    afterEach(() => subject.dispose());

    it('starts as the commit', async () => {
      expect(await subject.read(workspace.root, 'a.txt')).toBe('a\n');
      expect(await subject.differ(subject.base, await workspace.snapshot())).toEqual([]);
    });

    it('takes what was made, edited and removed, but nothing that is ignored', async () => {
      await subject.write(workspace.root, { 'new/b.txt': 'b\n', 'dist/x': 'x\n' });
      await subject.remove(workspace.root, 'a.txt');
      const tree = await workspace.snapshot();
      expect(await subject.differ(subject.base, tree)).toEqual(['a.txt', 'new/b.txt']);
      expect(await workspace.snapshot()).toBe(tree);
    });

    it('goes back, and forward again', async () => {
      await subject.write(workspace.root, { 'a.txt': 'A\n', 'new/b.txt': 'b\n' });
      const tree = await workspace.snapshot();
      await workspace.reset(subject.base);
      expect(await subject.read(workspace.root, 'a.txt')).toBe('a\n');
      expect(await subject.read(workspace.root, 'new/b.txt')).toBeNull();
      await subject.write(workspace.root, { 'stray.txt': 's\n' });
      await workspace.restore(tree);
      expect(await subject.read(workspace.root, 'new/b.txt')).toBe('b\n');
      expect(await subject.read(workspace.root, 'stray.txt')).toBeNull();
      expect(await workspace.snapshot()).toBe(tree);
    });

    it('has nothing to set up where nothing is installed', async () => {
      const { signal } = new AbortController();
      expect(await workspace.setUp({ commands: [], copy: [], env: {}, signal })).toEqual({
        ok: true,
        how: 'nothing to set up',
      });
    });

    it('keeps specs apart and starts each afresh', async () => {
      const other = await subject.workspaces.open('docs/specs/2_two.md');
      await other.reset(subject.base);
      expect(other.root).not.toBe(workspace.root);
      await subject.write(other.root, { 'a.txt': 'other\n', 'dist/x': 'x\n' });
      expect(await subject.read(workspace.root, 'a.txt')).toBe('a\n');
      const again = await subject.workspaces.open('docs/specs/2_two.md');
      await again.reset(subject.base);
      expect(await subject.read(again.root, 'dist/x')).toBeNull();
      await again.close();
      expect(await subject.read(again.root, 'a.txt')).toBeNull();
      await again.close();
    });

    it('is reclaimed when its run is dead', async () => {
      await subject.workspaces.reclaim();
      expect(await subject.read(workspace.root, 'a.txt')).toBeNull();
      await subject.workspaces.reclaim();
    });
  });
}
