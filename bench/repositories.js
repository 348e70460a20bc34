import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {string} root @param {string} path @param {string} text */
function write(root, path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** @param {{ number: number, tasks: number, done: boolean }} shape */
function spec({ number, tasks, done }) {
  const mark = done ? 'x' : ' ';
  const boxes = Array.from(
    { length: tasks },
    (_, index) =>
      `- [${mark}] Add field ${index + 1} of record ${number}\n  Stored in \`src/record-${number}.ts\`.\n`,
  );
  return `# Record ${number}\n\nRecords of kind ${number} gain fields.\n\n## Tasks\n\n${boxes.join('')}`;
}

/**
 * A repository with so many source files and specs, all committed; the last `open` specs are to be built.
 * @param {{ root: string, env: Record<string, string>, files: number, specs: number, open: number, tasks: number }} shape
 */
export function makeRepository({ root, env, files, specs, open, tasks }) {
  for (let number = 0; number < files; number += 1) {
    write(root, `src/area-${number % 100}/module-${number}.ts`, `export const n${number} = 1;\n`);
  }
  for (let number = 1; number <= specs; number += 1) {
    const path = `docs/specs/${String(number).padStart(4, '0')}_record.md`;
    write(root, path, spec({ number, tasks, done: number <= specs - open }));
  }
  const git = (...args) => execFileSync('git', args, { cwd: root, env, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch', 'main');
  // A clean-up in the background would run on while the folder is removed, and into what is measured.
  git('config', 'gc.auto', '0');
  git('config', 'maintenance.auto', 'false');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'Start');
}
