import * as z from 'zod';
import { createRedactor } from '../../../domain/redaction.ts';
import { secretValues } from '../../../domain/secrets.ts';
import type { ToolContext } from '../agent-context.ts';
import { rememberControls } from '../commands/controls.ts';
import { runCommand } from '../commands/run-command.ts';
import { type AgentTool, defineTool } from './agent-tool.ts';

const MAX_ARGUMENTS = 200;
const DEFAULT_SECONDS = 120;
const MAX_SECONDS = 1800;

const CAGED =
  'Runs a program in the repository, without a shell and without network. Give the program and each argument as an item of their own.';
const LISTED = [
  'Runs a program of the project in the repository, without a shell. Allowed are its tests, linters, type checks and builds:',
  'npm test, npm run <script>, npx vitest|jest|mocha|eslint|tsc --noEmit|prettier --check|biome, node --test, pytest,',
  'python -m pytest|unittest, ruff, mypy, go test|build|vet, gofmt -l, cargo test|build|check|clippy|fmt, make test|lint|check.',
  'Give the program and each argument as an item of their own.',
].join(' ');

/** A word of plain letters may be a password and stands in many outputs that are none. */
const PLAIN_WORD = /^[a-z]{1,11}$/i;

/** The tool that runs programs. What steers them is remembered as it is now. */
export async function commandTool(context: ToolContext): Promise<AgentTool> {
  const controls = await rememberControls(context.job.cwd);
  const secrets = secretValues(context.deps.env).filter((value) => !PLAIN_WORD.test(value));
  const redactor = createRedactor(secrets);
  const hideSecrets = (text: string): string => redactor.redactKnown(text);
  return defineTool({
    name: 'run_command',
    description: context.deps.sandbox.level === 'os' ? CAGED : LISTED,
    readOnly: false,
    schema: z.strictObject({
      argv: z
        .array(z.string())
        .min(1)
        .max(MAX_ARGUMENTS)
        .describe('Program and arguments, such as ["npm", "test"]'),
      timeout: z
        .number()
        .min(1)
        .max(MAX_SECONDS)
        .default(DEFAULT_SECONDS)
        .describe('Seconds after which it is ended'),
    }),
    detail: ({ argv }) => argv.join(' '),
    run: ({ argv, timeout }) =>
      runCommand({ argv, timeoutMs: timeout * 1000 }, context, { controls, hideSecrets }),
  });
}
