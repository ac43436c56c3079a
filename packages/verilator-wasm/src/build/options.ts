import type { OnProgress } from './progress.ts';
import type { Sources } from './sources.ts';
import type { Optimization } from './toolchain.ts';

export interface VerilateOptions {
  /** Verilog files by path, or their texts by file name; data files of `$readmemh` can be among the texts. */
  readonly sources: Sources;
  /** Top module. */
  readonly top: string;
  /** Parameters of the top module; strings keep their quotes in Verilog. */
  readonly parameters?: Readonly<Record<string, number | bigint | string>>;
  /** Preprocessor definitions; `true` defines without a value. */
  readonly defines?: Readonly<Record<string, string | number | true>>;
  readonly includeDirs?: readonly string[];
  /**
   * Internal signals and memories to reach from outside: `Module.signal` (in every instance of the module) or a path
   * without the top's name (`u_core.acc`). Signals that carry a `verilator public_flat_rd` or `_rw` comment in the
   * source are reachable anyway. Each costs some speed.
   */
  readonly public?: readonly string[];
  /**
   * Internal signals that `signal(path).force(value)` may force, named as in `public`, which they need not be named in.
   * Each costs some speed, forced or not.
   */
  readonly forceable?: readonly string[];
  /** clang's level for the design: 1 builds quickly, 3 runs fastest. Default 1. */
  readonly optimize?: Optimization;
  /** Builds the variant that can write waveforms. Default false: no cost. */
  readonly trace?: boolean;
  /** Counts lines, toggles and `cover` statements. */
  readonly coverage?: boolean;
  /** Checks `assert` statements. Default true. */
  readonly assertions?: boolean;
  /** Lets `instantiate({ seed })` also randomise values assigned as `x`, not only initial ones. */
  readonly randomise?: boolean;
  /** Further Verilator arguments. */
  readonly flags?: readonly string[];
  /** Verilator's executable. Default: VERILATOR_WASM_VERILATOR, else the one on the PATH. */
  readonly verilator?: string;
  /** Default: VERILATOR_WASM_CACHE, else `$XDG_CACHE_HOME/verilator-wasm`, else `~/.cache/verilator-wasm`. */
  readonly cacheDir?: string;
  readonly onProgress?: OnProgress;
}
