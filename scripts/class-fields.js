import { readFile } from 'node:fs/promises';

/** `_defineProperty(this, "name", value);`, the form of a class's field for engines without them. */
const FIELD =
  /\b_defineProperty\(\s*this,\s*(?:\/\*(?:(?!\*\/)[^])*\*\/\s*)?"(\w+)",\s*([^;]+?)\s*\);/g;

/**
 * An esbuild plugin that writes the fields of markdown-it's classes as assignments again. Every block of every spec
 * is made of such objects, and a third of reading one went into defining their fields one by one.
 * @type {import('esbuild').Plugin}
 */
export const classFields = {
  name: 'class-fields',
  setup(build) {
    build.onLoad({ filter: /[\\/]markdown-it[\\/].*\.m?js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(FIELD, 'this.$1 = $2;'),
    }));
  },
};
