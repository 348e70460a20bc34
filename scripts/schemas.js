import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Writes the published JSON Schemas from the zod schemas that the program itself checks with.
 * @param {{ root: string, scratch: string }} options the package's folder, and one below it for a passing file
 */
export async function writeSchemas({ root, scratch }) {
  const program = join(scratch, '.schemas.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['src/domain/json-schemas.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  const { jsonSchemas } = await import(pathToFileURL(program).href);
  rmSync(program);
  const folder = join(root, 'schemas');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    writeFileSync(join(folder, name), `${JSON.stringify(schema, null, 2)}\n`);
  }
}
