import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One that is read at a glance, and one that the parser is needed for. */
const SPEC =
  '# Greeting\n\nSay hello.\n\n## Tasks\n\n- [ ] Add a greeting\n  In `src/greeting.ts`.\n- [x] Add a name\n';

/** Fails while a source file holds BAD. */
const CHECK = `const { readdirSync, readFileSync } = require('node:fs');
const texts = readdirSync('src').map((name) => readFileSync('src/' + name, 'utf8'));
process.exitCode = texts.some((text) => text.includes('BAD')) ? 1 : 0;
`;

const FILES = {
  'specs/1_greeting.md': SPEC,
  'specs/2_parting.md': SPEC.replace('Say hello.', '1. Say goodbye.'),
  'src/index.js': 'export const version = 1;\n',
  'check.cjs': CHECK,
  '.codelicious/config.json': JSON.stringify({ verify: { commands: ['node check.cjs'] } }),
};

/** A first attempt that fails the check, and its repair. */
const CASSETTE = {
  version: 1,
  jobs: [jobOf('build', 'BAD'), jobOf('repair', 'Hello')],
};

function jobOf(kind, word) {
  const content = `export const greeting = () => '${word}';\n`;
  const call = { tool: 'write_file', path: 'src/greeting.js', content };
  return { kind, chunk: { contains: 'greeting' }, calls: [call] };
}

/**
 * Makes what the program is run on for its code cache: a repository, a recording of an engine that builds its specs,
 * and a place for the caches of the run.
 */
export function makeSample(folder) {
  const repository = join(folder, 'repository');
  const git = (...args) => execFileSync('git', args, { cwd: repository, stdio: 'ignore' });
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'build');
  git('config', 'user.email', 'build@example.invalid');
  git('config', 'commit.gpgSign', 'false');
  git('add', '--all');
  git('commit', '--quiet', '--no-verify', '--message', 'Start');
  const cassette = join(folder, 'cassette.json');
  writeFileSync(cassette, JSON.stringify(CASSETTE));
  return { repository, cassette, caches: join(folder, 'caches') };
}
