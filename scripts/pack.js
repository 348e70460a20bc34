import { basename, resolve } from 'node:path';
import { transform } from 'esbuild';

/**
 * @typedef {{ name: string, entry: string | undefined, imports: string[], exports: string[], code: string }} Chunk
 *   `entry` is the source of an entry point or a dynamic import, `imports` the chunks that are loaded with it, and
 *   `code` a function that fills `module`, given what loads other chunks and what loads files
 */

/**
 * Turns the chunks that esbuild made, which it can divide as ES modules only, into functions that call each other up
 * by name. Node's loader of ES modules is not needed then, and several can stand in one file.
 * @param {import('esbuild').OutputFile[]} files
 * @param {import('esbuild').Metafile} metafile
 * @returns {Promise<Map<string, Chunk>>}
 */
export async function registered(files, { outputs }) {
  const facts = new Map(Object.entries(outputs).map(([path, output]) => [nameOf(path), output]));
  const chunks = files.map(async ({ path, text }) => {
    const name = nameOf(path);
    const { entryPoint, imports, exports } = facts.get(name);
    const needed = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    const code = `function (module, chunk, require) {\n${await asFunctionBody(text, facts)}\n}`;
    const names = needed.map((one) => nameOf(one.path));
    return [name, { name, entry: entryPoint, imports: names, exports, code }];
  });
  return new Map(await Promise.all(chunks));
}

function nameOf(path) {
  return basename(resolve(path), '.js');
}

async function asFunctionBody(text, known) {
  const { code } = await transform(text, {
    format: 'cjs',
    target: 'node20.11',
    supported: { 'dynamic-import': false },
  });
  return code
    .replace(/\brequire\("\.\/([^"]+)\.js"\)/g, (call, name) =>
      known.has(name) ? `chunk("${name}")` : call,
    )
    .replace(/^module\.exports = __toCommonJS\((\w+)\);$/m, 'module.exports = $1;');
}

/** How a file knows its own address: each file that holds a chunk begins with it. */
export const OWN_ADDRESS =
  "const __programUrl = require('node:url').pathToFileURL(__filename).href;";

/**
 * One CommonJS file with chunks in it, and the way to those beside it. It exports what gives a chunk by its name.
 * @param {Chunk[]} chunks
 */
export function packOf(chunks) {
  const members = chunks.map(({ name, code }) => `${JSON.stringify(name)}: ${code},`);
  return `'use strict';
${OWN_ADDRESS}
const loaded = new Map();
const chunks = {
${members.join('\n')}
};
module.exports = function chunk(name) {
  let module = loaded.get(name);
  if (module === undefined) {
    module = { exports: {} };
    loaded.set(name, module);
    (chunks[name] ?? require(\`../chunks/\${name}.cjs\`))(module, chunk, require);
  }
  return module.exports;
};
`;
}
