/** Path → text of a small repository as the demo finds it. */
export const SAMPLE_PROJECT: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify(
    {
      name: 'pocket-helpers',
      version: '0.1.0',
      description: 'Small helpers for text and time',
      type: 'module',
      exports: './src/index.js',
      scripts: { test: 'node --test' },
    },
    null,
    2,
  )}\n`,
  'README.md': '# pocket-helpers\n\nSmall helpers for text and time, without dependencies.\n',
  'AGENTS.md':
    '# Notes for coding agents\n\nOne helper per file in `src/`, its tests in `test/`. Run `npm test`.\n',
  '.gitignore': 'node_modules/\n',
  'src/index.js': "export { upperFirst } from './upper-first.js';\n",
  'src/upper-first.js': `/** The text with its first letter in upper case. */
export function upperFirst(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
`,
  'test/upper-first.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upperFirst } from '../src/upper-first.js';

test('upperFirst', () => {
  assert.equal(upperFirst('hello'), 'Hello');
  assert.equal(upperFirst(''), '');
});
`,
  'specs/01-text.md': `# Text helpers

Our templates need a handful of text helpers. They take and return plain strings.

## Links

- [ ] Add \`slugify(text)\` for readable URLs
  - lower case, words joined by single dashes
  - verify: \`Hello, World!\` becomes \`hello-world\`
- [ ] Add \`truncate(text, max)\` that never exceeds \`max\` characters
  - a cut text ends in \`…\`, which counts too

## Lists

- [ ] Add \`joinWords(words)\` that reads like a sentence
- [ ] Export the text helpers from \`src/text.js\` and list them in \`docs/text.md\`

## Acceptance criteria

- [ ] Every helper has tests for the empty input
`,
  'specs/02-time.md': `# Time helpers

Log lines and timers show durations; configuration files hold them.

- [ ] Add \`formatDuration(seconds)\` such as \`1h 05m\`
- [ ] Add \`parseDuration(text)\`, its inverse
- [ ] Export the time helpers from \`src/time.js\` and list them in \`docs/time.md\`
`,
};
