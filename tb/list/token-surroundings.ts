/** What lies around the token unit. */
import assert from 'node:assert/strict';
import { type Bus, type Random, randomPause, type Simulation, streamSink, streamSource } from '@chisel-lite/testbench';
import { LIST_FORMATS } from 'macromac/backends/golden/list-records.ts';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { matrixLayout } from 'macromac/port/layout.ts';
import { bitsOf } from '../arbitraries.ts';
import { join, split } from '../pins.ts';
import type { Arena } from './lists.ts';

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
export const streamOf = (bus: Bus): Bus =>
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
export function surroundings(sim: Simulation, random: Random, arena: Arena): void {
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
