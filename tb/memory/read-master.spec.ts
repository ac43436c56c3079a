import assert from 'node:assert/strict';
import {
  createRandom,
  type Pause,
  randomPause,
  type Simulation,
  streamSink,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { OUTSTANDING } from '@macromac/rtl/memory/bundles.ts';
import { ReadMaster } from '@macromac/rtl/memory/read-master.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { soil } from '../soil.ts';

/** What memory holds at a beat's address: told from all others by it. */
const contents = (address: number): bigint => (BigInt(address) << 64n) | (BigInt(address) ^ 0x5a5a5a5an);

/**
 * Bursts a reader asks for before the first has ended: those that the port lets be outstanding, and one that waits at
 * the port.
 */
const ASKED = OUTSTANDING + 1;

interface Region {
  readonly address: number;
  readonly beats: number;
}

/** Asks for regions one after the other. */
const request = (sim: Simulation, regions: readonly Region[], pause?: Pause) =>
  streamSource<{ address: bigint; beats: number }>(sim.bus('request'), sim.clock, { pause }).send(
    regions.map(({ address, beats }) => ({ address: BigInt(address), beats })),
  );

interface Burst {
  readonly address: number;
  readonly length: number;
  /** When it was asked for. */
  readonly cycle: number;
}

/** Memory that answers bursts in order after some cycles; `broken` answers with an error at that beat. */
function memoryBehind(sim: Simulation, latency: () => number, pause: number, most: number) {
  const asked: Burst[] = [];
  const waiting: { address: number; last: boolean; due: number }[] = [];
  const state = { asked, outstanding: 0, most: 0, broken: -1, response: 2, pause, cycle: 0 };
  const { ar_valid, ar_ready, ar_payload_address, ar_payload_length } = sim.port;
  const { r_valid, r_ready, r_payload_data, r_payload_response, r_payload_last } = sim.port;
  const random = sim.random.fork('memory');
  let shown = false;
  sim.clock.attach({
    sample(cycle) {
      state.cycle = cycle;
      if (shown) {
        assert.equal(r_ready.number, 1, 'there is always room for what was asked');
        shown = false;
        if (waiting.shift()!.last) {
          state.outstanding--;
        }
      }
      if (!ar_valid.raw.value || !ar_ready.raw.value) {
        return;
      }
      const [address, length] = [ar_payload_address.number, ar_payload_length.number];
      assert.ok(
        (address % most) + length < most,
        `the burst of ${length + 1} at ${address} ends at a multiple of ${most} beats`,
      );
      asked.push({ address, length, cycle });
      state.most = Math.max(state.most, ++state.outstanding);
      assert.ok(state.outstanding <= ASKED, 'no more reads at once than a port takes, and one to wait');
      const due = cycle + latency();
      for (let i = 0; i <= length; i++) {
        waiting.push({ address: address + i, last: i === length, due });
      }
    },
    drive(cycle) {
      ar_ready.raw.value = Number(!random.chance(state.pause));
      const next = waiting[0];
      shown = next !== undefined && next.due <= cycle && !random.chance(state.pause);
      r_valid.raw.value = Number(shown);
      // What stands on the bus without `valid` must not matter.
      r_payload_last.raw.value = Number(shown ? next.last : random.chance(0.5));
      r_payload_response.raw.value = shown ? (next.address === state.broken ? state.response : 0) : random.below(4);
      r_payload_data.raw.value = shown ? contents(next.address) : random.bits(128);
    },
  });
  return state;
}

/** A reader whose queue holds `depth` beats, and whose bursts have `burst` at most. */
export const readMasterOf = (depth: number, burst: number): Bench => ({
  source: 'memory/read-master.ts',
  unit: () => ReadMaster(depth, burst),
  properties: {
    'any regions, one after the other, under any latency and pauses': (design) =>
      forSeeds(12, (random) =>
        withSimulation(design, { quietLimit: 3000, seed: random.uint32() }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const pause = random.below(2) * 0.4;
          const latency = [1, 80, 200][random.below(3)];
          const memory = memoryBehind(sim, () => latency + random.below(1 + latency / 4), pause, burst);
          const slow = random.chance(0.3);
          const sink = streamSink<bigint>(sim.bus('beats'), sim.clock, {
            pause: randomPause(random.fork('beats'), slow ? 0.9 : 0),
          });
          const regions = Array.from({ length: 8 }, () => ({
            address: Number(random.bits(36) & 0xfffff0000n) + random.below(65536),
            beats: 1 + random.below([40, 700][random.below(2)]),
          }));
          request(sim, regions, randomPause(random.fork('request'), pause));
          const wanted = regions.flatMap(({ address, beats }) =>
            Array.from({ length: beats }, (_, i) => contents(address + i)),
          );
          assert.deepEqual(await sink.receive(wanted.length), wanted);
          await sim.clock.cycles(300);
          assert.equal(sink.pending.length, 0);
          assert.equal(sim.port['drained'].number, 1);
          // As few bursts as boundaries allow.
          const least = regions.reduce(
            (sum, { address, beats }) =>
              sum + Math.floor((address + beats - 1) / burst) - Math.floor(address / burst) + 1,
            0,
          );
          assert.equal(memory.asked.length, least);
          if (latency > 79 && !slow && !pause) {
            assert.equal(memory.most, ASKED, 'all reads a port takes are used');
          }
        }),
      ),
    'a beat a cycle as long as eight bursts hide the latency': (design) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, createRandom(1));
        memoryBehind(sim, () => 5 * burst, 0, burst);
        const sink = streamSink<bigint>(sim.bus('beats'), sim.clock);
        const arrivals: number[] = [];
        const { beats_valid, beats_ready } = sim.port;
        sim.clock.attach({
          sample(cycle) {
            if (beats_valid.raw.value && beats_ready.raw.value) {
              arrivals.push(cycle);
            }
          },
        });
        const regions = [
          { address: 3, beats: 500 },
          { address: 4096, beats: 500 },
        ];
        request(sim, regions);
        await sink.receive(1000);
        assert.ok(arrivals[999] - arrivals[0] < 1010, `1000 beats took ${arrivals[999] - arrivals[0] + 1} cycles`);
      }),
    'a burst a cycle is asked for, while the port takes them': (design) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, createRandom(1));
        const { asked } = memoryBehind(sim, () => 80, 0, burst);
        request(sim, [{ address: 0, beats: 2000 }]);
        await sim.clock.cycles(40);
        assert.deepEqual(
          asked.map(({ cycle }) => cycle - asked[0].cycle),
          Array.from({ length: ASKED }, (_, i) => i),
        );
      }),
    [`the queue takes ${depth} beats, and no more are asked for`]: (design) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, createRandom(1));
        const memory = memoryBehind(sim, () => 20, 0, burst);
        request(sim, [{ address: 0, beats: 2000 }]);
        await sim.clock.cycles(1500);
        const beats = memory.asked.reduce((sum, { length }) => sum + length + 1, 0);
        assert.equal(beats, depth);
        const sink = streamSink<bigint>(sim.bus('beats'), sim.clock);
        assert.deepEqual(
          await sink.receive(2000),
          Array.from({ length: 2000 }, (_, i) => contents(i)),
        );
      }),
    'an error is reported with its burst; after halt nothing is asked for, and the rest drains': (design) =>
      forSeeds(12, (random) =>
        withSimulation(design, { quietLimit: 3000, seed: random.uint32() }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const pause = random.below(2) * 0.4;
          const memory = memoryBehind(sim, () => 1 + random.below(100), pause, burst);
          const first = random.below(10_000);
          memory.broken = first + random.below(400);
          memory.response = 1 + random.below(3);
          streamSink(sim.bus('beats'), sim.clock, { pause: randomPause(random.fork('beats'), pause) });
          request(sim, [{ address: first, beats: 400 }]);
          const { failed_valid, failed_address, failed_response, drained, halt } = sim.port;
          await sim.clock.until(() => failed_valid.raw.value, 'the failure');
          const broken = memory.asked.find(
            ({ address, length }) => memory.broken >= address && memory.broken <= address + length,
          )!;
          assert.equal(failed_address.number, broken.address);
          assert.equal(failed_response.number, memory.response);
          halt.value = 1;
          await sim.clock.cycles(2);
          const { length } = memory.asked;
          let early = 0;
          sim.clock.attach({
            sample: () => {
              if (drained.raw.value && (memory.outstanding || sim.port['ar_valid'].raw.value)) {
                early++;
              }
            },
          });
          await sim.clock.until(() => drained.raw.value, 'the reads to drain');
          await sim.clock.cycles(200);
          assert.equal(early, 0, 'drained means that none is outstanding');
          assert.ok(memory.asked.length <= length + 1, 'only a burst already offered is still asked for');
          assert.equal(memory.outstanding, 0);
        }),
      ),
  },
});

export const readMaster: Bench = readMasterOf(512, 16);
