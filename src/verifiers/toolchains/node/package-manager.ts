import type { VerifyScope } from '../../../ports/verifier.ts';
import { inPackage } from '../packages.ts';

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** Lock files by the manager that writes them; the first that is there decides. */
const LOCK_FILES: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
];

/** Names of lock files. */
export const LOCK_NAMES: readonly string[] = LOCK_FILES.map(([name]) => name);

/** Arguments that run a package's `test` script; `bun test` would be bun's own runner. */
export const TEST_COMMANDS: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ['npm', 'test'],
  pnpm: ['pnpm', 'test'],
  yarn: ['yarn', 'test'],
  bun: ['bun', 'run', 'test'],
};

/** How each manager is come by. */
export const HOW_TO_GET: Readonly<Record<PackageManager, string>> = {
  npm: 'npm comes with Node.js',
  pnpm: 'get it with: corepack enable pnpm',
  yarn: 'get it with: corepack enable yarn',
  bun: 'get it from https://bun.sh',
};

/** Files that say with what, or whether at all, a manager runs a script. */
export const MANAGER_SETTINGS: readonly string[] = [
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  '.pnpmfile.cjs',
  'pnpm-workspace.yaml',
  'bunfig.toml',
];

/** The manager of a project as its base commit has it: `packageManager`, else the lock file, else npm. */
export async function packageManagerOf(
  scope: VerifyScope,
  field: string | null,
): Promise<PackageManager> {
  return (await managerIn('', scope, field)) ?? 'npm';
}

/** The manager that the base names in one folder, by the manifest's `packageManager` or a lock file; null for none. */
export async function managerIn(
  folder: string,
  { baseFile }: Pick<VerifyScope, 'baseFile'>,
  field: string | null,
): Promise<PackageManager | null> {
  const named = /^(npm|pnpm|yarn|bun)@/.exec(field ?? '')?.[1];
  if (named !== undefined) return named as PackageManager;
  for (const [file, manager] of LOCK_FILES) {
    if ((await baseFile(inPackage(folder, file))) !== null) return manager;
  }
  return null;
}

/** Whether a file says which versions of what are installed. */
export function isLockFile(path: string): boolean {
  return LOCK_FILES.some(([file]) => path === file || path.endsWith(`/${file}`));
}
