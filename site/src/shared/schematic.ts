/** What a cell of a schematic is, which decides how it is drawn. */
export type CellKind = 'input' | 'output' | 'constant' | 'operator' | 'mux' | 'register' | 'memory' | 'instance';

/** A pin; `label` stands beside it, empty where the cell says it all. */
export interface Pin {
  readonly name: string;
  readonly label: string;
}

export interface Cell {
  readonly id: string;
  readonly kind: CellKind;
  /** What stands in the middle: an operator's sign, a register's name. */
  readonly label: string;
  /** A second line: a reset value, the module of an instance. */
  readonly detail?: string;
  readonly inputs: readonly Pin[];
  readonly outputs: readonly Pin[];
}

export interface Net {
  readonly from: { readonly cell: string; readonly pin: string };
  readonly to: { readonly cell: string; readonly pin: string };
  /** In bits. */
  readonly width: number;
  /** The wire that its author named, if it is one. */
  readonly name: string | undefined;
}

/** A module as cells and the nets between them: clocks and resets are left out. */
export interface Schematic {
  readonly module: string;
  readonly cells: readonly Cell[];
  readonly nets: readonly Net[];
}
