import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../src/domain/config.ts';
import {
  type RepoConfig,
  repoConfigSchema,
  userConfigSchema,
} from '../../../src/domain/config-file.ts';

const FULL: RepoConfig = {
  $schema: 'https://example.test/config.schema.json',
  engine: 'claude',
  model: { claude: 'opus' },
  specs: ['plans/*.md'],
  base: 'develop',
  branchPrefix: 'bot/',
  platform: 'github',
  onFailure: 'block',
  commit: { format: 'conventional', signoff: true },
  pullRequest: {
    maxCommits: 4,
    maxLoc: 300,
    maxOpen: 3,
    exclude: ['vendor/**'],
    ready: 'bottom',
    publish: 'part',
    reviewers: ['ada'],
    labels: ['bot'],
  },
  verify: {
    ...{ commands: ['npm test'], require: true, timeout: 60_000, maxFixAttempts: 0 },
    ...{ minCoverage: 90.5, minPatchCoverage: 100 },
  },
  workspace: { setup: ['npm ci'], copy: ['.env.test'] },
  limits: { agentTimeout: 60_000, maxRunTime: 3_600_000, maxTurns: 20 },
  security: { allow: ['generic-api-key'], allowCiChanges: true },
};

/** Where the faults of a configuration lie. */
function faults(config: unknown): readonly string[] {
  const result = repoConfigSchema.safeParse(config);
  return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'));
}

describe('repoConfigSchema', () => {
  it('takes every setting, and none', () => {
    const written = {
      ...FULL,
      verify: { ...FULL.verify, timeout: '1m' },
      limits: { ...FULL.limits, agentTimeout: 60, maxRunTime: '1h' },
    };
    expect(repoConfigSchema.parse(written)).toEqual(FULL);
    expect(repoConfigSchema.parse({})).toEqual({});
  });

  it.each([
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    [90, 90_000],
    ['90', 90_000],
    [1, 1000],
  ])('takes the duration %j as %i ms', (agentTimeout, ms) => {
    expect(repoConfigSchema.parse({ limits: { agentTimeout } }).limits?.agentTimeout).toBe(ms);
  });

  it.each(['soon', '', '999ms', 0, -5, 0.5, Number.NaN, null, '10 s'])(
    'refuses the duration %j',
    (timeout) => {
      expect(faults({ verify: { timeout } })).toEqual(['verify.timeout']);
    },
  );

  it('says what a duration looks like', () => {
    const result = repoConfigSchema.safeParse({ limits: { maxRunTime: 'soon' } });
    expect(result.error?.issues[0]?.message).toContain('such as 90s, 30m or 2h');
  });

  it.each([
    ['pullRequest.maxCommits', { pullRequest: { maxCommits: 0 } }],
    ['pullRequest.maxCommits', { pullRequest: { maxCommits: 101 } }],
    ['pullRequest.maxLoc', { pullRequest: { maxLoc: 49 } }],
    ['pullRequest.maxLoc', { pullRequest: { maxLoc: 5001 } }],
    ['pullRequest.maxOpen', { pullRequest: { maxOpen: 0 } }],
    ['verify.maxFixAttempts', { verify: { maxFixAttempts: 11 } }],
    ['verify.minCoverage', { verify: { minCoverage: -1 } }],
    ['verify.minPatchCoverage', { verify: { minPatchCoverage: 101 } }],
    ['verify.minCoverage', { verify: { minCoverage: '90' } }],
    ['verify.commands.0', { verify: { commands: ['  '] } }],
    ['limits.maxTurns', { limits: { maxTurns: 1.5 } }],
    ['branchPrefix', { branchPrefix: 'a/b/' }],
    ['branchPrefix', { branchPrefix: 'bot' }],
    ['branchPrefix', { branchPrefix: '-x/' }],
    ['platform', { platform: 'svn' }],
    ['base', { base: '' }],
    ['specs.0', { specs: [''] }],
  ])('refuses what breaks the rule of %s', (path, config) => {
    expect(faults(config)).toEqual([path]);
  });

  it('does not know what only the user may set', () => {
    expect(faults({ sandbox: { level: 'none' } })).toEqual(['']);
    expect(faults({ env: { engine: ['TOKEN'] } })).toEqual(['']);
  });
});

describe('userConfigSchema', () => {
  it('knows all that a repository may set, and more', () => {
    const more = { sandbox: { level: 'external' }, env: { engine: ['A'], verify: ['B'] } };
    expect(userConfigSchema.parse({ base: 'main', ...more })).toEqual({ base: 'main', ...more });
    expect(userConfigSchema.safeParse({ sandboxes: {} }).success).toBe(false);
  });

  it.each(['/', '//', '/.', '/..', '', 'relative', './here', '~ada/x'])(
    'opens no cage to %j',
    (path) => {
      expect(userConfigSchema.safeParse({ sandbox: { write: [path] } }).success).toBe(false);
    },
  );

  it.each(['/data', '~', '~/models'])('opens a cage to %s', (path) => {
    expect(userConfigSchema.safeParse({ sandbox: { read: [path] } }).success).toBe(true);
  });
});

describe('DEFAULT_CONFIG', () => {
  it('keeps the rules it has for others', () => {
    const { maxCommits, maxLoc, maxOpenPrs, ready, publish, branchPrefix } = DEFAULT_CONFIG;
    expect(
      faults({
        branchPrefix,
        platform: DEFAULT_CONFIG.platform,
        onFailure: DEFAULT_CONFIG.onFailure,
        commit: { format: DEFAULT_CONFIG.commitFormat },
        pullRequest: { maxCommits, maxLoc, maxOpen: maxOpenPrs, ready, publish },
        verify: {
          timeout: `${DEFAULT_CONFIG.verifyTimeoutMs}ms`,
          maxFixAttempts: DEFAULT_CONFIG.maxFixAttempts,
        },
        limits: {
          agentTimeout: `${DEFAULT_CONFIG.agentTimeoutMs}ms`,
          maxTurns: DEFAULT_CONFIG.maxTurns,
        },
      }),
    ).toEqual([]);
  });

  it('is what the documentation promises', () => {
    expect(DEFAULT_CONFIG).toMatchObject({
      branchPrefix: 'codelicious/',
      maxCommits: 8,
      maxLoc: 250,
      maxOpenPrs: 10,
      agentTimeoutMs: 30 * 60_000,
      maxRunTimeMs: null,
      maxFixAttempts: 2,
      onFailure: 'continue',
      cycleSleepMs: 60_000,
    });
  });
});
