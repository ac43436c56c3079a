import type { Engine, PackedMatrix } from './matrix.ts';
import type { Operators } from './operators.ts';

/** A matrix made resident in an accelerator's memory. */
export interface ResidentMatrix {
  readonly name: string;
  readonly n: number;
  readonly k: number;
}

/** The `TOP_K` largest results of a matrix product, or all where there are fewer: falling, NaN last, −0 as +0. */
export interface TopK {
  /** Which outputs they are; of equal results the lower comes first. */
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** Memory that a list device and the processor share. */
export interface ListBuffer {
  readonly name: string;
  /** As records name it. */
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** A command list as it is run (docs/command-list.md). */
export interface ListPlan {
  /** What runs, for messages. */
  readonly name: string;
  /** Physical byte address, a multiple of 64, and the number of records. */
  readonly address: number;
  readonly records: number;
  /** Of the first token. */
  readonly position: number;
  /** Of a list that runs again for each token that it finds: passes at most, and the token of the first. */
  readonly passes?: number;
  readonly token?: number;
}

/** Where a back end works through command lists. */
export interface ListDevice {
  /** T: vectors of a product. */
  readonly tokens: number;
  /** A list can run again for each token that it finds. */
  readonly again: boolean;
  /** A buffer of zeros, or one that holds `data`; both live as long as the device. */
  allocate(name: string, bytes: number): ListBuffer;
  place(name: string, data: Uint8Array): ListBuffer;
  /** Where a resident matrix lies: format as records name it, K/64, N/32, and an address a channel. */
  locate(matrix: ResidentMatrix): {
    readonly format: number;
    readonly groups: number;
    readonly blocks: number;
    readonly weights: readonly number[];
  };
  /**
   * Makes what the processor wrote visible to the device, all or `bytes` from byte `first` on, and the other way round.
   */
  written(buffer: ListBuffer, first?: number, bytes?: number): void;
  read(buffer: ListBuffer): void;
  /**
   * Takes its turn among the other calls. `beats`: those of the weights of a channel, from which the time to wait is
   * told.
   */
  run(list: ListPlan & { readonly beats: number }): Promise<void>;
}

/** Work of the weight streams, counted in the simulated or real hardware. */
export interface Counters {
  /** From the first command of a call to its last result in memory; idle time between calls is not counted. */
  readonly cycles: number;
  /** Weight beats accepted, all four streams together. */
  readonly beats: number;
  /**
   * Cycles in which a weight stream stood still, summed over the streams: in the core alone those with a beat offered
   * and not accepted, in the system all without a beat while the core had a command.
   */
  readonly stalls: number;
  /** System only: cycles in which the core waited for the memory, a channel each. */
  readonly starved?: readonly number[];
  /** System only: cycles in which weights were there, but no room for results. */
  readonly backPressured?: number;
  /** Wall-clock time. */
  readonly seconds: number;
}

export interface Statistics {
  readonly total: Counters;
  readonly lastCall: Counters;
}

/**
 * Where every matrix product of the model is made. One interface, four back ends:
 * golden models, CPU kernels, the emitted Verilog in simulation, the board.
 */
export interface Accelerator {
  readonly backend: string;
  readonly engine: Engine;
  /** Activation vectors that meet one pass over the weights; more are taken in several passes. */
  readonly tokensPerPass: number;
  /** Inputs that a product takes at most; without: any number. */
  readonly maxK?: number;
  /** Makes a matrix resident. `data` must not change as long as the accelerator lives. */
  load(matrix: PackedMatrix): Promise<ResidentMatrix>;
  /**
   * y = x · Wᵀ for matrices that share their activations (q, k, v; gate, up): x [T, K] → one y [T, N] a matrix.
   * Calls may be made before earlier ones have ended; they are carried out in order.
   */
  multiply(x: Float32Array, tokens: number, matrices: readonly ResidentMatrix[]): Promise<Float32Array[]>;
  /**
   * The largest results of x [K] · Wᵀ, where a back end can find them without returning all: an LM head's 64 candidates
   * are 512 bytes, its logits 4 N. Takes its turn among the calls of `multiply`.
   */
  topK?(x: Float32Array, matrix: ResidentMatrix): Promise<TopK>;
  /**
   * Memory that a model file can be read into, so that `load` need not copy: it makes such a matrix resident where it
   * is, in an order of its own, and `operators.rowReader` still reads its rows.
   */
  allocate?(bytes: number): Uint8Array;
  /** Where whole passes can be left to the back end. */
  readonly lists?: ListDevice;
  /** The rest of the decoder's work, where a back end does not leave it to the reference. */
  readonly operators?: Operators;
  /** Null where no cycles exist. */
  statistics(): Statistics | null;
  close(): Promise<void>;
}

/** What every back end takes; what one of them takes beside it stands with it. */
export interface AcceleratorOptions {
  readonly engine: Engine;
  /**
   * Activation vectors a pass over the weights that are wanted; hardware takes the next of `PASS_SIZES` (limits.ts).
   * Default 1.
   */
  readonly tokens?: number;
  /** Told what takes long: building a simulator, uploading weights. */
  readonly progress?: (message: string) => void;
}

/** Throws where activations and matrices do not fit together: a mistake in the program, not in its input. */
export function checkOperands(x: Float32Array, tokens: number, matrices: readonly ResidentMatrix[]): void {
  for (const { name, k } of matrices) {
    if (x.length !== tokens * k) {
      throw new Error(`${name}: x holds ${x.length} values, expected ${tokens} × ${k}`);
    }
  }
}
