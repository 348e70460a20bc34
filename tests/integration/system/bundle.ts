import { join } from 'node:path';
import { build } from 'esbuild';

/** Makes one plain JavaScript file of a TypeScript program, so that any Node can run it as a child. */
export async function bundle(entry: string, dir: string): Promise<string> {
  const outfile = join(dir, `${entry.replaceAll(/\W+/g, '-')}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, '../../fixtures', entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  return outfile;
}
