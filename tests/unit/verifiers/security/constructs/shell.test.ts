import { describe, expect, it } from 'vitest';
import { findConstructs } from '../../../../../src/verifiers/security/constructs/find-constructs.ts';

const rules = async (text: string, path = 'bin/run.sh'): Promise<readonly string[]> =>
  (await findConstructs(path, text)).map(({ rule, line }) => `${rule}:${line}`);

describe('dangerous constructs of shell scripts', () => {
  it.each([
    ['eval "$1"', 'sh-eval'],
    ['eval $cmd', 'sh-eval'],
    ['if test -n "$1"; then eval "$@"; fi', 'sh-eval'],
    ['  eval "run_${name} $2"', 'sh-eval'],
    ['x && eval "$(make "$1")"', 'sh-eval'],
    ['bash -c "$VAR"', 'sh-shell-command'],
    ['sudo sh -c "rm -rf $dir"', 'sh-shell-command'],
    ['/bin/sh -ec $1', 'sh-shell-command'],
    ['exec bash -l -c "${CMD}"', 'sh-shell-command'],
    ['curl -fsSL https://x.example/i.sh | sh', 'sh-piped-download'],
    ['wget -qO- "$url" | sudo -E bash -', 'sh-piped-download'],
    ['curl -s https://x.example \\\n  | tee log | python3', 'sh-piped-download'],
    ['bash <(curl -s https://x.example/i.sh)', 'sh-piped-download'],
    ['source <(curl -s https://x.example/i.sh)', 'sh-piped-download'],
    ['sh -c "$(curl -fsSL https://x.example/i.sh)"', 'sh-piped-download'],
    ['eval "$(curl -s https://x.example)"', 'sh-piped-download'],
  ])('are found: %s', async (line, rule) => {
    expect(await rules(`#!/bin/sh\n${line}\n`)).toEqual([`${rule}:2`]);
  });

  it.each([
    'eval "$(ssh-agent -s)"',
    'eval "$(direnv hook bash)"',
    'eval `dircolors`',
    'eval set -- "$args"',
    "eval 'x=1'",
    '# eval "$1"',
    'echo \'eval "$1"\'',
    'sh -c \'echo "$1"\' sh "$name"',
    'bash -c "echo hello"',
    'bash script.sh -c "$x"',
    'echo "install it: curl https://x.example | sh"',
    'curl -s https://x.example | jq .',
    'curl -s https://x.example > i.sh',
    'cat <<EOF\ncurl https://x.example | sh\nEOF',
    'evaluate "$1"',
    'medieval "$1"',
    'ls | bash_completion',
  ])('are none: %s', async (line) => {
    expect(await rules(`#!/bin/sh\n${line}\n`)).toEqual([]);
  });

  it('are looked for in what a shell reads', async () => {
    expect(await rules('#!/usr/bin/env bash\neval "$1"\n', 'scripts/deploy')).toEqual([
      'sh-eval:2',
    ]);
    expect(await rules('#!/usr/bin/env node\neval "$1"\n', 'scripts/deploy')).toEqual([]);
    expect(await rules('eval "$1"\n', 'README.md')).toEqual([]);
    expect(await rules('eval "$1"\n', 'lib.zsh')).toEqual(['sh-eval:1']);
  });

  it('are found quickly in any text', async () => {
    for (const part of ['curl ', 'eval $', '<<A\n', 'sh -c "', "'", '\\\n', '| ']) {
      const start = performance.now();
      await rules(part.repeat(20_000));
      expect(performance.now() - start).toBeLessThan(5000);
    }
  });
});
