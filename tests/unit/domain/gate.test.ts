import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/changeset.ts';
import { type GateRules, inspect } from '../../../src/domain/gate.ts';

const RULES: GateRules = {
  allowCiChanges: false,
  links: new Map(),
  holdsSecret: [],
  credentials: [],
  tooLarge: [],
  binaries: [],
  newSources: new Map(),
};

function change(path: string, more: Partial<Change> = {}): Change {
  const file = {
    from: null,
    kind: 'added',
    oldMode: '000000',
    newMode: '100644',
    blob: 'b',
  } as const;
  return { path, ...file, ...more };
}

function codes(one: Change, rules: Partial<GateRules> = {}): readonly string[] {
  return inspect([one], { ...RULES, ...rules }).map((refusal) => refusal.code);
}

describe('paths', () => {
  it.each([
    '.git/config',
    'sub/.git/hooks/pre-commit',
    '.GIT/config',
    '.git',
    '.git /config',
    '.git.../config',
    '.git . ./config',
    'git~1/config',
    'GIT~2/config',
    '.git::$INDEX_ALLOCATION/config',
    '.git:stream',
    '.g\u200cit/config',
    '\ufeff.git/config',
    '.gi\u202et/x',
    'a\\.git\\config',
    '．git/config',
  ])('git internals: %j', (path) => expect(codes(change(path))).toEqual(['git_internals']));

  it.each(['.gitmodules', 'sub/.GitModules', 'gitmod~1', 'GI7EBA~1', '.gitmodules '])(
    'submodule definitions: %j',
    (path) => expect(codes(change(path))).toEqual(['git_modules']),
  );

  it.each(['.codelicious/state/x.json', '.Codelicious/config.json', 'sub/.codelicious'])(
    'our own folder: %j',
    (path) => expect(codes(change(path))).toEqual(['own_state']),
  );

  it.each([
    '.github/workflows/ci.yml',
    '.GitHub/Workflows/ci.yml',
    '.github/workflows',
    '.github/actions/setup/action.yml',
    '.gitlab-ci.yml',
    '.circleci/config.yml',
    'azure-pipelines.yml',
    'services/api/azure-pipelines.yaml',
    'Jenkinsfile',
    'ci/Jenkinsfile.deploy',
    '.travis.yml',
    'bitbucket-pipelines.yml',
    '.buildkite/pipeline.yml',
    '.drone.yml',
    '.woodpecker.yml',
    '.woodpecker/test.yml',
    'appveyor.yml',
  ])('CI definitions: %j', (path) => {
    expect(codes(change(path))).toEqual(['ci_definition']);
    expect(codes(change(path), { allowCiChanges: true })).toEqual([]);
  });

  it.each([
    '.gitignore',
    '.gitattributes',
    '.gitkeep',
    '.github/CODEOWNERS',
    '.github/workflows.md',
    'src/git.ts',
    'src/legit/x.ts',
    'docs/.github/workflows/example.yml',
    'src/codelicious/x.ts',
    'a/git~x',
  ])('admits %j', (path) => expect(codes(change(path))).toEqual([]));

  it('counts deletions and both sides of a rename', () => {
    const gone = { kind: 'deleted', oldMode: '100644', newMode: '000000' } as const;
    expect(codes(change('.github/workflows/ci.yml', gone))).toEqual(['ci_definition']);
    const renamed = { kind: 'renamed', oldMode: '100644' } as const;
    expect(codes(change('ci.yml', { ...renamed, from: '.travis.yml' }))).toEqual(['ci_definition']);
    expect(codes(change('.travis.yml', { ...renamed, from: 'ci.yml' }))).toEqual(['ci_definition']);
  });
});

describe('modes', () => {
  it('refuses submodules, new and old', () => {
    expect(codes(change('lib', { newMode: '160000' }))).toEqual(['submodule']);
    const gone = { kind: 'deleted', oldMode: '160000', newMode: '000000' } as const;
    expect(codes(change('lib', gone))).toEqual(['submodule']);
  });

  it('refuses what is neither file nor link', () => {
    const [refusal] = inspect([change('dev', { newMode: '020000' })], RULES);
    expect(refusal).toEqual({
      code: 'mode',
      path: 'dev',
      message: 'dev: mode 020000 is neither a file nor a link',
    });
  });

  it.each(['100644', '100755', '000000'])('admits mode %s', (newMode) =>
    expect(codes(change('a', { newMode }))).toEqual([]),
  );
});

describe('symbolic links', () => {
  const link = (path: string, target?: string): readonly string[] =>
    codes(change(path, { newMode: '120000' }), {
      links: target === undefined ? new Map() : new Map([[path, target]]),
    });

  it.each([
    ['a', '/etc/passwd'],
    ['a', '..'],
    ['a', '../x'],
    ['a/b', '../../x'],
    ['a/b', './../../x'],
    ['a', 'b/../../x'],
    ['a/b/c', 'd/../x'],
    ['a', 'C:\\x'],
    ['a', '..\\x'],
    ['a', '\\\\host\\share'],
    ['a', 'x\0y'],
    ['a', '.git/hooks'],
    ['a/b', '../.GIT'],
  ])('%s → %j is refused', (path, target) => expect(link(path, target)).toEqual(['symlink']));

  it.each([
    ['a', 'b'],
    ['a/b', '../c'],
    ['a/b/c', '../../d/e'],
    ['a/b', '..'],
    ['a', '.'],
    ['AGENTS.md', './CLAUDE.md'],
  ])('%s → %j is admitted', (path, target) => expect(link(path, target)).toEqual([]));

  it('refuses a link whose target is not known', () => expect(link('a')).toEqual(['symlink']));

  it('refuses a link in the place of a folder of CI definitions', () => {
    const links = new Map([['.github', 'elsewhere']]);
    const one = change('.github', { newMode: '120000' });
    expect(codes(one, { links })).toEqual(['ci_definition']);
    expect(codes(one, { links, allowCiChanges: true })).toEqual([]);
  });

  it('refuses every target that a resolver takes out of the tree', () => {
    const name = fc.constantFrom('a', 'b', '..', '.', '');
    const path = fc.array(fc.constantFrom('x', 'y'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(path, fc.array(name, { minLength: 1, maxLength: 6 }), (folders, steps) => {
        let depth = folders.length - 1;
        let escapes = false;
        for (const step of steps.filter((each) => each !== '' && each !== '.')) {
          depth += step === '..' ? -1 : 1;
          escapes ||= depth < 0;
        }
        const target = steps.join('/') || '.';
        if (escapes) expect(link(folders.join('/'), target)).toEqual(['symlink']);
      }),
    );
  });
});

describe('secrets', () => {
  it('names the file, not the value', () => {
    const [refusal] = inspect([change('a.env')], { ...RULES, holdsSecret: ['a.env'] });
    expect(refusal).toEqual({
      code: 'secret',
      path: 'a.env',
      message: 'a.env: it holds a secret of this machine',
    });
  });
});

describe('reports', () => {
  it('gives every reason, in order, and nothing for a clean change', () => {
    expect(inspect([], RULES)).toEqual([]);
    const found = inspect(
      [change('.git/x', { newMode: '160000' }), change('b'), change('.codelicious/y')],
      RULES,
    );
    expect(found.map(({ code }) => code)).toEqual(['git_internals', 'submodule', 'own_state']);
  });

  it('keeps a message short and on one line', () => {
    const [refusal] = inspect([change(`.git/${'x\n'.repeat(4000)}`)], RULES);
    expect(refusal?.message).not.toContain('\n');
    expect(refusal?.message.length).toBeLessThan(250);
  });
});

describe('content', () => {
  it('turns away what nobody asked for', () => {
    expect(codes(change('.env'), { credentials: ['.env'] })).toEqual(['credentials']);
    expect(codes(change('big.csv'), { tooLarge: ['big.csv'] })).toEqual(['too_large']);
    expect(codes(change('a.bin'), { binaries: ['a.bin', 'b.bin'] })).toEqual(['binary']);
    expect(codes(change('a.txt'), { binaries: ['b.bin'] })).toEqual([]);
  });

  it('names each new source of packages', () => {
    const newSources = new Map([['package-lock.json', ['evil.example', 'http://x.example']]]);
    const refusals = inspect([change('package-lock.json')], { ...RULES, newSources });
    expect(refusals).toEqual([
      {
        code: 'lock_source',
        path: 'package-lock.json',
        message: 'package-lock.json: packages come from a new source: evil.example',
      },
      expect.objectContaining({ code: 'lock_source' }),
    ]);
  });
});
