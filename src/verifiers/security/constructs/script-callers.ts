import { bare, child, children, nameOf, nodesOf, type ScriptNode } from './script-nodes.ts';

/** Who calls the functions of a script, as far as they go by a name. */
export interface ScriptCallers {
  /**
   * What is given for a parameter, by the calls of every function that has one of that name.
   * @returns null where one of them is never called by its name: it is called from elsewhere
   */
  givenFor(parameter: string): readonly ScriptNode[] | null;
}

interface NamedFunction {
  readonly name: string | null;
  readonly parameters: readonly (string | null)[];
}

/** Reads functions and calls once, when somebody asks. */
export function callersIn(program: ScriptNode): ScriptCallers {
  let read: ReturnType<typeof readScript> | null = null;
  return {
    givenFor(parameter) {
      read ??= readScript(program);
      const { functions, calls } = read;
      const given: ScriptNode[] = [];
      for (const { name, parameters } of functions) {
        const at = parameters.indexOf(parameter);
        if (at === -1) continue;
        const found = calls.get(name ?? '')?.map((call) => children(call, 'arguments')[at]) ?? [];
        const here = found.filter((each) => each !== undefined);
        if (here.length === 0) return null;
        given.push(...here);
      }
      return given.length === 0 ? null : given;
    },
  };
}

function readScript(program: ScriptNode) {
  const functions: NamedFunction[] = [];
  const calls = new Map<string, ScriptNode[]>();
  const names = new Map<ScriptNode | null, string | null>();
  for (const node of nodesOf(program)) {
    if (node.type === 'VariableDeclarator') {
      names.set(bare(child(node, 'init')), nameOf(child(node, 'id')));
    }
    if (
      /^(?:FunctionDeclaration|(?:Arrow)?FunctionExpression|(?:Object|Class)Method)$/.test(
        node.type,
      )
    ) {
      const name = nameOf(child(node, 'id')) ?? names.get(node) ?? null;
      functions.push({ name, parameters: children(node, 'params').map(parameterName) });
    }
    const callee = node.type === 'CallExpression' ? nameOf(bare(child(node, 'callee'))) : null;
    if (callee !== null) calls.set(callee, [...(calls.get(callee) ?? []), node]);
  }
  return { functions, calls };
}

/** `name`, `name = 'default'`. */
function parameterName(node: ScriptNode): string | null {
  return nameOf(node.type === 'AssignmentPattern' ? child(node, 'left') : node);
}
