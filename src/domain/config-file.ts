import * as z from 'zod';
import { parseDuration } from './duration.ts';

/** A duration as text (`90s`, `30m`) or bare seconds; milliseconds once parsed; at least 1 s. */
const durationSchema = z.union([z.string(), z.number()]).transform((value, context) => {
  const ms = parseDuration(String(value));
  if (ms !== null && ms >= 1000) return ms;
  context.addIssue({
    code: 'custom',
    message: 'must be a duration of at least 1 s, such as 90s, 30m or 2h',
  });
  return z.NEVER;
});

const command = z.string().trim().min(1);
const dollars = z.number().positive();
const percentage = z.number().min(0).max(100);
const price = z.number().nonnegative();
const paths = z.array(z.string().min(1));
/** What a cage is opened to. All of the machine would be no cage. */
const cagePath = z
  .string()
  .regex(/^(?:\/|~(?:\/|$))/, 'must be an absolute path or begin with ~/')
  .regex(/[^/.]/, 'must not be the whole machine');

/** `.codelicious/config.json`: what a repository may set. */
export const repoConfigSchema = z.strictObject({
  $schema: z.string().optional(),
  engine: z.string().optional(),
  model: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
  specs: paths.optional(),
  base: z.string().min(1).optional(),
  branchPrefix: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\/$/, 'must be one path segment that ends in "/"')
    .optional(),
  platform: z.enum(['auto', 'github', 'local']).optional(),
  onFailure: z.enum(['continue', 'block', 'stop']).optional(),
  /** Who divides work into tasks: `auto` asks a model only where a spec has none or one is plainly too big. */
  chunkStrategy: z.enum(['auto', 'checkbox', 'llm']).optional(),
  commit: z
    .strictObject({
      format: z.enum(['spec', 'conventional', 'auto']).optional(),
      signoff: z.boolean().optional(),
    })
    .optional(),
  pullRequest: z
    .strictObject({
      maxCommits: z.number().int().min(1).max(100).optional(),
      maxLoc: z.number().int().min(50).max(5000).optional(),
      maxOpen: z.number().int().min(1).optional(),
      exclude: paths.optional(),
      ready: z.enum(['all', 'bottom', 'never']).optional(),
      publish: z.enum(['chunk', 'part']).optional(),
      reviewers: z.array(z.string().min(1)).optional(),
      labels: z.array(z.string().min(1)).optional(),
    })
    .optional(),
  verify: z
    .strictObject({
      /** In the place of what the toolchains find; an entry `auto` stands for that. */
      commands: z.array(command).optional(),
      require: z.boolean().optional(),
      timeout: durationSchema.optional(),
      maxFixAttempts: z.number().int().min(0).max(10).optional(),
      /** Percent of the project's lines that have to run. */
      minCoverage: percentage.optional(),
      /** Percent of the lines a change adds that have to run. */
      minPatchCoverage: percentage.optional(),
    })
    .optional(),
  workspace: z
    .strictObject({ setup: z.array(command).optional(), copy: paths.optional() })
    .optional(),
  limits: z
    .strictObject({
      agentTimeout: durationSchema.optional(),
      maxRunTime: durationSchema.optional(),
      maxTurns: z.number().int().min(1).optional(),
      maxCostUsd: dollars.optional(),
      maxCostPerChunk: dollars.optional(),
      maxTokens: z.number().int().min(1).optional(),
    })
    .optional(),
  security: z
    .strictObject({
      /** Findings that pass: fingerprints, rules, globs of paths. */
      allow: paths.optional(),
      allowCiChanges: z.boolean().optional(),
    })
    .optional(),
});

/** `$XDG_CONFIG_HOME/codelicious/config.json`: the above, and what only the user may set. */
export const userConfigSchema = repoConfigSchema.extend({
  endpoint: z.string().min(1).optional(),
  /** By model, in US dollars for a million tokens; a name that ends in `*` is for all that begin so. */
  prices: z
    .record(
      z.string().min(1),
      z.strictObject({
        input: price,
        output: price,
        cacheRead: price.optional(),
        cacheWrite: price.optional(),
      }),
    )
    .optional(),
  sandbox: z
    .strictObject({
      level: z.enum(['auto', 'os', 'external', 'none']).optional(),
      read: z.array(cagePath).optional(),
      write: z.array(cagePath).optional(),
    })
    .optional(),
  env: z
    .strictObject({
      engine: z.array(z.string()).optional(),
      verify: z.array(z.string()).optional(),
    })
    .optional(),
});

export type RepoConfig = z.infer<typeof repoConfigSchema>;
export type UserConfig = z.infer<typeof userConfigSchema>;
