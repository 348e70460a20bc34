import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgeResult } from '../../src/domain/pull.ts';
import type { Forge, OpenPull } from '../../src/ports/forge.ts';

/** A forge with what a test does around it. */
export interface ForgeSubject {
  readonly forge: Forge;
  readonly account: string;
  /** Makes a branch with a commit that `from` lacks. */
  branch(name: string, from?: string): Promise<void>;
  /** As a person does. */
  merge(number: number): Promise<void>;
  close(number: number): Promise<void>;
  /** What the forge remembers beside the port. */
  attention(number: number): Promise<{ reviewers: string[]; labels: string[] }>;
  dispose(): Promise<void>;
}

const HEAD = 'codelicious/spec-1';

function request(change: Partial<OpenPull> = {}): OpenPull {
  return { head: HEAD, base: 'main', title: '[spec-1] One', body: 'Body.', draft: true, ...change };
}

/** The value of a result that has to be one. */
function value<T>(result: ForgeResult<T>): T {
  if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
  return result.value;
}

/** What every forge promises. */
export function forgeContract(name: string, start: () => Promise<ForgeSubject>): void {
  describe(`forge: ${name}`, () => {
    let subject: ForgeSubject;
    let forge: Forge;

    beforeEach(async () => {
      subject = await start();
      forge = subject.forge;
      await subject.branch(HEAD);
    });
    afterEach(() => subject.dispose());

    it('names the account and the default branch', async () => {
      expect(value(await forge.whoami())).toBe(subject.account);
      expect(value(await forge.defaultBranch())).toBe('main');
    });

    it('has nothing at first', async () => {
      expect(value(await forge.listPulls('codelicious/'))).toEqual([]);
      expect(value(await forge.findPull(HEAD))).toBeNull();
    });

    it('opens a draft as it was asked for', async () => {
      const opened = value(await forge.openPull(request()));
      expect(opened).toEqual({
        number: 1,
        url: expect.any(String),
        state: 'open',
        draft: true,
        head: HEAD,
        base: 'main',
        title: '[spec-1] One',
        body: 'Body.',
      });
      expect(value(await forge.findPull(HEAD))).toEqual(opened);
      expect(value(await forge.listPulls('codelicious/'))).toEqual([opened]);
    });

    it('opens one that is ready at once', async () => {
      expect(value(await forge.openPull(request({ draft: false }))).draft).toBe(false);
    });

    it('returns the open one when it is asked to open it again', async () => {
      const first = value(await forge.openPull(request()));
      const again = value(await forge.openPull(request({ title: 'Another', base: 'main' })));
      expect(again).toEqual(first);
      expect(value(await forge.listPulls(''))).toHaveLength(1);
    });

    it('never has two open pull requests of one head, even to another base', async () => {
      await subject.branch('other');
      await forge.openPull(request());
      const again = value(await forge.openPull(request({ base: 'other' })));
      expect(again.number).toBe(1);
    });

    it('opens one only when asked twice at the same time', async () => {
      await Promise.all([forge.openPull(request()), forge.openPull(request())]);
      expect(value(await forge.listPulls(''))).toHaveLength(1);
    });

    it('changes what is given and nothing else, as often as asked', async () => {
      await subject.branch('other');
      await forge.openPull(request());
      for (let turn = 0; turn < 2; turn += 1) {
        const titled = value(await forge.updatePull(1, { title: 'New' }));
        expect(titled).toMatchObject({ title: 'New', body: 'Body.', base: 'main', draft: true });
      }
      value(await forge.updatePull(1, { body: 'More.', base: 'other' }));
      expect(value(await forge.findPull(HEAD))).toMatchObject({
        title: 'New',
        body: 'More.',
        base: 'other',
      });
    });

    it('keeps bodies to the letter', async () => {
      const body =
        '<!-- codelicious: {"v":1} -->\n\n# T\u00e4sks `x` | \u{1F389} "q" \\ $&\n- [x] a';
      await forge.openPull(request({ body }));
      expect(value(await forge.findPull(HEAD))?.body).toBe(body);
    });

    it('marks ready, and again without complaint', async () => {
      await forge.openPull(request());
      expect(value(await forge.markReady(1)).draft).toBe(false);
      expect(value(await forge.markReady(1)).draft).toBe(false);
      expect(value(await forge.findPull(HEAD))?.draft).toBe(false);
    });

    it('asks for reviewers and labels, each once', async () => {
      await forge.openPull(request());
      for (let turn = 0; turn < 2; turn += 1) {
        expect(value(await forge.requestReviewers(1, ['alice', 'acme/core']))).toBeNull();
        expect(value(await forge.addLabels(1, ['ai', 'needs review']))).toBeNull();
      }
      expect(value(await forge.requestReviewers(1, []))).toBeNull();
      expect(value(await forge.addLabels(1, []))).toBeNull();
      expect(await subject.attention(1)).toEqual({
        reviewers: ['alice', 'acme/core'],
        labels: ['ai', 'needs review'],
      });
    });

    it('reads a merged pull request as merged, and no longer finds it as open', async () => {
      await forge.openPull(request({ draft: false }));
      await subject.merge(1);
      expect(value(await forge.findPull(HEAD))).toBeNull();
      expect(value(await forge.listPulls('codelicious/'))[0]?.state).toBe('merged');
    });

    it('reads a closed pull request as closed, and opens a new one for its head', async () => {
      await forge.openPull(request());
      await subject.close(1);
      expect(value(await forge.findPull(HEAD))).toBeNull();
      expect(value(await forge.openPull(request())).number).toBe(2);
      const states = value(await forge.listPulls('codelicious/')).map((pull) => pull.state);
      expect(states).toEqual(['closed', 'open']);
    });

    it('lists by head prefix, newest last', async () => {
      for (const head of ['codelicious/spec-1-part-2', 'feature/x', 'codelicious-old/y']) {
        await subject.branch(head);
        await forge.openPull(request({ head, draft: false }));
      }
      await forge.openPull(request());
      const heads = value(await forge.listPulls('codelicious/')).map((pull) => pull.head);
      expect(heads).toEqual(['codelicious/spec-1-part-2', HEAD]);
    });

    it('keeps a stack as it was opened', async () => {
      const second = `${HEAD}-part-2`;
      await subject.branch(second, HEAD);
      await forge.openPull(request());
      const stacked = value(await forge.openPull(request({ head: second, base: HEAD })));
      expect(stacked).toMatchObject({ number: 2, head: second, base: HEAD });
      expect(value(await forge.findPull(HEAD))?.number).toBe(1);
    });

    it.each([
      ['updatePull', (one: Forge) => one.updatePull(9, { title: 'x' })],
      ['markReady', (one: Forge) => one.markReady(9)],
      ['requestReviewers', (one: Forge) => one.requestReviewers(9, ['alice'])],
      ['addLabels', (one: Forge) => one.addLabels(9, ['ai'])],
    ])('says not_found of an unknown number: %s', async (_, act) => {
      const result = await act(forge);
      expect(result).toMatchObject({ ok: false, code: 'not_found' });
      expect(Object.keys(result).sort()).toEqual(['code', 'message', 'ok']);
    });
  });
}
