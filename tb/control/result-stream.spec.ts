import assert from 'node:assert/strict';
import { createRandom, randomPause, type Simulation, streamSource, withSimulation } from '@chisel-lite/testbench';
import { ResultStream } from '@macromac/rtl/control/result-stream.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { soil } from '../soil.ts';

interface Beat {
  readonly data: bigint;
  readonly last: boolean;
}

const NANS = 0x7fc00000_7fc00000_7fc00000_7fc00000n;

/** Takes beats with pauses; complains where an offer is taken back or changed. */
function receiver(sim: Simulation, pause: number) {
  const taken: Beat[] = [];
  const random = sim.random.fork('receiver');
  const { m_valid, m_ready, m_payload_data, m_payload_last } = sim.port;
  let offered: Beat | undefined;
  sim.clock.attach({
    sample() {
      const beat = { data: m_payload_data.bigint, last: m_payload_last.number === 1 };
      if (offered) {
        assert.deepEqual(m_valid.raw.value ? beat : undefined, offered, 'an offer stays');
      }
      offered = undefined;
      if (!m_valid.raw.value) {
        return;
      }
      if (m_ready.raw.value) {
        taken.push(beat);
      } else {
        offered = beat;
      }
    },
    drive() {
      m_ready.raw.value = Number(!random.chance(pause));
    },
  });
  return taken;
}

export const resultStream: Bench = {
  source: 'control/result-stream.ts',
  unit: () => ResultStream(),
  properties: {
    'a packet a command, done with its last beat': (design) =>
      forSeeds(12, (random) =>
        withSimulation(design, { quietLimit: 3000, seed: random.uint32() }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const packets = Array.from({ length: 6 }, () => 1 + random.below(12));
          const interrupts = packets.map(() => random.chance(0.5));
          const sent = packets.flatMap((length) =>
            Array.from({ length }, (_, i): Beat => ({ data: random.bits(128), last: i === length - 1 })),
          );
          const taken = receiver(sim, random.below(2) * 0.5);
          const ended: { beats: number; interrupt: boolean }[] = [];
          sim.clock.attach({
            sample: () => {
              const { done, done_interrupt, m_valid, m_ready, m_payload_last } = sim.port;
              const isLast = m_valid.number & m_ready.number & m_payload_last.number;
              assert.equal(done.number, isLast);
              if (done.number) {
                ended.push({ beats: taken.length, interrupt: done_interrupt.number === 1 });
              } else {
                assert.equal(done_interrupt.number, 0);
              }
            },
          });
          streamSource(sim.bus('request'), sim.clock, { pause: randomPause(random.fork('request'), 0.3) }).send(
            interrupts.map((interrupt) => ({ address: 0n, blocks: 1, tokens: 0, interrupt })) as never[],
          );
          streamSource<Beat>(sim.bus('y'), sim.clock, {
            pause: randomPause(random.fork('y'), random.below(2) * 0.5),
          }).send(sent);
          await sim.clock.until(() => ended.length === packets.length, 'all packets');
          await sim.clock.cycles(10);
          assert.deepEqual(taken, sent);
          assert.deepEqual(
            ended.map(({ interrupt }) => interrupt),
            interrupts,
          );
          assert.equal(sim.port['drained'].number, 1);
        }),
      ),
    'without a command nothing leaves': (design) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, createRandom(1));
        const taken = receiver(sim, 0);
        streamSource<Beat>(sim.bus('y'), sim.clock).send([{ data: 1n, last: true }]);
        await sim.clock.cycles(20);
        assert.deepEqual(taken, []);
      }),
    'halted, it keeps its offer, ends the packet with NaN, and is then silent': (design) =>
      forSeeds(40, (random) =>
        withSimulation(design, { quietLimit: 3000, seed: random.uint32() }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const length = 2 + random.below(8);
          const sent = Array.from({ length }, (_, i): Beat => ({ data: BigInt(i), last: i === length - 1 }));
          const taken = receiver(sim, random.below(2) * 0.6);
          let ended = 0;
          sim.clock.attach({
            sample: () => {
              ended += sim.port['done'].number;
            },
          });
          streamSource(sim.bus('request'), sim.clock).send([
            { address: 0n, blocks: 1, tokens: 0, interrupt: true },
          ] as never[]);
          streamSource<Beat>(sim.bus('y'), sim.clock, { pause: randomPause(random.fork('y'), 0.3) }).send(sent);
          await sim.clock.cycles(1 + random.below(20));
          sim.port['halt'].value = 1;
          await sim.clock.cycles(1);
          await sim.clock.until(() => sim.port['drained'].raw.value, 'the packet to end');
          const count = taken.length;
          await sim.clock.cycles(30);
          assert.equal(taken.length, count, 'silent');
          // Nothing was begun, or it was ended: by its own last beat, or by one that cannot be a result.
          const own = sent.slice(0, count);
          if (ended === 1) {
            assert.deepEqual(taken, sent);
          } else if (count > 0) {
            assert.deepEqual(taken, [...own.slice(0, -1), { data: NANS, last: true }]);
          }
        }),
      ),
  },
};
