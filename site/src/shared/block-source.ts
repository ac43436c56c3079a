/** Where a block of the diagram comes from, and what becomes of it. */
export interface BlockSource {
  readonly module: string;
  /** A file of rtl/, and the line of the module's beginning, or of its use where it is the language's own. */
  readonly path: string;
  readonly line: number;
  /** A module that comes with the language, as its FIFO. */
  readonly isLibrary: boolean;
  readonly verilog: string;
  /** With all that it instantiates: bits of registers and of memories, counted in the design; */
  readonly registerBits: number;
  readonly memoryBits: number;
  /** and what Yosys made of it when it last ran; undefined where it knew a module by another name. */
  readonly estimated: Resources | undefined;
}

/** What a block takes of the FPGA, by Yosys. */
export interface Resources {
  readonly LUT: number;
  readonly FF: number;
  readonly DSP: number;
  readonly BRAM: number;
  readonly URAM: number;
  /** When. */
  readonly date: string;
}
