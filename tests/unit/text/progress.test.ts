import { describe, expect, it } from 'vitest';
import { EVENT_SCHEMAS, type RunEvent, type StampedEvent } from '../../../src/domain/events.ts';
import { NO_SPEND } from '../../../src/domain/usage.ts';
import { palette } from '../../../src/text/palette.ts';
import { progressView } from '../../../src/text/progress.ts';
import type { ProgressLook } from '../../../src/text/progress-item.ts';

const START = Date.parse('2026-01-31T10:15:00Z');

const about = { spec: 'docs/specs/12_auth.md', chunk: 'aaaaaaaaaaaa', title: 'Hash the passwords' };
const part = { spec: 'docs/specs/12_auth.md', branch: 'codelicious/spec-12', part: 1 };

/** A run in which everything happens once, an event a second. */
const RUN: readonly RunEvent[] = [
  {
    type: 'run.started',
    version: '2.0.0',
    repo: '/home/me/shop',
    platform: 'github',
    engines: ['claude'],
    sandbox: 'none',
    base: 'main',
    maxCommits: 8,
    maxLoc: 250,
  },
  { type: 'sandbox.selected', level: 'none', why: 'agent-written code runs as you' },
  {
    type: 'preflight.checked',
    name: 'engine',
    ok: true,
    message: 'claude, billed to your subscription',
  },
  { type: 'preflight.checked', name: 'forge', ok: false, message: 'no answer' },
  { type: 'run.warning', message: 'one file was not read' },
  { type: 'spec.skipped', spec: 'docs/specs/13.md', code: 'empty', message: 'there is no text' },
  {
    type: 'spec.started',
    spec: about.spec,
    title: 'Sign-in',
    branch: 'codelicious/spec-12',
    chunks: 3,
  },
  { type: 'spec.carried', spec: about.spec },
  { type: 'spec.edited', ...about },
  {
    type: 'workspace.ready',
    spec: about.spec,
    root: '/tmp/x',
    setup: 'npm ci',
    durationMs: 12_400,
  },
  { type: 'spec.planned', spec: about.spec, by: 'model', tasks: 4 },
  { type: 'spec.planned', spec: about.spec, by: 'files', tasks: 2 },
  { type: 'spec.plan_failed', spec: about.spec, message: 'the answer is no plan' },
  { type: 'chunk.started', ...about, index: 1, of: 3 },
  { type: 'engine.started', ...about, engine: 'claude', job: 'build', attempt: 1 },
  { type: 'engine.session', engine: 'claude', session: 's-1', model: 'opus' },
  { type: 'engine.session', engine: 'claude', session: 's-2', model: null },
  { type: 'engine.text', engine: 'claude', text: 'I will hash them.\n\nWith argon2.' },
  { type: 'engine.text', engine: 'claude', text: ' \n' },
  { type: 'tool.called', engine: 'claude', tool: 'Edit', detail: 'src/auth.ts' },
  { type: 'tool.denied', engine: 'claude', tool: 'Bash', detail: 'curl example.test' },
  { type: 'sandbox.denied', engine: 'claude', what: 'example.test:443' },
  { type: 'engine.retrying', engine: 'claude', attempt: 2, delayMs: 2000, why: 'overloaded' },
  {
    type: 'engine.resting',
    engine: 'claude',
    until: '2026-01-31T12:00:00.000Z',
    known: true,
    message: 'usage limit',
  },
  {
    type: 'engine.resting',
    engine: 'huggingface',
    until: '2026-01-31T12:00:00.000Z',
    known: false,
    message: 'slow down',
  },
  { type: 'engine.excluded', engine: 'anthropic', message: 'the key is refused' },
  { type: 'engine.waiting', engine: 'claude', until: '2026-01-31T10:20:00.000Z', ms: 283_000 },
  { type: 'engine.waiting', engine: 'claude', until: '2026-01-31T10:25:00.000Z', ms: 10_000 },
  { type: 'engine.returned', engine: 'claude' },
  {
    type: 'engine.finished',
    ...about,
    engine: 'claude',
    job: 'build',
    result: 'done',
    durationMs: 42_100,
    costUsd: 0.123,
    equivalentUsd: 0,
    chargedUsd: 0,
    inputTokens: 1,
    outputTokens: 1,
    session: null,
  },
  {
    type: 'baseline.checked',
    spec: about.spec,
    sha: 'abc',
    checks: ['npm test'],
    failed: 0,
    durationMs: 3000,
  },
  {
    type: 'baseline.checked',
    spec: about.spec,
    sha: 'abc',
    checks: ['eslint'],
    failed: 1,
    durationMs: 500,
  },
  {
    type: 'check.finished',
    ...about,
    check: 'npm test',
    status: 'failed',
    durationMs: 3200,
    note: 'exit 1',
  },
  {
    type: 'check.finished',
    ...about,
    check: 'pytest',
    status: 'skipped',
    durationMs: 0,
    note: 'no Python here',
  },
  { type: 'workspace.installed', ...about, how: 'npm install', ok: true },
  { type: 'workspace.installed', ...about, how: 'no such package', ok: false },
  { type: 'check.verdict', ...about, verdict: 'failed', findings: 2 },
  { type: 'engine.started', ...about, engine: 'claude', job: 'repair', attempt: 1 },
  {
    type: 'engine.finished',
    ...about,
    engine: 'claude',
    job: 'repair',
    result: 'rate_limited',
    durationMs: 900,
    costUsd: null,
    equivalentUsd: 0,
    chargedUsd: 5,
    inputTokens: 0,
    outputTokens: 0,
    session: null,
  },
  {
    type: 'check.finished',
    ...about,
    check: 'npm test',
    status: 'passed',
    durationMs: 3100,
    note: null,
  },
  { type: 'check.verdict', ...about, verdict: 'passed', findings: 0 },
  { type: 'check.verdict', ...about, verdict: 'unverified', findings: 0 },
  { type: 'chunk.split', ...about, how: 'shrunk', lines: 612 },
  {
    type: 'chunk.committed',
    ...about,
    sha: '1a2b3c4d5e6f',
    branch: part.branch,
    lines: 120,
    verified: 'npm test',
    proof: 'red-green',
    engine: 'claude',
    oversize: false,
    step: null,
    signed: 'plain',
  },
  {
    type: 'chunk.committed',
    ...about,
    chunk: 'bbbbbbbbbbbb',
    sha: '1a2b3c4d5e6f',
    branch: part.branch,
    lines: 1,
    verified: 'none',
    proof: 'none',
    engine: 'claude',
    oversize: true,
    step: '1/2',
    signed: 'unsigned',
  },
  { type: 'pull.pushed', ...part, sha: '1a2b3c4d5e6f' },
  { type: 'pull.opened', ...part, number: 42, url: 'https://example.test/pull/42', draft: true },
  { type: 'pull.opened', ...part, number: 43, url: 'https://example.test/pull/43', draft: false },
  { type: 'pull.updated', ...part, number: 42 },
  { type: 'pull.ready', ...part, number: 42 },
  { type: 'chunk.published', ...about, branch: part.branch },
  {
    type: 'chunk.failed',
    ...about,
    code: 'verification',
    message: 'two tests fail',
    attemptRef: 'refs/codelicious/failed/aaaaaaaaaaaa',
  },
  { type: 'budget.spent', costUsd: 1, maxCostUsd: null, tokens: 2, maxTokens: null },
  { type: 'chunk.spent', ...about, ...NO_SPEND, tokens: 2 },
  { type: 'chunk.blocked', ...about, by: ['aaaaaaaaaaaa'] },
  { type: 'chunk.parked', ...about, question: 'Which algorithm?', options: ['argon2', 'bcrypt'] },
  { type: 'pull.push_failed', ...part, why: 'protected', message: 'the branch is protected' },
  { type: 'pull.failed', ...part, code: 'server', message: 'no answer' },
  { type: 'budget.reached', limit: 'maxCostUsd', message: 'the budget of $5 is spent' },
  { type: 'spec.finished', spec: about.spec, done: 2, failed: 1, ...NO_SPEND },
  { type: 'run.cycle', cycle: 1, sleepMs: 60_000 },
  { type: 'run.interrupted', signal: 'SIGTERM' },
  {
    type: 'run.finished',
    exitCode: 1,
    durationMs: 60_000,
    done: 2,
    failed: 1,
    open: 0,
    ...NO_SPEND,
  },
];

function stamped(event: RunEvent, second: number): StampedEvent {
  const at = new Date(START + second * 1000).toISOString();
  return { v: 1, run: 'r', seq: second + 1, at, ...event };
}

function follow(events: readonly RunEvent[], more: Partial<ProgressLook> = {}): readonly string[] {
  const view = progressView({ palette: palette(false), width: 80, level: 'normal', ...more });
  let state = view.initial;
  return events.flatMap((event, second) => {
    const happened = stamped(event, second);
    const line = view.line(happened, state);
    state = view.advance(state, happened);
    return line === null ? [] : [line];
  });
}

describe('progress', () => {
  it('knows every event', () => {
    expect(new Set(RUN.map(({ type }) => type))).toEqual(new Set(Object.keys(EVENT_SCHEMAS)));
    for (const { type, ...event } of RUN)
      expect(() => EVENT_SCHEMAS[type].parse(event)).not.toThrow();
  });

  it('is calm', () => {
    // The clock on the wall depends on where it hangs.
    const lines = follow(RUN)
      .join('\n')
      .replaceAll(/\d\d:\d\d/g, 'HH:MM');
    expect(lines).toMatchInlineSnapshot(`
      "codelicious 2.0.0  /home/me/shop
        pulls     github, onto main, at most 8 commits, 250 lines each
        sandbox   none: agent-written code runs as you
        engine    claude, billed to your subscription
        ✗ forge: no answer
      ! one file was not read
      ✗ docs/specs/13.md: there is no text

      Sign-in  3 tasks · codelicious/spec-12
        ~ docs/specs/12_auth.md differs from the base: it is carried as it stands
        ~ Hash the passwords: edited after it was built; left as it is
        · workspace ready: npm ci · 12.4 s
        ~ docs/specs/12_auth.md: divided by the model, 4 tasks
        ~ docs/specs/12_auth.md: divided by the files it names, 2 tasks
      ! docs/specs/12_auth.md: planned without the model: the answer is no plan
        1/3 Hash the passwords
            ! claude is rate-limited, until 2026-01-31THH:MM:00Z: usage limit
            ! huggingface is rate-limited, nobody said until when: slow down
            ✗ anthropic is left out of this run: the key is refused
            … every engine is rate-limited: waiting for claude until HH:MM
            … every engine is rate-limited: waiting for claude until HH:MM, asked
              again in 10.0 s
            · claude is no longer limited: it has its place again
            · claude built · 42.1 s · $0.12
            · npm test on the commit before: nothing fails there
            · eslint on the commit before: fails there too
            ✗ npm test · 3.2 s · exit 1
            · pytest skipped · no Python here
            · npm install
            ✗ dependencies: no such package
            ✗ verification failed: 2 findings
            · claude repairs
            ! claude: rate limited · 900 ms · 1 call of unknown price
            ✓ npm test · 3.1 s
            ! unverified: nothing could be run
            ÷ 612 lines are too many for one pull request: a first step is built, the
              rest becomes tasks of its own
            ✓ committed 1a2b3c4 · 120 lines in its pull request · 30.0 s
            ✓ committed 1a2b3c4 (step 1/2) · 1 line in its pull request · unverified ·
              unsigned
            ✓ #42 opened as a draft: https://example.test/pull/42
            ✓ #43 opened: https://example.test/pull/43
            ✓ #42 is ready for review
            ✗ failed: two tests fail
              the attempt is kept as refs/codelicious/failed/aaaaaaaaaaaa
        ◌ Hash the passwords: waits for 1 other task
            ? Which algorithm?
              - argon2
              - bcrypt
            ✗ codelicious/spec-12 could not be pushed: the branch is protected
            ✗ the pull request of codelicious/spec-12: no answer
      ■ the budget of $5 is spent

      cycle 1 done · looking again in 1 m 00 s
      ■ SIGTERM: ending the work in hand
      "
    `);
  });

  it('says where pull requests go when nobody asked for a base', () => {
    const started = RUN.filter(({ type }) => type === 'run.started');
    const lines = follow(started.map((event) => ({ ...event, base: null }) as RunEvent));
    expect(lines.join('\n')).toContain('github, onto the default branch, at most 8 commits');
  });

  it('puts the facts of a spec with a long title on a line of their own', () => {
    const title = 'Sign in with passkeys and all that belongs to it in every client';
    const started = RUN.filter(({ type }) => type === 'spec.started');
    const lines = follow(started.map((event) => ({ ...event, title }) as RunEvent));
    expect(lines).toEqual([`\n${title}\n3 tasks · codelicious/spec-12`]);
  });

  it('is only what went wrong when it is to be quiet', () => {
    expect(follow(RUN, { level: 'quiet' }).join('\n')).toMatchInlineSnapshot(`
      "! one file was not read
      ✗ docs/specs/13.md: there is no text
      ! docs/specs/12_auth.md: planned without the model: the answer is no plan
      ! claude is rate-limited, until 2026-01-31T12:00:00Z: usage limit
      ! huggingface is rate-limited, nobody said until when: slow down
      ✗ anthropic is left out of this run: the key is refused
      ✗ Hash the passwords failed: two tests fail
        the attempt is kept as refs/codelicious/failed/aaaaaaaaaaaa
      ? Hash the passwords asks: Which algorithm?
        - argon2
        - bcrypt
      ✗ codelicious/spec-12 could not be pushed: the branch is protected
      ✗ the pull request of codelicious/spec-12: no answer
      ■ the budget of $5 is spent
      ■ SIGTERM: ending the work in hand"
    `);
  });

  it('is what the engine says and does as well when more is wanted', () => {
    const normal = new Set(follow(RUN));
    const more = follow(RUN, { level: 'verbose' }).filter((line) => !normal.has(line));
    expect(more.join('\n')).toMatchInlineSnapshot(`
      "      · claude builds
              · session s-1 · opus
              · session s-2
              · I will hash them.
              · With argon2.
              · > Edit src/auth.ts
              ⊘ refused: Bash curl example.test
              ⊘ not let out: example.test:443
              · claude: overloaded; repetition 2 in 2.0 s
            · codelicious/spec-12 pushed at 1a2b3c4
            · #42 updated"
    `);
  });

  it('has colour only where it is wanted', () => {
    expect(follow(RUN, { level: 'verbose' }).join('')).not.toContain('\u001b');
    expect(follow(RUN, { palette: palette(true) }).join('')).toContain(
      '\u001b[1mcodelicious\u001b[22m',
    );
  });

  it('says no more than it knows', () => {
    const events: readonly RunEvent[] = [
      { type: 'chunk.failed', ...about, code: 'gate', message: 'no', attemptRef: null },
      { type: 'spec.skipped', spec: 'a.md', code: 'empty', message: 'a.md is empty' },
      {
        type: 'engine.finished',
        ...about,
        engine: 'claude',
        job: 'unheard-of',
        result: 'done',
        durationMs: 1,
        costUsd: null,
        equivalentUsd: 0,
        chargedUsd: 0,
        inputTokens: 0,
        outputTokens: 0,
        session: null,
      },
    ];
    expect(follow(events)).toEqual([
      '      ✗ failed: no',
      '✗ a.md is empty',
      '      · claude is done · 1 ms',
    ]);
  });

  it('folds what is long, cuts what an engine says at length, and lets no control character through', () => {
    const evil = 'a\u001b[2Jb\u0007\r\nc';
    const long: readonly RunEvent[] = [
      { type: 'run.warning', message: `${'word '.repeat(30)}${evil}` },
      {
        type: 'engine.text',
        engine: 'e',
        text: Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\n'),
      },
      { type: 'tool.called', engine: 'e', tool: evil, detail: 'x'.repeat(500) },
      { type: 'spec.started', spec: 's', title: evil, branch: evil, chunks: 1 },
    ];
    const lines = follow(long, { width: 40, level: 'verbose' }).join('\n').split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(48);
    expect(lines.join('')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
    expect(lines.filter((line) => line.includes('line '))).toHaveLength(20);
    expect(lines).toContain('        · … 10 more lines');
  });
});

describe('the status line', () => {
  const look: ProgressLook = { palette: palette(false), width: 60, level: 'normal' };

  /** The status a few seconds after each event. */
  function statuses(
    events: readonly RunEvent[],
    more: Partial<ProgressLook> = {},
  ): readonly (string | null)[] {
    const view = progressView({ ...look, ...more });
    let state = view.initial;
    return events.map((event) => {
      state = view.advance(state, stamped(event, 0));
      return view.status(state, START + 75_500);
    });
  }

  it('says what goes on, for how long, and the last thing heard', () => {
    const events = RUN.filter(({ type }) =>
      [
        'run.started',
        'spec.started',
        'chunk.started',
        'engine.started',
        'tool.called',
        'engine.finished',
        'check.finished',
        'check.verdict',
        'chunk.committed',
        'chunk.failed',
      ].includes(type),
    );
    expect(statuses(events)).toMatchInlineSnapshot(`
      [
        null,
        "      … preparing the workspace · 1 m 15 s",
        "      … preparing · 1 m 15 s",
        "      … claude builds · 1 m 15 s",
        "      … claude builds · 1 m 15 s · Edit src/auth.ts",
        "      … checking · 1 m 15 s",
        "      … checking · 1 m 15 s · after npm test",
        "      … checking · 1 m 15 s · after pytest",
        "      … committing · 1 m 15 s",
        "      … claude repairs · 1 m 15 s",
        "      … checking · 1 m 15 s",
        "      … checking · 1 m 15 s · after npm test",
        "      … committing · 1 m 15 s",
        "      … committing · 1 m 15 s",
        "      … publishing · 1 m 15 s",
        "      … publishing · 1 m 15 s",
        null,
      ]
    `);
  });

  it('hears nothing while nothing goes on, and is not shown when it is to be quiet', () => {
    const heard: readonly RunEvent[] = [
      { type: 'tool.called', engine: 'e', tool: 'Edit', detail: 'x' },
    ];
    expect(statuses(heard)).toEqual([null]);
    expect(statuses(RUN.slice(0, 12), { level: 'quiet' }).every((line) => line === null)).toBe(
      true,
    );
  });

  it('counts down while it waits', () => {
    const view = progressView(look);
    const until = new Date(START + 200_000);
    const waiting = view.advance(
      view.initial,
      stamped({ type: 'engine.waiting', engine: 'claude', until: until.toISOString(), ms: 1 }, 0),
    );
    const two = (value: number) => String(value).padStart(2, '0');
    const clock = `${two(until.getHours())}:${two(until.getMinutes())}`;
    expect(view.status(waiting, START)).toBe(
      `      … waiting for claude until ${clock} (3 m 20 s left)`,
    );
    expect(view.status(waiting, START + 170_400)).toContain(`until ${clock} (29 s left)`);
    expect(view.status(waiting, START + 900_000)).toContain('(0 s left)');
  });

  it('counts seconds from none, and fits its line', () => {
    const view = progressView({ ...look, width: 30 });
    const begun = view.advance(
      view.initial,
      stamped(
        { type: 'engine.started', ...about, engine: 'claude', job: 'unheard-of', attempt: 1 },
        0,
      ),
    );
    const busy = view.advance(
      begun,
      stamped({ type: 'tool.called', engine: 'e', tool: 'Edit', detail: 'a/long/path.ts' }, 0),
    );
    expect(view.status(begun, START - 5000)).toBe('      … claude works · 0 s');
    expect(view.status(busy, START + 999)).toHaveLength(29);
  });
});
