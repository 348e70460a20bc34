import { callersIn, type ScriptCallers } from './script-callers.ts';
import {
  bare,
  child,
  children,
  isMember,
  memberName,
  nameOf,
  nodesOf,
  type ScriptNode,
  textOf,
} from './script-nodes.ts';

/** What the names of a script stand for. */
export interface ScriptScope {
  readonly source: string;
  /** `module.member` that a callee is of an imported module, such as `child_process.exec`; null for others. */
  imported(callee: ScriptNode | null): string | null;
  /** What a constant was given, where its name stands for one alone. */
  valueOf(node: ScriptNode | null): ScriptNode | null;
  /** Whether the script gives a name a meaning of its own, at its top or anywhere. */
  declares(name: string): boolean;
  readonly callers: ScriptCallers;
}

/** Reads a script's imports and constants once. */
export function scopeOf(program: ScriptNode, source: string): ScriptScope {
  const modules = new Map<string, string>();
  const constants = new Map<string, ScriptNode | null>();
  const declared = new Set<string | null>();
  for (const node of nodesOf(program)) {
    if (/^(?:Class|Function)Declaration$/.test(node.type)) declared.add(nameOf(child(node, 'id')));
    if (node.type === 'ImportDeclaration') takeImport(node, modules);
    if (node.type === 'VariableDeclaration') takeVariables(node, { modules, constants });
  }
  return {
    source,
    callers: callersIn(program),
    declares: (name) => declared.has(name) || modules.has(name) || constants.has(name),
    imported: (callee) => importedBy(bare(callee), modules),
    valueOf: (node) => {
      const name = node?.type === 'Identifier' ? nameOf(node) : null;
      return name === null ? null : (constants.get(name) ?? null);
    },
  };
}

function takeImport(node: ScriptNode, modules: Map<string, string>): void {
  const from = moduleName(child(node, 'source'));
  for (const specifier of children(node, 'specifiers')) {
    const local = nameOf(child(specifier, 'local')) ?? '';
    const member = nameOf(child(specifier, 'imported'));
    modules.set(local, member === null || member === 'default' ? from : `${from}.${member}`);
  }
}

interface Names {
  readonly modules: Map<string, string>;
  readonly constants: Map<string, ScriptNode | null>;
}

function takeVariables(node: ScriptNode, { modules, constants }: Names): void {
  for (const declared of children(node, 'declarations')) {
    const [id, init] = [child(declared, 'id'), bare(child(declared, 'init'))];
    const name = nameOf(id);
    const module = importedBy(init, modules) ?? promisified(init, modules);
    if (name !== null && module !== null) modules.set(name, module);
    if (id?.type === 'ObjectPattern' && module !== null) takePattern(id, module, modules);
    if (name === null) continue;
    const isAlone = node['kind'] === 'const' && !constants.has(name);
    constants.set(name, isAlone ? init : null);
  }
}

/** `const { exec: run } = require('child_process')`. */
function takePattern(pattern: ScriptNode, module: string, modules: Map<string, string>): void {
  for (const property of children(pattern, 'properties')) {
    const local = nameOf(child(property, 'value'));
    const member = nameOf(child(property, 'key'));
    if (local !== null && member !== null) modules.set(local, `${module}.${member}`);
  }
}

/** `promisify(exec)` is `exec`. */
function promisified(node: ScriptNode | null, modules: ReadonlyMap<string, string>): string | null {
  if (node?.type !== 'CallExpression') return null;
  const callee = child(node, 'callee');
  const name = isMember(callee) ? memberName(callee) : nameOf(callee);
  return name === 'promisify'
    ? importedBy(bare(children(node, 'arguments')[0] ?? null), modules)
    : null;
}

function importedBy(node: ScriptNode | null, modules: ReadonlyMap<string, string>): string | null {
  if (node === null) return null;
  if (node.type === 'Identifier') return modules.get(nameOf(node) ?? '') ?? null;
  if (isMember(node)) {
    const module = importedBy(bare(child(node, 'object')), modules);
    return module === null ? null : `${module}.${memberName(node) ?? '?'}`;
  }
  const isImport =
    node.type === 'ImportExpression' || isCallOf(node, 'require') || isCallOf(node, null);
  if (!isImport) return null;
  return moduleName(children(node, 'arguments')[0] ?? child(node, 'source')) || null;
}

/** A call of a function by name, or with null of `import()`. */
function isCallOf(node: ScriptNode, name: string | null): boolean {
  if (node.type !== 'CallExpression') return false;
  const callee = child(node, 'callee');
  return name === null ? callee?.type === 'Import' : nameOf(callee) === name;
}

function moduleName(node: ScriptNode | null): string {
  return (textOf(node) ?? '').replace(/^node:/, '');
}
