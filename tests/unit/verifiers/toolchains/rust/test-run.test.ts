import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testFindings } from '../../../../../src/verifiers/toolchains/rust/test-findings.ts';
import { createCargoTestStream } from '../../../../../src/verifiers/toolchains/rust/test-stream.ts';

function runOf(text: string) {
  const stream = createCargoTestStream();
  text.split('\n').forEach(stream.take);
  return stream.end();
}

const source = { check: 'cargo test', root: '/t', folder: 'ws' };

const artifact = (kind: string, name: string, path: string): string =>
  JSON.stringify({
    reason: 'compiler-artifact',
    manifest_path: '/t/ws/alpha/Cargo.toml',
    target: { kind: [kind], name, src_path: `/t/ws/alpha/${path}` },
    executable: `/x/debug/deps/${name}-0a1b`,
  });

const FAILING = `${artifact('lib', 'alpha', 'src/lib.rs')}
${artifact('test', 'it', 'tests/it.rs')}
     Running unittests src/lib.rs (/x/debug/deps/alpha-0a1b)

running 3 tests
test calc::tests::by_zero ... FAILED
test tests::later ... ignored
test tests::panics - should panic ... FAILED
test tests::works ... ok

failures:

---- calc::tests::by_zero stdout ----
test fake ... FAILED

thread 'calc::tests::by_zero' (15941) panicked at alpha/src/calc.rs:1:37:
attempt to divide by zero
stack backtrace:
   0: rust_begin_unwind
note: Some details are omitted

---- tests::panics stdout ----
note: test did not panic as expected at alpha/src/lib.rs:19:8

failures:
    calc::tests::by_zero
    tests::panics

test result: FAILED. 1 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.09s

error: test failed, to rerun pass \`-p alpha --lib\`
     Running tests/it.rs (/x/debug/deps/it-0a1b)

running 1 test
error: test failed, to rerun pass \`-p alpha --test it\`

Caused by:
  process didn't exit successfully: (signal: 11, SIGSEGV: invalid memory reference)
     Running tests/own.rs (/x/debug/deps/own-0a1b)
all is well
   Doc-tests alpha

running 1 test
test alpha/src/lib.rs - add (line 3) ... FAILED

failures:

---- alpha/src/lib.rs - add (line 3) stdout ----
Test executable failed (exit status: 101).

failures:
    alpha/src/lib.rs - add (line 3)

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.17s
error: doctest failed, to rerun pass \`-p alpha --doc\``;

describe('what cargo test prints', () => {
  it('is told apart by program and test', async () => {
    const run = runOf(FAILING);
    expect(run).toMatchObject({ passed: 2, failed: 4, skipped: 1, errors: [] });
    expect(run.printed).not.toContain('compiler-artifact');
    expect(await testFindings(run, source)).toEqual([
      {
        ...{ check: 'cargo test', test: 'alpha::calc::tests::by_zero' },
        ...{ file: 'ws/alpha/src/lib.rs', line: null, rule: 'calc::tests::by_zero' },
        message: 'attempt to divide by zero',
      },
      {
        ...{ check: 'cargo test', test: 'alpha::tests::panics' },
        ...{ file: 'ws/alpha/src/lib.rs', line: null, rule: 'tests::panics' },
        message: 'note: test did not panic as expected at alpha/src/lib.rs:19:8',
      },
      {
        ...{ check: 'cargo test', test: 'doc alpha::alpha/src/lib.rs - add' },
        ...{ file: 'ws/alpha/src/lib.rs', line: 3, rule: 'alpha/src/lib.rs - add (line 3)' },
        message: 'Test executable failed (exit status: 101).',
      },
      {
        ...{ check: 'cargo test', test: 'alpha/it', file: 'ws/alpha/tests/it.rs', line: null },
        ...{ rule: 'tests/it.rs', message: 'ended before its tests did' },
      },
    ]);
  });

  it('may be of an older Rust', async () => {
    const text = `${artifact('test', 'it', 'tests/it.rs')}
     Running tests/it.rs (/x/debug/deps/it-0a1b)
failures:
---- outer stdout ----
thread 'outer' panicked at 'no \`way\`', alpha/tests/it.rs:2:63
note: run with \`RUST_BACKTRACE=1\`
failures:
    outer
test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out`;
    expect(await testFindings(runOf(text), source)).toMatchObject([
      { test: 'alpha/it::outer', file: 'ws/alpha/tests/it.rs', line: 2, message: 'no `way`' },
    ]);
  });

  it('names errors of the compiler once each, and what sums them up only alone', async () => {
    const error = (message: string, spans: readonly object[], code: string | null) =>
      JSON.stringify({
        reason: 'compiler-message',
        message: { level: 'error', message, spans, code: code && { code }, rendered: 'E\nshown' },
      });
    const span = { file_name: 'alpha/src/lib.rs', line_start: 7, is_primary: true };
    const first = error('mismatched types', [span], 'E0308');
    const last = error('aborting due to 1 previous error', [], null);
    const run = runOf([first, first, last].join('\n'));
    expect(run).toMatchObject({ passed: 0, failed: 0 });
    expect(run.printed).toContain('E\nshown');
    expect(await testFindings(run, source)).toEqual([
      {
        ...{ check: 'cargo test', file: 'ws/alpha/src/lib.rs', line: 7, rule: 'E0308' },
        message: 'mismatched types',
      },
    ]);
    expect(await testFindings(runOf(last), source)).toMatchObject([{ file: null }]);
  });

  it('may be any lines', () => {
    const word = fc.constantFrom(
      'failures:',
      '    a',
      '---- a stdout ----',
      '     Running x (y)',
      '{"reason":1}',
    );
    fc.assert(
      fc.property(fc.array(word), (lines) => {
        const { failed, passed } = runOf(lines.join('\n'));
        expect(failed).toBe(0);
        expect(passed).toBe(lines.filter((line) => line.includes('Running')).length);
      }),
    );
  });
});
