import type { AccountKind } from './account.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the program's models are when no variable says otherwise. */
const API = 'https://api.anthropic.com';
/** Where a login is renewed; the second is what the first was called before. */
const LOGIN = ['https://platform.claude.com', 'https://console.anthropic.com'];

/** The hosts that the program has to reach, by who pays. */
const HOSTS: Readonly<Record<AccountKind, (env: Env) => readonly string[]>> = {
  key: (env) => [env['ANTHROPIC_BASE_URL'] ?? API],
  token: (env) => [env['ANTHROPIC_BASE_URL'] ?? API],
  subscription: (env) => [env['ANTHROPIC_BASE_URL'] ?? API, API, ...LOGIN],
  bedrock: (env) => {
    const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
    const services = ['bedrock-runtime', 'bedrock', 'sts', 'oidc', 'portal.sso'];
    return [
      ...given(env['ANTHROPIC_BEDROCK_BASE_URL']),
      ...services.map((service) => `https://${service}.${region}.amazonaws.com`),
      'https://sts.amazonaws.com',
    ];
  },
  vertex: (env) => {
    const region = env['CLOUD_ML_REGION'] ?? 'us-east5';
    const place = region === 'global' ? '' : `${region}-`;
    return [
      ...given(env['ANTHROPIC_VERTEX_BASE_URL']),
      `https://${place}aiplatform.googleapis.com`,
      `https://aiplatform.${region}.rep.googleapis.com`,
      'https://oauth2.googleapis.com',
      'https://sts.googleapis.com',
      'https://iamcredentials.googleapis.com',
    ];
  },
  foundry: (env) => [
    ...given(env['ANTHROPIC_FOUNDRY_BASE_URL']),
    ...given(env['ANTHROPIC_FOUNDRY_RESOURCE']).map(
      (name) => `https://${name}.services.ai.azure.com`,
    ),
    'https://login.microsoftonline.com',
  ],
};

/** Hosts with ports, such as `api.anthropic.com:443`, that the program needs and no others. */
export function apiHosts(kind: AccountKind, env: Env): readonly string[] {
  return [...new Set(HOSTS[kind](env).flatMap(hostAndPort))];
}

function given(value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [value];
}

function hostAndPort(url: string): readonly string[] {
  if (!URL.canParse(url)) return [];
  const { hostname, port, protocol } = new URL(url);
  if (hostname === '') return [];
  return [`${hostname}:${port === '' ? defaultPort(protocol) : port}`];
}

function defaultPort(protocol: string): string {
  return protocol === 'http:' ? '80' : '443';
}
