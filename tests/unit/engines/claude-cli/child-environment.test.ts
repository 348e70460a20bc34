import { describe, expect, it } from 'vitest';
import { PATIENCE } from '../../../../src/engines/claude-cli/call-watch.ts';
import { childEnvironment } from '../../../../src/engines/claude-cli/child-environment.ts';

function names(env: Record<string, string>, pass: readonly string[] = []): readonly string[] {
  const made = childEnvironment({ env, pass, job: { CODELICIOUS_JOB: 'build' } });
  return Object.keys(env).filter((name) => made[name] === env[name]);
}

describe('childEnvironment', () => {
  it('keeps the program’s own credentials and switches', () => {
    const own = { ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_OAUTH_TOKEN: 't', CLAUDE_CONFIG_DIR: '/c' };
    expect(names(own)).toEqual(Object.keys(own));
  });

  it('is nobody’s child session', () => {
    expect(
      names({ CLAUDECODE: '1', CLAUDE_CODE_ENTRYPOINT: 'cli', CLAUDE_CODE_SSE_PORT: '1' }),
    ).toEqual([]);
  });

  it('keeps the credentials of the cloud it was told to use, and of no other', () => {
    const clouds = { AWS_PROFILE: 'p', GOOGLE_APPLICATION_CREDENTIALS: '/g' };
    expect(names({ ...clouds, CLAUDE_CODE_USE_BEDROCK: '0' })).toEqual(['CLAUDE_CODE_USE_BEDROCK']);
    expect(names({ ...clouds, CLAUDE_CODE_USE_BEDROCK: '1' })).toContain('AWS_PROFILE');
    expect(names({ ...clouds, CLAUDE_CODE_USE_VERTEX: 'true' })).not.toContain('AWS_PROFILE');
  });

  it('switches retries, telemetry and everything that outlives the call off', () => {
    const made = childEnvironment({ env: { CLAUDE_CODE_MAX_RETRIES: '9' }, pass: [], job: {} });
    expect(made).toMatchObject({
      CLAUDE_CODE_MAX_RETRIES: '0',
      CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
      DISABLE_TELEMETRY: '1',
    });
    const limit = (name: string) => Number(made[name]);
    for (const name of ['API_TIMEOUT_MS', 'CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS']) {
      expect(limit(name)).toBeLessThan(PATIENCE.idleMs);
    }
    for (const name of ['BASH_DEFAULT_TIMEOUT_MS', 'BASH_MAX_TIMEOUT_MS']) {
      expect(limit(name)).toBeLessThan(PATIENCE.toolMs);
    }
  });
});
