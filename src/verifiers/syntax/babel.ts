/**
 * Babel's parser as a module of its own, which is loaded by `import()` when the first script is read. The library is
 * CommonJS: imported that way itself, a bundle would give all of it as one default.
 */
export { parse } from '@babel/parser';
