import ts from 'typescript';

/**
 * What a file does besides computing: the globals it names, `Date.now` and the like, `catch`, and the exit
 * code. A name that the file itself declares is taken for its own.
 */
export function effectsIn(file: ts.SourceFile): readonly string[] {
  const own = declaredNames(file);
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    for (const effect of effectsOf(node)) {
      if (!own.has(effect.split(/[.(]/)[0] ?? '')) found.add(effect);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return [...found].sort();
}

function effectsOf(node: ts.Node): readonly string[] {
  if (ts.isCatchClause(node)) return ['catch'];
  if (ts.isCallExpression(node)) return callEffects(node);
  if (ts.isNewExpression(node)) return isBareDate(node) ? ['Date()'] : [];
  if (ts.isPropertyAccessExpression(node)) return [node.getText().replaceAll('?.', '.')];
  return ts.isIdentifier(node) && isValueUse(node) ? [node.text] : [];
}

function callEffects(node: ts.CallExpression): readonly string[] {
  const { expression } = node;
  if (ts.isIdentifier(expression) && expression.text === 'Date') return ['Date()'];
  if (!ts.isPropertyAccessExpression(expression)) return [];
  const method = expression.name.text;
  const handles = method === 'catch' || (method === 'then' && node.arguments.length > 1);
  return handles ? ['catch'] : [];
}

function isBareDate(node: ts.NewExpression): boolean {
  const isDate = ts.isIdentifier(node.expression) && node.expression.text === 'Date';
  return isDate && (node.arguments?.length ?? 0) === 0;
}

/** Whether an identifier stands for a value, not for the name of a member or of something declared. */
function isValueUse(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent) || ts.isTypeReferenceNode(parent)) return false;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  return !('name' in parent && parent.name === node);
}

function declaredNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isDeclaration(node) && node.name !== undefined && ts.isIdentifier(node.name)) {
      names.add(node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function isDeclaration(node: ts.Node): node is ts.NamedDeclaration {
  return (
    (ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportClause(node) ||
      ts.isImportSpecifier(node) ||
      ts.isNamespaceImport(node)) &&
    !ts.isFunctionTypeNode(node.parent) &&
    !ts.isMethodSignature(node.parent)
  );
}
