import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../../../../src/verifiers/security/secrets/find-secrets.ts';

/** Put together here, so that no scanner of this repository takes them for real ones. */
const RANDOM = 'q7Rz2Kp9Wd4Lx8Vb3Nm6Tc1Hj5Gf0Ys' + 'E3uA9oI2eU7yR4tQ8wP6';
const HEX = '9f3b7c1e5a8d2046bf19c7e3a5d80b64' + '3e7f1a9c5b2d8e60f4a7c3b91d5e8f02';

async function rulesIn(text: string, path = 'src/config.ts'): Promise<readonly string[]> {
  return (await findSecrets({ path, text })).map(({ rule }) => rule);
}

describe('secrets', () => {
  it.each([
    ['github-pat', `const t = "ghp_${RANDOM.slice(0, 36)}";`],
    ['github-fine-grained-pat', `t = github_pat_${(RANDOM + RANDOM).slice(0, 82)}`],
    ['gitlab-pat', `glpat-${RANDOM.slice(0, 20)}`],
    ['aws-access-token', 'AKIA' + 'Q3EGTVN7KZ5WY4MB'],
    ['anthropic-api-key', `sk-ant-api03-${(RANDOM + RANDOM).slice(0, 93)}AA`],
    ['openai-api-key', `sk-${RANDOM.slice(0, 20)}T3BlbkFJ${RANDOM.slice(5, 25)}`],
    ['huggingface-access-token', 'hf_' + 'QwertzUioplKjhgfdsaYxcvbnmMnBvcXyL'],
    ['npm-access-token', `//registry.npmjs.org/:_authToken=npm_${RANDOM.slice(0, 36)}`],
    ['stripe-access-token', `sk_live_${RANDOM.slice(0, 24)}`],
    ['slack-token', `xoxb-123456789012-987654321098-${RANDOM.slice(0, 24)}`],
    ['slack-webhook-url', `https://hooks.slack.com/services/${RANDOM.slice(0, 44)}`],
    ['digitalocean-token', `dop_v1_${HEX}`],
    [
      'private-key',
      `-----BEGIN RSA PRIVATE KEY-----\n${RANDOM}\n${RANDOM}\n-----END RSA PRIVATE KEY-----`,
    ],
    [
      'private-key',
      `key = "-----BEGIN PRIVATE KEY-----\\n${RANDOM}${RANDOM}\\n-----END PRIVATE KEY-----"`,
    ],
    ['jwt', `eyJhbGciOiJIUzI1NiIsInR5cCI6.eyJ1c2VyIjo5MTczNTUxOH0${RANDOM}.${RANDOM}`],
    ['datadog-secret', `DATADOG_API_KEY=${HEX.slice(0, 40)}`],
    ['heroku-secret', "herokuKey: '3f2b8c1d-9e4a-4b7c-8d21-6a5f0e9c7b34'"],
    ['generic-api-key', `const apiKey = '${RANDOM.slice(0, 32)}';`],
    ['generic-api-key', `SERVICE_TOKEN=${HEX.slice(0, 40)}`],
    ['database-password', 'DB_PASSWORD=k9#vQ2xLm7'],
    [
      'curl-auth-header',
      `curl -H "Authorization: Bearer ${RANDOM.slice(0, 30)}" https://api.acme.io`,
    ],
    ['curl-auth-user', 'curl -s -u deploy:k9vQ2xLm7pZ https://api.acme.io'],
    ['curl-auth-user', 'curl https://api.acme.io \\\n  -X PUT \\\n  --user=deploy:k9vQ2xLm7pZ'],
    ['curl-auth-user', `curl --user deploy:'k9vQ2xLm7pZ' -iX PATCH https://api.acme.io`],
    ['curl-auth-user', 'curl -u ":k9vQ2xLm7pZ" https://api.acme.io'],
    ['curl-auth-user', `curl -u 'k9vQ2xLm7pZ:' https://api.acme.io`],
    ['curl-auth-user', `curl -u "{3f2b8c1d}":"{k9vQ2xLm7pZ}" https://api.acme.io`],
    ['secretlint-basicauth', 'https://deploy:k9vQ2xLm7pZ@git.acme.io/a.git'],
    ['secretlint-database-connection-string', 'postgres://app:k9vQ2xLm7pZ@db.acme.io:5432/app'],
  ])('%s: %s', async (rule, text) => {
    expect(await rulesIn(text)).toEqual([rule]);
  });

  it('of other files', async () => {
    const secret = 'kind: Secret\ndata:\n  password: azl2UTJ4TG03cFo=\n';
    expect(await rulesIn(secret, 'deploy/secret.yaml')).toEqual(['kubernetes-secret-yaml']);
    const block = 'data:\n  .dockercfg: |\n    azl2UTJ4TG03cFo=\nkind: Secret\n';
    expect(await rulesIn(block, 'deploy/secret.yml')).toEqual(['kubernetes-secret-yaml']);
    const nuget = '<add key="ClearTextPassword" value="k9vQ2xLm7pZ" />';
    expect(await rulesIn(nuget, 'NuGet.config')).toEqual(['nuget-config-password']);
    const terraform = 'administrator_login_password = "k9vq2xlm7pz"';
    expect(await rulesIn(terraform, 'main.tf')).toEqual(['hashicorp-tf-password']);
  });

  it.each([
    ["Amazon's example", 'AKIAIOSFODNN7EXAMPLE'],
    ["Amazon's example secret", 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ["Stripe's example", 'sk_test_4eC39HqLyjWDarjtT1zdp7dc'],
    [
      "jwt.io's example",
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
    ],
    ['crosses', `ghp_${'x'.repeat(36)}`],
    ['a placeholder', "const apiKey = 'your-api-key-goes-here-123';"],
    ['one to fill in', 'API_KEY=<insert your key 12345678>'],
    ['a variable', 'TOKEN=${GITHUB_TOKEN_FOR_2024} password: $DB_PASSWORD1'],
    ['a template', 'token: {{ .Values.token1234567890 }} # ${{ secrets.NPM_TOKEN_2 }}'],
    ['a lookup', 'const token = process.env.API_TOKEN_V2 ?? config.apiToken2;'],
    ['a count', 'const key = "12345678901234567890abcdef";'],
    ['one letter', `SECRET_KEY=${'a'.repeat(40)}`],
    ['a name', "const apiKeyHeader = 'X-Api-Key-Version-2024-01';"],
    ['a member', 'const secret = options.session.secretKey1.value2;'],
    ['a digest', `integrity sha512-${RANDOM}${RANDOM}==`],
    ['a commit', `commit_token_sha: ${HEX.slice(0, 40)}`],
    ['a public key', `publicKey: '${RANDOM.slice(0, 40)}'`],
    ['a public token', `publicToken = "${RANDOM.slice(0, 40)}" csrf-token=${RANDOM}`],
    ['a key of a keyboard', `key_down_event=${RANDOM.slice(0, 30)}`],
    ['a user of documentation', 'curl -u username:token -X GET https://api.acme.io'],
    [
      'a user to fill in',
      'curl --user neo4j:[PASSWORD] http://db.acme.io; curl -u <user:password>',
    ],
    ['a user of a template', 'curl -u "{{ .Values.user }}:{{ .Values.password2 }}" -k'],
    ['a user of variables', 'curl -u "${user}":"${password2}" -X GET; curl -u ":" -X GET'],
    ['a user without a password', 'curl -u "admin:" https://api.acme.io; curl --user bob -X GET'],
    ['a local database', 'postgres://postgres:postgres@localhost:5432/app'],
    ['a database of a compose file', 'mysql://app:supersecret9@db.example.com/app'],
    ['an address with a variable', 'https://${USER}:${TOKEN}@git.acme.io/a.git'],
    ['words', 'password: correct horse battery staple; the token is a word'],
    ['the armour of a key alone', "if (text.startsWith('-----BEGIN PRIVATE KEY-----')) return;"],
    ['a key that was cut', '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----'],
    ['an encoded word', 'kind: Secret\ndata:\n  password: cGFzc3dvcmQ=\n'],
  ])('none in %s', async (_what, text) => {
    expect(await rulesIn(text, 'src/values.yaml')).toEqual([]);
    expect(await rulesIn(text)).toEqual([]);
  });

  it('takes no digests of lock files and no plain values of tests for secrets', async () => {
    const lock = `"discord": { "token": "${HEX.slice(0, 32)}" }`;
    expect(await rulesIn(lock, 'package-lock.json')).toEqual([]);
    const named = `const apiKey = '${RANDOM.slice(0, 32)}';`;
    expect(await rulesIn(named, 'tests/a.test.ts')).toEqual([]);
    expect(await rulesIn(`ghp_${RANDOM.slice(0, 36)}`, 'tests/a.test.ts')).toEqual(['github-pat']);
  });

  it('finds each once, in order, at its place', async () => {
    const text = `a\nAPI_TOKEN="ghp_${RANDOM.slice(0, 36)}"\nb = "glpat-${RANDOM.slice(0, 20)}"`;
    const found = await findSecrets({ path: 'a.sh', text });
    expect(found.map(({ rule }) => rule)).toEqual(['github-pat', 'gitlab-pat']);
    for (const { index, value } of found) expect(text.startsWith(value, index)).toBe(true);
  });

  it('reads any text without a fault', async () => {
    const word = fc.constantFrom(
      'key',
      '=',
      '"',
      'ghp_',
      'AKIA',
      '-----BEGIN PRIVATE KEY-----',
      '://',
      ':',
      '@',
      'eyJ',
      '.',
      '\n',
      'token',
      RANDOM,
      ' ',
      'kind: Secret\ndata:\n',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 60 }).map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        for (const { index, value } of await findSecrets({ path: 'a.yaml', text: given })) {
          expect(given.slice(index, index + value.length)).toBe(value);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('takes time in proportion to the text', async () => {
    const long = [
      ' ',
      'key=',
      '-----BEGIN PRIVATE KEY-----\n',
      'xoxb-',
      'eyJhbGciOiJIUzI1NiIsInR5cCI6.eyJ',
      'token: ',
      'a.',
      '\n',
    ];
    for (const part of long) {
      const start = performance.now();
      await findSecrets({ path: 'a.yaml', text: part.repeat(300_000 / part.length) });
      expect(performance.now() - start).toBeLessThan(10_000);
    }
  });
});

describe('passwords in quotes', () => {
  const made = (text: string, path = 'src/a.ts') => findSecrets({ path, text });

  it.each([
    "export default { password: 'Xk9#mQ2$vL7@pR4z' }",
    "const dbPassword: string = 'SuperS3cret!Pass';",
    'PASSPHRASE = "Tr0ub4dor&3-and-more"',
    '{ "admin-pwd": "Zx7!qyWe9k" }',
  ])('are found: %s', async (text) => {
    expect(await made(text)).toMatchObject([{ rule: 'generic-password' }]);
  });

  it.each([
    "const passwordHint = 'At-least-8-Chars!';",
    "const password = '(?=.*[A-Z])(?=.*\\d).{8,}';",
    "passwordPath: './Secrets/db-1.txt'",
    "password: 'P@ssw0rd!'",
    "password: '${DB_PASSWORD_1}'",
    "password: 'https://Vault.example.com/v1'",
    "secret: 'only-small-letters-1'",
  ])('are not found: %s', async (text) => {
    expect(await made(text)).toEqual([]);
  });

  it('are let be in tests', async () => {
    expect(await made("login({ password: 'Xk9#mQ2$vL7@pR4z' })", 'tests/a.test.ts')).toEqual([]);
  });
});

describe('a name with a type', () => {
  it('is read like one without', async () => {
    const value = 'q7Rz2Kp9Wd4Lx8Vb3Nm6Tc1Hj5Gf0YsE';
    const found = await findSecrets({ path: 'a.ts', text: `const secret: string = '${value}';` });
    expect(found).toMatchObject([{ rule: 'generic-api-key', value }]);
  });
});
