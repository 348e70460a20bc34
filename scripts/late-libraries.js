import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { asAscii } from './ascii.js';

/** Libraries that many commands never use. */
const LATE = ['entities', 'execa', 'proper-lockfile', 'yaml'];
/** Beside `cli/` and `chunks/`, so that the same relative path leads here from both. */
const FOLDER = 'late';
const NAMESPACE = 'late-library';

/**
 * Makes each of these libraries a CommonJS file of its own, which is loaded when one of its members is first
 * used. A dynamic `import()` would make everything that uses them asynchronous.
 * @param {import('esbuild').BuildOptions} options of the files
 * @returns {{ plugin: import('esbuild').Plugin, write: () => Promise<import('esbuild').Metafile[]> }}
 *   `write` makes the files of those that the program was found to use
 */
export function lateLibraries({ outdir, ...options }) {
  const used = new Map();
  const plugin = {
    name: 'late-libraries',
    setup(bundler) {
      bundler.onResolve({ filter: new RegExp(`^(?:${LATE.join('|')})$`) }, async (asked) => {
        if (asked.pluginData === NAMESPACE) return undefined;
        const { path: name, kind, importer, resolveDir } = asked;
        const place = { kind, importer, resolveDir, pluginData: NAMESPACE };
        used.set(name, (await bundler.resolve(name, place)).path);
        return { path: name, namespace: NAMESPACE };
      });
      bundler.onLoad({ filter: /.*/, namespace: NAMESPACE }, async ({ path: name }) => ({
        contents: proxyOf(name, Object.keys(await import(pathToFileURL(used.get(name)).href))),
      }));
      bundler.onResolve({ filter: new RegExp(`^\\.\\./${FOLDER}/`) }, ({ path, namespace }) =>
        namespace === NAMESPACE ? { path, external: true } : undefined,
      );
    },
  };
  const writeOne = async ([name, entry]) => {
    const outfile = join(outdir, FOLDER, `${name}.cjs`);
    const file = { entryPoints: [entry], outfile, format: 'cjs', write: false };
    const { metafile, outputFiles } = await build({ ...options, ...file });
    mkdirSync(dirname(outfile), { recursive: true });
    for (const { text } of outputFiles) writeFileSync(outfile, asAscii(text));
    return metafile;
  };
  return { plugin, write: () => Promise.all([...used].map(writeOne)) };
}

/** An object whose members load the library. */
function proxyOf(name, members) {
  const getters = members.map(
    (member) => `get ${JSON.stringify(member)}() { return load().${member}; },`,
  );
  return [
    `const load = () => require('../${FOLDER}/${name}.cjs');`,
    `module.exports = {\n${getters.join('\n')}\n};`,
  ].join('\n');
}
