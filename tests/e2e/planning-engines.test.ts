import { afterEach, describe, expect, it } from 'vitest';
import { call, type Reply, say, startMessagesApi } from '../support/messages-api.ts';
import type { LoopbackServer } from '../support/mishaps.ts';
import { HAS_REAL_CLAUDE, REAL_CLAUDE_PATH } from '../support/real-claude.ts';
import { pathOf, type SampleTask, sampleFiles, sourceLines } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/names.md';
const PROSE = '# Names\n\nPeople have names.\n\n## Add a form\n\nWith a field.\n';
const BRANCH = 'codelicious/spec-names';
const TASKS: readonly SampleTask[] = [{ title: 'Add a field' }, { title: 'Store it' }];
/** One dependency by its title, and one on what is not there. */
const PLAN = {
  tasks: [
    { title: 'Add a field', description: 'One line of text.', files: [pathOf(TASKS[0]!)] },
    {
      title: 'Store it',
      depends_on: ['Add a field', 'Nothing like it'],
      validation: 'sh check.sh',
    },
  ],
};

let stage: Stage;
let server: LoopbackServer;

afterEach(async () => {
  await server.close();
  await stage.remove();
});

/** What a model calls next: the plan where it is asked for one, else the file of its task, once. */
function next(
  prompt: string,
  answered: number,
  names: { readonly plan: string; readonly write: string; readonly path: string },
): readonly [name: string, input: unknown] | null {
  if (prompt.includes('Plan how the spec below is built')) return [names.plan, PLAN];
  const title = /^- Task: (.*)$/m.exec(prompt)?.[1];
  const task = TASKS.find((one) => one.title === title);
  if (task === undefined || answered > 0) return null;
  return [names.write, { [names.path]: pathOf(task), content: sourceLines(task) }];
}

const CLAUDE = { plan: 'StructuredOutput', write: 'Write', path: 'file_path' };
const AGENT = { plan: 'finish', write: 'write_file', path: 'path' };

interface Setting {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

async function withClaude(): Promise<Setting> {
  const api = await startMessagesApi(({ userText, toolResults }): Reply => {
    const wanted = next(userText, toolResults.length, CLAUDE);
    return wanted === null ? say('Did it.') : call(...wanted);
  });
  server = api;
  const env = { ANTHROPIC_API_KEY: 'test-key', ANTHROPIC_BASE_URL: api.url };
  return { args: ['--engine', 'claude'], env };
}

async function withAnthropic(): Promise<Setting> {
  const api = await startMessagesApi(({ userText, toolResults }) =>
    call(...(next(userText, toolResults.length, AGENT) ?? ['finish', { summary: 'Did it.' }])),
  );
  server = api;
  const env = { ANTHROPIC_API_KEY: 'test-key', ANTHROPIC_BASE_URL: api.url };
  return { args: ['--engine', 'anthropic'], env };
}

async function isPlannedAndBuilt({ args, env }: Setting): Promise<void> {
  stage = await createStage({
    ...{ files: sampleFiles({ [SPEC]: PROSE }), env },
    path: HAS_REAL_CLAUDE ? [REAL_CLAUDE_PATH] : [],
  });
  const here = stage.machine();
  const split = await here.run(
    ['plan', '--split', ...args, '--spec', SPEC, '--sandbox', 'none', '--json'],
    { timeoutMs: 120_000 },
  );
  expect(split.status, split.stderr).toBe(0);
  expect(split.stdout).toContain('+- [ ] Add a field');
  expect(here.repo.git('status', '--porcelain')).toBe('');
  const ran = await here.build([...args, '--spec', SPEC], { timeoutMs: 120_000 });
  expect(ran.status, ran.stderr).toBe(0);
  const text = stage.origin.git('show', `${BRANCH}:${SPEC}`);
  expect(text).toContain('- [x] Add a field\n  - One line of text.\n');
  expect(text).toContain('- [x] Store it\n  - verify: sh check.sh\n  - depends on: "Add a field"');
  expect(text).not.toContain('Nothing like it');
}

describe('a spec without boxes is planned and built', () => {
  it.skipIf(!HAS_REAL_CLAUDE)('by the real Claude Code CLI', { timeout: 240_000 }, async () => {
    await isPlannedAndBuilt(await withClaude());
  });

  it('by a model behind the Messages API', { timeout: 120_000 }, async () => {
    await isPlannedAndBuilt(await withAnthropic());
  });
});
