import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { effectsIn } from './effects.ts';

/** One import, re-export, dynamic import or `import('…')` type. */
export interface Import {
  readonly specifier: string;
  /** The names taken; `*` for a namespace, `default` for the default, empty for side effects only. */
  readonly names: readonly string[];
}

/** A source file as the rules see it. */
export interface Module {
  /** Relative to `src`, with forward slashes. */
  readonly path: string;
  readonly imports: readonly Import[];
  /** Effects and globals in use, such as `process`, `Date.now`, `catch`, `process.exit`. */
  readonly effects: readonly string[];
}

/** Parses files given as text; syntax only, so that thousands take seconds. */
export function modulesFrom(files: Readonly<Record<string, string>>): readonly Module[] {
  return Object.entries(files).map(([path, text]) => {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
    return { path, imports: importsIn(file), effects: effectsIn(file) };
  });
}

/** Every TypeScript file below a folder, by its path relative to it. */
export function sourcesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true });
  return Object.fromEntries(
    entries.flatMap((entry): [string, string][] => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        const below = Object.entries(sourcesBelow(path));
        return below.map(([name, text]) => [posix.join(entry.name, name), text]);
      }
      return entry.name.endsWith('.ts') ? [[entry.name, readFileSync(path, 'utf8')]] : [];
    }),
  );
}

function importsIn(file: ts.SourceFile): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== null && ts.isStringLiteralLike(specifier)) {
      found.push({ specifier: specifier.text, names: namesOf(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function specifierOf(node: ts.Node): ts.Node | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier ?? null;
  }
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : null;
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return node.arguments[0] ?? null;
  }
  return null;
}

function namesOf(node: ts.Node): readonly string[] {
  if (!ts.isImportDeclaration(node)) return ['*'];
  const clause = node.importClause;
  if (clause === undefined) return [];
  const bindings = clause.namedBindings;
  const named =
    bindings === undefined
      ? []
      : ts.isNamespaceImport(bindings)
        ? ['*']
        : bindings.elements.map((element) => (element.propertyName ?? element.name).text);
  return clause.name === undefined ? named : ['default', ...named];
}
