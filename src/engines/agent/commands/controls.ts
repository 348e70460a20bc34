import * as z from 'zod';
import { decode, readBytes } from '../file-tools/files.ts';
import { MAX_FILE_BYTES } from '../file-tools/refusal.ts';
import { lookAt } from '../file-tools/tree.ts';
import { NODE_RULES, NPM_RULE } from './node-rules.ts';
import { OTHER_RULES, PYTHON_RULES } from './other-rules.ts';

/** How the tree steers programs, compared with the beginning of the job. */
export interface Controls {
  /** Whether the job changed the file. */
  isChanged(file: string): Promise<boolean>;
  /** Whether a package manager would still run for this name what it would have run at the beginning. */
  script(name: string): Promise<'same' | 'changed' | 'absent'>;
}

const MANIFEST = 'package.json';

const packageSchema = z.object({
  scripts: z.record(z.string(), z.unknown()).catch({}).default({}),
});

/** Remembers the files that steer programs as they are now: at the beginning of the job. */
export async function rememberControls(root: string): Promise<Controls> {
  const rules = { npm: NPM_RULE, ...NODE_RULES, ...PYTHON_RULES, ...OTHER_RULES };
  const files = new Set(Object.values(rules).flatMap(({ steeredBy }) => steeredBy ?? []));
  const before = new Map<string, string | null>();
  for (const file of [MANIFEST, ...files]) before.set(file, await textOf(root, file));
  const scriptsBefore = scriptsOf(before.get(MANIFEST) ?? null);
  return {
    isChanged: async (file) => (await textOf(root, file)) !== before.get(file),
    script: async (name) => {
      const now = scriptsOf(await textOf(root, MANIFEST));
      if (!Object.hasOwn(now, name)) return 'absent';
      const hooks = [`pre${name}`, name, `post${name}`];
      return hooks.every((hook) => now[hook] === scriptsBefore[hook]) ? 'same' : 'changed';
    },
  };
}

/** Null for what is not there or cannot be read. */
async function textOf(root: string, file: string): Promise<string | null> {
  const tree = { root, borrows: [] };
  return lookAt(tree, file.split('/'), async (folder, name) =>
    decode(await readBytes(folder.entry(name), MAX_FILE_BYTES)),
  ).catch(() => null);
}

function scriptsOf(text: string | null): Readonly<Record<string, unknown>> {
  return packageSchema.safeParse(parse(text)).data?.scripts ?? {};
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse((text ?? 'null').replace(/^\ufeff/, '')) as unknown;
  } catch {
    return null;
  }
}
