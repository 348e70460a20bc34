import { readScript } from '../../syntax/javascript.ts';
import { type Construct, construct } from './construct.ts';
import { child, nodesOf, type ScriptNode } from './script-nodes.ts';
import { SCRIPT_RULES } from './script-rules.ts';
import { type ScriptScope, scopeOf } from './script-scope.ts';
import { piecesOf } from './script-values.ts';
import { isSpliced } from './sql.ts';

/** Dangerous constructs of a JavaScript or TypeScript file; none where it cannot be read, which another check says. */
export async function scriptConstructs(path: string, text: string): Promise<readonly Construct[]> {
  const reading = await readScript(path, text);
  if (reading.kind !== 'read') return [];
  const program = reading.file.program as unknown as ScriptNode;
  const scope = scopeOf(program, text);
  const found: Construct[] = [];
  const parts = new Set<ScriptNode | null>();
  for (const node of nodesOf(program)) {
    for (const rule of SCRIPT_RULES[node.type] ?? []) {
      const danger = rule(node, scope);
      if (danger !== null)
        found.push(construct(danger.rule, lineOf(node), danger.culprit.loc.end.line));
    }
    if (isSplicedSql(node, { scope, parts }))
      found.push(construct('sql-concatenation', lineOf(node), node.loc.end.line));
  }
  return found;
}

function lineOf(node: ScriptNode): number {
  return node.loc.start.line;
}

/** Whole sums only, no parts of them; a tagged template passes its values on by themselves. */
function isSplicedSql(
  node: ScriptNode,
  { scope, parts }: { readonly scope: ScriptScope; readonly parts: Set<ScriptNode | null> },
): boolean {
  if (node.type === 'TaggedTemplateExpression') parts.add(child(node, 'quasi'));
  const isSum = node.type === 'BinaryExpression' && node['operator'] === '+';
  if (isSum) parts.add(child(node, 'left')).add(child(node, 'right'));
  if (parts.has(node) || (!isSum && node.type !== 'TemplateLiteral')) return false;
  return isSpliced(piecesOf(node, scope));
}
