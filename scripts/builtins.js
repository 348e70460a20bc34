import { builtinModules, createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * An esbuild plugin that takes Node's own modules by `require` and only what is used of them. Imported as an
 * ES module, each of them has all its members read at once, `fs` loading the streams, `process` opening
 * standard input. `child_process`, which commander requires for sub-commands that are programs, is loaded
 * when a member is first used.
 * @type {import('esbuild').Plugin}
 */
export const leanBuiltins = {
  name: 'lean-builtins',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path, kind, namespace }) => {
      const name = path.replace(/^node:/, '');
      if (!builtinModules.includes(name) || namespace !== 'file') return undefined;
      if (kind === 'import-statement') return { path: name, namespace: 'used', sideEffects: false };
      return name === 'child_process' ? { path: name, namespace: 'late' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'used' }, ({ path }) => ({ contents: usedOf(path) }));
    build.onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({ contents: lateOf(path) }));
  },
};

function namesOf(path) {
  return Object.keys(require(path)).filter((name) => IDENTIFIER.test(name) && name !== 'default');
}

/** Every member as an export that is dropped when nobody takes it. */
function usedOf(path) {
  const members = namesOf(path).map(
    (name, at) => `const v${at} = /* @__PURE__ */ take('${name}');\nexport { v${at} as ${name} };`,
  );
  return [
    `const builtin = ${path === 'process' ? 'process' : `require('node:${path}')`};`,
    'const take = (name) => builtin[name];',
    'export default builtin;',
    ...members,
  ].join('\n');
}

/** An object whose members load the module. */
function lateOf(path) {
  const getters = namesOf(path).map((name) => `get ${name}() { return load().${name}; },`);
  return `const load = () => require('node:${path}');\nmodule.exports = {\n${getters.join('\n')}\n};`;
}
