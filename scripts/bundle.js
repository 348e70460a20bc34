import { build } from 'esbuild';
import { leanBuiltins } from './builtins.js';
import { lateLibraries } from './late-libraries.js';

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
  const { metafile } = await build({
    ...common,
    entryPoints: entries,
    outbase: 'src',
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    format: 'esm',
    banner: { js: REQUIRE },
    plugins: [leanBuiltins, late.plugin],
  });
  const files = [metafile, ...(await late.write())];
  return { packages: bundledPackages(files.flatMap(({ outputs }) => Object.values(outputs))) };
}

/** Only what reached an output counts; what was shaken off has no notice to give. */
function bundledPackages(outputs) {
  const inputs = outputs.flatMap((output) => Object.keys(output.inputs));
  const folders = inputs.map(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
  );
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}
