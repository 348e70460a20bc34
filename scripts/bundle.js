import { build } from 'esbuild';
import { leanBuiltins } from './builtins.js';

/** CommonJS libraries ask for Node's own modules by `require`, which an ES module does not have. */
const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module';\n" +
  'const require = __createRequire(import.meta.url);';

/**
 * Bundles the entry points and every library they use, shared code in chunks of its own.
 * Not minified, so that the stack of a bug can be read.
 * @param {{ root: string, entries: string[], outdir: string }} options
 * @returns {Promise<{ packages: string[] }>} folders of the bundled libraries, relative to the root
 */
export async function bundle({ root, entries, outdir }) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outbase: 'src',
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.11',
    metafile: true,
    legalComments: 'none',
    banner: { js: REQUIRE },
    plugins: [leanBuiltins],
    logLevel: 'warning',
  });
  return { packages: bundledPackages(Object.values(result.metafile.outputs)) };
}

/** Only what reached an output counts; what was shaken off has no notice to give. */
function bundledPackages(outputs) {
  const inputs = outputs.flatMap((output) => Object.keys(output.inputs));
  const folders = inputs.map(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}
