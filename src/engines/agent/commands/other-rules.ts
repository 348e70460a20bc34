import { type CommandRule, flagsOf } from './rule.ts';

const PYTEST = flagsOf(
  '-q -v -x -s -k -m -l --lf --last-failed --ff --failed-first --sw --stepwise --maxfail --tb --durations --no-header --no-summary --collect-only --co --disable-warnings --color --strict-markers --exitfirst --quiet --verbose --showlocals',
);

/** Tools of Python projects; each may also be run by `python -m`. */
export const PYTHON_RULES: Readonly<Record<string, CommandRule>> = {
  pytest: { place: 'python', flags: PYTEST },
  unittest: {
    place: 'python',
    flags: flagsOf('-v --verbose -q --quiet -f --failfast -b --buffer -k -s -t -p --locals'),
  },
  ruff: {
    place: 'python',
    verbs: ['check', 'format'],
    needs: { format: ['--check', '--diff'] },
    flags: flagsOf(
      '--no-fix --check --diff --select --extend-select --ignore --quiet -q --no-cache',
    ),
  },
  mypy: {
    place: 'python',
    flags: flagsOf(
      '--strict --ignore-missing-imports --show-error-codes --no-error-summary --pretty --no-color-output --no-incremental -p --package -m --module',
    ),
  },
  flake8: {
    place: 'python',
    flags: flagsOf(
      '--max-line-length --select --ignore --extend-ignore --count --statistics -q -v',
    ),
  },
  pylint: { place: 'python', flags: flagsOf('-E --errors-only --disable --enable --score') },
  black: {
    place: 'python',
    flags: flagsOf('--check --diff -q --quiet'),
    needs: { '*': ['--check', '--diff'] },
  },
  isort: {
    place: 'python',
    flags: flagsOf('-c --check-only --check --diff -q --quiet'),
    needs: { '*': ['-c', '--check-only', '--check', '--diff'] },
  },
};

const GO = flagsOf(
  '-v -run -race -count -short -timeout -bench -benchmem -cover -failfast -json -tags -skip -parallel -p -shuffle -vet',
);

const CARGO = flagsOf(
  '--all --workspace -p --package --exclude --lib --bins --bin --tests --test --examples --example --benches --doc --all-targets --all-features --features -F --no-default-features -r --release --profile -q --quiet -v --verbose --no-run --no-fail-fast --locked --offline --frozen --check -j --jobs --message-format --color --keep-going --no-deps',
);

/** Tools of the other toolchains. */
export const OTHER_RULES: Readonly<Record<string, CommandRule>> = {
  go: { place: 'path', verbs: ['test', 'build', 'vet'], flags: GO, singleDash: true },
  gofmt: {
    place: 'path',
    flags: flagsOf('-l -d -s -e'),
    needs: { '*': ['-l', '-d'] },
    singleDash: true,
  },
  cargo: {
    place: 'path',
    verbs: ['test', 'build', 'check', 'clippy', 'fmt', 't', 'b', 'c'],
    flags: CARGO,
    after: flagsOf(
      '--nocapture --no-capture --test-threads --exact --ignored --include-ignored --skip --list --quiet -q --show-output -D -W -A --check',
    ),
    words: /^[^+]/,
    steeredBy: ['.cargo/config.toml', '.cargo/config', 'rust-toolchain.toml', 'rust-toolchain'],
  },
  make: {
    place: 'path',
    flags: flagsOf('-j -k -s -B -n --silent --keep-going --no-print-directory'),
    words:
      /^(?:\d+|(?:(?:unit|integration)[-_])?(?:tests?|check|lint|build|vet|unit|types?|typecheck|type-check|fmt-check|format-check|coverage)(?:[-_:.][\w.-]+)?)$/,
    needsWord: true,
    steeredBy: ['Makefile', 'makefile', 'GNUmakefile'],
  },
};
