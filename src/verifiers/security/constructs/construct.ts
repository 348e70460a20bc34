/** A dangerous construct in a source file. */
export interface Construct {
  readonly rule: string;
  readonly message: string;
  /** 1-based, where it begins and where what makes it dangerous ends. */
  readonly line: number;
  readonly lastLine: number;
}

/** What each rule says to whoever has to mend it. */
export const MESSAGES = {
  'js-eval': 'eval runs text as code',
  'js-new-function': 'new Function runs text that is put together as code',
  'js-implied-eval': 'a timer given text runs it as code',
  'js-vm': 'vm runs text that is put together as code, and is no sandbox',
  'js-shell-command':
    'a command put together from values goes through a shell; give execFile or spawn a list of arguments',
  'js-unsafe-deserialization': 'reading this format runs code that the data names; use JSON',
  'js-shell-true': 'shell: true with values lets them run commands; leave it out',
  'js-unsafe-html':
    'HTML put together from what an address or a request says may hold scripts; use textContent, or sanitise it',
  'py-eval': 'eval and exec run text as code; ast.literal_eval reads plain data',
  'py-os-command':
    'a command put together from values goes through a shell; give subprocess.run a list of arguments',
  'py-shell-true': 'shell=True with values lets them run commands; give a list of arguments',
  'py-unsafe-deserialization': 'reading this format runs code that the data names; use JSON',
  'py-unsafe-yaml': 'yaml.load runs code that the data names; use yaml.safe_load',
  'py-mktemp': 'tempfile.mktemp only names a file that others may make first; use mkstemp',
  'py-weak-hash': 'a fast digest does not protect passwords; use hashlib.scrypt or pbkdf2_hmac',
  'go-shell-command':
    'a command put together from values goes through a shell; pass the arguments one by one',
  'sh-eval': 'eval runs what values hold as commands; call the command with "$@"',
  'sh-shell-command':
    'a command put together from values goes through another shell; pass them behind it as arguments',
  'sh-piped-download':
    'what is loaded runs unseen, whatever it is by then; load it to a file and check its digest',
  'tls-verification-off':
    'certificates are not checked, so that anybody on the way can read and answer',
  'sql-concatenation': 'SQL put together from values; pass them as parameters',
} as const;

export type ConstructRule = keyof typeof MESSAGES;

/** A construct by its rule. */
export function construct(rule: ConstructRule, line: number, lastLine = line): Construct {
  return { rule, message: MESSAGES[rule], line, lastLine };
}
