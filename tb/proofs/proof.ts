import type { AnyModule } from '@chisel-lite/hdl';

/** A module, the surroundings it is proved in, and how. */
export interface Proof {
  /** The row of the page. */
  readonly name: string;
  /** Source file of what is proved, from the root of the repository. */
  readonly source: string;
  /** The module itself, or one around it that says more: its inputs are free, its assumptions are taken for granted. */
  readonly top: () => AnyModule;
  /** Verilog of black boxes, by file name. */
  readonly foreign?: () => Readonly<Record<string, string>>;
  /** Verilog modules whose mutants the proof has to reject; none for foreign ones. */
  readonly mutate?: readonly string[];
  /** Mutants to judge, at most; default 6. */
  readonly mutants?: number;
  /**
   * Memories are cut: what is read from them is arbitrary, and claims about their contents are left to the proofs of
   * smaller ones.
   */
  readonly cutMemories?: boolean;
  /** Claims, as Yosys' patterns of paths, that say something of what a cut memory holds. */
  readonly leaveOut?: readonly string[];
  /** Verilog modules of which nothing is known but their ports: their outputs are arbitrary in each cycle. */
  readonly freed?: readonly string[];
  /** Reset comes once, at the beginning; with two clocks always. */
  readonly holdReset?: boolean;
  /** Steps in which the covers are reached; default 20. */
  readonly coverSteps?: number;
  /** Seconds for the solver; default 60. */
  readonly seconds?: number;
  /**
   * `pdr`, the default: property-directed reachability. `induction`: `depth` cycles without a fault are never followed
   * by one. `bounded`: every run of `depth` cycles from the reset on, and no proof of more: the row says `tested`.
   */
  readonly method?: 'pdr' | 'induction' | 'bounded';
  readonly depth?: number;
  /** In words, beside the design's own assumptions. */
  readonly remarks?: readonly string[];
}
