import type { Setting } from './environment.ts';

/** A setting and where git found it: `system`, `global`, `local`, `worktree` or `command`. */
export interface ScopedSetting extends Setting {
  readonly scope: string;
}

/** The sections whose every setting says who the user is, how they sign or how they reach a remote. */
const FORWARDED_SECTIONS =
  /^(?:user|author|committer|gpg|credential|http|url|ssh|protocol|lfs)\.|^remote\.origin\.(?:url|pushurl|proxy|proxyauthmethod|uploadpack|receivepack|vcs|promisor|partialclonefilter)$|^(?:commit\.gpgsign|core\.sshcommand|core\.gitproxy|core\.askpass)$/;
/** Lists that an empty value empties. */
const RESETTABLE = /^credential\.(?:.*\.)?helper$|^http\.(?:.*\.)?extraheader$/;

/** Output of `git config --list --show-scope -z`: scope, then `key\nvalue`; a bare key means true. */
export function parseSettings(fields: readonly string[]): readonly ScopedSetting[] {
  const settings: ScopedSetting[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope = '', entry = ''] = [fields[at], fields[at + 1]];
    const end = entry.indexOf('\n');
    const key = end === -1 ? entry : entry.slice(0, end);
    settings.push({ scope, key, value: end === -1 ? 'true' : entry.slice(end + 1) });
  }
  return settings;
}

/**
 * What has to be given to git in our repository so that remote, identity and signing mean what they
 * mean in the user's: settings of the repository itself and of conditional includes.
 * @param theirs as the user's checkout sees them
 * @param ours as our own repository sees them
 */
export function forwardedSettings(
  theirs: readonly ScopedSetting[],
  ours: readonly ScopedSetting[],
): readonly Setting[] {
  const wanted = theirs.filter(
    (setting) => setting.scope !== 'command' && FORWARDED_SECTIONS.test(setting.key),
  );
  const seen = ours.filter((setting) => setting.scope !== 'command');
  const keys = [...new Set(wanted.map((setting) => setting.key))];
  return keys.flatMap((key) => missing(key, valuesOf(wanted, key), valuesOf(seen, key)));
}

/** The last value of a boolean setting; false where it is not set. */
export function isOn(settings: readonly ScopedSetting[], key: string): boolean {
  const value = valuesOf(settings, key).at(-1)?.toLowerCase() ?? 'false';
  return ['true', 'yes', 'on'].includes(value) || /^-?0*[1-9]\d*$/.test(value);
}

function valuesOf(settings: readonly Setting[], key: string): readonly string[] {
  return settings.filter((setting) => setting.key === key).map((setting) => setting.value);
}

function missing(
  key: string,
  wanted: readonly string[],
  seen: readonly string[],
): readonly Setting[] {
  const continues = seen.every((value, at) => value === wanted[at]);
  const values = continues ? wanted.slice(seen.length) : wanted;
  const reset = !continues && RESETTABLE.test(key) ? [''] : [];
  return [...reset, ...values].map((value) => ({ key, value }));
}
