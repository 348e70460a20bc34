/** Who pays for a call, and how the program lets itself in. */
export type AccountKind = 'bedrock' | 'vertex' | 'foundry' | 'token' | 'key' | 'subscription';

export interface Account {
  readonly kind: AccountKind;
  /** For the banner. */
  readonly describe: string;
  /** What to do where it is refused. */
  readonly remedy: string;
  /** Beginnings of the names of variables that hold what lets it in, beyond the program's own. */
  readonly variables: readonly string[];
  /** Folders below HOME that hold it. */
  readonly homeFolders: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/** By the variable that says so, in the order in which the program itself looks. */
const BY_VARIABLE: Readonly<Record<string, Account>> = {
  CLAUDE_CODE_USE_BEDROCK: {
    kind: 'bedrock',
    describe: 'billed by your AWS account',
    remedy: 'renew your AWS credentials',
    variables: ['AWS_'],
    homeFolders: ['.aws'],
  },
  CLAUDE_CODE_USE_VERTEX: {
    kind: 'vertex',
    describe: 'billed by your Google Cloud account',
    remedy: 'renew your Google Cloud credentials',
    variables: ['GOOGLE_', 'GCLOUD_', 'CLOUD_ML_', 'VERTEX_'],
    homeFolders: ['.config/gcloud'],
  },
  CLAUDE_CODE_USE_FOUNDRY: {
    kind: 'foundry',
    describe: 'billed by your Azure account',
    remedy: 'renew your Azure credentials',
    variables: ['AZURE_'],
    homeFolders: ['.azure'],
  },
  ANTHROPIC_AUTH_TOKEN: {
    kind: 'token',
    describe: 'billed to ANTHROPIC_AUTH_TOKEN',
    remedy: 'set ANTHROPIC_AUTH_TOKEN to one that is accepted',
    variables: [],
    homeFolders: [],
  },
  ANTHROPIC_API_KEY: {
    kind: 'key',
    describe: 'billed per token to ANTHROPIC_API_KEY',
    remedy: 'set ANTHROPIC_API_KEY to one that is accepted',
    variables: [],
    homeFolders: [],
  },
};

const SUBSCRIPTION: Account = {
  kind: 'subscription',
  describe: 'billed to the account claude is logged in to (subscription)',
  remedy: 'start claude and sign in with /login',
  variables: [],
  homeFolders: [],
};

/** The account by the variables that are set. */
export function accountOf(env: Env): Account {
  const found = Object.entries(BY_VARIABLE).find(([name, { variables }]) =>
    isSet(env[name], variables),
  );
  return found?.[1] ?? SUBSCRIPTION;
}

/** The clouds whose switches are on. */
export function cloudsOf(env: Env): readonly Account[] {
  const isOn = ([name, { variables }]: [string, Account]): boolean =>
    variables.length > 0 && isSet(env[name], variables);
  return Object.entries(BY_VARIABLE)
    .filter(isOn)
    .map(([, account]) => account);
}

/** A switch may be there and off; a credential counts when it is not empty. */
function isSet(value: string | undefined, cloudVariables: readonly string[]): boolean {
  if (cloudVariables.length === 0) return (value ?? '') !== '';
  return value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase());
}
