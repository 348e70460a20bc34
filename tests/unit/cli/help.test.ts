import { describe, expect, it } from 'vitest';
import { COMMANDS, FLAGS, nameOf } from '../../../src/cli/flags.ts';
import { helpText } from '../../../src/cli/help.ts';
import { columnsOf } from '../../../src/text/columns.ts';

const plain = { color: false, width: 80 };

describe('helpText', () => {
  it('names every command, and every flag of build', () => {
    const text = helpText(null, plain);
    for (const command of COMMANDS) expect(text).toMatch(new RegExp(`^  ${command} `, 'm'));
    const ofBuild = FLAGS.filter((flag) => flag.on.includes('build'));
    for (const flag of ofBuild) expect(text).toContain(flag.flags);
    expect(text).toMatch(/^Usage: codelicious \[command\] \[repo\] \[options\]\n/);
  });

  it.each([null, ...COMMANDS])('of %s fits 80 columns and ends with examples', (command) => {
    const text = helpText(command, plain);
    expect(Math.max(...text.split('\n').map(columnsOf))).toBeLessThanOrEqual(80);
    expect(text).toMatch(/\nExamples:\n(?: {2}codelicious.*\n)+$/);
    expect(text).not.toMatch(/[ \t]$/m);
  });

  it('of a command lists what it takes, and nothing else', () => {
    const text = helpText('status', plain);
    const listed = FLAGS.filter((flag) => text.includes(`  ${flag.flags}  `)).map(nameOf);
    expect(listed).toEqual([
      '--spec',
      '--base',
      '--platform',
      '--json',
      '--no-color',
      '-C',
      '--version',
      '--help',
    ]);
  });

  it('of plan names the flag that build has not', () => {
    expect(helpText('plan', plain)).toMatch(/^ {2}--split {2,}\S/m);
    expect(helpText('build', plain)).not.toContain('--split');
  });

  it('is the same text with colour, but for the colour', () => {
    const escape = String.fromCodePoint(27);
    const colored = helpText('plan', { ...plain, color: true });
    expect(colored).toContain(escape);
    expect(colored.replaceAll(new RegExp(`${escape}\\[\\d+m`, 'g'), '')).toBe(
      helpText('plan', plain),
    );
  });
});
