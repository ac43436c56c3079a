/**
 * Timing of a DDR behind several AXI ports, as the test bench's memory model defines it
 * (packages/testbench/src/axi/ddr.ts).
 */
export interface DdrTiming {
  /** Bytes a nanosecond the DDR delivers outside refresh pauses. */
  readonly bandwidth: number;
  /** From an accepted address to its first data beat, with an idle DDR [ns]. */
  readonly latency: number;
  /** Pauses of `pause` every `every` [ns]. */
  readonly refresh: { readonly every: number; readonly pause: number } | undefined;
  /** Bursts in flight a port. */
  readonly outstanding: number;
  /** Beats each port's read FIFO holds. */
  readonly fifo: number;
}

/** Design §6: 19.2 GB/s at 93 %, refresh included; ports with 8 bursts in flight and a 2 KB FIFO; 0.4 µs. */
const KV260: DdrTiming = { bandwidth: 19.2 * 0.93, latency: 400, refresh: undefined, outstanding: 8, fifo: 128 };

export const DDR_MODELS = {
  kv260: KV260,
  /** The same mean bandwidth with refresh as real pauses, and the longest latency another design reports. */
  stress: {
    ...KV260,
    bandwidth: KV260.bandwidth / (1 - 350 / 7800),
    latency: 650,
    refresh: { every: 7800, pause: 350 },
  },
} as const satisfies Record<string, DdrTiming>;

export type DdrModel = keyof typeof DDR_MODELS;
export const DDR_MODEL_NAMES = Object.keys(DDR_MODELS) as DdrModel[];
