/** Names that files with credentials go by; the ones that are meant to be read are taken out below. */
const NAMES =
  /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]*\.env|id_(?:rsa|dsa|ecdsa|ed25519)|[\w.-]+\.(?:pem|key|p12|pfx|jks|keystore|ppk|kdbx)|\.(?:npmrc|netrc|pypirc|pgpass|git-credentials|htpasswd|dockercfg)|_netrc|credentials(?:\.(?:json|ya?ml|toml|ini|csv|xml|txt))?|secrets?\.(?:json|ya?ml|toml|env|properties)|service[-_]?account[\w-]*\.json|kubeconfig|\.docker\/config\.json|\.aws\/[\w.-]+|\.kube\/config)$/i;

/** What shows the form of such a file without its content. */
const SAMPLES =
  /(?:^|[._/-])(?:example|sample|template|dist|defaults?|schema|test|dummy|pub)(?:[._/-]|$)/i;

/** A private key, in PEM or PuTTY's form. */
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----|^PuTTY-User-Key-File-\d/m;

/** A name that says credential, with a value that could be one. */
const ASSIGNMENT =
  /^[\s"'{,-]*(?:export\s+)?["']?[\w.\-/:]*(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|auth|credential|connection[_-]?string|database[_-]?url|dsn)[\w-]*["']?\s*[:=]\s*["']?([^\s"',#]{8,})/gim;

/** Values that stand for one that somebody has to fill in. */
const PLACEHOLDERS =
  /^(?:\$\{?\w|<|%|\{\{|x{4,}|\*{3,}|\.{3}|(?:your|my|some|the|an?)[-_]|change[-_]?me|replace|insert|todo|fixme|example|sample|dummy|placeholder|fake|test|null|none|undefined|true|false|postgres(?:ql)?:\/\/(?:postgres|user|root):(?:postgres|password|pass|root)@(?:localhost|127\.|db))/i;

/**
 * Whether a file is one of credentials, by its name and by what it holds: a certificate, a template or an `.env` of
 * plain settings is none.
 */
export function isCredentialFile(path: string, text: string): boolean {
  if (!NAMES.test(path) || SAMPLES.test(path.slice(path.lastIndexOf('/') + 1))) return false;
  if (PRIVATE_KEY.test(text)) return true;
  if (BINARY_STORE.test(path)) return true;
  const lines = text.slice(0, MAX_READ);
  return [...lines.matchAll(ASSIGNMENT)].some(([, value = '']) => !PLACEHOLDERS.test(value));
}

/** Stores whose content nobody can read here. */
const BINARY_STORE = /\.(?:p12|pfx|jks|keystore|kdbx)$/i;

/** Characters looked at. */
const MAX_READ = 262_144;
