import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { buildDataSchema, statusDataSchema } from '../../src/domain/data.ts';
import { jsonSchemas } from '../../src/domain/json-schemas.ts';
import type { Machine } from './harness/machine.ts';
import { launcher } from './harness/program.ts';
import { branchTips, chunkCommits } from './harness/reading.ts';
import { sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/12_auth.md';
const TASKS = [
  { title: 'Add login', lines: 2 },
  { title: 'Add logout', lines: 2 },
];
const ESCAPE = '\u001b[';

/** The stand-in engine writes down its calls beside itself, where no cage lets it. */
const UNWALLED = ['--sandbox', 'none'];

let stage: Stage;
let here: Machine;

async function open(request: Partial<Parameters<typeof createStage>[0]> = {}): Promise<void> {
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Auth', TASKS) }),
    claude: TASKS.map(sampleStep),
    ...request,
  });
  here = stage.machine();
}

afterEach(async () => {
  await stage.remove();
});

/** A check against a published JSON Schema itself, not against what it was made from. */
function published(name: string): z.ZodType {
  const schema = jsonSchemas()[name];
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}

describe('what scripts read', () => {
  it('is one document on stdout, and events as published', async () => {
    await open();
    const events = join(here.dir, 'events.jsonl');
    const ran = await here.run([...UNWALLED, '--json', '--events', events, '--quiet']);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(published('build.schema.json').parse(JSON.parse(ran.stdout))).toBeDefined();
    const [spec] = buildDataSchema.parse(JSON.parse(ran.stdout)).specs;
    expect(spec?.chunks).toMatchObject(
      TASKS.map(() => ({
        status: 'published',
        branch: 'codelicious/spec-12',
        pull: { number: 1, url: 'https://github.com/o/r/pull/1', state: 'open', draft: false },
        reason: null,
        attempts: 1,
        spend: 0.01,
      })),
    );
    const lines = readFileSync(events, 'utf8').trimEnd().split('\n');
    const event = published('event.schema.json');
    const read = lines.map(
      (line) => event.parse(JSON.parse(line)) as { seq: number; type: string },
    );
    expect(read.map(({ seq }) => seq)).toEqual(read.map((_, at) => at + 1));
    expect(read[0]?.type).toBe('run.started');
    expect(read.at(-1)).toMatchObject({ type: 'run.finished', exitCode: 0 });
    const status = await here.run(['status', '--json']);
    expect(published('status.schema.json').parse(JSON.parse(status.stdout))).toBeDefined();
    expect(statusDataSchema.parse(JSON.parse(status.stdout))).toMatchObject({ lock: null });
    const plan = await here.run(['plan', '--json']);
    expect(published('plan.schema.json').parse(JSON.parse(plan.stdout))).toBeDefined();
    const [file = ''] = readdirSync(join(here.stateDir, 'state'));
    const ledger: unknown = JSON.parse(readFileSync(join(here.stateDir, 'state', file), 'utf8'));
    expect(published('ledger.schema.json').parse(ledger)).toBeDefined();
  });

  it('may be the events alone, and a failure ends them too', async () => {
    await open({ claude: [] });
    const args = [...UNWALLED, '--events', '-', '--max-fix-attempts', '0'];
    const ran = await here.run(args, { env: { GITHUB_TOKEN: 'wrong' } });
    expect(ran.status).toBe(4);
    const refused = ran.stdout.trimEnd().split('\n');
    expect(JSON.parse(refused.at(-1) ?? '')).toMatchObject({ type: 'run.finished', exitCode: 4 });
    const failed = await here.run(args);
    expect(failed.status).toBe(1);
    const events = failed.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(events.at(-1)).toMatchObject({ type: 'run.finished', exitCode: 1 });
    expect(failed.stderr).toContain('Post-mortem');
  });
});

describe('what a person reads', () => {
  it('has colour only where it is wanted', async () => {
    await open();
    const forced = await here.run(['plan'], { env: { FORCE_COLOR: '1' } });
    expect(forced.stdout).toContain(ESCAPE);
    for (const [args, env] of [
      [['plan'], {}],
      [['plan', '--no-color'], { FORCE_COLOR: '1' }],
      [['plan'], { FORCE_COLOR: '1', NO_COLOR: '1' }],
    ] as const) {
      expect((await here.run(args, { env })).stdout).not.toContain(ESCAPE);
    }
  });

  it('is no more than was asked for', async () => {
    await open();
    stage.claude.play([sampleStep(TASKS[0] ?? { title: '' })]);
    const quiet = await here.run([...UNWALLED, '--quiet', '--max-fix-attempts', '0']);
    expect(quiet.status).toBe(1);
    expect(quiet.stderr.trim().split('\n')).toHaveLength(1);
    expect(quiet.stderr).toMatch(/Add logout.*failed: the engine changed nothing/);
    expect(quiet.stdout).toMatch(/^✗ 1 of 2 tasks built, 1 pull request in /);
    stage.claude.play(
      TASKS.map((task) => ({ ...sampleStep(task), summary: 'Said by the engine.' })),
    );
    const verbose = await here.run([...UNWALLED, '--verbose']);
    expect(verbose.status).toBe(0);
    expect(verbose.stderr).toContain('Said by the engine.');
    const idle = await here.run([...UNWALLED]);
    expect(idle.stdout).toMatch(
      /^✓ Nothing new to build: 2 tasks built before, 1 pull request open\n/,
    );
  });
});

describe('the first build on a terminal', () => {
  const version = spawnSync('script', ['--version'], { encoding: 'utf8' });
  const hasScript = version.status === 0 && version.stdout.includes('util-linux');

  function inTerminal(
    args: readonly string[],
    input: string,
  ): { status: number | null; text: string } {
    const words = [process.execPath, launcher(), ...args].map((word) => `'${word}'`);
    const { status, stdout } = spawnSync(
      'script',
      ['-qefc', `stty -echo cols 80; ${words.join(' ')}`, '/dev/null'],
      {
        cwd: here.repo.root,
        env: { ...here.env, TERM: 'xterm' },
        input,
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    return { status, text: stdout };
  }

  it.runIf(hasScript)('shows the plan and asks once; --yes does not ask', async () => {
    await open();
    const args = [...UNWALLED, '--platform', 'local', '--no-color'];
    const no = inTerminal(args, 'n\n');
    expect(no.status, no.text).toBe(0);
    expect(no.text).toContain('Plan: 2 tasks of 1 spec');
    expect(no.text).toContain('Build this? [Y/n]');
    expect(no.text).toContain('Nothing was done.');
    expect(existsSync(join(here.stateDir, 'logs'))).toBe(false);
    expect(stage.claude.calls()).toEqual([]);
    const yes = inTerminal([...args, '--yes'], '');
    expect(yes.status, yes.text).toBe(0);
    expect(yes.text).not.toContain('Build this?');
    const text = yes.text.replace(/\r/g, '').replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '\n');
    const long = text.split('\n').filter((line) => line.length > 80 && !/[/\\]/.test(line));
    expect(long).toEqual([]);
    const again = inTerminal(args, '');
    expect(again.text).not.toContain('Build this?');
  });
});

describe('state that cannot be used', () => {
  it('is moved aside, said once, and rebuilt from git', async () => {
    await open();
    stage.claude.play([sampleStep(TASKS[0] ?? { title: '' })]);
    expect((await here.build(['--max-fix-attempts', '0'])).status).toBe(1);
    const state = join(here.stateDir, 'state');
    const [ledger = ''] = readdirSync(state);
    const audit = join(here.stateDir, 'audit', 'audit.jsonl');
    writeFileSync(join(state, ledger), '{"version":1,');
    writeFileSync(audit, `${readFileSync(audit, 'utf8')}{"torn":`);
    writeFileSync(join(here.stateDir, 'run.lock.json'), 'no json');
    stage.claude.play(TASKS.map(sampleStep));
    const ran = await here.build();
    expect(ran.status, ran.stderr).toBe(0);
    expect(readdirSync(state).filter((name) => name.includes('.corrupt-'))).toHaveLength(1);
    expect(ran.stderr.match(/\.corrupt-/g)?.length, ran.stderr).toBeGreaterThanOrEqual(1);
    expect(stage.claude.calls().filter(({ title }) => title === 'Add login')).toHaveLength(1);
    expect(chunkCommits(stage.origin, 'main..refs/heads/codelicious/spec-12')).toHaveLength(2);
    const quiet = await here.build();
    expect(quiet.status).toBe(0);
    expect(quiet.stderr).not.toContain('corrupt');
  });

  it('is named when a file stands in its place', async () => {
    await open({ files: { ...sampleFiles({ [SPEC]: specText('Auth', TASKS) }, {}) } });
    rmSync(here.stateDir, { recursive: true });
    writeFileSync(here.stateDir, 'mine\n');
    for (const command of ['build', 'plan', 'status']) {
      const ran = await here.run([command]);
      expect(ran.status).toBe(1);
      expect(ran.stderr).toMatch(/^error: [^\n]*\.codelicious[^\n]*\n {2}→ /);
    }
    expect(readFileSync(here.stateDir, 'utf8')).toBe('mine\n');
    rmSync(here.stateDir);
    mkdirSync(join(here.dir, 'elsewhere'));
    symlinkSync(join(here.dir, 'elsewhere'), here.stateDir);
    const linked = await here.build();
    expect([0, 1, 2]).toContain(linked.status);
    expect(linked.stderr).not.toContain('bug:');
  });
});

describe('secrets', () => {
  /** Name → a value found nowhere else. */
  const canaries: Readonly<Record<string, string>> = Object.fromEntries(
    [
      'GITHUB_TOKEN',
      'GH_TOKEN',
      'GITLAB_TOKEN',
      'HF_TOKEN',
      'LLM_API_KEY',
      'OPENAI_API_KEY',
      'ANTHROPIC_API_KEY',
      'AWS_SECRET_ACCESS_KEY',
      'NPM_TOKEN',
      'DATABASE_PASSWORD',
    ].map((name, at) => [name, `canary${String(at)}${'zq9x7Kw2'.repeat(3)}${String(at)}`]),
  );
  const token = canaries['GITHUB_TOKEN'] ?? '';
  const values = Object.values(canaries);

  it('of the environment appear in no artefact, and reach only whose they are', async () => {
    const said = values.join(' ');
    await open({
      files: sampleFiles(
        { [SPEC]: specText('Auth', TASKS), 'env.sh': 'env\ntest -f src/add-logout.js\n' },
        { verify: { commands: ['sh env.sh'] } },
      ),
      claude: [
        { chunk: 'logout', write: { 'src/add-logout.js': 'ok\n' }, summary: said, stderr: said },
        { job: 'build', write: { 'src/add-login.js': 'ok\n' }, summary: said },
        { job: 'repair', write: { 'src/more.js': 'ok\n' }, summary: `I saw ${said}` },
      ],
      github: { tokens: { [token]: { login: 'octocat' } } },
      env: canaries,
    });
    const ran = await here.build(['--verbose', '--max-fix-attempts', '1']);
    expect(ran.status, ran.stderr).toBe(1);
    expect(stage.claude.calls().map(({ job }) => job)).toEqual(['build', 'repair', 'build']);
    const { body = '', title = '' } = stage.github.state.pulls[0] ?? {};
    const commits = here.repo.git('log', '--all', '-p', '--format=fuller');
    const status = await here.run(['status', '--json']);
    const texts = {
      stdout: ran.stdout,
      stderr: ran.stderr,
      events: JSON.stringify(ran.events),
      prompts: stage.claude
        .calls()
        .map(({ prompt, argv }) => `${prompt} ${argv.join(' ')}`)
        .join('\n'),
      pull: title + body,
      commits,
      origin: stage.origin.git('log', '--all', '-p', '--format=fuller'),
      status: status.stdout,
      ...filesBelow(here.stateDir),
      ...filesBelow(join(here.dir, 'cache'), /\.git\/|hub\.git\/objects/),
    };
    const found = Object.entries(texts).filter(([, text]) =>
      values.some((value) => text.includes(value)),
    );
    expect(found.map(([name]) => name)).toEqual([]);
    for (const { env } of stage.claude.calls()) {
      const names = Object.keys(canaries).filter((name) => env[name] !== undefined);
      expect(names).toEqual(['ANTHROPIC_API_KEY']);
    }
  });

  it('in a change park the task, and what is kept of it is masked', async () => {
    await open({
      claude: [
        { write: { 'src/config.js': `export const key = '${canaries['NPM_TOKEN'] ?? ''}';\n` } },
      ],
      github: { tokens: { [token]: { login: 'octocat' } } },
      env: canaries,
    });
    const ran = await here.build(['--max-fix-attempts', '0', '--json']);
    expect(ran.status, ran.stderr).toBe(1);
    const [spec] = buildDataSchema.parse(JSON.parse(ran.stdout)).specs;
    expect(spec?.chunks[0]).toMatchObject({ status: 'parked', reason: { code: 'secret' } });
    expect(spec?.chunks[0]?.reason?.message).toContain('src/config.js');
    const kept = Object.keys(branchTips(here.repo)).filter((name) => name.includes('failed'));
    expect(kept).not.toEqual([]);
    const attempts = kept.map((name) => here.repo.git('show', '--format=', name)).join('\n');
    expect(attempts).toContain('***');
    expect(attempts).not.toContain(canaries['NPM_TOKEN']);
    expect(Object.keys(branchTips(stage.origin)).filter((name) => name.includes('heads'))).toEqual([
      'refs/heads/main',
    ]);
  });

  /** Path → text of every file below a folder. */
  function filesBelow(folder: string, left?: RegExp): Record<string, string> {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const files = paths.filter((path) => {
      return left?.test(path) !== true && statSync(join(folder, path)).isFile();
    });
    return Object.fromEntries(
      files.map((path) => [path, readFileSync(join(folder, path), 'latin1')]),
    );
  }
});
