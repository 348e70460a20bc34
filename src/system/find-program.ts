import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/** Windows' own list when PATHEXT is not set. */
const WINDOWS_EXTENSIONS = ['.com', '.exe', '.bat', '.cmd'];

/**
 * The absolute path of a program, or null. A name with a separator is taken as a path. Relative
 * entries of PATH are passed over: what they find depends on the folder, which may be a stranger's.
 */
export async function findProgram(name: string, path: string): Promise<string | null> {
  if (name === '' || name.includes('\0')) return null;
  for (const candidate of candidates(name, path)) {
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}

function candidates(name: string, path: string): readonly string[] {
  const isPath = name.includes('/') || isAbsolute(name);
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  const places = isPath ? [resolve(name)] : folders.map((folder) => join(folder, name));
  return process.platform === 'win32' ? places.flatMap(withExtensions) : places;
}

function withExtensions(place: string): readonly string[] {
  const known = process.env['PATHEXT']?.split(';') ?? WINDOWS_EXTENSIONS;
  const complete = known.some((extension) => place.toLowerCase().endsWith(extension.toLowerCase()));
  return complete ? [place] : known.map((extension) => place + extension);
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
