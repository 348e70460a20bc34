import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What of the surroundings would change what a test sees. */
const FOREIGN =
  /^(GIT_|XDG_|CODELICIOUS_|LLM_|HF_|ANTHROPIC_|CLAUDE|GITHUB_|GH_|GITLAB_|CI$|CI_|NO_COLOR$|FORCE_COLOR$|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$|SSH_|GNUPGHOME$|EMAIL$|EDITOR$|VISUAL$|npm_)/;

/** An identity for commits, and none of the machine's settings. */
const GIT_CONFIG = `[user]
\tname = Test
\temail = test@example.invalid
[init]
\tdefaultBranch = main
[commit]
\tgpgSign = false
`;

/**
 * Gives all tests an empty HOME, a git without the machine's settings and an environment without
 * credentials, before the first worker starts.
 * @returns removes the HOME again
 */
export default function setup(): () => void {
  const home = mkdtempSync(join(tmpdir(), 'codelicious-test-home-'));
  const gitConfig = join(home, 'gitconfig');
  writeFileSync(gitConfig, GIT_CONFIG);
  for (const name of Object.keys(process.env)) {
    if (FOREIGN.test(name)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, {
    HOME: home,
    USERPROFILE: home,
    GIT_CONFIG_GLOBAL: gitConfig,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  });
  return () => {
    rmSync(home, { recursive: true, force: true });
  };
}
