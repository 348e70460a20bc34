import { describe, expect, it } from 'vitest';
import { accountOf, cloudsOf } from '../../../../src/engines/claude-cli/account.ts';
import { apiHosts } from '../../../../src/engines/claude-cli/api-hosts.ts';

const hosts = (env: Record<string, string>) => apiHosts(accountOf(env).kind, env);

describe('accountOf', () => {
  it.each([
    [{}, 'subscription'],
    [{ ANTHROPIC_API_KEY: '' }, 'subscription'],
    [{ CLAUDE_CODE_OAUTH_TOKEN: 't' }, 'subscription'],
    [{ ANTHROPIC_API_KEY: 'k' }, 'key'],
    [{ ANTHROPIC_API_KEY: 'k', ANTHROPIC_AUTH_TOKEN: 't' }, 'token'],
    [{ ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_USE_BEDROCK: '1' }, 'bedrock'],
    [{ ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_USE_BEDROCK: 'false' }, 'key'],
    [{ CLAUDE_CODE_USE_VERTEX: 'true' }, 'vertex'],
    [{ CLAUDE_CODE_USE_FOUNDRY: '1' }, 'foundry'],
  ])('knows who pays: %j', (env, kind) => {
    expect(accountOf(env).kind).toBe(kind);
  });

  it('knows every cloud that is switched on', () => {
    const env = {
      CLAUDE_CODE_USE_BEDROCK: '1',
      CLAUDE_CODE_USE_VERTEX: '1',
      ANTHROPIC_API_KEY: 'k',
    };
    expect(cloudsOf(env).map(({ kind }) => kind)).toEqual(['bedrock', 'vertex']);
  });
});

describe('apiHosts', () => {
  it('is the API alone for a key', () => {
    expect(hosts({ ANTHROPIC_API_KEY: 'k' })).toEqual(['api.anthropic.com:443']);
  });

  it.each([
    ['http://127.0.0.1:8080', '127.0.0.1:8080'],
    ['https://gateway.example/path', 'gateway.example:443'],
    ['http://gateway.example', 'gateway.example:80'],
    ['http://[::1]:9000/', '[::1]:9000'],
  ])('is the server of the user’s own: %s', (url, host) => {
    expect(hosts({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: url })).toEqual([host]);
  });

  it('is no host for an address that is none', () => {
    expect(hosts({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'nonsense' })).toEqual([]);
  });

  it('includes where a login is renewed', () => {
    expect(hosts({})).toEqual([
      ...['api.anthropic.com:443', 'platform.claude.com:443', 'console.anthropic.com:443'],
    ]);
  });

  it('is the cloud’s', () => {
    const aws = hosts({ CLAUDE_CODE_USE_BEDROCK: '1', AWS_REGION: 'eu-west-1' });
    expect(aws).toContain('bedrock-runtime.eu-west-1.amazonaws.com:443');
    expect(hosts({ CLAUDE_CODE_USE_BEDROCK: '1' })).toContain(
      'bedrock-runtime.us-east-1.amazonaws.com:443',
    );
    const google = hosts({ CLAUDE_CODE_USE_VERTEX: '1', CLOUD_ML_REGION: 'global' });
    expect(google).toContain('aiplatform.googleapis.com:443');
    expect(hosts({ CLAUDE_CODE_USE_VERTEX: '1' })).toContain(
      'us-east5-aiplatform.googleapis.com:443',
    );
    const azure = { CLAUDE_CODE_USE_FOUNDRY: '1', ANTHROPIC_FOUNDRY_RESOURCE: 'mine' };
    expect(hosts(azure)).toContain('mine.services.ai.azure.com:443');
    for (const env of [azure, { CLAUDE_CODE_USE_BEDROCK: '1' }, { CLAUDE_CODE_USE_VERTEX: '1' }]) {
      expect(hosts(env)).not.toContain('api.anthropic.com:443');
    }
  });
});
