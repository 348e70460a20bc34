import type { VerifyScope } from '../../ports/verifier.ts';

/** What a hook is run in: a repository of its own with the change staged. */
export interface Stage {
  /** Repository-relative files that are to be as the base has them while the hook runs. */
  readonly asOnBase: readonly string[];
  /** Repository-relative files that are to hold a text, whatever was run before. */
  readonly asNow?: readonly (readonly [path: string, text: string])[];
  /** The hook. */
  readonly argv: readonly string[];
}

/** What the script ends with when the repository cannot be made. */
export const NOT_STAGED = 125;

/** An identity, since some hooks put changes aside in a commit; nothing of it is read back. */
const CONFIG = `[core]
\trepositoryFormatVersion = FORMAT
\tfileMode = true
\tbare = false
\tlogAllRefUpdates = true
\thooksPath = .git/hooks
[user]
\tname = codelicious
\temail = codelicious@localhost
[commit]
\tgpgSign = false
[gc]
\tauto = 0
`;
const CONFIG_SHA1 = CONFIG.replace('FORMAT', '0');
const CONFIG_SHA256 = `${CONFIG.replace('FORMAT', '1')}[extensions]\n\tobjectFormat = sha256\n`;

/**
 * Makes `.git` anew, since an engine may have done anything to it; HEAD is the commit before the change and the index
 * holds the change. Arguments: base, tip, configuration, then folders of objects, changed paths and paths to be as on
 * the base and paths with their texts, each with their number before them, then the hook.
 */
const SCRIPT = `set -e
trap 'test $? -eq 0 || exit ${NOT_STAGED}' EXIT
base=$1 tip=$2 config=$3
shift 3
shallow=$(cat .git/shallow 2>/dev/null || true)
rm -rf .git
mkdir -p .git/objects/info .git/refs/heads .git/info .git/hooks
printf 'ref: refs/heads/work\\n' > .git/HEAD
printf '%s\\n' "$tip" > .git/refs/heads/work
printf '%s' "$config" > .git/config
if test -n "$shallow"; then printf '%s\\n' "$shallow" > .git/shallow; fi
left=$1; shift
while test "$left" -gt 0; do
  printf '%s\\n' "$1" >> .git/objects/info/alternates
  shift; left=$((left - 1))
done
own() { git -c core.hooksPath=/dev/null -c core.fsmonitor=false "$@"; }
own read-tree "$tip"
: > .git/changed
left=$1; shift
while test "$left" -gt 0; do
  printf '%s\\0' "$1" >> .git/changed
  shift; left=$((left - 1))
done
own ls-files -d -z >> .git/changed
own update-index --add --remove -z --stdin < .git/changed
rm .git/changed
left=$1; shift
while test "$left" -gt 0; do
  from=$tip
  if own cat-file -e "$base:$1" 2>/dev/null; then from=$base; fi
  if own cat-file -e "$from:$1" 2>/dev/null; then
    mkdir -p "$(dirname "$1")"
    rm -rf "$1"
    own cat-file blob "$from:$1" > "$1"
    chmod +x "$1"
  fi
  shift; left=$((left - 1))
done
left=$1; shift
while test "$left" -gt 0; do
  mkdir -p "$(dirname "$1")"
  rm -rf "$1"
  printf '%s' "$2" > "$1"
  chmod +x "$1"
  shift 2; left=$((left - 1))
done
trap - EXIT
exec "$@"
`;

/** The arguments that stage a change and run a hook; null where the commits cannot be reached. */
export function stagedArgv(
  { asOnBase, asNow = [], argv }: Stage,
  { commits, borrows, changed }: VerifyScope,
): readonly string[] | null {
  const objects = borrows.filter((folder) => folder.endsWith('/objects'));
  if (commits === undefined || objects.length === 0) return null;
  const { base, tip } = commits;
  const config = tip.length === 64 ? CONFIG_SHA256 : CONFIG_SHA1;
  const lists = [objects, changed, asOnBase].flatMap((list) => [String(list.length), ...list]);
  const texts = [String(asNow.length), ...asNow.flat()];
  return ['/bin/sh', '-c', SCRIPT, 'sh', base, tip, config, ...lists, ...texts, ...argv];
}
