import type { Shape } from './shapes.ts';

/** Rows of the paper's Table I for one layer of Qwen2.5-0.5B on the four A53s, that stay with the processor [µs]. */
export const TABLE_I = { embedding: 32, bias: 35, concatenation: 42, rope: 87, rmsNorm: 25, silu: 278 } as const;

/** What the work of the processor costs; priced, not measured (design §6). */
export interface ProcessorPrices {
  /** All rows of `TABLE_I` are multiplied by this. */
  readonly nonLinear: number;
  /** Attention over the context [GMAC/s]. */
  readonly attentionGmacs: number;
  /** A command: registers, wait, results [µs]. */
  readonly command: number;
}

export const DESIGN_PRICES: ProcessorPrices = { nonLinear: 1, attentionGmacs: 4, command: 10 };

/** [ms] a token. */
export interface ProcessorTime {
  readonly nonLinear: number;
  readonly attention: number;
  readonly commands: number;
}

/** Processor time of one token at a context length. Table I's rows scale with the widths they work on. */
export function processorTime(
  { layers, hidden, ffn, heads, kvHeads, headDim }: Shape,
  context: number,
  commands: number,
  prices: ProcessorPrices,
): ProcessorTime {
  const { embedding, bias, concatenation, rope, rmsNorm, silu } = TABLE_I;
  const layer =
    (embedding + rmsNorm) * (hidden / 896) +
    bias * (((heads + 2 * kvHeads) * headDim) / 1152) +
    concatenation * ((heads * headDim) / 896) +
    rope * (((heads + kvHeads) * headDim) / 1024) +
    silu * (ffn / 4864);
  const macs = 2 * heads * headDim * context * layers;
  return {
    nonLinear: (prices.nonLinear * layers * layer) / 1e3,
    attention: macs / (prices.attentionGmacs * 1e6),
    commands: (commands * prices.command) / 1e3,
  };
}
