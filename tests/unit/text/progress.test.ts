import { describe, expect, it } from 'vitest';
import { EVENT_SCHEMAS, type RunEvent } from '../../../src/domain/events.ts';
import { palette } from '../../../src/text/palette.ts';
import { progressView } from '../../../src/text/progress.ts';
import type { ProgressLook } from '../../../src/text/progress-item.ts';

import { about, RUN, stamped } from '../../support/progress-run.ts';

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

  it('tells once why a branch is not delivered, however often that is tried', () => {
    const held = { spec: about.spec, branch: 'codelicious/spec-12', part: 1 };
    const pushed: RunEvent = {
      ...held,
      type: 'pull.push_failed',
      why: 'hook',
      message: 'no ticket',
    };
    const failed: RunEvent = { ...held, type: 'pull.failed', code: 'auth', message: 'no' };
    const events = [pushed, pushed, failed, failed];
    expect(follow(events)).toEqual([
      '      ✗ codelicious/spec-12 could not be pushed: no ticket',
      '      ✗ codelicious/spec-12: still not delivered',
      '      ✗ the pull request of codelicious/spec-12: no',
      '      ✗ codelicious/spec-12: still not delivered',
    ]);
    expect(follow(events, { level: 'quiet' })).toEqual([
      '✗ codelicious/spec-12 could not be pushed: no ticket',
      '✗ the pull request of codelicious/spec-12: no',
    ]);
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
            ✓ committed 1a2b3c4 · 120 lines in its pull request · 31.0 s
            ✓ committed 1a2b3c4 (step 1/2) · 1 line in its pull request · unverified ·
              unsigned
            ✓ #42 opened as a draft: https://example.test/pull/42
            ✓ #43 opened: https://example.test/pull/43
            · part 1 as a whole · 900 ms
            ✗ part 1 as a whole · 900 ms · 1 finding: it stays a draft
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
            · patch coverage n/a
            · patch coverage 12 of 14 lines, 85.7 % · coverage 91.2 % (+0.4 pp)
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
