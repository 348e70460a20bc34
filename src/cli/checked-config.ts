import { join } from 'node:path';
import { repoConfigSchema, userConfigSchema } from '../domain/config-file.ts';
import { CodeliciousError } from '../domain/errors.ts';
import type { ConfigFile } from './config-file.ts';
import { type ConfigOwner, describeIssue } from './config-issues.ts';
import { settingsOfFile } from './config-settings.ts';
import type { Settings } from './options.ts';

/**
 * The settings of a configuration file, checked by its schema.
 * @throws CodeliciousError `config` that names the file and the setting at fault
 */
export function checkedSettings(file: ConfigFile, owner: ConfigOwner): Settings {
  const schema = owner === 'user' ? userConfigSchema : repoConfigSchema;
  const result = schema.safeParse(file.data);
  const source = { name: file.path, folder: folderOf(file.path, owner) };
  if (result.success) return settingsOfFile(result.data, source);
  const [issue] = result.error.issues;
  const says = issue === undefined ? 'is not valid' : describeIssue(issue, owner);
  throw new CodeliciousError('config', `${file.path}: ${says}`);
}

/** Paths in a repository's file are relative to the repository, in the user's to its folder. */
function folderOf(path: string, owner: ConfigOwner): string {
  return join(path, owner === 'repository' ? '../..' : '..');
}
