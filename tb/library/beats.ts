import assert from 'node:assert/strict';
import {
  type Random,
  randomPause,
  type Simulation,
  streamSink,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { forSeeds, type Property } from '../bench.ts';
import { soil } from '../soil.ts';

/** A random payload for the stream on the pins that begin with `prefix`. */
export function someBeat(sim: Simulation, prefix: string, random: Random): unknown {
  const signals = Object.entries(sim.bus(prefix)).filter(([name]) => name.startsWith('payload'));
  const value = (width: number) =>
    width === 1 ? random.chance(0.5) : width > 32 ? random.bits(width) : Number(random.bits(width));
  if (signals.length === 1) {
    return value(signals[0][1].width);
  }
  return Object.fromEntries(signals.map(([name, { width }]) => [name.replace('payload_', ''), value(width)]));
}

/** What goes in at `s` comes out at `m`, in order, whoever pauses; then nothing is left. */
export const everyBeat =
  (count: number): Property =>
  (design) =>
    forSeeds(4, (random) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, random.fork('noise'));
        const [inPause, outPause] = [
          [0, 0],
          [0, 0.8],
          [0.8, 0],
          [0.4, 0.4],
        ][random.below(4)];
        const beats = Array.from({ length: count }, () => someBeat(sim, 's', random));
        streamSource<unknown>(sim.bus('s'), sim.clock, { pause: randomPause(random.fork('s'), inPause) }).send(beats);
        const sink = streamSink<unknown>(sim.bus('m'), sim.clock, { pause: randomPause(random.fork('m'), outPause) });
        assert.deepEqual(await sink.receive(beats.length), beats);
        await sim.clock.cycles(10);
        assert.equal(sink.pending.length, 0);
        assert.equal(sim.port['m_valid'].number, 0);
      }),
    );

/** Where nobody pauses. */
export const beatACycle: Property = (design) =>
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
  );

/** As many as it takes before any leaves: `least` to `most`. */
export const holds =
  (least: number, most: number): Property =>
  (design) =>
    forSeeds(1, (random) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, random.fork('noise'));
        const { s_valid, s_ready, m_valid } = sim.port;
        const level = () => ('level' in sim.port ? sim.port['level'].number : undefined);
        const beats = Array.from({ length: least + 4 }, () => someBeat(sim, 's', random));
        const source = streamSource<unknown>(sim.bus('s'), sim.clock);
        source.send(beats);
        await sim.clock.cycles(least + 10);
        const inside = beats.length - source.waiting;
        assert.ok(inside >= least && inside <= most, `${inside} inside`);
        assert.equal(level() ?? least, least);
        assert.equal(s_ready.number, 0);
        assert.equal(s_valid.number, 1);
        assert.equal(m_valid.number, 1);
        assert.deepEqual(await streamSink<unknown>(sim.bus('m'), sim.clock).receive(beats.length), beats);
        await sim.clock.cycles(2);
        assert.equal(level() ?? 0, 0);
      }),
    );
