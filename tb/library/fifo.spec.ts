import { type AnyModule, Fifo, type FifoOptions } from '@chisel-lite/hdl';
import type { Bench } from '../bench.ts';
import { beatACycle, everyBeat, holds } from './beats.ts';

/** The queue of a stream of this kind, of which the accelerator has some. */
export const fifo = (payload: Parameters<typeof Fifo>[0], depth: number, options?: FifoOptions): Bench => ({
  source: 'lib/fifo.ts',
  unit: () => Fifo(payload, depth, options) as AnyModule,
  properties: {
    'every beat, in order, under any pauses; it fills up to its depth and empties': everyBeat(4 * depth + 20),
    // A block RAM's output register holds one more.
    'it takes as many beats as it says, and counts them': holds(depth, depth + 1),
    'a beat a cycle in and out': beatACycle,
  },
});
