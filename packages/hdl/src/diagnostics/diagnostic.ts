import type { Location } from '../ir/location.ts';

/** The name of a check, stable: tests and `allow` lists refer to it. */
export type Code =
  | 'width'
  | 'sign'
  | 'type'
  | 'literal'
  | 'range'
  | 'direction'
  | 'undriven'
  | 'multiply-driven'
  | 'latch'
  | 'comb-loop'
  | 'unconnected'
  | 'unused'
  | 'never-read'
  | 'clock-crossing'
  | 'name'
  | 'memory'
  | 'switch'
  | 'scope'
  | 'verification'
  | 'hierarchy'
  | 'import'
  | 'outside-module';

/** One finding: what is wrong, every place involved, and what to do. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: Code;
  readonly message: string;
  /** The first is shown with a code frame; each has a note of its own. */
  readonly places: readonly Place[];
  readonly hint: string | undefined;
  /** Module in which it was found. */
  readonly module: string | undefined;
}

export interface Place {
  readonly at: Location;
  readonly note?: string;
}
