import assert from 'node:assert/strict';
import { type AnyModule, Fifo, type FifoOptions } from '@chisel-lite/hdl';
import {
  type Random,
  randomPause,
  type Simulation,
  streamSink,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { type Bench, forSeeds } from '../bench.ts';
import { soil } from '../soil.ts';

/** A random payload for the stream on the pins that begin with `prefix`. */
function someBeat(sim: Simulation, prefix: string, random: Random): unknown {
  const signals = Object.entries(sim.bus(prefix)).filter(([name]) => name.startsWith('payload'));
  const value = (width: number) =>
    width === 1 ? random.chance(0.5) : width > 32 ? random.bits(width) : Number(random.bits(width));
  if (signals.length === 1) {
    return value(signals[0][1].width);
  }
  return Object.fromEntries(signals.map(([name, { width }]) => [name.replace('payload_', ''), value(width)]));
}

/** The queue of a stream of this kind, of which the accelerator has some. */
export const fifo = (payload: Parameters<typeof Fifo>[0], depth: number, options?: FifoOptions): Bench => ({
  source: 'lib/fifo.ts',
  unit: () => Fifo(payload, depth, options) as AnyModule,
  properties: {
    'every beat, in order, under any pauses; it fills up to its depth and empties': (design) =>
      forSeeds(4, (random) =>
        withSimulation(design, {}, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const [inPause, outPause] = [
            [0, 0],
            [0, 0.8],
            [0.8, 0],
            [0.4, 0.4],
          ][random.below(4)];
          const beats = Array.from({ length: 4 * depth + 20 }, () => someBeat(sim, 's', random));
          streamSource<unknown>(sim.bus('s'), sim.clock, { pause: randomPause(random.fork('s'), inPause) }).send(beats);
          const sink = streamSink<unknown>(sim.bus('m'), sim.clock, { pause: randomPause(random.fork('m'), outPause) });
          assert.deepEqual(await sink.receive(beats.length), beats);
          await sim.clock.cycles(10);
          assert.equal(sink.pending.length, 0);
          assert.equal(sim.port['level'].number, 0);
        }),
      ),
    'it takes as many beats as it says, and counts them': (design) =>
      forSeeds(1, (random) =>
        withSimulation(design, {}, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const { s_valid, s_ready, m_valid, level } = sim.port;
          const beats = Array.from({ length: depth + 4 }, () => someBeat(sim, 's', random));
          const source = streamSource<unknown>(sim.bus('s'), sim.clock);
          source.send(beats);
          await sim.clock.cycles(depth + 10);
          // A block RAM's output register holds one more.
          const inside = beats.length - source.waiting;
          assert.equal(level.number, depth);
          assert.ok(inside === depth || inside === depth + 1);
          assert.equal(s_ready.number, 0);
          assert.equal(s_valid.number, 1);
          assert.equal(m_valid.number, 1);
          assert.deepEqual(await streamSink<unknown>(sim.bus('m'), sim.clock).receive(beats.length), beats);
        }),
      ),
    'a beat a cycle in and out': (design) =>
      forSeeds(1, (random) =>
        withSimulation(design, {}, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const beats = Array.from({ length: 100 }, () => someBeat(sim, 's', random));
          streamSource<unknown>(sim.bus('s'), sim.clock).send(beats);
          const sink = streamSink<unknown>(sim.bus('m'), sim.clock);
          await sink.receive(1);
          const before = sim.clock.cycle;
          await sink.receive(99);
          assert.equal(sim.clock.cycle - before, 99);
        }),
      ),
  },
});
