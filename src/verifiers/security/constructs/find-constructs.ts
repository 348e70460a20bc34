import type { Construct } from './construct.ts';
import { goConstructs } from './go.ts';
import { pythonConstructs } from './python.ts';
import { scriptConstructs } from './script.ts';
import { settingConstructs } from './settings.ts';
import { isShellScript, shellConstructs } from './shell.ts';

/** The dangerous constructs of a file, by its language; none for a language that is not known here. */
export async function findConstructs(path: string, text: string): Promise<readonly Construct[]> {
  if (/\.[cm]?[jt]sx?$/i.test(path)) return scriptConstructs(path, text);
  if (/\.pyw?$/i.test(path)) return pythonConstructs(text);
  if (/\.go$/i.test(path)) return goConstructs(text);
  const settings = settingConstructs(path, text);
  return isShellScript(path, text) ? [...shellConstructs(text), ...settings] : settings;
}
