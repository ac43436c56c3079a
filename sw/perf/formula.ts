import type { DdrTiming } from '../port/kv260-memory.ts';
import { matrixLayout, OUTPUT_STEP, STRIP_BYTES } from '../port/layout.ts';
import { TOP_K } from '../port/limits.ts';
import type { Call } from './shapes.ts';

/**
 * Cycles a call spends in the pipelines: from a command's registers to its first strip, and from its last strip to its
 * last result.
 */
const PIPELINE = 75;
/** Float32 values that the four ports bring in a cycle. */
const VALUES_A_CYCLE = 16;

/** Results of a beat, of which a block of each channel makes eight. */
const BEAT_RESULTS = 4;
/**
 * Of the list of the largest (rtl/head/top-k.ts): a beat compared; a result that goes in, five steps of two cycles in
 * the mean down a heap of seven levels.
 */
const COMPARISON = 2;
const INSERTION = 12;

/** What of a job decides its cycles. */
export interface FormulaJob {
  readonly call: Call;
  /** T: activation vectors a pass. */
  readonly tokens: number;
  /** Passes over the weights that are queued one behind the other. */
  readonly passes: number;
  readonly megahertz: number;
}

/**
 * Cycles of a call by hand, to be held against the simulation: what the ports bring, in each pass its activations and a
 * strip of each channel a cycle, or what the memory gives if that is less; the memory's latency before the first
 * activation and after the last write. Passes follow each other without a gap. Of an LM head only the largest results
 * return, for which see `listCycles`.
 */
export function formulaCycles({ call, tokens, passes, megahertz }: FormulaJob, ddr: DdrTiming): number {
  const { k, n, format } = call;
  const beats = n.reduce((sum, outputs) => sum + matrixLayout(format, outputs, k).channelBytes / STRIP_BYTES, 0);
  const bytesPerCycle = 4 * STRIP_BYTES;
  const available = (ddr.bandwidth * 1000) / megahertz;
  const inFlight = (ddr.outstanding * 16 * bytesPerCycle) / ((ddr.latency / 1000) * megahertz + 16);
  const rate = Math.min(1, available / bytesPerCycle, inFlight / bytesPerCycle);
  const activations = (tokens * k) / VALUES_A_CYCLE;
  const list = call.isLinearLayer ? 0 : n.reduce((sum, outputs) => sum + listCycles(outputs, beats, rate), 0);
  return (passes * (activations + beats)) / rate + list + 2 * (ddr.latency / 1000) * megahertz + PIPELINE;
}

/**
 * Cycles that the list of the largest adds to the stream of weights: where a block's results go in more slowly than
 * they come (of results in random order number i is among the 64 largest so far with a probability of 64/i), and the
 * sorting at the end.
 */
function listCycles(outputs: number, beats: number, rate: number): number {
  const blocks = Math.ceil(outputs / OUTPUT_STEP);
  const streamed = beats / blocks / rate;
  let waiting = 0;
  for (let block = 0; block < blocks; block++) {
    let busy = (OUTPUT_STEP / BEAT_RESULTS) * COMPARISON;
    for (let i = block * OUTPUT_STEP; i < (block + 1) * OUTPUT_STEP; i++) {
      busy += INSERTION * Math.min(1, TOP_K / (i + 1));
    }
    waiting += Math.max(0, busy - streamed);
  }
  return waiting + TOP_K * INSERTION;
}
