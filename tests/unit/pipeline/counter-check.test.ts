import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/domain/verdict.ts';
import type { Verifier } from '../../../src/ports/verifier.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import type { Disk } from '../../support/fakes/fake-workspace.ts';
import { createLine, type LineOptions } from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';

/** One that passes while some file in `src/` holds the word, one a line. */
const test = (word: string): string => `test('${word}', () => { assert.equal(${word}, 1); });\n`;
const BAD = 'eval(x)';

/** A test runner and a linter over the clone's files; the linter minds `eval` unless told not to. */
function tools(diskOf: (root: string) => Disk | null): Verifier {
  return {
    name: 'tools',
    applies: async () => true,
    tools: async () => 'tools 1',
    async check({ root, task, only }) {
      const disk: Disk = diskOf(root) ?? new Map();
      const wanted = (name: string): boolean => only?.includes(name) ?? true;
      return [
        ...(wanted('suite') ? [suite(disk)] : []),
        ...(wanted('lint') && task.kind !== 'tests' && !isOff(disk) ? [lint(disk)] : []),
      ];
    },
  };
}

const ABOUT = { command: 'run it', output: '', durationMs: 5, note: null };

function suite(disk: Disk): CheckResult {
  const files = [...disk].map(([path, { text }]) => ({ path, text }));
  const source = files.filter(({ path }) => path.startsWith('src/')).map(({ text }) => text);
  const roots = /"(\w+\/)"\]/.exec(disk.get('jest.config.json')?.text ?? '')?.[1] ?? 'tests/';
  const found = files.filter(({ path }) => path.startsWith(roots));
  const findings = found
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^test\('(\w+)'.*equal\((\w+), 1\)/gm)].flatMap(([, name = '', word]) =>
        source.join('\n').includes(word ?? '') ? [] : [{ path, name }],
      ),
    )
    .map(({ path, name }) => {
      return {
        check: 'suite',
        test: name,
        file: path,
        line: 1,
        rule: null,
        message: 'it is not 1',
      };
    });
  const isLost = found.length === 0 && files.some(({ path }) => path.endsWith('.test.js'));
  const status = findings.length > 0 || isLost ? 'failed' : 'passed';
  const tests = { passed: 1, failed: findings.length, skipped: 0 };
  return { ...ABOUT, name: 'suite', kind: 'test', status, findings, tests };
}

/** A linter that is switched off is not run at all. */
function isOff(disk: Disk): boolean {
  return disk.get('.eslintrc.json')?.text.includes('"enabled": false') === true;
}

function lint(disk: Disk): CheckResult {
  const strict = disk.get('.eslintrc.json')?.text.includes('"off"') !== true;
  const findings = [...disk].flatMap(([path, { text }]) => {
    const lines = text.split('\n');
    const at = lines.findIndex(
      (line, index) => line === BAD && !(lines[index - 1] ?? '').includes('eslint-disable'),
    );
    if (at === -1 || !strict) return [];
    return [{ check: 'lint', file: path, line: at + 1, rule: 'no-eval', message: 'eval is evil' }];
  });
  const status = findings.length > 0 ? 'failed' : 'passed';
  return { ...ABOUT, name: 'lint', kind: 'lint', status, findings };
}

const FILES = {
  'src/a.js': 'alpha beta gamma delta\n',
  'tests/a.test.js': ['alpha', 'beta', 'gamma', 'delta'].map(test).join(''),
  '.eslintrc.json': '{ "rules": { "no-eval": "error" } }\n',
  'jest.config.json': '{ "roots": ["tests/"] }\n',
};

/** Tests are looked for elsewhere, and are there or somewhere else. */
const movedTo = (place: string) => ({
  'tests/a.test.js': null,
  [place]: FILES['tests/a.test.js'],
  'jest.config.json': '{ "roots": ["units/"] }\n',
});

async function run(
  script: EngineScript,
  { title = 'Add epsilon', ...options }: Partial<LineOptions> & { title?: string } = {},
) {
  const line = createLine({
    files: { [SPEC]: `# Demo\n\n- [ ] ${title}\n`, ...FILES },
    verifier: tools,
    script,
    ...options,
    config: { maxFixAttempts: 0, ...options.config },
  });
  const outcome = await line.once();
  const { state } = outcome.specs[0]!.chunks[0]!;
  return { line, status: state.status, message: state.status === 'failed' ? state.message : '' };
}

const writes =
  (files: Readonly<Record<string, string | null>>): EngineScript =>
  ({ write, disk }) => {
    for (const [path, text] of Object.entries(files)) {
      if (text === null) disk.delete(path);
      else write(path, text);
    }
    return undefined;
  };

const WITHOUT_BETA = { 'src/a.js': 'alpha gamma delta\n' };
const tests = (...words: readonly string[]): string => words.map(test).join('');

describe('a change that passes by what it bent', () => {
  it.each<[string, Readonly<Record<string, string | null>>, RegExp]>([
    [
      'a test goes',
      { ...WITHOUT_BETA, 'tests/a.test.js': tests('alpha', 'gamma', 'delta') },
      /counter-check tests\/a\.test\.js: the test "beta" was deleted; put it back; without that suite fails: beta it is not 1/,
    ],
    [
      'a test rests',
      {
        ...WITHOUT_BETA,
        'tests/a.test.js': FILES['tests/a.test.js'].replace("test('beta", "test.skip('beta"),
      },
      /"beta" is skipped, or skips others; let it run again/,
    ],
    [
      'a comment hides it',
      { 'src/b.js': `epsilon\n// eslint-disable-next-line\n${BAD}\n` },
      /look away: \/\/ eslint-disable-next-line; take the comment out/,
    ],
    [
      'a rule is switched off',
      { 'src/b.js': `${BAD}\n`, '.eslintrc.json': '{ "rules": { "no-eval": "off" } }\n' },
      /a check was loosened: no-eval/,
    ],
    [
      'a linter is switched off',
      { 'src/b.js': `${BAD}\n`, '.eslintrc.json': '{ "linter": { "enabled": false } }\n' },
      /a check was loosened: linter.enabled/,
    ],
    [
      'settings say something else',
      {
        'src/b.js': `${BAD}\n`,
        '.eslintrc.json': '{ "ignoring": ["off"], "rules": { "no-eval": "error" } }\n',
      },
      /what checks go by was changed: \.eslintrc\.json; leave them as they were/,
    ],
    [
      'a test expects something else',
      {
        ...WITHOUT_BETA,
        'tests/a.test.js': FILES['tests/a.test.js'].replace(
          'equal(beta, 1)',
          'equal(alpha, 1, true)',
        ),
      },
      /old test "beta" expects something else than before|old test "beta" passes only as it was changed/,
    ],
    [
      'tests are where nobody looks for them',
      { ...WITHOUT_BETA, ...movedTo('old/a.test.js'), 'units/b.test.js': tests('alpha') },
      /a check was loosened: roots/,
    ],
    [
      'what tests share is otherwise',
      {
        ...WITHOUT_BETA,
        'tests/a.test.js': `beta();\n${tests('alpha', 'gamma', 'delta')}// ${test('beta')}`,
      },
      /the test "beta" was deleted/,
    ],
  ])('is refused: %s', async (_, files, message) => {
    const ran = await run(writes(files));
    expect(ran.status).toBe('failed');
    expect(ran.message).toMatch(message);
    expect(ran.line.events.of('check.verdict').at(-1)).toMatchObject({ verdict: 'failed' });
  });

  it('is told of where it lands, and what to look at', async () => {
    const { line, status } = await run(
      writes({
        'src/a.js': 'alpha beta two delta\n',
        'tests/a.test.js': FILES['tests/a.test.js'].replace(
          'equal(gamma, 1)',
          "equal(two, 1, 'x')",
        ),
      }),
      { title: 'Let gamma be two' },
    );
    expect(status).toBe('published');
    const told = 'tests/a.test.js: the old test "gamma" expects something else than before';
    expect(line.events.of('check.finished').at(-1)).toMatchObject({
      ...{ check: 'counter-check', status: 'passed', note: `look twice: ${told}` },
    });
    expect(line.forge.pulls[0]?.body).toContain('**Look twice:** `tests/a.test.js:3`');
    const many = Array.from({ length: 5 }, () => `x(); // eslint-disable-line\n`).join('');
    const more = await run(writes({ 'src/b.js': `epsilon\n${many}` }));
    expect(more.line.events.of('check.finished').at(-1)?.note).toMatch(/; and 2 more$/);
  });

  it('is refused whatever the tests say where a whole file of tests went', async () => {
    const ran = await run(writes({ 'src/b.js': 'epsilon\n', 'tests/a.test.js': null }));
    expect(ran.message).toContain('was deleted; put it back; the task does not ask for that');
  });

  it('is told what to mend, and lands once it has', async () => {
    const { line, status } = await run(
      ({ job, write }) => {
        if (job.kind === 'repair') {
          expect(job.findings).toMatchObject([{ rule: 'test_deleted', file: 'tests/a.test.js' }]);
          write('tests/a.test.js', FILES['tests/a.test.js']);
          write('src/a.js', `${FILES['src/a.js']}epsilon\n`);
        } else {
          write('src/a.js', 'alpha gamma delta epsilon\n');
          write('tests/a.test.js', tests('alpha', 'gamma', 'delta'));
        }
        return undefined;
      },
      { config: { maxFixAttempts: 1 } },
    );
    expect(status).toBe('published');
    expect(line.text('codelicious/spec-1', 'tests/a.test.js')).toBe(FILES['tests/a.test.js']);
  });
});

describe('a change that bends what nothing depends on', () => {
  it.each<[string, Readonly<Record<string, string | null>>]>([
    ['a test goes', { 'tests/a.test.js': tests('alpha', 'gamma', 'delta') }],
    ['a comment hides nothing', { 'src/b.js': '// eslint-disable-next-line\nepsilon\n' }],
    ['tests are moved, and looked for there', movedTo('units/a.test.js')],
    [
      'a rule is switched off for nothing',
      { 'src/b.js': 'epsilon\n', '.eslintrc.json': '{ "rules": { "no-eval": "off" } }\n' },
    ],
  ])('lands as it is, and is pointed at: %s', async (_, files) => {
    const { line, status } = await run(writes(files));
    expect(status).toBe('published');
    for (const [path, text] of Object.entries(files)) {
      expect(line.text('codelicious/spec-1', path)).toBe(text);
    }
    expect(line.forge.pull(1).body).toContain('Look twice');
  });

  it.each<[string, string, Readonly<Record<string, string | null>>]>([
    [
      'what is asked for',
      'Remove beta',
      { ...WITHOUT_BETA, 'tests/a.test.js': tests('alpha', 'gamma', 'delta') },
    ],
    [
      'a behaviour that changes',
      'Call beta epsilon',
      {
        'src/a.js': 'alpha epsilon gamma delta\n',
        'tests/a.test.js': FILES['tests/a.test.js'].replace('equal(beta', 'equal(epsilon'),
      },
    ],
  ])('lands where it is %s', async (_, title, files) => {
    const { status } = await run(writes(files), { title });
    expect(status).toBe('published');
  });
});
