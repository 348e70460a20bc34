import {
  bare,
  child,
  children,
  isMember,
  isNode,
  memberName,
  nameOf,
  quasiText,
  type ScriptNode,
  textOf,
} from './script-nodes.ts';
import type { ScriptScope } from './script-scope.ts';
import type { Piece } from './sql.ts';

/** Constants that are followed from one to the next. */
const MAX_DEPTH = 12;
/** Functions that make of fixed values fixed ones, or of any value a harmless one. */
const HARMLESS_CALLS =
  /^(?:join|resolve|dirname|basename|fileURLToPath|cwd|stringify|Number|parseInt|parseFloat|quote|shellQuote|shellEscape|escapeShellArg|escape\w*|sanitize\w*|encodeURI(?:Component)?|toFixed|tmpdir|String|trim)$/;

/** Members that have to be fixed for a node of a type to be; a literal has none. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  StringLiteral: [],
  NumericLiteral: [],
  BooleanLiteral: [],
  NullLiteral: [],
  MetaProperty: [],
  TemplateLiteral: ['expressions'],
  ArrayExpression: ['elements'],
  BinaryExpression: ['left', 'right'],
  LogicalExpression: ['left', 'right'],
  ConditionalExpression: ['consequent', 'alternate'],
  UnaryExpression: ['argument'],
};

/** Whether nothing that comes from elsewhere is in a value: literals, constants of them, places of the program itself. */
export function isFixed(given: ScriptNode | null, scope: ScriptScope, depth = 0): boolean {
  const node = bare(given);
  if (node === null || depth > MAX_DEPTH) return false;
  const are = (name: string) =>
    [node[name]].flat().every((part) => !isNode(part) || isFixed(part, scope, depth));
  const parts = PARTS[node.type];
  if (parts !== undefined) return parts.every(are);
  if (node.type === 'Identifier') {
    return isConstant(node) || isFixed(scope.valueOf(node), scope, depth + 1);
  }
  return isMember(node) ? isOwnPlace(node) : isHarmlessCall(node, are('arguments'));
}

/** `MAX_LINES`, `__dirname`, `undefined`. */
function isConstant(node: ScriptNode): boolean {
  return /^(?:[A-Z][A-Z0-9_]*|__dirname|__filename|undefined)$/.test(nameOf(node) ?? '');
}

/** `process.execPath`, `import.meta.dirname`, `config.MAX_LINES`. */
function isOwnPlace(node: ScriptNode): boolean {
  const [object, name] = [child(node, 'object'), memberName(node) ?? ''];
  if (object?.type === 'MetaProperty' || /^[A-Z][A-Z0-9_]+$/.test(name)) return true;
  return nameOf(object) === 'process' && /^(?:execPath|platform|arch|pid|version)$/.test(name);
}

function isHarmlessCall(node: ScriptNode, hasFixedArguments: boolean): boolean {
  const callee = node.type === 'CallExpression' ? child(node, 'callee') : null;
  const name = (isMember(callee) ? memberName(callee) : nameOf(callee)) ?? '';
  if (!HARMLESS_CALLS.test(name)) return false;
  return hasFixedArguments || /quote|escape|sanitize|^Number$|^parse|encode/i.test(name);
}

/** Whether a text is put together from something that is not fixed: a template or a sum, here or where it was named. */
export function isPutTogether(given: ScriptNode | null, scope: ScriptScope): boolean {
  const node = bare(given);
  const named = scope.valueOf(node);
  if (named !== null) return isSum(bare(named)) && !isFixed(named, scope);
  return isSum(node) && !isFixed(node, scope);
}

function isSum(node: ScriptNode | null): boolean {
  if (node?.type === 'TemplateLiteral') return children(node, 'expressions').length > 0;
  return node?.type === 'BinaryExpression' && node['operator'] === '+';
}

/** A template or a sum as pieces, fixed ones as text. */
export function piecesOf(node: ScriptNode, scope: ScriptScope): readonly Piece[] {
  if (node.type === 'TemplateLiteral') {
    const expressions = children(node, 'expressions');
    return children(node, 'quasis').flatMap((quasi, index) => {
      const expression = expressions[index];
      const text = { text: quasiText(quasi) };
      return expression === undefined ? [text] : [text, ...piece(expression, scope)];
    });
  }
  return summands(node).flatMap((each) =>
    each.type === 'TemplateLiteral' ? piecesOf(each, scope) : piece(each, scope),
  );
}

function piece(node: ScriptNode, scope: ScriptScope): readonly Piece[] {
  const text = textOf(node);
  if (text !== null) return [{ text }];
  const source = isFixed(node, scope) ? '0' : scope.source.slice(node.start, node.end);
  return [{ source }];
}

/** What a sum adds up, from left to right, however long it is. */
function summands(node: ScriptNode): readonly ScriptNode[] {
  const found: ScriptNode[] = [];
  let rest: ScriptNode | null = node;
  while (rest !== null && rest.type === 'BinaryExpression' && rest['operator'] === '+') {
    const right = child(rest, 'right');
    if (right !== null) found.push(right);
    rest = bare(child(rest, 'left'));
  }
  return rest === null ? found.reverse() : [rest, ...found.reverse()];
}
