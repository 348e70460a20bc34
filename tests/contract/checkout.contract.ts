import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sha } from '../../src/domain/ids.ts';
import type { Checkout } from '../../src/ports/checkout.ts';

/** A user's repository with what a test does around it. */
export interface CheckoutSubject {
  readonly checkout: Checkout;
  /** The commit checked out, on `main`, with the files of `TRACKED`. */
  readonly head: Sha;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  remove(path: string): Promise<void>;
  link(path: string, target: string): Promise<void>;
  /** A repository of its own inside, with one file. */
  nest(path: string): Promise<void>;
  dispose(): Promise<void>;
}

export const TRACKED: Readonly<Record<string, string>> = {
  '.gitignore': 'dist/\n',
  'README.md': '# Sample\n',
  'docs/specs/1_one.md': '- [ ] One\n',
  'odd "name"\n.md': 'odd\n',
};
const IDENTITY = { name: 'Ada Lovelace', email: 'ada@example.com' };

/** What every checkout promises. */
export function checkoutContract(name: string, start: () => Promise<CheckoutSubject>): void {
  describe(`checkout: ${name}`, () => {
    let subject: CheckoutSubject;
    let checkout: Checkout;

    beforeEach(async () => {
      subject = await start();
      ({ checkout } = subject);
    });
    afterEach(() => subject.dispose());

    it('knows where it stands', async () => {
      expect(checkout.state).toMatchObject({ head: subject.head, branch: 'main', shallow: false });
      expect(await checkout.identity()).toEqual(IDENTITY);
      expect(await checkout.defaultBranch()).toBe('main');
    });

    it('lists what is tracked, and what is neither tracked nor ignored', async () => {
      await subject.write({ 'new file.md': 'n\n', 'dist/out.js': 'ignored\n' });
      await subject.remove('README.md');
      await subject.nest('nested');
      const { 'README.md': _gone, ...kept } = TRACKED;
      expect(await checkout.listFiles()).toEqual([...Object.keys(kept), 'new file.md'].toSorted());
    });

    it('reads files as they stand on disk', async () => {
      await subject.write({ 'docs/specs/1_one.md': '- [ ] Edited\n' });
      const read = await checkout.readFile('docs/specs/1_one.md', 100);
      expect(read.ok && Buffer.from(read.bytes).toString()).toBe('- [ ] Edited\n');
    });

    it('says why a file is not read', async () => {
      await subject.link('away.md', '/etc/passwd');
      await subject.link('near.md', 'README.md');
      await subject.link('round.md', 'round.md');
      const why = async (path: string, most = 100): Promise<string> => {
        const read = await checkout.readFile(path, most);
        return read.ok ? 'ok' : read.why;
      };
      expect(await why('gone.md')).toBe('missing');
      expect(await why('README.md/x')).toBe('missing');
      expect(await why('../other')).toMatch(/missing|outside/);
      expect(await why('/etc/passwd')).toBe('outside');
      expect(await why('away.md')).toBe('outside');
      expect(await why('near.md')).toBe('ok');
      expect(await checkout.readFile('near.md', 100)).toHaveProperty('leadsTo', 'README.md');
      expect(await checkout.readFile('README.md', 100)).not.toHaveProperty('leadsTo');
      expect(await why('round.md')).toBe('unreadable');
      expect(await why('docs')).toBe('not_a_file');
      expect(await why('README.md', 3)).toBe('too_large');
    });

    it('turns paths of the user into its own', async () => {
      const { root } = checkout.state;
      expect(await checkout.relative('docs/specs/1_one.md')).toBe('docs/specs/1_one.md');
      expect(await checkout.relative('./docs/../README.md')).toBe('README.md');
      expect(await checkout.relative(`${root}/docs`)).toBe('docs');
      expect(await checkout.relative('not/there.md')).toBe('not/there.md');
      expect(await checkout.relative('../elsewhere.md')).toBeNull();
      expect(await checkout.relative('/etc/passwd')).toBeNull();
      expect(await checkout.relative('..dots.md')).toBe('..dots.md');
    });

    it('reads commits', async () => {
      expect(await checkout.resolve('main')).toBe(subject.head);
      expect(await checkout.resolve('nothing')).toBeNull();
      expect(await checkout.resolve('-v')).toBeNull();
      expect(await checkout.fileAt('main', 'README.md')).toBe('# Sample\n');
      expect(await checkout.fileAt('main', 'gone')).toBeNull();
      expect(await checkout.mergeBase('main', 'HEAD')).toBe(subject.head);
      expect(await checkout.mergeBase('main', 'nothing')).toBeNull();
    });
  });
}
