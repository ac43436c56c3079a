import type { Check, Expr, MemoryWrite, Signal, Statement, Switch, Target, When } from '../ir/index.ts';
import { slice as sliceOf } from '../simplify/nodes.ts';
import type { ExpressionPrinter } from './expression.ts';
import type { Lines } from './lines.ts';
import { labelOf, printCheck, printPrint } from './verification.ts';

/** Prints the statements of one process; `assign` is `=` or `<=`. */
export function printStatements(
  body: readonly Statement[],
  assign: '=' | '<=',
  printer: ExpressionPrinter,
  lines: Lines,
  onTarget: (signal: Signal | undefined) => void,
  label: (check: Check) => string = ({ message }) => labelOf(message),
): void {
  function block(statements: readonly Statement[]): void {
    for (const statement of statements) {
      one(statement);
    }
  }

  function one(statement: Statement): void {
    switch (statement.kind) {
      case 'assign': {
        onTarget(statement.target.signal);
        const value = printer.value(statement.value);
        lines.add(`${printTarget(statement.target, printer)} ${assign} ${value};`, statement.at);
        return;
      }
      case 'when':
        printWhen(statement);
        return;
      case 'switch':
        printSwitch(statement);
        return;
      case 'memoryWrite':
        printMemoryWrite(statement, printer, lines);
        return;
      case 'check':
        printCheck(statement, label(statement), printer, lines);
        return;
      case 'print':
        printPrint(statement, printer, lines);
        return;
    }
  }

  function printWhen({ arms, otherwise }: When): void {
    arms.forEach((arm, i) => {
      onTarget(undefined);
      lines.add(`${i === 0 ? '' : 'end else '}if (${printer.condition(arm.condition)}) begin`, arm.at);
      lines.indented(() => block(arm.body));
    });
    if (otherwise?.length) {
      lines.add('end else begin');
      lines.indented(() => block(otherwise));
    }
    lines.add('end');
  }

  function printSwitch(statement: Switch): void {
    onTarget(undefined);
    lines.add(`case (${printer.alone(statement.subject)})`, statement.at);
    const { width } = statement.subject;
    lines.indented(() => {
      for (const { values, body } of statement.cases) {
        const labels = values.map(({ value, label }) =>
          printer.constant({ kind: 'const', value, width, signed: false, label }),
        );
        caseArm(labels.join(', '), body);
      }
      const covered = statement.cases.length === 2 ** width;
      if (statement.otherwise?.length || !covered) {
        const { otherwise, otherwiseLabel } = statement;
        caseArm('default', otherwise ?? [], otherwiseLabel ? ` // ${otherwiseLabel.member}` : '');
      }
    });
    lines.add('endcase');
  }

  function caseArm(label: string, body: readonly Statement[], comment = ''): void {
    if (body.length === 0) {
      lines.add(`${label}: ;${comment}`);
      return;
    }
    lines.add(`${label}: begin${comment}`);
    lines.indented(() => block(body));
    lines.add('end');
  }

  block(body);
}

export function printTarget(target: Target, printer: ExpressionPrinter): string {
  const { name } = target.signal;
  switch (target.kind) {
    case 'whole':
      return name;
    case 'slice':
      return target.width === 1 ? `${name}[${target.low}]` : `${name}[${target.low + target.width - 1}:${target.low}]`;
    case 'index':
      return `${name}${printer.dynamicRange(target.index, target.stride, target.width)}`;
  }
}

function printMemoryWrite(
  { memory, address, data, mask, at }: MemoryWrite,
  printer: ExpressionPrinter,
  lines: Lines,
): void {
  const word = `${memory.name}[${printer.address(address)}]`;
  if (!mask) {
    lines.add(`${word} <= ${printer.value(data)};`, at);
    return;
  }
  const lane = memory.width / mask.width;
  for (let i = 0; i < mask.width; i++) {
    const part = lane === 1 ? `[${i}]` : `[${lane * (i + 1) - 1}:${lane * i}]`;
    if (mask.kind === 'const') {
      if ((mask.value >> BigInt(i)) & 1n) {
        lines.add(`${word}${mask.width === 1 ? '' : part} <= ${printer.alone(sliceOf(data, lane * i, lane))};`, at);
      }
      continue;
    }
    lines.add(`if (${printer.alone(bit(mask, i))}) begin`, at);
    lines.indented(() =>
      lines.add(`${word}${mask.width === 1 ? '' : part} <= ${printer.alone(sliceOf(data, lane * i, lane))};`),
    );
    lines.add('end');
  }
}

const bit = (e: Expr, i: number): Expr => sliceOf(e, i, 1);
