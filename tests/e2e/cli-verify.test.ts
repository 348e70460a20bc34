import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryData } from '../../src/domain/history-check.ts';
import type { Machine } from './harness/machine.ts';
import { sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/04_orchard.md';
const TASKS = [{ title: 'Plant a tree' }, { title: 'Water the tree' }];
const BRANCH = 'codelicious/spec-04';

let stage: Stage;
let here: Machine;
let built: string;

async function verify(...args: readonly string[]): Promise<HistoryData> {
  const ran = await here.run(['verify', '--json', ...args]);
  const data = JSON.parse(ran.stdout) as HistoryData;
  expect(ran.status).toBe(data.exitCode);
  return data;
}

/** Makes the branch's tip anew with another message or another spec, as somebody who cheats would. */
function remake({ message, spec }: { readonly message?: string; readonly spec?: string }): string {
  const { repo } = here;
  const old = repo.git('log', '-1', '--format=%B', built).trim();
  repo.git('checkout', '-q', '--detach', built);
  if (spec !== undefined) repo.write({ [SPEC]: spec });
  repo.git(
    '-c',
    'user.name=Somebody else',
    'commit',
    '-q',
    '--amend',
    '--allow-empty',
    '-a',
    '-m',
    message ?? old,
  );
  repo.git('update-ref', `refs/remotes/origin/${BRANCH}`, 'HEAD');
  return repo.git('rev-parse', 'HEAD').trim();
}

function specAt(revision: string): string {
  return here.repo.git('show', `${revision}:${SPEC}`);
}

beforeAll(async () => {
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Orchard', [...TASKS, { title: 'Rest' }]) }),
    claude: TASKS.map(sampleStep),
  });
  here = stage.machine();
  await here.build();
  here.repo.git('fetch', '-q');
  built = here.repo.git('rev-parse', `origin/${BRANCH}`).trim();
}, 60_000);

beforeEach(() => {
  here.repo.git('checkout', '-q', '-f', 'main');
  here.repo.git('update-ref', `refs/remotes/origin/${BRANCH}`, built);
});

afterAll(async () => {
  await stage.remove();
});

describe('codelicious verify', () => {
  it('agrees with what a run left, offline', async () => {
    const data = await verify();
    expect(data).toMatchObject({ faults: [], exitCode: 0, audit: { brokenAt: null } });
    expect(data.commits.map(({ title, sha }) => [title, sha])).toEqual([
      ['Plant a tree', expect.any(String)],
      ['Water the tree', built],
    ]);
    expect(data.audit.records).toBeGreaterThan(10);
    const shown = await here.run(['verify', `main..origin/${BRANCH}`]);
    expect(shown.stdout).toContain('2 commits checked, everything agrees.');
  });

  const codes = (data: HistoryData): readonly string[] => data.faults.map(({ code }) => code);
  const range = `main..origin/${BRANCH}`;

  it('names a commit that was made anew', async () => {
    remake({});
    expect(codes(await verify(range))).toEqual(['not_in_audit']);
  });

  it('names trailers that were altered', async () => {
    const message = here.repo.git('log', '-1', '--format=%B', built);
    remake({ message: message.replace(/^(Codelicious-Chunk: )\w+/m, '$1aaaaaaaaaaaa') });
    expect(codes(await verify(range))).toContain('unknown_chunk');
    remake({ message: message.replace(/^(Codelicious-Digest: )\w+/m, '$1aaaaaaaaaaaa') });
    expect(codes(await verify(range))).toContain('digest');
    remake({ message: message.replace(/^Codelicious-Spec: .*\n/m, '') });
    expect(codes(await verify(range))).toContain('trailers');
    remake({ message: message.replace(/^(Codelicious-Spec: ).*/m, '$1docs/specs/none.md') });
    expect(codes(await verify(range))).toContain('spec_missing');
  });

  it('names boxes that are ticked or open without right', async () => {
    const text = specAt(built);
    remake({ spec: text.replace('- [ ] Rest', '- [x] Rest') });
    expect(codes(await verify(range))).toEqual(
      expect.arrayContaining(['ticked_others', 'ticked_without_commit']),
    );
    remake({ spec: text.replace('- [x] Water', '- [ ] Water') });
    expect(codes(await verify(range))).toEqual(expect.arrayContaining(['not_ticked', 'unticked']));
  });

  it('names a task that was built twice', async () => {
    const { repo } = here;
    repo.git('checkout', '-q', '--detach', built);
    repo.git('commit', '-q', '--allow-empty', '-m', repo.git('log', '-1', '--format=%B', built));
    repo.git('update-ref', `refs/remotes/origin/${BRANCH}`, 'HEAD');
    expect(codes(await verify(range))).toEqual(expect.arrayContaining(['twice', 'ticked_before']));
  });

  it('names the line at which the audit log was altered', async () => {
    const file = join(here.stateDir, 'audit', 'audit.jsonl');
    const log = readFileSync(file, 'utf8');
    const lines = log.split('\n');
    writeFileSync(
      file,
      [lines[0], lines[1]?.replace('"run"', '"Run"'), ...lines.slice(2)].join('\n'),
    );
    const data = await verify();
    writeFileSync(file, log);
    expect(data).toMatchObject({ exitCode: 1, audit: { brokenAt: 2, why: 'altered' } });
    const shown = await here.run(['verify']);
    expect(shown.status).toBe(0);
  });

  it('names lines that are gone from the end of the audit log, and a log that is gone', async () => {
    const file = join(here.stateDir, 'audit', 'audit.jsonl');
    const log = readFileSync(file, 'utf8');
    writeFileSync(file, `${log.trimEnd().split('\n').slice(0, -1).join('\n')}\n`);
    expect(codes(await verify())).toEqual(['audit_unfinished']);
    writeFileSync(file, '');
    expect(codes(await verify())).toEqual(['audit_missing']);
    writeFileSync(file, log);
    expect((await verify()).exitCode).toBe(0);
  });

  it('refuses what is no revision, and more than one range', async () => {
    const unknown = await here.run(['verify', 'nowhere']);
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain('"nowhere" is no commit of this repository');
    expect((await here.run(['verify', 'main', 'main'])).status).toBe(2);
    expect((await here.run(['verify', '--output=x'])).status).toBe(2);
  });
});
