import type tsTypes from 'typescript-6';
import type { TypeScript } from './typescript.ts';

/** One use of a signal where JavaScript would look at the object and not at the hardware value. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Behind its last character. */
  readonly end: { readonly line: number; readonly column: number };
  readonly message: string;
}

/**
 * What the compiler lets pass and nothing can trap at run time: `===` and `!==` on signals, and signals as JavaScript
 * conditions (`if`, `?:`, `&&`, `||`, `!`, loops). A value that may also be `undefined` is taken for a test of its
 * presence.
 */
export function lintProgram(ts: TypeScript, program: tsTypes.Program, files: readonly string[]): Finding[] {
  const checker = program.getTypeChecker();
  const findings: Finding[] = [];

  for (const name of files) {
    const source = program.getSourceFile(name);
    if (source) {
      visit(source, source);
    }
  }
  return findings;

  function visit(node: tsTypes.Node, source: tsTypes.SourceFile): void {
    if (ts.isBinaryExpression(node)) {
      checkBinary(node, source);
    } else if (ts.isConditionalExpression(node)) {
      condition(node.condition, 'c ? x : y', 'mux(c, x, y)', source);
    } else if (ts.isIfStatement(node)) {
      condition(node.expression, 'if (c)', 'when(c, () => …)', source);
    } else if (ts.isWhileStatement(node) || ts.isDoStatement(node)) {
      condition(node.expression, 'while (c)', 'a register and when', source);
    } else if (ts.isForStatement(node) && node.condition) {
      condition(node.condition, 'for (…; c; …)', 'a number', source);
    } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
      condition(node.operand, '!c', 'c.not()', source);
    }
    ts.forEachChild(node, (child) => visit(child, source));
  }

  function checkBinary(node: tsTypes.BinaryExpression, source: tsTypes.SourceFile): void {
    const { kind } = node.operatorToken;
    const equal = kind === ts.SyntaxKind.EqualsEqualsEqualsToken || kind === ts.SyntaxKind.EqualsEqualsToken;
    const different =
      kind === ts.SyntaxKind.ExclamationEqualsEqualsToken || kind === ts.SyntaxKind.ExclamationEqualsToken;
    if ((equal || different) && isSignal(node.left) && isSignal(node.right)) {
      report(
        node,
        `${equal ? 'a === b' : 'a !== b'} compares JavaScript objects`,
        equal ? 'a.eq(b)' : 'a.ne(b)',
        source,
      );
    }
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) {
      condition(node.left, 'a && b', 'a.and(b)', source);
    }
    if (kind === ts.SyntaxKind.BarBarToken) {
      condition(node.left, 'a || b', 'a.or(b)', source);
    }
  }

  function condition(node: tsTypes.Expression, form: string, instead: string, source: tsTypes.SourceFile): void {
    if (isSignal(node)) {
      report(node, `a signal in \`${form}\` is always true`, instead, source);
    }
  }

  function report(node: tsTypes.Node, message: string, instead: string, source: tsTypes.SourceFile): void {
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
    const end = source.getLineAndCharacterOfPosition(node.end);
    findings.push({
      file: source.fileName,
      line: line + 1,
      column: character + 1,
      end: { line: end.line + 1, column: end.character + 1 },
      message: `${message}; write ${instead}`,
    });
  }

  /** Signals are told by what only they have: UInt and SInt `popcount`, enum values `isNot`. */
  function isSignal(node: tsTypes.Expression): boolean {
    const type = checker.getTypeAtLocation(node);
    const parts = type.isUnion() ? type.types : [type];
    return parts.every(
      (part) => part.getProperty('popcount') ?? (part.getProperty('isNot') && part.getProperty('asUInt')),
    );
  }
}
