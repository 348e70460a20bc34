import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;

/**
 * Writes the licences of the bundled libraries, which their terms ask to travel with the copies.
 * A library without a licence text is named with what its package.json declares.
 * @param {{ root: string, packages: string[], file: string }} options
 */
export function writeNotices({ root, packages, file }) {
  const notices = packages.map((folder) => notice(join(root, folder)));
  const unique = [...new Set(notices)];
  writeFileSync(file, `Libraries contained in this program\n\n${unique.join('\n\n')}\n`);
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim());
  return [`${'-'.repeat(72)}\n${name} ${version} (${license ?? 'see below'})`, ...texts].join(
    '\n\n',
  );
}
