import { describe, expect, test } from 'vitest';
import {
  AddressSpace,
  type AxiAccess,
  axiMaster,
  axiRam,
  randomPause,
  type Simulation,
  simulate,
  streamSink,
  streamSource,
} from '../src/index.ts';
import { axiLink } from './axi-designs.ts';
import { fifo } from './fifo.ts';

const BASE = 0x4000;
const SIZE = 4096;

async function linked(
  bits: number,
  options: Parameters<typeof axiRam>[2] = {},
  tamper?: Parameters<typeof axiLink>[1],
) {
  const sim = await simulate(axiLink(bits, tamper));
  const memory = new AddressSpace();
  const bytes = memory.allocate(BASE, SIZE);
  axiRam(sim, 'm', { memory, ...options });
  return { sim, bytes, memory };
}

/** Addresses on the wires, in order, with length, size, burst, lock. */
function watch(sim: Simulation, channel: 'aw' | 'ar'): number[][] {
  const seen: number[][] = [];
  const read = (name: string) => Number(sim.port[`m_${channel}${name}`].value);
  sim.clock.attach({
    sample() {
      if (read('valid') && read('ready')) {
        seen.push(['addr', 'len', 'size', 'burst', 'lock'].map(read));
      }
    },
  });
  return seen;
}

const bytesFrom = (sim: Simulation, length: number) => Uint8Array.from({ length }, () => sim.random.below(256));

describe.each([32, 128])('a bus of %i bits', (bits) => {
  const busBytes = bits / 8;

  test('any address and length in beats of any size', async () => {
    const { sim, bytes } = await linked(bits);
    const pause = { w: randomPause(sim.random.fork('w'), 0.3), r: randomPause(sim.random.fork('r'), 0.3) };
    const master = axiMaster(sim, 's', { pause, maxBurst: 7 });
    const truth = new Uint8Array(SIZE);
    for (let i = 0; i < 40; i++) {
      const size = 2 ** sim.random.below(Math.log2(busBytes) + 1);
      const at = sim.random.below(SIZE - 200);
      const data = bytesFrom(sim, 1 + sim.random.below(150));
      await master.write(BASE + at, data, { size });
      truth.set(data, at);
      const from = sim.random.below(SIZE - 200);
      expect(await master.read(BASE + from, data.length, { size })).toEqual(truth.slice(from, from + data.length));
    }
    expect(bytes).toEqual(truth);
  });

  test('a wrapping burst begins anywhere in its line, and stays in it', async () => {
    const { sim, bytes } = await linked(bits);
    const master = axiMaster(sim, 's');
    const seen = watch(sim, 'ar');
    bytes.set(bytesFrom(sim, SIZE));
    for (const beats of [2, 4, 8, 16]) {
      const line = beats * busBytes;
      const place = 3 * line + busBytes;
      const wrapped = Uint8Array.from({ length: line }, (_, i) => bytes[3 * line + ((busBytes + i) % line)]);
      expect(await master.read(BASE + place, line, { burst: 'wrap' })).toEqual(wrapped);
      expect(seen.at(-1)).toEqual([BASE + place, beats - 1, Math.log2(busBytes), 2, 0]);
      const data = bytesFrom(sim, line);
      await master.write(BASE + place, data, { burst: 'wrap' });
      expect(bytes.slice(3 * line, 4 * line)).toEqual(
        Uint8Array.from({ length: line }, (_, i) => data[(i - busBytes + line) % line]),
      );
    }
    expect(() => master.read(BASE, 3 * busBytes, { burst: 'wrap' })).toThrow('3 beats, expected 2, 4, 8 or 16');
    expect(() => master.read(BASE + 1, 2 * busBytes, { burst: 'wrap' })).toThrow('address 0x4001');
  });

  test('a fixed burst reads and writes one address again and again', async () => {
    const { sim, bytes } = await linked(bits);
    const master = axiMaster(sim, 's');
    const seen = watch(sim, 'aw');
    await master.write(BASE + 8, bytesFrom(sim, 4), { size: 4 });
    const word = bytes.slice(8, 12);
    expect(await master.read(BASE + 8, 12, { burst: 'fixed', size: 4 })).toEqual(
      Uint8Array.of(...word, ...word, ...word),
    );
    const data = bytesFrom(sim, 20 * 2);
    await master.write(BASE + 2, data, { burst: 'fixed', size: 4 }); // the upper half of a word, 20 times: two bursts
    expect(bytes.slice(0, 4)).toEqual(Uint8Array.of(0, 0, ...data.slice(-2)));
    expect(seen.slice(1)).toEqual([
      [BASE + 2, 15, 2, 0, 0],
      [BASE + 2, 3, 2, 0, 0],
    ]);
    expect(() => master.read(BASE + 2, 3, { burst: 'fixed', size: 4 })).toThrow('each beat has 2 bytes');
  });
});

test('what an access says beside its address stands on the bus', async () => {
  const { sim } = await linked(32);
  const access: AxiAccess = { id: 5, cache: 0b1011, prot: 0b101 };
  const read = axiMaster(sim, 's').read(BASE, 4, access);
  await sim.clock.until(() => sim.port.m_arvalid.value);
  expect(['arid', 'arcache', 'arprot', 'arlock'].map((name) => sim.port[`m_${name}`].value)).toEqual([5, 11, 5, 0]);
  await read;
});

describe('exclusive access', () => {
  const data = (...bytes: number[]) => Uint8Array.from(bytes);

  test('a write is carried out while nobody else has written, and told when not', async () => {
    const { sim, bytes } = await linked(32);
    const master = axiMaster(sim, 's');
    const seen = watch(sim, 'aw');
    expect((await master.readExclusive(BASE + 16, 8, { id: 1 })).exclusive).toBe(true);
    expect(await master.writeExclusive(BASE + 16, data(1, 2, 3, 4, 5, 6, 7, 8), { id: 1 })).toBe(true);
    expect(seen[0]).toEqual([BASE + 16, 1, 2, 1, 1]);
    expect(await master.writeExclusive(BASE + 16, data(9, 9, 9, 9, 9, 9, 9, 9), { id: 1 })).toBe(false); // once only

    await master.readExclusive(BASE + 16, 8, { id: 2 });
    await master.readExclusive(BASE + 64, 4, { id: 3 });
    await master.write(BASE + 20, data(7)); // somebody else's
    expect(await master.writeExclusive(BASE + 16, data(0, 0, 0, 0, 0, 0, 0, 0), { id: 2 })).toBe(false);
    expect(await master.writeExclusive(BASE + 64, data(1, 1, 1, 1), { id: 3 })).toBe(true);
    expect(await master.writeExclusive(BASE + 64, data(2, 2, 2, 2), { id: 2 })).toBe(false); // another ID's
    expect([...bytes.slice(16, 24)]).toEqual([1, 2, 3, 4, 7, 6, 7, 8]);
    expect([...bytes.slice(64, 68)]).toEqual([1, 1, 1, 1]);
  });

  test('a memory without it answers OKAY, and writes', async () => {
    const { sim, bytes } = await linked(32, { exclusive: false });
    const master = axiMaster(sim, 's');
    expect((await master.readExclusive(BASE, 4)).exclusive).toBe(false);
    expect(await master.writeExclusive(BASE, data(1, 2, 3, 4))).toBe(false);
    expect([...bytes.slice(0, 4)]).toEqual([1, 2, 3, 4]);
  });

  test('sizes and addresses that cannot be exclusive are refused, on both sides', async () => {
    const { sim } = await linked(32);
    const master = axiMaster(sim, 's');
    expect(() => master.readExclusive(BASE + 4, 8)).toThrow('8 bytes at 0x4004');
    expect(() => master.readExclusive(BASE, 12)).toThrow('12 bytes, expected a power of two up to 128');
    const spoilt = await linked(32, {}, (pins) => {
      pins.m_arlock[0] = pins.s_arvalid[0];
    });
    await expect(axiMaster(spoilt.sim, 's').read(BASE + 4, 8)).rejects.toThrow('exclusive access unaligned');
  });

  test('EXOKAY to a plain access is a fault of the slave', async () => {
    const { sim } = await linked(32, {}, (pins) => {
      pins.s_rresp[0] = 1;
    });
    await expect(axiMaster(sim, 's').read(BASE, 4)).rejects.toThrow('EXOKAY to a plain access');
  });
});

test('a sink tells how much it has, and forgets it', async () => {
  const sim = await simulate(fifo({ valid: 'valid', ready: 'ready', payload: { payload: 8 } }));
  const source = streamSource(sim.bus('s'), sim.clock);
  const sink = streamSink(sim.bus('m'), sim.clock);
  expect([sink.count, sink.empty]).toEqual([0, true]);
  source.send([1, 2, 3]);
  await sim.clock.cycles(12);
  expect([sink.count, sink.empty]).toEqual([3, false]);
  expect(await sink.receive()).toBe(1);
  expect(sink.count).toBe(2);
  sink.clear();
  source.send([4]);
  expect(await sink.receive()).toBe(4);
});
