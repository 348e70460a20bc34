import { readdir, readFile, readlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/** Where an environment's own Python is told of. */
const SETTINGS = 'pyvenv.cfg';
/** Links followed from one interpreter to the next: `python` → `python3` → `python3.12` → another's. */
const MOST_LINKS = 16;

/**
 * Folders outside a virtual environment that it is built upon: the installation its Python comes from, and the
 * folders that its `.pth` files put on the module path. Not looked at whether they are there.
 */
export async function pythonHomes(environment: string): Promise<readonly string[]> {
  const settings = await readFile(join(environment, SETTINGS), 'utf8').catch(() => null);
  if (settings === null) return [];
  const home = /^\s*home\s*=\s*(\S.*?)\s*$/m.exec(settings)?.[1];
  const python = await interpreters(join(environment, 'bin', 'python'));
  const folders = [...(home === undefined ? [] : [home]), ...python.map((path) => dirname(path))];
  return [...folders.flatMap(installation), ...(await modulePaths(environment))].filter(
    (place) => !place.startsWith(`${environment}/`),
  );
}

/** Parts of an installation that its programs need; beside them, as in `~/.local`, may lie anything. */
const PARTS = ['lib', 'lib64', 'include'] as const;

function installation(bin: string): readonly string[] {
  if (!/\/s?bin$/.test(bin)) return [bin];
  return [bin, ...PARTS.map((part) => join(dirname(bin), part))];
}

/** Every link between the name of an interpreter and the program itself. */
async function interpreters(name: string): Promise<readonly string[]> {
  const places: string[] = [];
  for (let place = name; places.length < MOST_LINKS; ) {
    const text = await readlink(place).catch(() => null);
    if (text === null) return places;
    place = resolve(dirname(place), text);
    places.push(place);
  }
  return places;
}

/** Lines of `.pth` files that name a folder; those that begin with `import` run code instead. */
async function modulePaths(environment: string): Promise<readonly string[]> {
  const lib = join(environment, 'lib');
  const versions = await readdir(lib).catch(() => []);
  const found: string[] = [];
  for (const version of versions) {
    const packages = join(lib, version, 'site-packages');
    const names = await readdir(packages).catch(() => []);
    for (const name of names.filter((one) => one.endsWith('.pth'))) {
      const text = await readFile(join(packages, name), 'utf8').catch(() => '');
      found.push(...text.split('\n').map((line) => line.trim()));
    }
  }
  return found.filter(isAbsolute);
}
