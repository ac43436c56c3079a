import { fileName } from '../diagnostics/location.ts';
import { type Check, leafStatements, type Print, type Radix, type Statement } from '../ir/index.ts';
import type { ExpressionPrinter } from './expression.ts';
import { stringText } from './identifier.ts';
import type { Lines } from './lines.ts';

export const isVerification = (statement: Statement): boolean =>
  statement.kind === 'check' || statement.kind === 'print';

export function hasVerification(body: readonly Statement[]): boolean {
  let found = false;
  leafStatements(body, (leaf) => {
    found ||= isVerification(leaf);
  });
  return found;
}

/** A formal tool sees assert, assume and cover statements; a simulator gets a message where an assertion or assumption fails. */
export function printCheck({ check, condition, message, at }: Check, printer: ExpressionPrinter, lines: Lines): void {
  const text = printer.condition(condition);
  lines.directive('`ifdef FORMAL');
  lines.add(`${check} (${text});`, at);
  if (check !== 'cover') {
    const place = lines.comments ? fileName(at) : '';
    const what = check === 'assert' ? 'assertion' : 'assumption';
    lines.directive('`else');
    lines.add(`if (!(${text})) $display("${what} failed: ${quoted(message)}${place ? ` (${place})` : ''}");`);
  }
  lines.directive('`endif');
}

const FORMATS: Readonly<Record<Radix, string>> = { decimal: '%0d', hex: '%h', binary: '%b' };

export function printPrint({ parts, at }: Print, printer: ExpressionPrinter, lines: Lines): void {
  const format = parts.map((part) => (typeof part === 'string' ? quoted(part) : FORMATS[part.radix])).join('');
  const values = parts.flatMap((part) => (typeof part === 'string' ? [] : [printer.typed(part.value)]));
  lines.add(`$display(${[`"${format}"`, ...values].join(', ')});`, at);
}

const quoted = (text: string): string => stringText(text).replaceAll('%', '%%');
