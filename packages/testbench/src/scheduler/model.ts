import type { SignalHandle } from '../simulator.ts';

/**
 * A bus model on the fast path: two plain functions a clock cycle, no promises. The harness calls `sample` of every
 * model of a clock, then takes the edge, then calls `drive` of every model; so models behave like flip-flops and their
 * order does not matter.
 */
export interface ClockedModel {
  /** Just before the rising edge: read what the design's own flip-flops sample. Must not write to the design. */
  sample?(cycle: number): void;
  /** In place of `sample` at an edge at which the clock's reset is active: forget what is under way. */
  reset?(cycle: number): void;
  /**
   * Just after the edge: write the design's inputs through their raw handles. Outputs read here are those right after
   * the edge.
   */
  drive?(cycle: number): void;
  /** The design's inputs that it alone drives: a second model on one of them is refused. */
  readonly owns?: readonly SignalHandle[];
  /** Handshakes so far; the watchdog's sign of life. */
  readonly beats?: number;
  /** What it waits for, a line for the "no progress" error; undefined when idle. */
  describe?(): string | undefined;
}
