import fc from 'fast-check';

/** A task as a test imagines it; `words` are unique within a model. */
export interface ModelTask {
  readonly words: string;
  readonly done: boolean;
  readonly notes: readonly string[];
  readonly subs: readonly ModelTask[];
}

export interface ModelSection {
  readonly title: string;
  readonly tasks: readonly ModelTask[];
}

export interface Writing {
  readonly bullet: '-' | '*' | '+' | '1.';
  readonly lineEnd: '\n' | '\r\n';
  readonly numbered: boolean;
  readonly firstNumber: number;
}

const WORDS = ['Add', 'parser', 'tests', 'for', 'the', 'login', 'form', 'cache', 'öl', '`a.ts`'];

const words = fc
  .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 6 })
  .map((list) => list.join(' '));

const note = words.map((text) => `note ${text}`);

const leaf: fc.Arbitrary<ModelTask> = fc.record({
  words,
  done: fc.boolean(),
  notes: fc.array(note, { maxLength: 2 }),
  subs: fc.constant([]),
});

const task: fc.Arbitrary<ModelTask> = fc.record({
  words,
  done: fc.boolean(),
  notes: fc.array(note, { maxLength: 2 }),
  subs: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }) },
  ),
});

export const writings: fc.Arbitrary<Writing> = fc.record({
  bullet: fc.constantFrom('-', '*', '+', '1.'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  numbered: fc.boolean(),
  firstNumber: fc.integer({ min: 1, max: 9 }),
});

/** Sections with tasks whose words no other task has. */
export const models: fc.Arbitrary<readonly ModelSection[]> = fc
  .array(fc.array(task, { maxLength: 4 }), { minLength: 1, maxLength: 4 })
  .map((sections) => {
    let count = 0;
    const unique = (one: ModelTask): ModelTask => {
      count += 1;
      return { ...one, words: `${one.words} no${String(count)}`, subs: one.subs.map(unique) };
    };
    return sections.map((tasks, at) => ({
      title: `Area ${'abcd'.charAt(at)}${'abcd'.charAt(at)}`,
      tasks: tasks.map(unique),
    }));
  });

/** The Markdown of a model. */
export function written(sections: readonly ModelSection[], style: Writing): string {
  const lines = ['# A spec', '', 'Introduction.', ''];
  sections.forEach((section, at) => {
    const number = style.numbered ? `${String(at + style.firstNumber)}. ` : '';
    lines.push(`## ${number}${section.title}`, '');
    for (const [index, one] of section.tasks.entries()) {
      const prefix = style.numbered
        ? `${String(at + style.firstNumber)}.${String(index + 1)} `
        : '';
      lines.push(...taskLines(one, { indent: '', prefix, bullet: style.bullet }));
    }
    lines.push('');
  });
  return lines.join(style.lineEnd);
}

interface Line {
  readonly indent: string;
  readonly prefix: string;
  readonly bullet: string;
}

function taskLines(one: ModelTask, { indent, prefix, bullet }: Line): readonly string[] {
  const inner = indent + ' '.repeat(bullet.length + 1);
  return [
    `${indent}${bullet} [${one.done ? 'x' : ' '}] ${prefix}${one.words}`,
    ...one.notes.map((text) => `${inner}- ${text}`),
    ...one.subs.flatMap((sub) => taskLines(sub, { indent: inner, prefix: '', bullet: '-' })),
  ];
}
