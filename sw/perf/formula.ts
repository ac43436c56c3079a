import type { DdrTiming } from '../port/kv260-memory.ts';
import { matrixLayout, STRIP_BYTES } from '../port/layout.ts';
import type { Call } from './shapes.ts';

/** Cycles a call spends in the pipelines: from a command's registers to its first strip, and from its last strip to its last result. */
const PIPELINE = 75;
/** Float32 values that the four ports bring in a cycle. */
const VALUES_A_CYCLE = 16;

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
 * Cycles of a call by hand, to be held against the simulation: what the ports bring, in each pass its activations and a strip of each channel a
 * cycle, or what the memory gives if that is less; the memory's latency before the first activation and after the last write. Passes follow each other
 * without a gap.
 */
export function formulaCycles({ call, tokens, passes, megahertz }: FormulaJob, ddr: DdrTiming): number {
  const { k, n, format } = call;
  const beats = n.reduce((sum, outputs) => sum + matrixLayout(format, outputs, k).channelBytes / STRIP_BYTES, 0);
  const bytesPerCycle = 4 * STRIP_BYTES;
  const available = (ddr.bandwidth * 1000) / megahertz;
  const inFlight = (ddr.outstanding * 16 * bytesPerCycle) / ((ddr.latency / 1000) * megahertz + 16);
  const rate = Math.min(1, available / bytesPerCycle, inFlight / bytesPerCycle);
  const activations = (tokens * k) / VALUES_A_CYCLE;
  return (passes * (activations + beats)) / rate + 2 * (ddr.latency / 1000) * megahertz + PIPELINE;
}
