import assert from 'node:assert/strict';
import {
  createRandom,
  type Pause,
  randomPause,
  type Simulation,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { BEAT_ADDRESS_BITS, OUTSTANDING } from '@macromac/rtl/memory/bundles.ts';
import { ResultWriter } from '@macromac/rtl/memory/result-writer.ts';
import { MAX_BLOCKS } from '@macromac/rtl/parameters.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { soil } from '../soil.ts';
import { expectHaltDrains } from './halted-writer.ts';

interface Command {
  readonly address: number;
  readonly blocks: number;
  /** Minus one. */
  readonly tokens: number;
  readonly interrupt: boolean;
}

const request = (sim: Simulation, commands: readonly Command[]) =>
  streamSource(sim.bus('request'), sim.clock).send(
    commands.map(({ address, ...rest }) => ({ address: BigInt(address), ...rest })) as never[],
  );

interface Result {
  readonly data: bigint;
  readonly last: boolean;
}

const results = (sim: Simulation, beats: readonly Result[], pause?: Pause) =>
  streamSource<Result>(sim.bus('y'), sim.clock, { pause }).send(beats);

/** Memory that takes bursts of writes; what was written, by beat address. */
function memoryBehind(sim: Simulation, latency: () => number, pause: number) {
  const written = new Map<number, bigint>();
  const bursts: { address: number; length: number }[] = [];
  const beats: { data: bigint; last: boolean }[] = [];
  const answers: number[] = [];
  const random = sim.random.fork('memory');
  const state = { written, bursts: 0, outstanding: 0, most: 0, brokenAfter: -1, cycle: 0 };
  const { aw_valid, aw_ready, aw_payload_address, aw_payload_length } = sim.port;
  const { w_valid, w_ready, w_payload_data, w_payload_last, b_valid, b_ready, b_payload } = sim.port;
  let answering = false;
  sim.clock.attach({
    sample(cycle) {
      if (answering) {
        assert.equal(b_ready.number, 1);
        answers.shift();
        state.outstanding--;
      }
      if (aw_valid.raw.value && aw_ready.raw.value) {
        bursts.push({ address: aw_payload_address.number, length: aw_payload_length.number });
        state.bursts++;
        state.most = Math.max(state.most, ++state.outstanding);
        assert.ok(state.outstanding <= OUTSTANDING);
      }
      if (w_valid.raw.value && w_ready.raw.value) {
        beats.push({ data: w_payload_data.bigint, last: w_payload_last.number === 1 });
      }
      while (bursts.length && beats.length > bursts[0].length) {
        const { address, length } = bursts.shift()!;
        assert.equal(address % 8, 0);
        beats.splice(0, length + 1).forEach(({ data, last }, i) => {
          assert.equal(last, i === length, 'last marks the last beat');
          assert.ok(!written.has(address + i), 'nothing is written twice');
          written.set(address + i, data);
        });
        answers.push(cycle + latency());
      }
    },
    drive(cycle) {
      aw_ready.raw.value = Number(!random.chance(pause));
      w_ready.raw.value = Number(!random.chance(pause));
      answering = answers.length > 0 && answers[0] <= cycle && !random.chance(pause);
      b_valid.raw.value = Number(answering);
      const broken = answering && state.brokenAfter-- === 0;
      b_payload.raw.value = answering ? (broken ? 2 : 0) : random.below(4);
    },
  });
  return state;
}

export const resultWriter: Bench = {
  source: 'memory/result-writer.ts',
  unit: () => ResultWriter(),
  properties: {
    'rows of every block and token where they belong; done when all is answered': (design) =>
      forSeeds(12, (random) =>
        withSimulation(design, { quietLimit: 3000, seed: random.uint32() }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const pause = random.below(2) * 0.4;
          const latency = [1, 60, 150][random.below(3)];
          const memory = memoryBehind(sim, () => latency, pause);
          const wanted = new Map<number, bigint>();
          const sent: Result[] = [];
          let top = 8 * random.below(2 ** 30);
          const commands = Array.from({ length: 5 }, () => {
            const [blocks, tokens] = [1 + random.below(20), 1 + random.below(8)];
            const address = top;
            for (let block = 0; block < blocks; block++) {
              for (let t = 0; t < tokens; t++) {
                for (let beat = 0; beat < 8; beat++) {
                  const data = random.bits(128);
                  wanted.set(address + 8 * (t * blocks + block) + beat, data);
                  sent.push({ data, last: block === blocks - 1 && t === tokens - 1 && beat === 7 });
                }
              }
            }
            top += 8 * (blocks * tokens + random.below(100));
            return { address, blocks, tokens: tokens - 1, interrupt: random.chance(0.5), rows: blocks * tokens };
          });
          const ended: boolean[] = [];
          sim.clock.attach({
            sample: () => {
              if (!sim.port['done'].raw.value) {
                assert.equal(sim.port['done_interrupt'].number, 0);
                return;
              }
              const through = commands.slice(0, ended.length + 1).reduce((sum, { rows }) => sum + rows, 0);
              assert.equal(memory.bursts, through, 'done comes when the last row is written, before the next command');
              assert.equal(memory.outstanding, 0);
              ended.push(sim.port['done_interrupt'].number === 1);
            },
          });
          request(
            sim,
            commands.map(({ rows: _, ...command }) => command),
          );
          results(sim, sent, randomPause(random.fork('y'), random.below(2) * 0.5));
          await sim.clock.until(() => ended.length === commands.length, 'all commands to end');
          await sim.clock.cycles(20);
          assert.deepEqual(
            ended,
            commands.map(({ interrupt }) => interrupt),
          );
          assert.deepEqual(memory.written, wanted);
          assert.equal(sim.port['drained'].number, 1);
        }),
      ),
    'with a slow memory all the writes a port takes are under way': (design) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, createRandom(1));
        const memory = memoryBehind(sim, () => 200, 0);
        request(sim, [{ address: 0, blocks: 40, tokens: 0, interrupt: true }]);
        results(
          sim,
          Array.from({ length: 320 }, (_, i) => ({ data: BigInt(i), last: i === 319 })),
        );
        await sim.clock.until(() => sim.port['done'].raw.value, 'the end');
        assert.equal(memory.most, OUTSTANDING);
      }),
    'the most blocks that a command may have, up to the last beat of memory': (design) =>
      withSimulation(design, {}, async (sim) => {
        soil(sim.simulator, createRandom(1));
        const memory = memoryBehind(sim, () => 1, 0);
        const beats = 8 * MAX_BLOCKS;
        const address = 2 ** BEAT_ADDRESS_BITS - beats;
        request(sim, [{ address, blocks: MAX_BLOCKS, tokens: 0, interrupt: false }]);
        results(
          sim,
          Array.from({ length: beats }, (_, i) => ({ data: BigInt(i), last: i === beats - 1 })),
        );
        await sim.clock.until(() => sim.port['done'].raw.value, 'the end');
        assert.equal(memory.written.size, beats);
        for (let i = 0; i < beats; i++) {
          assert.equal(memory.written.get(address + i), BigInt(i), `beat ${i}`);
        }
      }),
    'a failed write is reported, its command never counts as done, and halt drains': (design) =>
      forSeeds(10, (random) =>
        withSimulation(design, { quietLimit: 3000, seed: random.uint32() }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const memory = memoryBehind(sim, () => 1 + random.below(60), random.below(2) * 0.4);
          const rows = 1 + random.below(12);
          memory.brokenAfter = random.below(rows);
          const address = 8 * random.below(2 ** 30);
          request(sim, [{ address, blocks: rows, tokens: 0, interrupt: true }]);
          results(
            sim,
            Array.from({ length: 8 * rows }, (_, i) => ({ data: BigInt(i), last: false })),
          );
          const { failed_valid, failed_address, failed_response } = sim.port;
          await sim.clock.until(() => failed_valid.raw.value, 'the failure');
          assert.equal(failed_address.number, address);
          assert.equal(failed_response.number, 2);
          await expectHaltDrains(sim, memory);
        }),
      ),
  },
};
