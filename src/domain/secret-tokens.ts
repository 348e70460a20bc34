import { once } from './once.ts';

/** A token that its issuer made to be known by its shape alone. */
export interface SecretToken {
  /** What it is called; by the names that scanners of repositories share, where they have one. */
  readonly rule: string;
  /** What `pattern` is made of. */
  readonly source: string;
  readonly flags: string;
  /** Made when it is first called for: most texts need few of them, and all together they cost every start. */
  readonly pattern: () => RegExp;
}

/** Before a token: nothing that could be a part of it. */
const START = String.raw`(?<![A-Za-z0-9_-])`;

function token(rule: string, shape: string, flags = 'g'): SecretToken {
  const source = START + shape;
  return { rule, source, flags, pattern: once(() => new RegExp(source, flags)) };
}

/**
 * Shapes as the issuers document them. Each begins with a prefix that no tail holds, or with a run of bounded length, so
 * that no text is read more than a constant number of times.
 */
export const SECRET_TOKENS: readonly SecretToken[] = [
  // Code hosts.
  token('github-pat', 'ghp_[A-Za-z0-9]{36}'),
  token('github-oauth', 'gho_[A-Za-z0-9]{36}'),
  token('github-app-token', 'gh[us]_[A-Za-z0-9]{36}'),
  token('github-refresh-token', 'ghr_[A-Za-z0-9]{36}'),
  token('github-fine-grained-pat', String.raw`github_pat_\w{82}`),
  token('gitlab-pat', String.raw`glpat-[\w-]{20}`),
  token('gitlab-ptt', 'glptt-[0-9a-f]{40}'),
  token('gitlab-token', String.raw`gl(?:dt|ffct|ft|imt|agent|oas|rt|soat)-[\w-]{20}`),
  token('gitlab-cicd-job-token', String.raw`glcbt-[A-Za-z0-9]{1,5}_[\w-]{20}`),
  token('gitlab-rrt', String.raw`GR1348941[\w-]{20}`),
  token('gitlab-session-cookie', '_gitlab_session=[0-9a-z]{32}'),
  token('sourcegraph-access-token', '(?:sgp_(?:[a-f0-9]{16}|local)_|sgp_)[a-f0-9]{40}', 'gi'),
  // Models.
  token('anthropic-api-key', String.raw`sk-ant-(?:api|admin|oat)\d\d-[\w-]{80}`),
  token(
    'openai-api-key',
    String.raw`sk-(?:(?:proj|svcacct|admin)-[\w-]{40}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|[A-Za-z0-9]{48}(?![\w-]))`,
  ),
  token('openrouter-api-key', 'sk-or-v1-[0-9a-f]{64}'),
  token('huggingface-access-token', '(?:hf|api_org)_[A-Za-z]{34}(?![A-Za-z])'),
  token('groq-api-key', 'gsk_[A-Za-z0-9]{52}'),
  token('perplexity-api-key', 'pplx-[A-Za-z0-9]{48}'),
  token('xai-api-key', 'xai-[A-Za-z0-9]{80}'),
  token('replicate-api-token', 'r8_[A-Za-z0-9]{37}'),
  token('nvidia-api-key', String.raw`nvapi-[\w-]{60}`),
  // Clouds.
  token('aws-access-token', '(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])'),
  token('gcp-api-key', String.raw`AIza[\w-]{35}`),
  token('gcp-oauth-secret', String.raw`GOCSPX-[\w-]{28}`),
  token('gcp-oauth-token', String.raw`ya29\.[\w-]{40}`),
  token('azure-ad-client-secret', String.raw`(?<![.~])[\w~.]{3}\dQ~[\w~.-]{31}`),
  token('azure-storage-key', '(?<=AccountKey=)[A-Za-z0-9+/]{86}=='),
  token('alibaba-access-key-id', 'LTAI[A-Za-z0-9]{20}(?![A-Za-z0-9])'),
  token('digitalocean-token', 'do[opr]_v1_[a-f0-9]{64}', 'gi'),
  token('cloudflare-origin-ca-key', String.raw`v1\.0-[a-f0-9]{24}-[a-f0-9]{146}`),
  token('heroku-api-key-v2', String.raw`HRKU-AA[\w-]{58}`),
  token('flyio-access-token', String.raw`(?:fo1_[\w-]{43}|fm(?:1[ar]|2)_[A-Za-z0-9+/]{100})`),
  token('vercel-token', 'vc[piark]_[A-Za-z0-9]{24}(?:[A-Za-z0-9]{0,36})(?![A-Za-z0-9])'),
  token('scalingo-api-token', String.raw`tk-us-[\w-]{48}`),
  token('supabase-token', 'sbp_[a-f0-9]{40}'),
  token('planetscale-token', String.raw`pscale_(?:tkn|oauth|pw)_[\w=.-]{32}`, 'gi'),
  token('databricks-api-token', 'dapi[a-f0-9]{32}'),
  token('clickhouse-cloud-api-secret-key', '4b1d[A-Za-z0-9]{38}(?![A-Za-z0-9])'),
  token('openshift-user-token', String.raw`sha256~[\w-]{43}`),
  token('hashicorp-tf-api-token', String.raw`[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60}`),
  token('vault-token', String.raw`hv(?:[sr]\.[\w-]{90}|b\.[\w-]{138})`),
  token(
    'vault-service-token',
    String.raw`(?<![.$)\]])s\.(?=[A-Za-z]{0,23}\d)[A-Za-z0-9]{24}(?![\w(.])`,
  ),
  token('dynatrace-api-token', String.raw`dt0c01\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}`),
  token('pulumi-api-token', 'pul-[a-f0-9]{40}'),
  token('infracost-api-token', 'ico-[A-Za-z0-9]{32}'),
  token('doppler-api-token', String.raw`dp\.(?:pt|st|sa|ct|scim|audit)\.[A-Za-z0-9._]{40}`),
  token('octopus-deploy-api-key', 'API-[A-Z0-9]{26}(?![A-Za-z0-9])'),
  token('harness-api-key', String.raw`(?:pat|sat)\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}`),
  token('prefect-api-token', 'pnu_[A-Za-z0-9]{36}'),
  // Keys and vaults.
  token(
    '1password-secret-key',
    'A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}',
  ),
  token('1password-service-account-token', 'ops_eyJ[A-Za-z0-9+/]{100}'),
  token('age-secret-key', 'AGE-SECRET-KEY-1[A-Z0-9]{58}'),
  token('jwt', String.raw`ey[A-Za-z0-9]{17,}\.ey[A-Za-z0-9/\\_-]{17,}\.[A-Za-z0-9/\\_-]*`),
  token('jwt-base64', String.raw`ZXlK[A-Za-z0-9/\\_+\r\n-]{44}`),
  token(
    'authress-service-client-access-key',
    String.raw`(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[a-z0-9+/_=-]{30}`,
    'gi',
  ),
  // Package registries.
  token('npm-access-token', 'npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_])'),
  token('pypi-upload-token', String.raw`pypi-AgE[\w-]{50}`),
  token('rubygems-api-token', 'rubygems_[a-f0-9]{48}'),
  token('clojars-api-token', 'CLOJARS_[a-z0-9]{60}', 'gi'),
  token('docker-token', String.raw`dckr_[op]at_[\w-]{27}`),
  token('artifactory-api-key', 'AKCp[A-Za-z0-9]{69}(?![A-Za-z0-9])'),
  token('artifactory-reference-token', 'cmVmd[A-Za-z0-9]{59}(?![A-Za-z0-9])'),
  token(
    'sidekiq-sensitive-url',
    '(?<=https?://)[a-f0-9]{8}:[a-f0-9]{8}(?=@(?:gems|enterprise).contribsys.com)',
    'gi',
  ),
  // Payment.
  token('stripe-access-token', '[sr]k_(?:test|live|prod)_[A-Za-z0-9]{10,99}'),
  token('stripe-webhook-secret', 'whsec_[A-Za-z0-9]{32}'),
  token('square-access-token', String.raw`(?<![+/=])(?:EAAA|sq0atp-)[\w-]{22,60}(?![\w+/=-])`),
  token('flutterwave-key', 'FLW(?:SECK|PUBK)_TEST-[a-h0-9]{12}', 'gi'),
  token('shopify-token', 'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}'),
  token('shippo-api-token', 'shippo_(?:live|test)_[a-fA-F0-9]{40}'),
  token('easypost-api-token', 'EZ[AT]K[A-Za-z0-9]{54}(?![A-Za-z0-9])'),
  token('duffel-api-token', String.raw`duffel_(?:test|live)_[\w=-]{43}`),
  token(
    'freemius-secret-key',
    String.raw`(?<=secret_key["']\s{0,40}=>\s{0,40}["'])sk_\S{29}(?=["'])`,
    'gi',
  ),
  // Mail, messages, people.
  token('sendgrid-api-token', String.raw`SG\.[\w=.-]{66}`, 'gi'),
  token('sendinblue-api-token', 'xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}'),
  token('slack-token', 'xox[bpoasre](?:-[A-Za-z0-9]{1,60}){0,4}-[A-Za-z0-9]{8,60}', 'gi'),
  token('slack-config-access-token', String.raw`xoxe[.-](?:xox[bp]-)?\d-[A-Z0-9]{140}`, 'gi'),
  token('slack-app-token', String.raw`xapp-\d-[A-Z0-9]{1,40}-\d{1,20}-[a-z0-9]{1,80}`, 'gi'),
  token(
    'slack-webhook-url',
    '(?<=hooks.slack.com/(?:services|workflows|triggers)/)[A-Za-z0-9+/]{43,56}',
  ),
  token(
    'microsoft-teams-webhook',
    String.raw`(?<=\.webhook\.office\.com/webhookb2/)[a-z0-9-]{36}@[a-z0-9-]{36}/IncomingWebhook/[a-z0-9]{32}/[a-z0-9-]{36}`,
  ),
  token('discord-webhook', String.raw`(?<=discord(?:app)?\.com/api/webhooks/)\d{17,20}/[\w-]{60}`),
  token('discord-bot-token', String.raw`[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,38}(?![\w.-])`),
  token('telegram-bot-api-token', String.raw`\d{8,10}:AA[\w-]{33}(?![\w-])`),
  token('twilio-api-key', 'SK[0-9a-fA-F]{32}(?![A-Za-z0-9])'),
  token('facebook-access-token', String.raw`\d{15,16}[|%][\w-]{27,40}`),
  token('facebook-page-access-token', 'EAA[MC][A-Za-z0-9]{100}'),
  token('intra42-client-secret', 's-s4t2(?:ud|af)-[a-f0-9]{64}', 'gi'),
  // Work, documents, observation.
  token('atlassian-api-token', String.raw`ATATT3[\w=-]{186}`),
  token('linear-api-key', 'lin_api_[A-Za-z0-9]{40}'),
  token('notion-api-token', String.raw`ntn_\d{11}[A-Za-z0-9]{35}`),
  token('figma-token', String.raw`figd_[\w-]{40}`),
  token('frameio-api-token', String.raw`fio-u-[\w=-]{64}`),
  token('readme-api-token', 'rdme_[a-z0-9]{70}'),
  token('postman-api-token', 'PMAK-[a-f0-9]{24}-[a-f0-9]{34}', 'gi'),
  token('adobe-client-secret', 'p8e-[A-Za-z0-9]{32}'),
  token('grafana-api-key', 'eyJrIjoi[A-Za-z0-9]{70}', 'gi'),
  token('grafana-cloud-api-token', 'glc_[A-Za-z0-9+/]{32}', 'gi'),
  token('grafana-service-account-token', 'glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}', 'gi'),
  token('sentry-org-token', 'sntrys_eyJ[A-Za-z0-9+/]{20,500}={0,2}_[A-Za-z0-9+/]{43}'),
  token('sentry-user-token', 'sntryu_[a-f0-9]{64}'),
  token('settlemint-access-token', 'sm_[aps]at_[A-Za-z0-9]{16}(?![A-Za-z0-9])'),
  token('maxmind-license-key', '[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk'),
];
