import { argumentAt, callsOf, codeOf, isFixedCode } from './calls.ts';
import { type Construct, construct } from './construct.ts';
import { sqlConstructs } from './python.ts';

const COMMANDS = /(?<![\w.])exec\.Command(?:Context)?\s{0,4}\(/g;
/** `"sh", "-c", …`, after the context of the second form. */
const SHELL =
  /^\s*(?:[\w.()]+\s*,\s*)?["`](?:\/(?:usr\/)?bin\/)?(?:ba|z|da)?sh["`]\s*,\s*["`]-\w*c["`]\s*,|^\s*(?:[\w.()]+\s*,\s*)?["`](?:cmd|cmd\.exe|powershell)["`]\s*,\s*["`][/-]\w+["`]\s*,/i;
const TLS_OFF = /\bInsecureSkipVerify\s{0,4}[:=]\s{0,4}true\b/g;

/** Dangerous constructs of a Go file. */
export function goConstructs(text: string): readonly Construct[] {
  const code = codeOf(text, 'go');
  const shells = callsOf(code, COMMANDS).filter((call) => {
    const before = SHELL.exec(call.arguments)?.[0];
    if (before === undefined) return false;
    const place = before.split(',').length - 1;
    return !isFixedCode(argumentAt(call, place), code);
  });
  const tls = [...code.blank.matchAll(TLS_OFF)];
  return [
    ...shells.map(({ index, end }) =>
      construct('go-shell-command', code.lineOf(index), code.lineOf(end)),
    ),
    ...tls.map(({ index }) => construct('tls-verification-off', code.lineOf(index))),
    ...sqlConstructs(code),
  ];
}
