import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../src/cli/command-line.ts';
import { COMMANDS, FLAGS, nameOf } from '../../../src/cli/flags.ts';
import { CodeliciousError } from '../../../src/domain/errors.ts';

/** What a line that can be run says. */
function run(...argv: string[]) {
  const line = readCommandLine(argv);
  if (line.ask !== 'run') throw new Error(`not to be run: ${line.ask}`);
  return line;
}

describe('readCommandLine', () => {
  it('builds by default', () => {
    expect(run()).toMatchObject({ command: 'build', named: false, operands: [] });
    expect(run('some/dir')).toMatchObject({
      command: 'build',
      named: false,
      operands: ['some/dir'],
    });
  });

  it.each(COMMANDS)('knows %s', (command) => {
    expect(run(command, 'dir')).toMatchObject({ command, named: true, operands: ['dir'] });
  });

  it.each([
    [['--base', 'dev', 'plan', 'dir']],
    [['plan', '--base', 'dev', 'dir']],
    [['plan', 'dir', '--base', 'dev']],
    [['plan', 'dir', '--base=dev']],
    [['--base=dev', 'plan', 'dir']],
  ])('takes flags anywhere: %j', (argv) => {
    const line = run(...argv);
    expect(line).toMatchObject({ command: 'plan', operands: ['dir'] });
    expect(line.flags['base']).toBe('dev');
  });

  it('collects what may be repeated, and lets the last of the others prevail', () => {
    const { flags } = run('--spec', 'a', '--spec=b', '--model', 'x', '--base', 'c', '--base', 'd');
    expect(flags).toMatchObject({ spec: ['a', 'b'], model: ['x'], base: 'd' });
  });

  it('keeps what follows an equals sign as it is', () => {
    expect(run('--model=claude=a=b').flags['model']).toEqual(['claude=a=b']);
  });

  it.each([[['--version']], [['-V']], [['plan', '-V']]])('answers %j with the version', (argv) => {
    expect(readCommandLine(argv)).toEqual({ ask: 'version' });
  });

  it.each([
    [['--enigne', 'x'], 'unknown flag --enigne; did you mean --engine?'],
    [['--max-loc=9'], 'unknown flag --max-loc; did you mean --max-loc-per-pr?'],
    [['.', '--frobnicate'], 'unknown flag --frobnicate; codelicious --help lists them'],
    [['-x'], 'unknown flag -x; did you mean -C?'],
    [['--json=1'], '--json: takes no value'],
    [['--base'], '--base: a value is missing'],
    [['--base='], '--base: a value is missing'],
    [['--engine', '--json'], '--engine: a value is missing'],
    [['--spec', 'a', '--spec'], '--spec: a value is missing'],
    [['--spec', '--yes'], '--spec: a value is missing'],
    [['status', '--yes'], '--yes: not a flag of status; only of build, plan, unlock'],
    [['demo', '--spec', 'a'], '--spec: not a flag of demo; only of build, plan, status'],
  ])('refuses %j in one line', (argv, message) => {
    expect(() => readCommandLine(argv)).toThrow(
      expect.objectContaining({ code: 'usage', message }) as Error,
    );
  });

  it.each(['--parallel', '--shard'])('does not know %s', (flag) => {
    expect(() => readCommandLine([flag, '1'])).toThrow(`unknown flag ${flag}`);
  });

  it('knows every flag of build on plan too, so that a line can be tried first', () => {
    const flags = FLAGS.filter((flag) => flag.on.includes('build') && nameOf(flag) !== '--events');
    expect(flags.filter((flag) => !flag.on.includes('plan'))).toEqual([]);
  });

  it('refuses with a usage error or understands, whatever comes', () => {
    const word = fc.oneof(
      fc.constantFrom(...COMMANDS, ...FLAGS.map(nameOf), '--', '-', '.', '--x=', '='),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        try {
          expect(['run', 'version']).toContain(readCommandLine(argv).ask);
        } catch (error) {
          expect(error).toBeInstanceOf(CodeliciousError);
          expect(error).toMatchObject({ code: 'usage' });
        }
      }),
    );
  });
});
