/** What the embedded engine does for one task of the sample specs. */
export interface Solution {
  /** The task's first line. */
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** A first try that fails the tests, so that the demo shows a repair. */
  readonly firstTry: Readonly<Record<string, string>> | null;
  readonly summary: string;
}

function testFile(name: string, file: string, cases: readonly string[]): string {
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${name} } from '../src/${file}.js';

test('${name}', () => {
${cases.map((line) => `  ${line}`).join('\n')}
});
`;
}

const TRUNCATE_TEST = testFile('truncate', 'truncate', [
  "assert.equal(truncate('short', 10), 'short');",
  "assert.equal(truncate('a long text', 6), 'a lon…');",
  "assert.equal(truncate('', 3), '');",
]);

function truncateSource(cut: string): string {
  return `/** The text with at most \`max\` characters; \`…\` tells that something was cut. */
export function truncate(text, max) {
  return text.length <= max ? text : text.slice(0, ${cut}) + '…';
}
`;
}

/** One solution per task, in the order of the specs. */
export const SOLUTIONS: readonly Solution[] = [
  {
    title: 'Add `slugify(text)` for readable URLs',
    firstTry: null,
    summary: 'Added slugify with tests.',
    files: {
      'src/slugify.js': `/** Lower-case words joined by single dashes, for use in URLs. */
export function slugify(text) {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
`,
      'test/slugify.test.js': testFile('slugify', 'slugify', [
        "assert.equal(slugify('Hello, World!'), 'hello-world');",
        "assert.equal(slugify('  two   words '), 'two-words');",
        "assert.equal(slugify(''), '');",
      ]),
    },
  },
  {
    title: 'Add `truncate(text, max)` that never exceeds `max` characters',
    firstTry: { 'src/truncate.js': truncateSource('max'), 'test/truncate.test.js': TRUNCATE_TEST },
    summary: 'The ellipsis now counts towards the limit.',
    files: { 'src/truncate.js': truncateSource('max - 1'), 'test/truncate.test.js': TRUNCATE_TEST },
  },
  {
    title: 'Add `joinWords(words)` that reads like a sentence',
    firstTry: null,
    summary: 'Added joinWords with tests.',
    files: {
      'src/join-words.js': `/** \`a\`, \`a and b\`, \`a, b and c\`. */
export function joinWords(words) {
  if (words.length < 2) return words.join('');
  const last = words[words.length - 1];
  return words.slice(0, -1).join(', ') + ' and ' + last;
}
`,
      'test/join-words.test.js': testFile('joinWords', 'join-words', [
        "assert.equal(joinWords([]), '');",
        "assert.equal(joinWords(['tea']), 'tea');",
        "assert.equal(joinWords(['tea', 'milk', 'sugar']), 'tea, milk and sugar');",
      ]),
    },
  },
  {
    title: 'Export the text helpers from `src/text.js` and list them in `docs/text.md`',
    firstTry: null,
    summary: 'The text helpers are exported and listed.',
    files: {
      'src/text.js': `export { joinWords } from './join-words.js';
export { slugify } from './slugify.js';
export { truncate } from './truncate.js';
`,
      'docs/text.md': `# Text helpers

- \`joinWords(words)\`: reads like a sentence
- \`slugify(text)\`: for readable URLs
- \`truncate(text, max)\`: never exceeds \`max\` characters
`,
    },
  },
  {
    title: 'Add `formatDuration(seconds)` such as `1h 05m`',
    firstTry: null,
    summary: 'Added formatDuration with tests.',
    files: {
      'src/format-duration.js': `/** Seconds as a person reads them: \`45s\`, \`2m 30s\`, \`1h 05m\`. */
export function formatDuration(seconds) {
  const pad = (value) => String(value).padStart(2, '0');
  if (seconds < 60) return seconds + 's';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes + 'm ' + pad(seconds % 60) + 's';
  return Math.floor(minutes / 60) + 'h ' + pad(minutes % 60) + 'm';
}
`,
      'test/format-duration.test.js': testFile('formatDuration', 'format-duration', [
        "assert.equal(formatDuration(0), '0s');",
        "assert.equal(formatDuration(150), '2m 30s');",
        "assert.equal(formatDuration(3900), '1h 05m');",
      ]),
    },
  },
  {
    title: 'Add `parseDuration(text)`, its inverse',
    firstTry: null,
    summary: 'Added parseDuration with tests.',
    files: {
      'src/parse-duration.js': `const SECONDS = { h: 3600, m: 60, s: 1 };

/** The seconds of \`1h 05m\`; NaN for what is no duration. */
export function parseDuration(text) {
  const parts = text.trim().split(/\\s+/);
  return parts.reduce((sum, part) => {
    const match = /^(\\d+)([hms])$/.exec(part);
    return match === null ? Number.NaN : sum + Number(match[1]) * SECONDS[match[2]];
  }, 0);
}
`,
      'test/parse-duration.test.js': testFile('parseDuration', 'parse-duration', [
        "assert.equal(parseDuration('1h 05m'), 3900);",
        "assert.equal(parseDuration('45s'), 45);",
        "assert.ok(Number.isNaN(parseDuration('soon')));",
      ]),
    },
  },
  {
    title: 'Export the time helpers from `src/time.js` and list them in `docs/time.md`',
    firstTry: null,
    summary: 'The time helpers are exported and listed.',
    files: {
      'src/time.js': `export { formatDuration } from './format-duration.js';
export { parseDuration } from './parse-duration.js';
`,
      'docs/time.md': `# Time helpers

- \`formatDuration(seconds)\`: such as \`1h 05m\`
- \`parseDuration(text)\`: its inverse
`,
    },
  },
];
