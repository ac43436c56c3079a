import { type Check, leafStatements, type Print, type Radix, type Statement } from '../ir/index.ts';
import type { ExpressionPrinter } from './expression.ts';
import { stringText } from './identifier.ts';
import type { Lines } from './lines.ts';

export const isVerification = (statement: Statement): boolean =>
  statement.kind === 'check' || statement.kind === 'print';

/** The kinds of statements in a body that are no hardware. */
export function verificationIn(body: readonly Statement[]): ReadonlySet<'check' | 'print'> {
  const found = new Set<'check' | 'print'>();
  leafStatements(body, (leaf) => {
    if (leaf.kind === 'check' || leaf.kind === 'print') {
      found.add(leaf.kind);
    }
  });
  return found;
}

/** Longest label made of a message. */
const LABEL = 60;

/** A message as a Verilog name: `the queue is never full` becomes `the_queue_is_never_full`. */
export function labelOf(message: string): string {
  const words = message.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  let label = words[0] ?? 'check';
  for (const word of words.slice(1)) {
    if (label.length + 1 + word.length > LABEL) {
      break;
    }
    label += `_${word}`;
  }
  return /^[a-z]/.test(label) ? label : `check_${label}`;
}

/** An immediate assertion, assumption or cover under the name of its message. */
export function printCheck({ check, condition, at }: Check, label: string, printer: ExpressionPrinter, lines: Lines) {
  lines.add(`${label}: ${check} (${printer.condition(condition)});`, at);
}

const FORMATS: Readonly<Record<Radix, string>> = { decimal: '%0d', hex: '%h', binary: '%b' };

export function printPrint({ parts, at }: Print, printer: ExpressionPrinter, lines: Lines): void {
  const format = parts.map((part) => (typeof part === 'string' ? quoted(part) : FORMATS[part.radix])).join('');
  const values = parts.flatMap((part) => (typeof part === 'string' ? [] : [printer.typed(part.value)]));
  lines.add(`$display(${[`"${format}"`, ...values].join(', ')});`, at);
}

const quoted = (text: string): string => stringText(text).replaceAll('%', '%%');
