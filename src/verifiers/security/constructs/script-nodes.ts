/** A node of Babel's tree, as far as every node is the same. */
export interface ScriptNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc: {
    readonly start: { readonly line: number };
    readonly end: { readonly line: number };
  };
  readonly [member: string]: unknown;
}

/** Members that hold no part of the program. */
const ASIDE = new Set([
  'loc',
  'extra',
  'errors',
  'comments',
  'tokens',
  'leadingComments',
  'innerComments',
  'trailingComments',
]);

/** `a.b`, `a?.b` and `a[b]`. */
export type MemberNode = ScriptNode & {
  readonly type: 'MemberExpression' | 'OptionalMemberExpression';
};

export function isNode(value: unknown): value is ScriptNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Every node of a tree, however deep, in the order of the text, parents before what they hold. */
export function* nodesOf(root: ScriptNode): Generator<ScriptNode> {
  const open: ScriptNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    const held = Object.entries(node).flatMap(([name, member]) => (ASIDE.has(name) ? [] : member));
    for (const each of held.reverse()) if (isNode(each)) open.push(each);
  }
}

/** A member that is a node. */
export function child(node: ScriptNode | null, name: string): ScriptNode | null {
  const member = node?.[name];
  return isNode(member) ? member : null;
}

/** A member that is a list; its holes are left out. */
export function children(node: ScriptNode | null, name: string): readonly ScriptNode[] {
  const member = node?.[name];
  return Array.isArray(member) ? member.filter(isNode) : [];
}

/** The text of a string, also of a template with nothing put in; null for anything else. */
export function textOf(node: ScriptNode | null): string | null {
  if (node?.type === 'StringLiteral') return String(node['value']);
  if (node?.type !== 'TemplateLiteral' || children(node, 'expressions').length > 0) return null;
  return quasiText(children(node, 'quasis')[0] ?? null);
}

/** The text of one part of a template. */
export function quasiText(node: ScriptNode | null): string {
  const value = node?.['value'];
  const has = typeof value === 'object' && value !== null && 'raw' in value;
  return has ? String(value.raw) : '';
}

/** The name of an identifier, or of a member that is called by a name; null for anything else. */
export function nameOf(node: ScriptNode | null): string | null {
  if (node === null) return null;
  if (node.type === 'Identifier' || node.type === 'JSXIdentifier') return String(node['name']);
  if (node.type === 'StringLiteral') return String(node['value']);
  return null;
}

export function isMember(node: ScriptNode | null): node is MemberNode {
  return node?.type === 'MemberExpression' || node?.type === 'OptionalMemberExpression';
}

/** The name of the member that is taken, `a.b` and `a['b']` alike. */
export function memberName(node: ScriptNode): string | null {
  const property = child(node, 'property');
  return node['computed'] === true && property?.type === 'Identifier' ? null : nameOf(property);
}

/** Without what only types and parentheses add. */
export function bare(node: ScriptNode | null): ScriptNode | null {
  let inner = node;
  while (
    inner !== null &&
    /^(?:TS(?:As|Satisfies|NonNull)Expression|TSTypeAssertion|ParenthesizedExpression|AwaitExpression)$/.test(
      inner.type,
    )
  ) {
    inner = child(inner, inner.type === 'AwaitExpression' ? 'argument' : 'expression');
  }
  return inner;
}
