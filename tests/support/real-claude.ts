import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the real Claude Code CLI, to put first on PATH. */
export const REAL_CLAUDE_PATH = fileURLToPath(
  new URL('../real-claude/node_modules/.bin', import.meta.url),
);

/** Whether it was installed (`npm ci` in tests/real-claude); tests that need it are skipped otherwise. */
export const HAS_REAL_CLAUDE = existsSync(`${REAL_CLAUDE_PATH}/claude`);
