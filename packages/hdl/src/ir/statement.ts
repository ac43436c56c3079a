import type { Memory, PortOfMemory, Signal } from './design.ts';
import type { Expr, Label } from './expression.ts';
import type { Location } from './location.ts';

/** Statements inside a process. They run in order and the last assignment that runs wins, per bit. */
export type Statement = Assign | When | Switch | MemoryWrite | Check | Print;

/**
 * What is assigned: a whole signal, a fixed slice of it, or the slice `[stride * index +: width]` (bits outside are
 * dropped).
 */
export type Target =
  | { readonly kind: 'whole'; readonly signal: Signal }
  | { readonly kind: 'slice'; readonly signal: Signal; readonly low: number; readonly width: number }
  | {
      readonly kind: 'index';
      readonly signal: Signal;
      readonly index: Expr;
      readonly stride: number;
      readonly width: number;
    };

/** `value` has exactly the target's width. Signs may differ: only bits are moved. */
export interface Assign {
  readonly kind: 'assign';
  readonly target: Target;
  readonly value: Expr;
  readonly at: Location;
}

/** if / else if / else. Each condition is 1 bit; the first true arm runs. */
export interface When {
  readonly kind: 'when';
  readonly arms: readonly { readonly condition: Expr; readonly body: readonly Statement[]; readonly at: Location }[];
  readonly otherwise: readonly Statement[] | undefined;
  readonly at: Location;
}

/** case. Values are disjoint bit patterns of the subject's width; `otherwise` runs when none matches. */
export interface Switch {
  readonly kind: 'switch';
  readonly subject: Expr;
  readonly cases: readonly SwitchCase[];
  readonly otherwise: readonly Statement[] | undefined;
  /**
   * The enum member that `otherwise` stands for, with all patterns that are none: the last one, where each member has a
   * case.
   */
  readonly otherwiseLabel?: Label;
  readonly at: Location;
}

export interface SwitchCase {
  readonly values: readonly { readonly value: bigint; readonly label?: Label }[];
  readonly body: readonly Statement[];
  readonly at: Location;
}

/**
 * Writes a word (clocked processes only); addresses beyond the depth are dropped. With a mask, bit i of `mask` enables
 * the bits `[i * lane, (i + 1) * lane)`, where `lane = memory.width / mask.width`.
 */
export interface MemoryWrite {
  readonly kind: 'memoryWrite';
  readonly memory: Memory;
  readonly address: Expr;
  readonly data: Expr;
  readonly mask: Expr | undefined;
  /** The port it is part of, where its author said so. A port of several words writes them by as many statements. */
  readonly port?: PortOfMemory;
  readonly at: Location;
}

/**
 * Clocked processes only; looked at on the edge, with the values from before it, unless the domain is in reset.
 * An assertion fails, an assumption is broken, when the condition is 0; a cover is hit when it is 1.
 */
export interface Check {
  readonly kind: 'check';
  readonly check: 'assert' | 'assume' | 'cover';
  readonly condition: Expr;
  readonly message: string;
  readonly at: Location;
}

/** Simulation only (clocked processes, not in reset): writes a line. */
export interface Print {
  readonly kind: 'print';
  readonly parts: readonly (string | { readonly value: Expr; readonly radix: Radix })[];
  readonly at: Location;
}

/** Decimal (of the value's sign), hexadecimal with leading zeros, binary with leading zeros. */
export type Radix = 'decimal' | 'hex' | 'binary';
