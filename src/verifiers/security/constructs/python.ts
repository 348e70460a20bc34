import { argumentAt, type Call, type Code, callsOf, codeOf, isFixedCode } from './calls.ts';
import { type Construct, type ConstructRule, construct } from './construct.ts';
import { splicedStrings } from './spliced-strings.ts';

/** A rule by the calls it looks at and what makes one of them dangerous. */
interface CallRule {
  readonly rule: ConstructRule;
  readonly calls: RegExp;
  readonly isDangerous: (call: Call, code: Code) => boolean;
}

const hasValues = (call: Call, code: Code): boolean => !isFixedCode(argumentAt(call, 0), code);
const isCalled = (call: Call): boolean => call.blank.trim() !== '';

/** A loader that is given, and one that makes any object the data names. */
const NAMES_LOADER = /Loader\b/i;
const UNSAFE = /[=,]\s{0,9}(?:yaml\.)?C?(?:Unsafe)?Loader\b(?!\s*=)/;

const RULES: readonly CallRule[] = [
  {
    rule: 'py-eval',
    calls: /(?<![\w.])(?<!\bdef\s{1,4})(?:builtins\.)?(?:eval|exec)\s{0,4}\(/g,
    isDangerous: isCalled,
  },
  {
    rule: 'py-os-command',
    calls:
      /(?<![\w.])(?:os\.(?:system|popen)|subprocess\.get(?:status)?output|commands\.getoutput)\s{0,4}\(/g,
    isDangerous: hasValues,
  },
  {
    rule: 'py-shell-true',
    calls: /(?<![\w.])(?:subprocess\.|sp\.)?(?:run|call|check_call|check_output|Popen)\s{0,4}\(/g,
    isDangerous: (call, code) => /\bshell\s*=\s*True\b/.test(call.blank) && hasValues(call, code),
  },
  {
    rule: 'py-unsafe-deserialization',
    calls:
      /(?<![\w.])(?:c?[pP]ickle|_pickle|cloudpickle|dill|marshal|jsonpickle)\.(?:loads?|Unpickler|decode)\s{0,4}\(/g,
    isDangerous: isCalled,
  },
  {
    rule: 'py-unsafe-yaml',
    calls: /(?<![\w.])yaml\.(?:(?:unsafe_)?load(?:_all)?|unsafe_load)\s{0,4}\(/g,
    isDangerous: ({ index, blank }, code) =>
      isPyYaml(code) &&
      (code.blank.startsWith('yaml.unsafe', index) ||
        !NAMES_LOADER.test(blank) ||
        UNSAFE.test(blank)),
  },
  { rule: 'py-mktemp', calls: /(?<![\w.])tempfile\.mktemp\s{0,4}\(/g, isDangerous: () => true },
  {
    rule: 'py-weak-hash',
    calls: /(?<![\w.])hashlib\.(?:md5|sha1)\s{0,4}\(/g,
    isDangerous: ({ blank }) => /passw|pwd|passphrase/i.test(blank),
  },
  {
    rule: 'tls-verification-off',
    calls: /(?<![\w.])ssl\._create_unverified_context\s{0,4}\(/g,
    isDangerous: () => true,
  },
];

/** Options that turn the check of certificates off, in files that use what takes them. */
const TLS_OFF =
  /(?<=[(,]\s{0,200})\bverify\s{0,4}=\s{0,4}False\b|\.verify\s{0,4}=\s{0,4}False\b|\.verify_mode\s{0,4}=\s{0,4}ssl\.CERT_NONE\b|\bcert_reqs\s{0,4}=\s{0,4}["']?(?:ssl\.)?CERT_NONE|\bcheck_hostname\s{0,4}=\s{0,4}False\b/g;
const TLS_USERS = /\b(?:requests|httpx|aiohttp|urllib3|ssl|jwt|session|hvac|boto3|elasticsearch)\b/;

/** Dangerous constructs of a Python file. */
export function pythonConstructs(text: string): readonly Construct[] {
  const code = codeOf(text, 'python');
  const calls = RULES.flatMap(({ rule, calls: pattern, isDangerous }) =>
    callsOf(code, pattern)
      .filter((call) => isDangerous(call, code))
      .map((call) => construct(rule, code.lineOf(call.index), code.lineOf(call.end))),
  );
  const off = TLS_USERS.test(code.blank) ? [...code.blank.matchAll(TLS_OFF)] : [];
  const tls = off.map(({ index }) => construct('tls-verification-off', code.lineOf(index)));
  const imported = [...importedLoads(code), ...importedYaml(code)];
  return [...calls, ...tls, ...imported, ...sqlConstructs(code)];
}

/** `from pickle import loads`, called by its bare name. */
function importedLoads(code: Code): readonly Construct[] {
  if (
    !/^[ \t]*from[ \t]+(?:c?[pP]ickle|dill|marshal)[ \t]+import[ \t][^\n]*\bloads?\b/m.test(
      code.blank,
    )
  )
    return [];
  return callsOf(code, /(?<![\w.])loads?\s{0,4}\(/g).map(({ index, end }) =>
    construct('py-unsafe-deserialization', code.lineOf(index), code.lineOf(end)),
  );
}

/** `from yaml import load`, called by its bare name. */
function importedYaml(code: Code): readonly Construct[] {
  if (!/^[ \t]*from[ \t]+yaml[ \t]+import[ \t][^\n]*\bload\b/m.test(code.blank)) return [];
  return callsOf(code, /(?<![\w.])load\s{0,4}\(/g)
    .filter(({ blank }) => !NAMES_LOADER.test(blank) || UNSAFE.test(blank))
    .map(({ index, end }) => construct('py-unsafe-yaml', code.lineOf(index), code.lineOf(end)));
}

/** Another library's object may go by the same name. */
function isPyYaml({ blank }: Code): boolean {
  return (
    /^[ \t]*(?:import[ \t]+yaml\b|from[ \t]+yaml[ \t]+import)/m.test(blank) &&
    !/\byaml\s*=\s*YAML\(/.test(blank)
  );
}

export function sqlConstructs(code: Code): readonly Construct[] {
  return splicedStrings(code).map(({ index, end }) =>
    construct('sql-concatenation', code.lineOf(index), code.lineOf(end)),
  );
}
