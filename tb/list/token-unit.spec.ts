import assert from 'node:assert/strict';
import {
  type Bus,
  type Random,
  randomPause,
  type Simulation,
  streamSink,
  streamSource,
  withSimulation,
} from '@chisel-lite/testbench';
import { ERROR_CODE } from '@macromac/rtl/command/registers.ts';
import { TokenUnit } from '@macromac/rtl/list/token-unit.ts';
import { LIST_FORMATS } from 'macromac/backends/golden/list-records.ts';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { matrixLayout } from 'macromac/port/layout.ts';
import { listBytes, productWords, vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { bitsOf } from '../arbitraries.ts';
import { type Bench, forSeeds } from '../bench.ts';
import { join, split } from '../pins.ts';
import { soil } from '../soil.ts';
import { commandOf, type Command as QueuedCommand } from './list-surroundings.ts';
import { Arena, ListWriter } from './lists.ts';

const TOKENS = 4;

/** A command as the unit hands it to the dispatcher. */
interface Command {
  readonly groups: number;
  readonly blocks: number;
  readonly format: number;
  readonly tokens: number;
  readonly reuse: boolean;
  readonly top: boolean;
  readonly to_vector: boolean;
  readonly only_check: boolean;
  readonly results: bigint;
  readonly [weights: `weights_${number}`]: bigint;
}

interface Region {
  readonly address: bigint;
  readonly beats: number;
}

/** Ports of a stream alone, where others' names begin alike. */
const streamOf = (bus: Bus): Bus =>
  Object.fromEntries(Object.entries(bus).filter(([key]) => /^(valid|ready|payload)/.test(key)));

/** Memory of the board: what golden has a copy of. */
function memoryOf({ regions }: Arena) {
  const at = (address: number, length: number): Uint8Array => {
    const region = regions.find(({ base, bytes }) => base <= address && address + length <= base + bytes.length);
    if (!region) {
      throw new RangeError(`nothing is placed at 0x${address.toString(16)}, ${length} bytes`);
    }
    return region.bytes.subarray(address - region.base, address - region.base + length);
  };
  const beat = (address: number): bigint => join([...new Uint32Array(at(address, 16).slice().buffer)], 32);
  return {
    at,
    beats: ({ address, beats }: Region) => Array.from({ length: beats }, (_, i) => beat(16 * (Number(address) + i))),
  };
}

/** All that lies around the unit: memory, the dispatcher, the core, and where results and appends go. */
function surroundings(sim: Simulation, random: Random, arena: Arena): void {
  const memory = memoryOf(arena);
  const share = () => [0, 0.3, 0.8][random.below(3)];
  const pause = (name: string) => ({ pause: randomPause(random.fork(name), share()) });
  const sink = <T>(name: string) => streamSink<T>(streamOf(sim.bus(name)), sim.clock, pause(name));
  const source = <T>(name: string) => streamSource<T>(streamOf(sim.bus(name)), sim.clock, pause(name));
  const slow = random.fork('slow');
  sim.port['active'].value = 1;
  sim.port['quiet'].value = 1;
  sim.port['window_last'].value = 2 ** 28 - 1;

  // Reads.
  for (const kind of ['list', 'parameter']) {
    const asked = sink<Region>(`${kind}_region`);
    const beats = source<bigint>(`${kind}_beats`);
    sim.fork(async () => {
      for (;;) {
        beats.send(memory.beats(await asked.receive()));
      }
    }, kind);
  }

  // Appends: in memory when they are answered.
  const [aw, w] = [sink<{ address: bigint; length: number }>('aw'), sink<{ data: bigint; strobe: number }>('w')];
  const b = source<number>('b');
  sim.fork(async () => {
    for (;;) {
      const { address, length } = await aw.receive();
      const beats = [];
      for (let i = 0; i <= length; i++) {
        beats.push(await w.receive());
      }
      await sim.clock.cycles(1 + slow.below(100));
      beats.forEach(({ data, strobe }, i) => {
        const bytes = memory.at(16 * (Number(address) + i), 16);
        split(data, 8, 16).forEach((byte, at) => {
          if ((strobe >> at) & 1) {
            bytes[at] = Number(byte);
          }
        });
      });
      await b.send(0);
    }
  }, 'appends');

  // Products.
  const commands = sink<Command>('m');
  const route = source<boolean>('route');
  const x = sink<bigint>('x');
  const y = source<{ data: bigint; last: boolean }>('y');
  const out = sink<{ data: bigint; last: boolean }>('y_out');
  const { checked, quiet } = sim.port;
  let vectors: Float32Array = new Float32Array(0);
  sim.fork(async () => {
    for (;;) {
      const command = await commands.receive();
      if (command.only_check) {
        await sim.clock.cycles(1 + slow.below(10));
        checked.value = 1;
        await sim.clock.rising();
        checked.value = 0;
        continue;
      }
      quiet.value = 0;
      await route.send(command.to_vector);
      const [tokens, { groups, blocks }] = [command.tokens + 1, command];
      if (!command.reuse) {
        vectors = vectorsOf(await x.receive(16 * groups * tokens), groups, tokens);
      }
      await sim.clock.cycles(1 + slow.below(200));
      const results = bitsOf(productOf(command, vectors, memory.at));
      const beats = Array.from({ length: 8 * blocks * tokens }, (_, i) => {
        const [block, t, beat] = [Math.floor(i / (8 * tokens)), Math.floor(i / 8) % tokens, i % 8];
        const at = 32 * (t * blocks + block) + 4 * beat;
        return { data: join([...results.subarray(at, at + 4)], 32), last: i === 8 * blocks * tokens - 1 };
      });
      y.send(beats);
      if (command.to_vector) {
        await y.idle();
      } else {
        assert.deepEqual(await out.receive(beats.length), beats, 'results that go to memory');
      }
      quiet.value = 1;
    }
  }, 'products');
}

/** x [tokens, 64 groups] from beats that come group by group, in a group vector by vector. */
function vectorsOf(beats: readonly bigint[], groups: number, tokens: number): Float32Array {
  const bits = new Uint32Array(64 * groups * tokens);
  beats.forEach((beat, i) => {
    const [g, t] = [Math.floor(i / (16 * tokens)), Math.floor(i / 16) % tokens];
    bits.set(split(beat, 32, 4).map(Number), 64 * (t * groups + g) + 4 * (i % 16));
  });
  return new Float32Array(bits.buffer);
}

function productOf(
  command: Command,
  x: Float32Array,
  at: (address: number, length: number) => Uint8Array,
): Float32Array {
  const [n, k, format] = [32 * command.blocks, 64 * command.groups, LIST_FORMATS[command.format]];
  const { channelBytes } = matrixLayout(format, n, k);
  const data = new Uint8Array(4 * channelBytes);
  for (let c = 0; c < 4; c++) {
    data.set(at(Number(command[`weights_${c}`]), channelBytes), c * channelBytes);
  }
  return goldenMatmul('fused', { name: 'weights', n, k, format, data }, x, command.tokens + 1);
}

/**
 * A list of one product and, if `isRead`, a record that takes its results; all that the unit asks for it has at once,
 * but for those.
 */
function lonelyList(sim: Simulation, random: Random, isRead: boolean) {
  const { port, clock } = sim;
  const weights = [0, 0, 0, 0].map((_, channel) => 0x1_0000_0000 + 4096 * channel);
  const bytes = listBytes([
    productWords({ weights, groups: 1, blocks: 1, toVectorUnit: isRead }),
    ...(isRead ? [vectorWords({ a: 'results', n0: 7 })] : []),
  ]);
  port['window_last'].value = 2 ** 28 - 1;
  port['parameter_beats_valid'].value = 0;
  port['b_valid'].value = 0;
  for (const ready of ['m', 'list_region', 'parameter_region', 'x', 'y_out', 'aw', 'w']) {
    port[`${ready}_ready`].value = 1;
  }
  port['checked'].value = 1;
  const beats = Array.from({ length: bytes.length / 16 }, (_, i) =>
    join([...new Uint32Array(bytes.slice(16 * i, 16 * i + 16).buffer)], 32),
  );
  streamSource<bigint>(streamOf(sim.bus('list_beats')), clock).send([...beats, ...beats]);
  streamSource<boolean>(streamOf(sim.bus('route')), clock).send([isRead]);
  const y = streamSource<{ data: bigint; last: boolean }>(streamOf(sim.bus('y')), clock);
  const list = { address: 0x1_0000_0000, records: bytes.length / 64, position: 0 };
  streamSource(sim.bus('queued'), clock).send([commandOf(list, true, random)] as never[]);
  const row = Array.from({ length: 8 }, (_, i) => ({ data: BigInt(i), last: i === 7 }));
  return { y, row };
}

export const tokenUnit: Bench = {
  source: 'list/token-unit.ts',
  unit: () => TokenUnit(),
  properties: {
    'lists of random records: golden’s products are asked for, golden’s bytes appended': (design) =>
      forSeeds(6, (random) =>
        withSimulation(design, { quietLimit: 10_000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const arena = new Arena(4096 * random.below(2 ** 27));
          const writer = new ListWriter(random.fork('lists'), TOKENS, arena);
          const lists = [writer.write(6, true), writer.write(5, false)];
          for (const list of lists) {
            writer.machine.run(list);
          }
          surroundings(sim, random, arena);
          const commands = lists.map((list) => commandOf(list, true, random));
          streamSource<QueuedCommand>(sim.bus('queued'), sim.clock).send(commands);
          let done = 0;
          sim.clock.attach({
            sample() {
              assert.equal(sim.port['refused_valid'].raw.value, 0, 'nothing is refused');
              if (sim.port['done'].raw.value) {
                done++;
              }
            },
          });
          await sim.clock.until(() => done === lists.length, 'all lists');
          await sim.clock.cycles(2);
          // Results that go to memory were compared as they came; the rest golden has in its own.
          for (const record of lists.flatMap((list) => writer.machine.check(list))) {
            if (record.kind !== 'product' || record.toVectorUnit) {
              continue;
            }
            const region = arena.regions.find(({ base }) => base === record.results)!;
            region.bytes.set(region.golden);
          }
          assert.deepEqual(arena.differences(), []);
          assert.deepEqual([sim.port['running'].number, sim.port['drained'].number], [0, 1]);
        }),
      ),
    'a list of which nobody takes the last result does not end': (design) =>
      forSeeds(3, (random) =>
        withSimulation(design, { quietLimit: 10_000 }, async (sim) => {
          soil(sim.simulator, random.fork('noise'));
          const { port, clock } = sim;
          const { y, row } = lonelyList(sim, random, true);
          port['quiet'].value = 1;
          port['active'].value = 1;
          let done = 0;
          clock.attach({
            sample() {
              done += Number(port['done'].raw.value);
            },
          });
          y.send(row.slice(0, 7));
          await y.idle();
          await clock.cycles(300 + random.below(20));
          y.send(row.slice(7));
          await y.idle();
          await clock.cycles(100);
          assert.deepEqual([done, port['running'].number, port['refused_valid'].number], [0, 1, 0]);
        }),
      ),
    'a list is stuck when nothing moves for 65,536 cycles; core, ports and results keep it going, each alone': async (
      design,
    ) => {
      for (const isRead of [false, true]) {
        await forSeeds(1, (random) =>
          withSimulation(design, { quietLimit: 100_000 }, async (sim) => {
            soil(sim.simulator, random.fork('noise'));
            const { port, clock } = sim;
            port['quiet'].value = 1;
            port['active'].value = 0;
            const { y, row } = lonelyList(sim, random, isRead);
            await clock.cycles(500);
            const goesOn = async (cycles: number) => {
              await clock.cycles(cycles);
              assert.deepEqual([port['running'].number, port['refused_valid'].number], [1, 0]);
            };
            await goesOn(64_000);
            port['active'].value = 1;
            await clock.rising();
            port['active'].value = 0;
            await goesOn(64_000);
            // A result that is taken.
            y.send(row.slice(0, 1));
            await goesOn(64_000);
            await clock.cycles(2_000);
            assert.deepEqual(
              [port['refused_valid'].number, port['refused_code'].number],
              [1, ERROR_CODE.stalled.value],
            );
          }),
        );
      }
    },
  },
};
