import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Characters of a part of a canary by which it is still recognised. */
const TELLING = 12;

/** A value nobody else has, with characters that every encoding changes. */
function canary(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `Cnry/${hash}+${name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}=9"&é`;
}

function pem(name: string): string {
  const lines = [1, 2, 3].map((at) =>
    Buffer.from(`${canary(name)}-${String(at)}`).toString('base64'),
  );
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

/** Names as they are found in the wild. */
const PLAIN = [
  ...['NPM_TOKEN', 'npm_config__authToken', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  ...['GH_ENTERPRISE_TOKEN', 'GITLAB_TOKEN', 'OPENAI_API_KEY', 'STRIPE_SECRET', 'PGPASSWORD'],
  ...['MYSQL_PWD', 'DB_PASS', 'dbPassword', 'jwtSecret', 'SESSION_COOKIE', 'SIGNING_KEY'],
  ...['MASTER_KEY_2', 'AZURE_CLIENT_SECRET', 'KEYSTORE_PASSPHRASE', 'TWINE_PASSWORD'],
  ...['CARGO_REGISTRY_TOKEN', 'NUGET_APIKEY', 'BASIC_AUTH', 'VAULT_CREDENTIALS', 'DEPLOY_PAT'],
  ...['SMTP_PASSWD', 'SENTRY_DSN'],
];

/** Thirty variables of a person's environment, each with a secret, in the forms secrets come in. */
export const CANARY_VARIABLES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(PLAIN.map((name) => [name, canary(name)])),
  DATABASE_URL: `postgres://app:${encodeURIComponent(canary('DATABASE_URL'))}@db.example:5432/app`,
  SSH_PRIVATE_KEY: pem('SSH_PRIVATE_KEY'),
  DOCKER_AUTH_CONFIG: JSON.stringify({
    auths: { 'registry.example': { auth: Buffer.from(canary('DOCKER')).toString('base64') } },
  }),
  GOOGLE_CREDENTIALS: JSON.stringify({ type: 'service_account', private_key: pem('GOOGLE') }),
};

/** The texts by which a leak is found: the secrets themselves, without what stands around them. */
function cores(): Readonly<Record<string, readonly string[]>> {
  const entries = Object.entries(CANARY_VARIABLES).map(([name, value]): [string, string[]] => {
    if (name === 'DATABASE_URL') return [name, [canary(name), encodeURIComponent(canary(name))]];
    if (name === 'DOCKER_AUTH_CONFIG') {
      return [name, [Buffer.from(canary('DOCKER')).toString('base64')]];
    }
    const lines = value.includes('BEGIN PRIVATE')
      ? value.split(/\\n|\n/).filter((line) => /^[A-Za-z0-9+/=]{20,}$/.test(line))
      : [value];
    return [name, lines];
  });
  const files = CANARY_FILES.map(({ path }): [string, string[]] => [path, [canary(path)]]);
  return Object.fromEntries<string[]>([...entries, ...files]);
}

/** Ten files with secrets: of a person's home, and, untracked, of the checkout. */
export const CANARY_FILES: readonly {
  readonly where: 'home' | 'checkout';
  readonly path: string;
}[] = [
  ...['.ssh/id_ed25519', '.aws/credentials', '.netrc', '.npmrc', '.git-credentials'],
  ...['.config/gh/hosts.yml', '.docker/config.json', '.kube/config'],
]
  .map((path): (typeof CANARY_FILES)[number] => ({ where: 'home', path }))
  .concat(['.env', 'secrets.local.json'].map((path) => ({ where: 'checkout' as const, path })));

/** Puts the files where a person has them. @returns their absolute paths */
export function plantCanaries(home: string, checkout: string): readonly string[] {
  return CANARY_FILES.map(({ where, path }) => {
    const file = join(where === 'home' ? home : checkout, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `token = ${canary(path)}\n`);
    return file;
  });
}

/** A text in which canaries may be, and what to call it. */
export interface Artefact {
  readonly name: string;
  readonly text: string;
}

/** Which canaries are where: `NAME in artefact (form)`. */
export function canariesIn(artefacts: readonly Artefact[]): readonly string[] {
  return Object.entries(cores()).flatMap(([name, values]) =>
    values.flatMap((value) =>
      Object.entries(formsOf(value)).flatMap(([form, text]) =>
        artefacts
          .filter((artefact) => artefact.text.includes(text))
          .map((artefact) => `${name} in ${artefact.name} (${form})`),
      ),
    ),
  );
}

/** How a secret may be written; of base64 what does not depend on its neighbours. */
function formsOf(value: string): Readonly<Record<string, string>> {
  const base64 = [0, 1, 2].map((pad) => {
    const text = Buffer.from(`${'x'.repeat(pad)}${value}`).toString('base64');
    return text.slice(pad === 0 ? 0 : 4, -4);
  });
  return {
    plain: value,
    beginning: value.slice(0, Math.max(TELLING, Math.floor(value.length * 0.7))),
    json: JSON.stringify(value).slice(1, -1),
    percent: encodeURIComponent(value),
    hex: Buffer.from(value).toString('hex'),
    ...Object.fromEntries(base64.map((text, at) => [`base64 at ${String(at)}`, text])),
  };
}

/** Every file below a folder. */
export function filesBelow(folder: string): readonly Artefact[] {
  return readdirSync(folder, { recursive: true })
    .map((path) => join(folder, String(path)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .map((path) => ({ name: path.slice(folder.length + 1), text: readFileSync(path, 'utf8') }));
}
