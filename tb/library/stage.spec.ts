import { type AnyModule, StreamStage } from '@chisel-lite/hdl';
import type { Bench } from '../bench.ts';
import { beatACycle, everyBeat, holds } from './beats.ts';

/** A stream of this kind behind a register. */
export const stage = (payload: Parameters<typeof StreamStage>[0]): Bench => ({
  source: 'lib/buffers.ts',
  unit: () => StreamStage(payload) as AnyModule,
  properties: {
    'every beat, in order, under any pauses': everyBeat(24),
    'it holds one beat': holds(1, 1),
    'a beat a cycle in and out': beatACycle,
  },
});
