import { codes } from '@chisel-lite/hdl';

/** Dimensions that the memory format fixes (design §4): no parameter changes them. */
export const GROUP = 64;
export const OUTPUTS = 8;
export const CHANNELS = 4;
/** Width of a strip, of a weight port and of every stream of data, in bits. */
export const STRIP = 128;
/** Inputs (k) whose weights one INT4 strip carries: 4 × 8 nibbles. */
export const LANES_K = 4;
export const STRIPS_PER_GROUP = GROUP / LANES_K;

/** Beats of a burst: the ports cut longer ones (design §6). 256 bytes, aligned, never cross a 4 KiB boundary. */
export const BURST_BEATS = 16;
/** Beats that the queue of a reader holds. */
export const READ_QUEUE = 512;

/** Largest K the activation buffer holds. */
export const MAX_K = 8192;
export const MAX_GROUPS = MAX_K / GROUP;
/** Blocks of 32 outputs that a command may have. */
export const MAX_BLOCKS = 8192;

/** Bits of a token, the index of a result: N is at most 262,144. */
export const TOKEN_BITS = 18;

/** Entries of the list of the largest results. */
export const TOP_K = 64;

/** Bits of a weight as it meets the multiplier: q − z of INT4 needs 5, INT8 needs 8. */
export const WEIGHT_BITS = 8;

/** Bits of a fused group sum: 64 · 127 · 2^26 < 2^39, and a sign. */
export const SUM_BITS = 40;

export interface CoreParameters {
  /** T: activation vectors that meet a strip of weights at once. */
  readonly tokens: 1 | 2 | 4 | 8;
  /** The arithmetic (design §5): exact integers a group, or the paper's FP32 throughout. */
  readonly engine: 'fused' | 'fp32';
  /** M: bits of a block-floating-point mantissa, at most 27: the multiplier input of a DSP48E2. Engine `fused` only. */
  readonly mantissa: number;
}

export interface AcceleratorParameters extends CoreParameters {
  /**
   * Where results go: into memory, at the command's address (the default), or out of an AXI-Stream, for a DMA of one's
   * own.
   */
  readonly results?: 'memory' | 'stream';
  /** Whether it works through command lists: by default where it can, with engine `fused` and results in memory. */
  readonly lists?: boolean;
  /** Beats that the queue of each reader of weights, of activations, holds. Default 512. */
  readonly weightQueue?: ReadQueue;
  readonly activationQueue?: ReadQueue;
  /** Beats of a burst that is read, at most. Default 16, what the KV260's ports take. */
  readonly burst?: ReadBurst;
}

export const READ_QUEUES = [64, 128, 256, 512, 1024] as const;
export type ReadQueue = (typeof READ_QUEUES)[number];
export const READ_BURSTS = [4, 8, 16] as const;
export type ReadBurst = (typeof READ_BURSTS)[number];

/** Whether a build has the vector unit and works through command lists (docs/command-list.md). */
export const hasLists = ({ engine, results = 'memory', lists = true }: AcceleratorParameters): boolean =>
  lists && engine === 'fused' && results === 'memory';

export const DEFAULT_CORE: CoreParameters = { tokens: 1, engine: 'fused', mantissa: 27 };

/** Bits of an activation as it meets the weights. */
export const laneBits = ({ engine, mantissa }: CoreParameters): number => (engine === 'fused' ? mantissa : 32);

/** Activation vectors that are loaded side by side: as many as four memory ports deliver. */
export const loadLanes = ({ tokens }: CoreParameters): 1 | 2 | 4 => (tokens === 8 ? 4 : tokens);

/**
 * What tells the top of a build from those of other builds: `t4`, `t1_fp32`, `t2_m24`, `t1_stream`, `t4_w128_b8`. The
 * modules inside are named by the parameters that change them.
 */
export function buildName(parameters: AcceleratorParameters): string {
  const { tokens, engine, mantissa, results, weightQueue, activationQueue, burst } = parameters;
  const unusual = (letter: string, value: number | undefined, usual: number) =>
    value === undefined || value === usual ? [] : [`${letter}${value}`];
  const parts = [
    `t${tokens}`,
    ...(engine === 'fp32' ? ['fp32'] : mantissa === DEFAULT_CORE.mantissa ? [] : [`m${mantissa}`]),
    ...(results === 'stream' ? ['stream'] : []),
    ...(hasLists({ ...parameters, lists: true }) && !hasLists(parameters) ? ['plain'] : []),
    ...unusual('w', weightQueue, READ_QUEUE),
    ...unusual('x', activationQueue, READ_QUEUE),
    ...unusual('b', burst, BURST_BEATS),
  ];
  return parts.join('_');
}

/** Names a build in the names of its modules. */
export const suffix = ({ tokens, engine, mantissa }: CoreParameters): string =>
  engine === 'fused' ? `t${tokens}_m${mantissa}` : `t${tokens}_fp32`;

/**
 * Tokens that one accumulator (and group scale) of a channel serves: 8 results each, in the 17 cycles that a macro
 * takes at least. Of the fp32 engine's group sums two may come closer than that, so there each token has its own.
 */
export const tokensPerUnit = ({ tokens, engine }: CoreParameters): 1 | 2 => (engine === 'fused' && tokens > 1 ? 2 : 1);

export const unitsFor = (parameters: CoreParameters): number => parameters.tokens / tokensPerUnit(parameters);

/** What a command asks for: a matrix product, or a whole list (docs/command-list.md). Other values are refused. */
export const OPERATION = { matmul: 0, list: 1 } as const;

/** Formats of the weight stream, as a command names them. */
export const FORMAT = { macro: 0, dense: 1, int8: 2 } as const;

/** Both, as the hardware compares with them. */
export const OPERATION_CODE = codes('operation', OPERATION);
export const FORMAT_CODE = codes('format', FORMAT);
