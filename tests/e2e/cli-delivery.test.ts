import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type BuildData, buildDataSchema } from '../../src/domain/data.ts';
import type { FakeGithubOptions } from '../support/fake-github/types.ts';
import type { Machine } from './harness/machine.ts';
import type { Ran } from './harness/program.ts';
import { branchTips, chunkCommits } from './harness/reading.ts';
import { sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/12_auth.md';
const BRANCH = 'refs/heads/codelicious/spec-12';
const TASKS = [
  { title: 'Add login', lines: 2 },
  { title: 'Add logout', lines: 2 },
];

let stage: Stage;
let here: Machine;

async function open(github: Partial<FakeGithubOptions> = {}): Promise<void> {
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Auth', TASKS) }),
    claude: TASKS.map(sampleStep),
    github,
  });
  here = stage.machine();
}

afterEach(async () => {
  await stage.remove();
});

function documentOf(ran: Ran): BuildData {
  return buildDataSchema.parse(JSON.parse(ran.stdout));
}

function hook(name: string, body: string): () => void {
  const file = join(stage.origin.root, 'hooks', name);
  mkdirSync(join(stage.origin.root, 'hooks'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return () => rmSync(file);
}

/** The next run delivers what was left, asks no engine, and ends well. */
async function deliversTheRest(): Promise<void> {
  const asked = stage.claude.calls().length;
  const ran = await here.build(['--json']);
  expect(ran.status, ran.stderr).toBe(0);
  expect(stage.claude.calls()).toHaveLength(asked);
  const chunks = documentOf(ran).specs.flatMap((spec) => spec.chunks);
  expect(chunks.map(({ status }) => status)).toEqual(['published', 'published']);
  expect(chunkCommits(stage.origin, `main..${BRANCH}`)).toHaveLength(2);
  expect(stage.github.state.pulls).toMatchObject([{ state: 'open', draft: false }]);
}

describe('a push', () => {
  it.each([
    ['declined by a hook', 'pre-receive', 'echo "no tickets, no push" >&2; exit 1', 'hook'],
    [
      'to a protected branch',
      'pre-receive',
      'echo "error: GH006: Protected branch update failed" >&2; exit 1',
      'protected',
    ],
  ])('%s is said, counts as undelivered, and is made up for', async (_, name, body, why) => {
    await open();
    const mend = hook(name, body);
    const ran = await here.build(['--json']);
    expect(ran.status, ran.stderr).toBe(1);
    const failed = ran.events.filter((event) => event.type === 'pull.push_failed');
    expect(new Set(failed.map((event) => event.why))).toEqual(new Set([why]));
    expect(ran.stderr).toContain('could not be pushed');
    const [spec] = documentOf(ran).specs;
    expect(spec?.chunks.map(({ status }) => status)).toEqual(['committed', 'committed']);
    expect(spec?.undelivered).toMatchObject([{ code: `push_${why}` }]);
    const shown = await here.run(['status']);
    expect(shown.stdout).toContain('not pushed');
    expect(Object.keys(branchTips(stage.origin))).toEqual(['refs/heads/main']);
    mend();
    await deliversTheRest();
  });

  it('that finds the branch moved on forces nothing', async () => {
    await open();
    hook('post-receive', 'exit 0');
    stage.claude.play([
      sampleStep(TASKS[0] ?? { title: '' }),
      { ...sampleStep(TASKS[1] ?? { title: '' }), delayMs: 1_500 },
    ]);
    const run = here.startBuild(['--json']);
    expect(await run.until((events) => events.some(({ type }) => type === 'pull.opened'))).toBe(
      true,
    );
    stage.land('A reviewer’s own commit', { 'NOTES.md': 'mine\n' }, 'codelicious/spec-12');
    const theirs = branchTips(stage.origin)[BRANCH];
    const ran = await run.done;
    expect(ran.status, ran.stderr).toBe(1);
    expect(ran.events).toContainEqual(
      expect.objectContaining({ type: 'pull.push_failed', why: 'stale' }),
    );
    expect(branchTips(stage.origin)[BRANCH]).toBe(theirs);
  });

  it('to a remote that is gone ends the run, and the work is not lost', async () => {
    await open();
    const away = `${stage.origin.root}-away`;
    stage.claude.play(TASKS.map((task) => ({ ...sampleStep(task), delayMs: 300 })));
    const run = here.startBuild(['--json']);
    expect(await run.until((events) => events.some(({ type }) => type === 'engine.started'))).toBe(
      true,
    );
    renameSync(stage.origin.root, away);
    const ran = await run.done;
    expect(ran.status, ran.stderr).toBe(1);
    expect(ran.events.some((event) => event.type === 'pull.push_failed')).toBe(true);
    const unreachable = await here.build();
    expect(unreachable.status).toBe(1);
    expect(unreachable.stderr).toMatch(/error: origin could not be fetched/);
    renameSync(away, stage.origin.root);
    await deliversTheRest();
  });
});

describe('the API', () => {
  it('that refuses the token ends the run before anything is spent', async () => {
    await open({ tokens: { other: { login: 'else' } } });
    const ran = await here.build(['--json']);
    expect(ran.status).toBe(4);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'forge_auth' }, exitCode: 4 });
    expect(ran.stderr).toMatch(/GITHUB_TOKEN/);
    expect(stage.claude.calls()).toEqual([]);
    const none = await here.build([], { env: { GITHUB_TOKEN: undefined } });
    expect(none.status).toBe(4);
    expect(none.stderr).toContain('no token for github.com');
  });

  it('that cannot be reached is said, with 1', async () => {
    await open();
    await stage.github.close();
    const ran = await here.build(['--json']);
    expect(ran.status).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'network' } });
    expect(stage.claude.calls()).toEqual([]);
    stage.github.close = async () => undefined;
  });

  it('may fail for a moment, lose a reply or reset a connection', async () => {
    await open();
    stage.github.fail({ path: '/pulls', method: 'GET', mishap: { kind: 'status', status: 502 } });
    stage.github.fail({ path: '/pulls', method: 'POST', mishap: { kind: 'lost_reply' } });
    stage.github.fail({ path: /graphql$/, mishap: { kind: 'reset' } });
    const ran = await here.build(['--json']);
    expect(ran.status, ran.stderr).toBe(0);
    expect(stage.github.state.pulls).toMatchObject([{ state: 'open', draft: false }]);
  });

  it('that takes no pull requests for now costs nothing but time', async () => {
    await open();
    const refusal = { kind: 'status', status: 422, message: 'Not now' } as const;
    stage.github.fail({ path: '/pulls', method: 'POST', times: 50, mishap: refusal });
    const ran = await here.build(['--json']);
    expect(ran.status, ran.stderr).toBe(1);
    expect(ran.stderr).toContain('Not now');
    const [spec] = documentOf(ran).specs;
    expect(spec?.chunks.map(({ status }) => status)).toEqual(['committed', 'committed']);
    expect(spec?.undelivered[0]?.code).toMatch(/^forge_/);
  });
});
