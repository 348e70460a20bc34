import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from './options.ts';

/** Settings in which paths that begin with `~` are whole. */
export function withHome(settings: Settings, env: Readonly<Record<string, string>>): Settings {
  const { sandboxPaths } = settings;
  if (sandboxPaths === undefined) return settings;
  const home = env['HOME'] ?? homedir();
  const whole = (paths: readonly string[]): readonly string[] =>
    paths.map((path) => (path.startsWith('~') ? join(home, path.slice(1)) : path));
  return {
    ...settings,
    sandboxPaths: { read: whole(sandboxPaths.read), write: whole(sandboxPaths.write) },
  };
}
