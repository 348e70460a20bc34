import * as z from 'zod';
import { oneLine } from '../../domain/text-limits.ts';
import type { VerifyScope } from '../../ports/verifier.ts';
import type { FoundHook } from './hook.ts';

/** Installed programs are on the path of hooks, as the tools that run them make it. */
const WITH_PROGRAMS = 'PATH="$PWD/node_modules/.bin:$PATH"; export PATH;';
/** Hooks of husky 8 and before read a file that its installation makes, not the repository. */
const HUSKY = `${WITH_PROGRAMS} test -e .husky/_/husky.sh || { mkdir -p .husky/_ && : > .husky/_/husky.sh; }; exec sh -e .husky/pre-commit`;
/** What a shell ends with for a file that is no program. */
const NOT_RUN = new Map([[126, 'it is not executable, so git would not run it either']]);
/** Where repositories keep the hooks that `core.hooksPath` is set to. */
const FOLDERS = ['.githooks', '.git-hooks', '.hooks'] as const;

/** Hooks that are scripts of the repository, by husky or by a folder for `core.hooksPath`. */
export async function scriptHooks(scope: VerifyScope): Promise<readonly FoundHook[]> {
  const found: FoundHook[] = [];
  if (await has('.husky/pre-commit', scope)) {
    const shown = '.husky/pre-commit';
    const argv = ['/bin/sh', '-c', HUSKY];
    found.push({ kind: 'hook', hook: { name: 'husky', shown, argv, files: ['.husky/'] } });
  }
  for (const folder of FOLDERS) {
    const path = `${folder}/pre-commit`;
    if (!(await has(path, scope))) continue;
    const argv = ['/bin/sh', '-c', `${WITH_PROGRAMS} exec ./${path}`];
    found.push({
      kind: 'hook',
      hook: { name: path, shown: path, argv, files: [`${folder}/`], unable: NOT_RUN },
    });
  }
  return [...found, ...packageHooks(await scope.baseFile('package.json'))];
}

async function has(path: string, { baseFile }: VerifyScope): Promise<boolean> {
  return ((await baseFile(path)) ?? '').trim() !== '';
}

const manifestSchema = z.object({
  husky: z
    .object({ hooks: z.object({ 'pre-commit': z.string() }) })
    .optional()
    .catch(undefined),
  'simple-git-hooks': z.object({ 'pre-commit': z.string() }).optional().catch(undefined),
});

/** Hooks that `package.json` holds: of husky 4, of simple-git-hooks. */
function packageHooks(manifest: string | null): readonly FoundHook[] {
  const read = manifestSchema.safeParse(json(manifest ?? '')).data;
  const scripts = [
    ['husky', read?.husky?.hooks['pre-commit']],
    ['simple-git-hooks', read?.['simple-git-hooks']?.['pre-commit']],
  ] as const;
  return scripts.flatMap(([name, script]): readonly FoundHook[] => {
    if (script === undefined) return [];
    const argv = ['/bin/sh', '-c', `${WITH_PROGRAMS} ${script}`];
    return [{ kind: 'hook', hook: { name, shown: oneLine(script), argv, files: [] } }];
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
