import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cagesHold } from '../support/cages.ts';
import {
  type Artefact,
  CANARY_FILES,
  CANARY_VARIABLES,
  canariesIn,
  filesBelow,
  plantCanaries,
} from '../support/canaries.ts';
import { installLeakyClaude, LEAK } from '../support/leaky-claude.ts';
import { type ApiRequest, call, type Reply, startMessagesApi } from '../support/messages-api.ts';
import type { LoopbackServer } from '../support/mishaps.ts';
import type { Machine } from './harness/machine.ts';
import type { Ran } from './harness/program.ts';
import { sampleFiles, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/07_library.md';
const TITLES = ['Tell it', 'Write it into a file', 'Ask it as a question', 'End in failure'];

let stage: Stage;
let remove = async (): Promise<void> => undefined;
let server: LoopbackServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
  await remove();
});

/** A machine whose owner has secrets, and an engine that is after them. */
async function open(titles: readonly string[]) {
  const tasks = titles.map((title) => ({ title }));
  const files = sampleFiles({
    [SPEC]: specText('Library', tasks),
    'leak.test.cjs': readFileSync(LEAK, 'utf8').replace('process.argv.slice(2)', '[]'),
  });
  stage = await createStage({ files, env: CANARY_VARIABLES });
  remove = stage.remove;
  const here = stage.machine();
  const planted = plantCanaries(here.env['HOME'] ?? '', here.repo.root);
  return { here, planted };
}

/** Everything that a run leaves, shows or sends, but for the credentials in their own headers. */
function artefactsOf(here: Machine, ran: Ran, cassette: string): readonly Artefact[] {
  const history = (name: string, { git }: Machine['repo']): Artefact => ({
    name,
    text: git('log', '--all', '-p', '--format=fuller', '--notes'),
  });
  const sent = stage.github.requests.map(({ method, path, query, body }) => [
    ...[method, path, query, body],
  ]);
  return [
    { name: 'stdout', text: ran.stdout },
    { name: 'stderr', text: ran.stderr },
    { name: 'events', text: JSON.stringify(ran.events) },
    { name: 'cassette', text: readFileSync(cassette, 'utf8') },
    { name: 'github', text: JSON.stringify(sent) },
    { name: 'pulls', text: JSON.stringify(stage.github.state.pulls) },
    history('commits of the origin', stage.origin),
    history('commits of the checkout', here.repo),
    ...filesBelow(here.stateDir),
  ];
}

it('are thirty and ten, and found where they are', () => {
  expect(Object.keys(CANARY_VARIABLES)).toHaveLength(30);
  expect(CANARY_FILES).toHaveLength(10);
  const shown = Object.entries(CANARY_VARIABLES).map(([name, value]) => `${name}=${value}`);
  for (const text of [shown.join('\n'), Buffer.from(shown.join('\n')).toString('base64')]) {
    const found = canariesIn([{ name: 'x', text }]).map((one) => one.split(' ')[0]);
    expect(new Set(found).size).toBe(30);
  }
});

describe('an engine that tells all it finds', () => {
  const levels = ['none', ...(cagesHold ? ['os'] : [])];

  it.each(levels)('leaves no secret anywhere, sandbox %s', async (level) => {
    // Without a wall files can be read, and nobody knows their secrets.
    const { here, planted } = await open(TITLES);
    const claude = installLeakyClaude(stage.dir, level === 'os' ? planted : []);
    const cassette = join(stage.dir, 'cassette.json');
    const ran = await here.build(
      ['--engine', 'claude', '--sandbox', level, '--verbose', '--record', cassette],
      { env: { PATH: `${claude}:${here.env['PATH'] ?? ''}` } },
    );
    expect(ran, ran.stderr).toMatchObject({ status: 1, timedOut: false });
    const types = ran.events.map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['chunk.committed', 'chunk.failed', 'chunk.parked']),
    );
    expect((ran.stdout + ran.stderr).includes('***')).toBe(level === 'none');
    expect(canariesIn(artefactsOf(here, ran, cassette))).toEqual([]);
  });
});

type Step = readonly [name: string, input: object];

/** Reads, runs and tells what it was told. */
function spy(planted: readonly string[], level: string) {
  const program: readonly Step[] =
    level === 'os'
      ? [
          ['run_command', { argv: ['env'] }],
          ['run_command', { argv: ['node', 'leak.test.cjs', ...planted] }],
          ['run_command', { argv: ['sh', '-c', `cat /proc/*/environ ${planted.join(' ')}`] }],
        ]
      : [
          ['run_command', { argv: ['env'] }],
          ['run_command', { argv: ['node', '--test', 'leak.test.cjs'] }],
        ];
  const reads = planted.flatMap((file): readonly Step[] => [
    ['read_file', { path: file }],
    ['read_file', { path: `../../../../../../../../..${file}` }],
    ['search_code', { pattern: 'Cnry', path: file }],
  ]);
  const steps = [...program, ...reads];
  return ({ toolResults, turn }: ApiRequest): Reply => {
    const told = toolResults.map(({ text }) => text).join('\n');
    if (turn === 0) {
      const blocks = steps
        .slice(0, 8)
        .map(([name, input]) => ({ type: 'tool_use', name, input }) as const);
      return { kind: 'turn', blocks };
    }
    if (turn === 1)
      return call('write_file', { path: 'src/a.js', content: 'export const a = 1;\n' });
    return call('finish', { summary: `Here it is: ${told}` });
  };
}

describe('a model that tells all it finds', () => {
  const levels = ['none', ...(cagesHold ? ['os'] : [])];

  it.each(levels)('is told no secret and leaves none, sandbox %s', async (level) => {
    const { here, planted } = await open(TITLES.slice(0, 1));
    const api = await startMessagesApi(spy(planted, level));
    server = api;
    const cassette = join(stage.dir, 'cassette.json');
    const ran = await here.build(
      ['--engine', 'anthropic', '--sandbox', level, '--verbose', '--record', cassette],
      { env: { ANTHROPIC_API_KEY: 'sk-ant-own-key-1234567890', ANTHROPIC_BASE_URL: api.url } },
    );
    expect(ran.timedOut, ran.stderr).toBe(false);
    expect(api.requests.length).toBeGreaterThan(3);
    expect(existsSync(cassette)).toBe(true);
    const bodies = {
      name: 'requests',
      text: api.requests.map(({ body }) => JSON.stringify(body)).join('\n'),
    };
    expect(bodies.text).toContain('CODELICIOUS_CHUNK_TITLE');
    expect(canariesIn([bodies, ...artefactsOf(here, ran, cassette)])).toEqual([]);
  });
});
