import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  AddressSpace,
  apbMaster,
  apbRam,
  BusError,
  I2cNoAcknowledge,
  i2cMaster,
  i2cMemory,
  randomPause,
  type Simulation,
  simulate,
  spiDevice,
  spiMaster,
  uartSink,
  uartSource,
  type WordMaster,
  wishboneMaster,
  wishboneRam,
} from '../src/index.ts';

vi.setConfig({ testTimeout: 300_000 }); // one build, on machines that may be busy

const design = { sources: [join(import.meta.dirname, 'verilog', 'peripherals.sv')], top: 'peripherals' };
const start = () => simulate(design);

const wires = (sim: Simulation, prefix: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, sim.port[`${prefix}_${name}`]]));
const spiWires = (sim: Simulation, prefix: string) =>
  wires(sim, prefix, ['sclk', 'mosi', 'miso', 'cs']) as unknown as Parameters<typeof spiMaster>[1];

/** Random writes with lanes and reads, against an array of bytes. */
async function exercise(sim: Simulation, master: WordMaster, bytes: number, words: number, base = 0): Promise<void> {
  const truth = new Uint8Array(bytes * words);
  for (let i = 0; i < words; i++) {
    await master.write(base + i * bytes, bytes > 4 ? 0n : 0);
  }
  for (let i = 0; i < 60; i++) {
    const word = sim.random.below(words);
    const value = Array.from({ length: bytes }, () => sim.random.below(256));
    const lanes = sim.random.below(2 ** bytes);
    const number = value.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    master.write(base + word * bytes, bytes > 4 ? number : Number(number), lanes);
    value.forEach((byte, lane) => {
      truth[word * bytes + lane] = (lanes >> lane) & 1 ? byte : truth[word * bytes + lane];
    });
    const other = sim.random.below(words);
    const expected = truth
      .slice(other * bytes, (other + 1) * bytes)
      .reduceRight((sum, b) => (sum << 8n) | BigInt(b), 0n);
    expect(BigInt(await master.read(base + other * bytes))).toBe(expected);
  }
  expect(master.waiting).toBe(0);
}

describe('APB', () => {
  test('a slave of the design is written by lanes and read, with wait states and pauses', async () => {
    const sim = await start();
    const master = apbMaster(sim, 'apb', { pause: randomPause(sim.random.fork('p'), 0.3) });
    await exercise(sim, master, 4, 16);
    await expect(master.read(0x40)).rejects.toThrow(BusError);
    await expect(master.write(0x44, 1)).rejects.toThrow('apb to write 0x44: PSLVERR');
  });

  test('a memory serves a master of the design, 64 bits wide, whatever it waits', async () => {
    const sim = await start();
    const memory = new AddressSpace();
    memory.allocate(0x1000, 128);
    apbRam(sim, 'am', { memory, waits: (n) => n % 3 });
    const master = apbMaster(sim, 'as');
    await exercise(sim, master, 8, 16, 0x1000);
    await expect(master.read(0x2000)).rejects.toThrow('PSLVERR'); // nothing is mapped there
  });

  test.each([
    [0, 'PSEL dropped'],
    [1, 'PENABLE late'],
    [2, 'transfer changed'],
  ])('what a master does wrong is told: tamper %i, %s', async (bit, rule) => {
    const sim = await start();
    apbRam(sim, 'am', { waits: 3 }).memory.allocate(0, 128);
    const access = apbMaster(sim, 'as').write(8, 1n);
    await sim.clock.until(() => sim.port.am_psel.value);
    sim.port.tamper.value = 1 << bit;
    await expect(access).rejects.toThrow(rule);
  });

  test('a reset ends what is under way', async () => {
    const sim = await start();
    apbRam(sim, 'am', { waits: 50 }).memory.allocate(0, 128);
    const master = apbMaster(sim, 'as');
    const cut = master.read(8);
    sim.fork(async () => {
      await sim.clock.cycles(5);
      sim.port.rst.value = 1;
      await sim.clock.cycles(2);
      sim.port.rst.value = 0;
    });
    await expect(cut).rejects.toThrow('as to read 0x8: cut short by a reset');
    await sim.clock.cycles(5);
    expect(await master.read(16)).toBe(0n);
  });
});

describe('Wishbone', () => {
  test('a slave of the design is written by lanes and read', async () => {
    const sim = await start();
    const master = wishboneMaster(sim, 'wb', { pause: randomPause(sim.random.fork('p'), 0.3) });
    await exercise(sim, master, 4, 16);
    await expect(master.read(0x40)).rejects.toThrow('wb to read 0x40: ERR');
  });

  test.each([
    ['classic', false],
    ['pipelined', true],
  ])('a memory serves a master of the design: %s', async (_, pipelined) => {
    const sim = await start();
    const memory = new AddressSpace();
    memory.allocate(0x100, 64);
    const stall = pipelined ? randomPause(sim.random.fork('s'), 0.4) : undefined;
    wishboneRam(sim, 'wm', { memory, pipelined, waits: (n) => n % 3, stall });
    const master = wishboneMaster(sim, 'ws', { pipelined });
    await exercise(sim, master, 4, 16, 0x100);
    const burst = [0, 4, 8, 12].map((offset) => master.write(0x100 + offset, 0xa0 + offset));
    await sim.gather(...burst);
    expect(new Uint8Array(memory.find(0x100, 16)?.bytes.subarray(0, 16) ?? [])[12]).toBe(0xac);
    await expect(master.write(0x800, 1)).rejects.toThrow('ERR');
  });

  test.each([
    [3, 'STB without CYC'],
    [4, 'STB dropped'],
    [5, 'word changed'],
    [6, 'answer nobody asked for'],
  ])('what a side does wrong is told: tamper %i, %s', async (bit, rule) => {
    const sim = await start();
    wishboneRam(sim, 'wm', { pipelined: false, waits: 4 }).memory.allocate(0, 64);
    const master = wishboneMaster(sim, 'ws', { pipelined: false });
    const run = async () => {
      const access = bit === 6 ? sim.clock.cycles(20) : master.write(8, 1);
      await sim.clock.cycles(4);
      sim.port.tamper.value = 1 << bit;
      await access;
    };
    await expect(run()).rejects.toThrow(rule);
  });
});

describe('UART', () => {
  const baud = 1e9 / 50; // ten cycles of 5 ns a bit

  test('a design that sends back each character plus one', async () => {
    const sim = await start();
    const source = uartSource(sim, sim.port.uart_rx, { baud });
    const sink = uartSink(sim, sim.port.uart_tx, { baud });
    const text = 'HAL 9000';
    await source.send(new TextEncoder().encode(text));
    const received = [];
    for (let i = 0; i < text.length; i++) {
      received.push(await sink.receive());
    }
    expect(String.fromCharCode(...received)).toBe('IBM!:111');
    expect([sink.empty, sink.count]).toEqual([true, 0]);
  });

  test.each([{ bits: 7, parity: 'even', stop: 2 }, { bits: 8, parity: 'odd' }, { bits: 5 }] as const)(
    'characters of %o arrive as sent, at an odd rate',
    async (options) => {
      const sim = await start();
      const shape = { ...options, baud: 921_600 };
      const sink = uartSink(sim, sim.port.wire_out, shape);
      const sent = Array.from({ length: 40 }, () => sim.random.below(2 ** options.bits));
      await uartSource(sim, sim.port.wire_in, shape).send(sent);
      expect(sink.count).toBe(40);
      const received = [];
      while (!sink.empty) {
        received.push(await sink.receive());
      }
      expect(received).toEqual(sent);
    },
  );

  test('parity and stop bits are checked', async () => {
    const wrong = async (parity: 'even' | 'odd', breaks: boolean) => {
      const sim = await start();
      const source = uartSource(sim, sim.port.wire_in, { parity: 'even', baud });
      uartSink(sim, sim.port.wire_out, { parity, baud });
      await (breaks ? source.sendBreak(1000) : source.send([0x55]));
      await sim.delay(1000);
    };
    await expect(wrong('odd', false)).rejects.toThrow('parity error: character 0x55 with parity bit 0');
    await expect(wrong('even', true)).rejects.toThrow('framing error');
    await wrong('even', false);
  });
});

describe('SPI', () => {
  test('a slave of the design answers with the complement of the byte before', async () => {
    const sim = await start();
    const master = spiMaster(sim, spiWires(sim, 'spi'));
    expect(await master.transfer([0x12, 0x34, 0xff])).toEqual([0xff, 0xed, 0xcb]);
    expect(await master.transfer([1])).toEqual([0]);
  });

  test.each([
    [0, 8, false],
    [1, 12, false],
    [2, 8, true],
    [3, 32, false],
  ] as const)(
    'a device sees what a master sends in mode %i, %i bits, least significant first: %s',
    async (...shape) => {
      const [mode, bits, lsbFirst] = shape;
      const sim = await start();
      const options = { mode, bits, lsbFirst };
      const word = () => sim.random.below(2 ** bits);
      const sent = [word(), word(), word()];
      const answers = [word(), word(), word(), 0];
      const device = spiDevice(sim, spiWires(sim, 'sm'), { ...options, reply: (received) => answers[received.length] });
      const master = spiMaster(sim, spiWires(sim, 'ss'), { ...options, period: 33 });
      for (let round = 0; round < 2; round++) {
        expect(await master.transfer(sent)).toEqual(answers.slice(0, 3));
        expect(await device.receive()).toEqual(sent);
      }
      expect(device.empty).toBe(true);
    },
  );
});

describe('I2C', () => {
  const bus = (sim: Simulation) => ({ scl: sim.port.i2c_scl, sda: sim.port.i2c_sda });

  test('a device of the design and a memory share a bus', async () => {
    const sim = await start();
    const master = i2cMaster(sim, bus(sim), { frequency: 1e6 });
    const { memory } = i2cMemory(sim, bus(sim), { address: 0x51, stretch: 700 });
    expect(await master.read(0x2a, 2)).toEqual([0x96, 0x96]);
    await master.write(0x2a, [0x3c]);
    expect(sim.port.i2c_register.value).toBe(0x3c);
    await master.write(0x51, [0x10, 1, 2, 3]);
    expect([...memory.subarray(0x10, 0x14)]).toEqual([1, 2, 3, 0]);
    memory.set([0x80, 0x7f, 0xff, 0], 0x20);
    expect(await master.writeRead(0x51, [0x20], 4)).toEqual([0x80, 0x7f, 0xff, 0]);
    expect(await master.read(0x51, 1)).toEqual([memory[0x24]]);
    expect(await master.read(0x2a, 1)).toEqual([0x3c]);
  });

  test('who is not there does not acknowledge', async () => {
    const sim = await start();
    const master = i2cMaster(sim, bus(sim));
    await expect(master.write(0x11, [1])).rejects.toThrow(I2cNoAcknowledge);
    expect(await master.read(0x2a, 1)).toEqual([0x96]); // the bus is free again
  });
});

describe('a reset in mid-frame', () => {
  const reset = async (sim: Simulation) => {
    sim.port.rst.value = 1;
    await sim.clock.cycles(4);
    sim.port.rst.value = 0;
  };
  const outcome = (task: PromiseLike<unknown>) => Promise.resolve(task).catch((error) => error);

  test('UART: half a character is neither received nor a violation; what is queued is sent afterwards', async () => {
    const baud = 1e9 / 50;
    let cut = 0;
    for (let at = 30; at < 1500; at += 75) {
      const sim = await start();
      const source = uartSource(sim, sim.port.uart_rx, { baud, parity: 'none' });
      const sink = uartSink(sim, sim.port.uart_tx, { baud });
      source.send([0x40, 0x0f, 0x41]);
      await sim.delay(at);
      await reset(sim);
      await source.send([0x7e]);
      const received: number[] = [];
      do {
        received.push(await sink.receive());
      } while (received.at(-1) !== 0x7f);
      expect(received).toEqual([0x41, 0x10, 0x42, 0x7f].filter((character) => received.includes(character)));
      cut += 4 - received.length;
    }
    expect(cut).toBeGreaterThan(15); // at nearly every time something is under way
  });

  test('SPI: half a transfer is no violation, and its master gets an error', async () => {
    for (let at = 40; at < 900; at += 55) {
      const sim = await start();
      const device = spiDevice(sim, spiWires(sim, 'sm'), { reply: (received) => received.length });
      const master = spiMaster(sim, spiWires(sim, 'ss'), { period: 40 });
      const [first, queued] = [outcome(master.transfer([1, 2, 3])), outcome(master.transfer([4]))];
      await sim.delay(at);
      await reset(sim);
      for (const end of [await first, await queued]) {
        expect(end).toBeInstanceOf(BusError);
        expect((end as Error).message).toMatch(/^spi transfer on ss_sclk: cut short by a reset/);
      }
      expect(device.empty).toBe(true);
      expect(await master.transfer([0xab, 0xcd])).toEqual([0, 1]);
      expect(await device.receive()).toEqual([0xab, 0xcd]);
    }
  });

  test('I2C: both wires are let go, and the next transfer is whole', async () => {
    for (let at = 400; at < 30_000; at += 1730) {
      const sim = await start();
      const wires = { scl: sim.port.i2c_scl, sda: sim.port.i2c_sda };
      const master = i2cMaster(sim, wires, { frequency: 1e6 });
      const { memory } = i2cMemory(sim, wires, { address: 0x51, stretch: 300 });
      const first = outcome(master.writeRead(0x51, [0x10, 1, 2], 2));
      await sim.delay(at);
      sim.port.rst.value = 1;
      await sim.clock.cycles(4);
      expect([sim.port.i2c_scl.value, sim.port.i2c_sda.value]).toEqual([1, 1]);
      const during = master.write(0x51, [0x20, 9]); // waits for the end of the reset
      sim.port.rst.value = 0;
      expect(await first).toBeInstanceOf(BusError);
      await during;
      expect(memory[0x20]).toBe(9);
      expect(await master.read(0x2a, 1)).toEqual([0x96]);
    }
  });

  type Models = (sim: Simulation) => readonly [WordMaster, { readonly memory: AddressSpace }];
  const waits = (n: number) => n % 4;
  const wishbone =
    (pipelined: boolean): Models =>
    (sim) => {
      const stall = pipelined ? randomPause(sim.random.fork('s'), 0.4) : undefined;
      return [wishboneMaster(sim, 'ws', { pipelined }), wishboneRam(sim, 'wm', { pipelined, waits, stall })];
    };
  const links: [name: string, wide: boolean, models: Models][] = [
    ['APB', true, (sim) => [apbMaster(sim, 'as'), apbRam(sim, 'am', { waits })]],
    ['Wishbone', false, wishbone(false)],
    ['Wishbone, pipelined', false, wishbone(true)],
  ];
  test.each(links)('%s: in any cycle of an access it breaks no rule, and the next ones are right', async (...link) => {
    const [, wide, models] = link;
    let cut = 0;
    for (let at = 1; at < 30; at++) {
      const sim = await start();
      const [master, { memory }] = models(sim);
      memory.allocate(0, 64);
      const value = (word: number) => (wide ? BigInt(word + at) : word + at);
      const ends = Array.from({ length: 6 }, (_, word) => outcome(master.write(8 * word, value(word))));
      await sim.clock.cycles(at);
      sim.port.rst.value = 1;
      await sim.clock.cycles(1 + (at % 3));
      sim.port.rst.value = 0;
      for (const end of await Promise.all(ends)) {
        if (end instanceof Error) {
          expect(end).toBeInstanceOf(BusError);
          expect(end.message).toContain('cut short by a reset');
          cut++;
        }
      }
      for (let word = 0; word < 6; word++) {
        await master.write(8 * word, value(word * 7));
      }
      for (let word = 0; word < 6; word++) {
        expect(await master.read(8 * word)).toBe(value(word * 7));
      }
    }
    expect(cut).toBeGreaterThan(40);
  });

  test('a reset that is named is gone by', async () => {
    const sim = await start();
    const options = { baud: 1e9 / 50, reset: 'tamper' };
    const sink = uartSink(sim, sim.port.wire_out, options);
    const source = uartSource(sim, sim.port.wire_in, options);
    source.send([0x55, 0x66]);
    await sim.delay(300);
    sim.port.tamper.value = 1;
    await sim.delay(100);
    sim.port.tamper.value = 0;
    await source.send([0x77]);
    expect([await sink.receive(), await sink.receive(), sink.count]).toEqual([0x66, 0x77, 0]);
  });
});
