import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusData } from '../../src/domain/data.ts';
import type { Machine } from './harness/machine.ts';
import type { Ran } from './harness/program.ts';
import { chunkCommits } from './harness/reading.ts';
import { sampleFiles, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/7_safety.md';
const BRANCH = 'codelicious/spec-7';
/** In two pieces, so that no scanner takes this file for a leak. */
const TOKEN = 'ghp_' + 'q7Rz2Kp9Wd4Lx8Vb3Nm6Tc1Hj5Gf0YsE3uA9';
const LEAK = `// how to sign in\nexport const token = '${TOKEN}';\n`;

/** Refuses a word in what is staged, and reformats all of it. */
const HOOK = `#!/bin/sh
echo "src/words.js:1:1: staged $(git diff --cached --name-only | tr '\\n' ' ')"
for file in $(git diff --cached --name-only --diff-filter=d -- src); do echo '// formatted' >> "$file"; done
if git diff --cached | grep -q '^+.*HARSH'; then exit 1; fi
`;

let stage: Stage;
let here: Machine;
let ran: Ran;
let status: StatusData;

const chunk = (title: string) => status.specs[0]?.chunks.find((one) => one.title === title) ?? null;
const prompts = (job: string, title: string): readonly string[] =>
  stage.claude
    .calls()
    .filter((call) => call.env['CODELICIOUS_JOB'] === job)
    .filter((call) => call.env['CODELICIOUS_CHUNK_TITLE'] === title)
    .map(({ prompt }) => prompt);
const committed = (path: string): string => stage.origin.git('show', `${BRANCH}:${path}`).trim();

const TITLES = ['Sign in', 'Document the sample key', 'Read a formula', 'Say it kindly'] as const;

beforeAll(async () => {
  stage = await createStage({
    files: sampleFiles({
      [SPEC]: specText(
        'Safety',
        TITLES.map((title) => ({ title })),
      ),
    }),
    claude: [
      { chunk: 'Sign in', write: { 'src/sign-in.js': LEAK, 'docs/sign-in.md': `Use ${TOKEN}.\n` } },
      {
        chunk: 'Document the sample key',
        write: { 'src/keys.js': "export const sample = 'AKIAIOSFODNN7EXAMPLE';\n" },
      },
      {
        job: 'build',
        chunk: 'Read a formula',
        write: {
          'src/formula.js':
            '// codelicious-allow js-eval\nexport const read = (text) => eval(text); // eslint-disable-line no-eval\n',
        },
      },
      {
        job: 'repair',
        chunk: 'Read a formula',
        write: { 'src/formula.js': 'export const read = (text) => JSON.parse(text);\n' },
      },
      {
        job: 'build',
        chunk: 'Say it kindly',
        write: { 'src/words.js': "export const word = 'HARSH';\n" },
      },
      {
        job: 'repair',
        chunk: 'Say it kindly',
        write: { 'src/words.js': "export const word = 'kind';\n" },
      },
    ],
  });
  here = stage.machine();
  const hook = join('.githooks', 'pre-commit');
  here.repo.write({ [hook]: HOOK });
  here.repo.git('add', '--chmod=+x', hook);
  here.repo.git('commit', '-q', '-m', 'A hook');
  here.repo.git('push', '-q', 'origin', 'HEAD:main');
  ran = await here.build();
  status = await here.status();
}, 60_000);

afterAll(async () => {
  await stage.remove();
});

describe('a secret', () => {
  it('parks its task with a question, and costs no repair', () => {
    expect(ran.status, ran.stderr).toBe(1);
    const parked = chunk('Sign in');
    expect(parked).toMatchObject({ status: 'parked', reason: { code: 'secret' } });
    expect(parked?.reason?.message).toMatch(
      /src\/sign-in\.js:2 holds .* [0-9a-f]{16} \(secret:github-pat\)/,
    );
    expect(prompts('repair', 'Sign in')).toEqual([]);
  });

  it('is nowhere afterwards, what was tried being kept without it', () => {
    const [ref = ''] = here.repo
      .git('for-each-ref', '--format=%(refname)', 'refs/codelicious/failed')
      .trim()
      .split('\n');
    expect(here.repo.git('show', `${ref}:src/sign-in.js`)).toContain("token = '***'");
    expect(here.repo.git('show', `${ref}:docs/sign-in.md`)).toContain('Use ***.');
    const told = [
      ran.stdout,
      ran.stderr,
      JSON.stringify([ran.events, status, stage.github.state.pulls]),
      ...stage.claude.calls().map(({ prompt }) => prompt),
      readFileSync(join(here.stateDir, 'audit', 'audit.jsonl'), 'utf8'),
      readFileSync(join(here.stateDir, 'logs', 'latest.log'), 'utf8'),
      stage.origin.git('log', '-p', '--all'),
      here.repo.git('log', '-p', '--all'),
    ];
    expect(told.filter((text) => text.includes(TOKEN.slice(0, 12)))).toEqual([]);
  });

  it('that everybody prints passes', () => {
    expect(chunk('Document the sample key')?.status).toBe('published');
    expect(committed('src/keys.js')).toContain('AKIAIOSFODNN7EXAMPLE');
  });
});

describe('a dangerous construct', () => {
  it('is repaired, whatever a comment beside it says', () => {
    expect(chunk('Read a formula')?.status).toBe('published');
    const [repair = ''] = prompts('repair', 'Read a formula');
    expect(repair).toContain('src/formula.js:2 js-eval');
    expect(committed('src/formula.js')).toContain('JSON.parse');
  });
});

describe('what verifies', () => {
  it('names the checks that show something', () => {
    const commits = chunkCommits(stage.origin, `main..refs/heads/${BRANCH}`);
    const verified = commits.map(({ trailers }) => trailers['Codelicious-Verified']);
    expect(new Set(verified)).toEqual(new Set(['.githooks/pre-commit, sh check.sh']));
    expect(stage.github.state.pulls[0]?.body).toMatch(/`security of the added lines` passed/);
  });

  it('is the hook of the repository too, and what it writes is not taken over', () => {
    expect(chunk('Say it kindly')?.status).toBe('published');
    const [repair = ''] = prompts('repair', 'Say it kindly');
    expect(repair).toContain('src/words.js:1');
    expect(committed('src/words.js')).toBe("export const word = 'kind';");
    expect(committed('src/formula.js')).not.toContain('formatted');
  });
});

describe('once it is allowed on the base', () => {
  it('is built', async () => {
    const prints = (chunk('Sign in')?.reason?.message ?? '').match(/\b[0-9a-f]{16}\b/g) ?? [];
    expect(prints).toHaveLength(2);
    const again = await here.build();
    expect(again.events.filter(({ type }) => type === 'engine.started')).toEqual([]);
    stage.land('Allow it', { '.gitleaksignore': `${prints.join('\n')}\n` });
    const allowed = await here.build();
    expect(allowed.status, allowed.stderr).toBe(0);
    expect(committed('src/sign-in.js')).toBe(LEAK.trim());
  });
});
