import {
  type Check,
  type ClockedProcess,
  type Domain,
  filterStatements,
  project,
  type Signal,
  type Statement,
} from '../ir/index.ts';
import { clockEdge } from './declarations.ts';
import type { ExpressionPrinter } from './expression.ts';
import type { Lines } from './lines.ts';
import { initOf } from './literal.ts';
import { printStatements } from './statement.ts';
import { isVerification, verificationIn } from './verification.ts';

/** Prints the processes of clock edges: registers with their resets, and what looks at them. */
export class ClockedPrinter {
  readonly #lines: Lines;
  readonly #printer: ExpressionPrinter;
  readonly #onTarget: (signal: Signal | undefined) => void;
  readonly #label: (check: Check) => string;

  /** `onTarget` is told of the target of each statement, `label` names a check. */
  constructor(
    lines: Lines,
    printer: ExpressionPrinter,
    onTarget: (signal: Signal | undefined) => void,
    label: (check: Check) => string,
  ) {
    this.#lines = lines;
    this.#printer = printer;
    this.#onTarget = onTarget;
    this.#label = label;
  }

  print(item: ClockedProcess): void {
    const lines = this.#lines;
    const checked = verificationIn(item.body);
    const hardware = checked.size > 0 ? filterStatements(item.body, (leaf) => !isVerification(leaf)) : item.body;
    const body = item.domain.reset?.asynchronous ? this.#asynchronous(item, hardware) : hardware;
    if (body.length > 0) {
      lines.add(`always @(${clockEdge(item.domain)}) begin`, item.at);
      lines.indented(() => {
        this.#statements(body);
        if (!item.domain.reset?.asynchronous) {
          this.#reset(item);
        }
      });
      lines.add('end');
    }
    if (checked.has('print')) {
      lines.blank();
      lines.directive('`ifndef SYNTHESIS');
      this.#looking(item, 'print');
      lines.directive('`endif');
    }
    if (checked.has('check')) {
      if (body.length > 0) {
        lines.blank();
      }
      this.#looking(item, 'check');
    }
  }

  /**
   * Registers that an asynchronous reset holds: a block of their own. Returns what is left to do on the clock's edge
   * alone.
   */
  #asynchronous(item: ClockedProcess, body: readonly Statement[]): readonly Statement[] {
    const lines = this.#lines;
    const { domain, targets, at } = item;
    const held = new Set(targets.filter((signal) => signal.init !== undefined));
    if (!domain.reset || held.size === 0) {
      return body;
    }
    const { signal, activeLow } = domain.reset;
    lines.add(`always @(${clockEdge(domain)} or ${activeLow ? 'neg' : 'pos'}edge ${signal.name}) begin`, at);
    lines.indented(() => this.#reset(item, () => this.#statements(project(body, held))));
    lines.add('end');
    const rest = filterStatements(body, (leaf) => leaf.kind !== 'assign' || !held.has(leaf.target.signal));
    if (rest.length > 0) {
      lines.blank();
    }
    return rest;
  }

  /** Checks or prints: a clocked block of their own, silent in reset. */
  #looking({ body, domain }: ClockedProcess, kind: 'check' | 'print'): void {
    const lines = this.#lines;
    const mine = filterStatements(body, (leaf) => leaf.kind === kind);
    const checks = () => printStatements(mine, '<=', this.#printer, lines, this.#onTarget, this.#label);
    lines.add(`always @(${clockEdge(domain)}) begin`);
    lines.indented(() => {
      if (!domain.reset) {
        checks();
        return;
      }
      lines.add(`if (${domain.reset.activeLow ? '' : '!'}${domain.reset.signal.name}) begin`);
      lines.indented(checks);
      lines.add('end');
    });
    lines.add('end');
  }

  /**
   * The reset values, under the reset. A synchronous one comes last and wins; registers without a reset value are not
   * mentioned and need no gating. An asynchronous one comes first, and `otherwise` is what else happens.
   */
  #reset({ domain, targets }: ClockedProcess, otherwise?: () => void): void {
    const lines = this.#lines;
    const reset = targets.filter((signal) => signal.init !== undefined);
    if (!domain.reset || reset.length === 0) {
      return;
    }
    lines.add(`if (${resetActive(domain)}) begin`);
    lines.indented(() => {
      for (const signal of reset) {
        lines.add(`${signal.name} <= ${this.#printer.constant(initOf(signal))};`);
      }
    });
    if (otherwise) {
      lines.add('end else begin');
      lines.indented(otherwise);
    }
    lines.add('end');
  }

  #statements(body: readonly Statement[]): void {
    printStatements(body, '<=', this.#printer, this.#lines, this.#onTarget);
  }
}

const resetActive = (domain: Domain): string =>
  domain.reset ? `${domain.reset.activeLow ? '!' : ''}${domain.reset.signal.name}` : "1'b0";
