import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest, specId, specKey, specLabel, specSlug } from '../../../src/domain/ids.ts';

describe('digest', () => {
  it('is the beginning of a sha256', () => {
    const whole = createHash('sha256').update('a\0b').digest('hex');
    expect(digest(['a', 'b'], 64)).toBe(whole);
    expect(digest(['a', 'b'])).toBe(whole.slice(0, 12));
  });

  it('tells lists apart that read alike when joined', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 4 });
    const list = fc.array(part, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(list, list, (one, other) => {
        expect(digest(one) === digest(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

describe('specKey', () => {
  it.each([
    ['docs/specs/12_auth.md', 'docs/specs/12_auth'],
    ['specs/004-photos/tasks.md', 'specs/004-photos'],
    ['.kiro/specs/login/TASKS.md', '.kiro/specs/login'],
    ['tasks.md', 'tasks'],
    ['a.b/c', 'a.b/c'],
    ['a/b.spec.md', 'a/b.spec'],
    ['a/my-tasks.md', 'a/my-tasks'],
  ])('of %s is %s', (path, key) => {
    expect(specKey(path)).toBe(key);
  });
});

describe('specId', () => {
  it('is twelve hex digits that follow from the key alone', () => {
    expect(specId('docs/specs/12_auth.md')).toBe(digest(['docs/specs/12_auth']));
    expect(specId('specs/x/tasks.md')).toBe(digest(['specs/x']));
    expect(specId('a.md')).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe('specLabel', () => {
  it.each([
    ['docs/specs/12_auth.md', '12'],
    ['docs/specs/007-bond.md', '007'],
    ['specs/004-photos/tasks.md', '004'],
    ['.kiro/specs/User Login/tasks.md', 'user-login'],
    ['spec.md', 'spec'],
    ['docs/Größe & Maß.md', 'gro-e-ma'],
    ['docs/日本.md', 'spec'],
    ['tasks.md', 'tasks'],
  ])('of %s is %s', (path, label) => {
    expect(specLabel(path)).toBe(label);
  });

  it('can be part of a branch name, whatever the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (path) => {
        expect(specLabel(path)).toMatch(/^(?:\d+|[a-z0-9](?:[a-z0-9-]{0,46}[a-z0-9])?)$/);
      }),
    );
  });
});

describe('specSlug', () => {
  it('is readable and tells two specs of one name apart', () => {
    expect(specSlug('docs/specs/12_auth.md')).toMatch(/^12-auth-[0-9a-f]{6}$/);
    expect(specSlug('a/spec.md')).not.toBe(specSlug('b/spec.md'));
    expect(specSlug('a/x.md')).not.toBe(specSlug('a/x.markdown'));
  });

  it('is a file name that fits every disk', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (path) => {
        expect(specSlug(path)).toMatch(/^[a-z0-9-]{1,48}-[0-9a-f]{6}$/);
      }),
    );
  });
});
