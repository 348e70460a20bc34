import { afterEach, describe, expect, it } from 'vitest';
import {
  type ApiRequest,
  call,
  type MessagesApi,
  type Reply,
  say,
  startMessagesApi,
} from '../support/messages-api.ts';
import { HAS_REAL_CLAUDE, REAL_CLAUDE_PATH } from '../support/real-claude.ts';
import { chunkCommits, pullSize, stackOf, treeOf } from './harness/reading.ts';
import { pathOf, type SampleTask, sampleFiles, sourceLines, specText } from './harness/sample.ts';
import { markerOf, recordFaults, specCommits, stackFaults } from './harness/soundness.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/12_greetings.md';

/** The third does not fit beside the first two; the fourth does beside the third. */
const TASKS: readonly SampleTask[] = [
  { title: 'Say hello', lines: 60 },
  { title: 'Say goodbye', lines: 120 },
  { title: 'Say thanks', lines: 150 },
  { title: 'Say sorry', lines: 90 },
];

let stage: Stage;
let api: MessagesApi;

afterEach(async () => {
  await api.close();
  await stage.remove();
});

/** Tells what it sees of its surroundings once, writes the task's file, and says so. */
function engineer(request: ApiRequest): Reply {
  const task = taskOf(request);
  if (task === undefined) return say('There is nothing to do.');
  const steps = [
    call('Write', { file_path: pathOf(task), content: sourceLines(task) }),
    call('Bash', { command: 'npm run check:seen' }),
  ];
  return steps[request.toolResults.length] ?? say(`${task.title}: done.`);
}

function taskOf({ userText }: ApiRequest): SampleTask | undefined {
  const title = /^- Task: (.*)$/m.exec(userText)?.[1];
  return TASKS.find((task) => task.title === title);
}

/** The repository's own test command, and a script by which the engine sees its environment. */
const PACKAGE = {
  name: 'greetings',
  private: true,
  type: 'module',
  scripts: { test: 'node --check src/index.js', 'check:seen': 'env | grep ^CODELICIOUS_' },
};

describe.skipIf(!HAS_REAL_CLAUDE)('with the real Claude Code CLI', () => {
  it('a spec of several tasks becomes stacked pull requests', async () => {
    api = await startMessagesApi(engineer);
    stage = await createStage({
      files: {
        ...sampleFiles({ [SPEC]: specText('Greetings', TASKS) }, {}),
        'package.json': JSON.stringify(PACKAGE, null, 2),
      },
      path: [REAL_CLAUDE_PATH],
      env: { ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: 'test-key' },
    });
    const here = stage.machine();
    const ran = await here.build(['--engine', 'claude'], { timeoutMs: 120_000 });
    expect(ran, ran.stderr).toMatchObject({ status: 0, timedOut: false });

    expect(stackFaults(stage, SPEC)).toEqual([]);
    expect(recordFaults(here, stage)).toEqual([]);
    expect(stackOf(stage.github.state.pulls)).toEqual([
      'codelicious/spec-12 → main open',
      'codelicious/spec-12-part-2 → codelicious/spec-12 open',
    ]);
    expect(stage.github.state.pulls.map((pull) => pull.title)).toEqual([
      '[spec-12] Greetings',
      '[spec-12] Greetings (part 2)',
    ]);
    const sizes = stage.github.state.pulls.map((pull) => pullSize(stage.origin, pull, SPEC));
    expect(sizes).toEqual([
      { commits: 2, lines: 180 },
      { commits: 2, lines: 240 },
    ]);
    expectCommits();
    expectBodies();
    expectTree();
    expectConversations();
  });
});

function expectCommits(): void {
  const commits = specCommits(stage, SPEC);
  expect(commits.map((commit) => commit.subject)).toEqual(
    TASKS.map((task) => `[spec-12] ${task.title}`),
  );
  for (const { author, trailers } of commits) {
    expect(author).toBe('Ada Lovelace <ada@example.com>');
    expect(trailers).toMatchObject({
      'Codelicious-Spec': SPEC,
      'Codelicious-Chunk': expect.stringMatching(/^[0-9a-f]{12}$/),
      'Codelicious-Run': expect.stringMatching(/^\d{8}T\d{6}-/),
      'Codelicious-Engine': 'claude',
      'Codelicious-Verified': expect.stringContaining('test'),
    });
  }
}

function expectBodies(): void {
  for (const pull of stage.github.state.pulls) {
    const ids = chunkCommits(stage.origin, `${pull.base}..${pull.head}`).map(
      (commit) => commit.trailers['Codelicious-Chunk'],
    );
    expect(markerOf(pull)).toMatchObject({ v: 1, spec: SPEC, chunks: ids.map((id) => ({ id })) });
    const headings = [...pull.body.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(headings).toEqual([
      'Summary',
      'Tasks',
      'Chunk Context',
      'Verifier Summary',
      'Cost',
      'Audit Log',
      'Stack',
    ]);
    expect(pull.body).toMatch(/Chain head: `[0-9a-f]{64}`/);
    expect(pull.body.replaceAll('coverage n/a', '')).not.toContain('n/a');
  }
}

function expectTree(): void {
  const top = 'codelicious/spec-12-part-2';
  expect(Object.keys(treeOf(stage.origin, top))).toEqual(
    expect.arrayContaining(TASKS.map((task) => pathOf(task))),
  );
  const ticked = specText('Greetings', TASKS).replaceAll('[ ]', '[x]');
  expect(stage.origin.git('show', `${top}:${SPEC}`)).toBe(ticked.trimEnd());
  const first = specCommits(stage, SPEC)[0]?.sha ?? '';
  expect(stage.origin.git('show', `${first}:${SPEC}`)).toContain(
    '- [x] Say hello\n- [ ] Say goodbye',
  );
}

/** One conversation per task, its prompt on standard input, its environment that of the job. */
function expectConversations(): void {
  const last = api.requests.filter((request) => request.toolResults.length === 2);
  expect(last.map((request) => taskOf(request)?.title)).toEqual(TASKS.map((task) => task.title));
  const chunks = specCommits(stage, SPEC).map((commit) => commit.trailers['Codelicious-Chunk']);
  for (const [index, request] of last.entries()) {
    const seen = request.toolResults[1]?.text ?? '';
    expect(seen).toContain(`CODELICIOUS_SPEC=${SPEC}`);
    expect(seen).toContain(`CODELICIOUS_CHUNK=${chunks[index] ?? ''}`);
    expect(seen).toContain(`CODELICIOUS_CHUNK_TITLE=${TASKS[index]?.title ?? ''}`);
    expect(seen).toContain('CODELICIOUS_JOB=build');
    expect(seen).toMatch(/CODELICIOUS_RUN=\d{8}T/);
  }
}
