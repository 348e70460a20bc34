import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { asAscii } from './ascii.js';
import { leanBuiltins } from './builtins.js';
import { classFields } from './class-fields.js';
import { lateLibraries } from './late-libraries.js';
import { OWN_ADDRESS, packOf, registered } from './pack.js';

/** Loaded by nearly every start: they and what they import make one file. */
const STARTED = ['src/cli/main.ts', 'src/cli/program.ts', 'src/compose.ts'];

/**
 * Bundles the entry points and every library they use, divided along the dynamic imports of the source.
 * Not minified, so that the stack of a bug can be read.
 * @param {{ root: string, outdir: string }} options
 * @returns {Promise<{ packages: string[] }>} folders of the bundled libraries, relative to the root
 */
export async function bundle({ root, outdir }) {
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20.11',
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
  };
  const late = lateLibraries({ ...common, outdir, plugins: [leanBuiltins] });
  const { metafile, outputFiles } = await build({
    ...common,
    entryPoints: ['src/cli/main.ts', 'src/index.ts'],
    entryNames: '[name]',
    outdir,
    chunkNames: '[name]-[hash]',
    splitting: true,
    format: 'esm',
    define: { 'import.meta.url': '__programUrl' },
    write: false,
    plugins: [leanBuiltins, classFields, late.plugin],
  });
  const chunks = await registered(outputFiles, metafile);
  write({ outdir, chunks, started: startedOf(chunks), library: chunks.get('index') });
  const files = [metafile, ...(await late.write())];
  return { packages: bundledPackages(files.flatMap(({ outputs }) => Object.values(outputs))) };
}

/**
 * Bundles a program that runs in a cage: one file that needs no other, and no `package.json` to say what it is.
 * @param {{ root: string, entry: string, outfile: string }} options
 */
export async function bundleAlone({ root, entry, outfile }) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.11',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** The names of the chunks that nearly every start loads. */
function startedOf(chunks) {
  const found = new Set();
  const add = (name) => {
    if (found.has(name)) return;
    found.add(name);
    chunks.get(name).imports.forEach(add);
  };
  for (const [name, { entry }] of chunks) if (STARTED.includes(entry)) add(name);
  return found;
}

/** The program as one file for the start, one for each chunk that is loaded later, and the library in front. */
function write({ outdir, chunks, started, library }) {
  for (const folder of ['cli', 'chunks']) mkdirSync(join(outdir, folder), { recursive: true });
  const [early, later] = [[], []];
  for (const chunk of chunks.values()) (started.has(chunk.name) ? early : later).push(chunk);
  writeFileSync(join(outdir, 'cli', 'main.cjs'), asAscii(packOf(early)));
  for (const { name, code } of later) {
    writeFileSync(
      join(outdir, 'chunks', `${name}.cjs`),
      asAscii(`'use strict';\n${OWN_ADDRESS}\nmodule.exports = ${code};\n`),
    );
  }
  const names = library.exports.join(', ');
  const facade = `import chunk from './cli/main.cjs';\n\nexport const { ${names} } = chunk('${library.name}');\n`;
  writeFileSync(join(outdir, 'index.js'), facade);
}

/** Only what reached an output counts; what was shaken off has no notice to give. */
function bundledPackages(outputs) {
  const inputs = outputs.flatMap((output) => Object.keys(output.inputs));
  const folders = inputs.map(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}
