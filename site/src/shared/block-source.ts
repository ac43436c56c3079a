/** Where a block of the diagram comes from, and what becomes of it. */
export interface BlockSource {
  readonly module: string;
  /** A file of rtl/, and the line of the module's beginning, or of its use where it is the language's own. */
  readonly path: string;
  readonly line: number;
  /** A module that comes with the language, as its FIFO. */
  readonly isLibrary: boolean;
  readonly verilog: string;
}
