/** The driver on the emitted accelerator with simulated memory: results, faults, recovery. */
import { ERROR } from '@macromac/rtl';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { goldenMatmul } from '../../backends/golden/matmul.ts';
import { type SimulatedBus, type SimulatedBusOptions, simulatedBus } from '../../backends/rtl/simulated-bus.ts';
import { startSimulator } from '../../backends/rtl/simulator.ts';
import { packMatrix } from '../../model/pack.ts';
import { MATRIX_FORMATS, type MatrixFormat, matrixLayout } from '../../port/layout.ts';
import { randomActivations, randomMatrix } from '../../testing/arbitrary.ts';
import type { DeviceBus } from '../bus.ts';
import { commandRegisters } from '../command.ts';
import { openDriver } from '../driver.ts';
import { ERROR_CODES } from '../error-codes.ts';
import { control_registers as MAP } from '../registers.ts';

const TOKENS = 2;
const open: { close(): unknown }[] = [];
// Building the simulator takes minutes; from then on it comes from the cache.
beforeAll(() => startSimulator('system', TOKENS), 900_000);
afterEach(async () => {
  for (const each of open.splice(0)) {
    await each.close();
  }
});

const matrix = (n: number, k: number, seed: number, format: MatrixFormat = 'awq-macro') => ({
  name: `W${seed}`,
  n,
  k,
  format,
  data: packMatrix(randomMatrix(format, n, k, seed), format),
});

async function setUp(options: SimulatedBusOptions = {}, wrap: (bus: SimulatedBus) => DeviceBus = (bus) => bus) {
  const bus = simulatedBus(await startSimulator('system', TOKENS), options);
  // A short patience, so that waiting in vain does not take long here.
  const driver = await openDriver(wrap(bus), { factor: 4, milliseconds: 0.1 });
  open.push(driver);
  /** Multiplies and compares with the golden model. */
  const check = async (matrices: ReturnType<typeof matrix>[], tokens: number, seed = 5) => {
    const x = randomActivations(tokens * matrices[0].k, seed);
    const results = await driver.multiply(
      x,
      tokens,
      matrices.map((each) => driver.load(each)),
    );
    matrices.forEach((each, i) => {
      expect(new Uint32Array(results[i].buffer)).toEqual(
        new Uint32Array(goldenMatmul('fused', each, x, tokens).buffer),
      );
    });
  };
  return { bus, driver, check };
}

/** Address of the newest buffer of a name. */
function findBuffer({ memory }: SimulatedBus, name: string): number {
  let found = -1;
  for (let address = memory.first; address < memory.first + 2 ** 26; address += 4096) {
    const region = memory.find(address);
    if (region?.name === name) {
      found = region.address;
    }
  }
  if (found < 0) {
    throw new Error(`no buffer is named ${name}`);
  }
  return found;
}

test('the error codes are those of the hardware', () => {
  const names = Object.fromEntries(Object.entries(ERROR_CODES).map(([code, [name]]) => [name, Number(code)]));
  expect(names).toEqual(ERROR);
});

test('says what the device is', async () => {
  const { driver } = await setUp();
  const lists = { lists: true, again: true };
  expect(driver.capabilities).toEqual({ tokens: TOKENS, engine: 'fused', queue: 8, maxK: 8192, ...lists });
});

test.each(MATRIX_FORMATS)('more commands than the queue holds, %s', async (format) => {
  const { check } = await setUp({ ddr: 'stress' });
  await check([matrix(70, 130, 1, format), matrix(32, 130, 2, format), matrix(97, 130, 3, format)], 9);
});

test('weights in place: an array that is not aligned is copied', async () => {
  const { check } = await setUp();
  const aligned = matrix(33, 70, 4);
  const bytes = new Uint8Array(aligned.data.length + 1);
  bytes.set(aligned.data, 1);
  await check([{ ...aligned, data: bytes.subarray(1) }], 1);
});

test('the counters: every beat is counted, and at least 95 % of the cycles of a long queue have one', async () => {
  const { driver, check } = await setUp();
  await check([matrix(896, 896, 6), matrix(896, 896, 7)], 1);
  const { beats, streaming, starved } = driver.counters();
  expect(beats).toBe(2 * 28 * 14 * 18);
  expect(beats / streaming).toBeGreaterThan(0.95);
  expect(starved).toHaveLength(4);
});

describe('faults', () => {
  test.each([
    ['a read', 2, /error read: .*; weights of channel 1; SLVERR at 0x[0-9a-f]+: W8, channel 1 \+ 256 bytes$/],
    ['a read', 3, /error read: .*; DECERR at /],
  ])('%s answered with %i: named with its tensor, and the next call gives the right bits', async (_, code, message) => {
    let broken = -1;
    const { driver, check } = await setUp({ respond: (address) => (address === broken ? code : 0) });
    const resident = driver.load(matrix(70, 200, 8));
    broken = resident.channels[1].address + 272;
    await expect(driver.multiply(randomActivations(200, 1), 1, [resident])).rejects.toThrow(message);
    broken = -1;
    await check([matrix(40, 100, 9)], 2);
  });

  test.each([
    ['operation', 2, /error operation: no such operation in this build$/],
    ['reserved', 1, /error reserved: a bit that must be 0 is not$/],
  ] as const)(
    'command_flags.%s is %i: refused, and the next call gives the right bits',
    async (field, value, message) => {
      let spoilt = value * 2 ** MAP.command_flags.fields[field].low;
      const { driver, check } = await setUp({}, (bus) => ({
        ...bus,
        write32: (offset, word) => bus.write32(offset, offset === MAP.command_flags.offset ? word + spoilt : word),
      }));
      const resident = driver.load(matrix(40, 64, 13));
      await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(message);
      spoilt = 0;
      // Of two vectors, so that the flags are written again.
      await check([matrix(40, 64, 14)], 2);
    },
  );

  test('an address of more than 40 bits is never staged', () => {
    const plan = {
      layout: matrixLayout('awq-macro', 32, 64),
      tokens: 1,
      reuse: false,
      interrupt: false,
      top: false,
      weights: [0, 0, 0, 0],
      activations: 2 ** 40 - 4096,
    };
    expect(() => commandRegisters({ ...plan, results: 2 ** 40 - 4096 })).not.toThrow();
    expect(() => commandRegisters({ ...plan, results: 2 ** 40 })).toThrow(
      'register results_high.bits: 256 does not fit 8 bits',
    );
  });

  test('a write answered with an error', async () => {
    let broken = [0, 0];
    const { bus, driver, check } = await setUp({ respond: (at) => (at >= broken[0] && at < broken[1] ? 2 : 0) });
    await check([matrix(40, 64, 10)], 1);
    const resident = driver.load(matrix(40, 64, 11));
    // The buffer for results is the driver's own: the last one before the second matrix.
    const first = resident.channels[0].address;
    const results = bus.memory.find(first - 65_536)!;
    expect(results.name).toBe('results');
    broken = [results.address, first];
    await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(
      /error write: .*; results; SLVERR at .*: results \+ 0 bytes$/,
    );
    broken = [0, 0];
    await check([matrix(40, 64, 12)], 1);
  });

  test('lost interrupts cost time, nothing else', async () => {
    const { check } = await setUp({}, (bus) => ({
      ...bus,
      async interrupt(milliseconds) {
        bus.run(Math.ceil(milliseconds * 1000 * bus.megahertz));
        return false;
      },
    }));
    await check([matrix(70, 130, 13), matrix(32, 130, 14)], 5);
  });

  test('an interrupt that never goes away: results as ever, and the time limit holds', async () => {
    let isDeaf = false;
    const { driver, check } = await setUp({}, (bus) => ({
      ...bus,
      read32: (offset) => (offset === MAP.interrupt.offset ? 1 : bus.read32(offset)),
      interrupt: async () => true,
      write32: (offset, value) => {
        if (isDeaf && offset === MAP.push.offset) {
          return;
        }
        bus.write32(offset, value);
      },
    }));
    await check([matrix(70, 130, 17), matrix(32, 130, 18)], 5);
    isDeaf = true;
    const resident = driver.load(matrix(40, 64, 19));
    await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(/W19: nothing for 0.1 ms/);
  });

  test.each([1, 2, 3])(
    'a read error in prefill, in activations of pass %i: the next call, of another K, gives the right bits',
    async (pass) => {
      let broken = -1;
      const { bus, driver, check } = await setUp({ respond: (address) => (address === broken ? 2 : 0) });
      // As many vectors as later, so that the buffers stay.
      await check([matrix(40, 2048, 30)], 9);
      const resident = [matrix(70, 2048, 31), matrix(40, 2048, 32)].map((each) => driver.load(each));
      // The driver's own buffer, of which two vectors are a pass.
      const activations = findBuffer(bus, 'activations');
      broken = activations + 4 * 2048 * 2 * pass + 4096;
      await expect(driver.multiply(randomActivations(9 * 2048, 1), 9, resident)).rejects.toThrow(
        /error read: .*; activations/,
      );
      broken = -1;
      await check([matrix(40, 192, 33), matrix(33, 192, 34)], 5);
      await check([matrix(40, 512, 35)], 3);
    },
  );

  test.each([0, 40, 100, 200, 400, 1800])(
    'stopped in prefill as Ctrl-C stops it, %i cycles after the second command: the next driver gives the right bits',
    async (after) => {
      const bus = simulatedBus(await startSimulator('system', TOKENS));
      open.push(bus);
      let pushes = 0;
      const stopped = new Error('stopped');
      const first = await openDriver({
        ...bus,
        write32(offset, value) {
          bus.write32(offset, value);
          if (offset !== MAP.push.offset || ++pushes !== 2) {
            return;
          }
          bus.run(after);
          // What the process writes last: openBoard in sw/backends/kv260/kv260.ts.
          bus.write32(MAP.interrupt_enable.offset, 0);
          bus.write32(MAP.control.offset, 1);
          throw stopped;
        },
      });
      // One matrix, so that the second command's activations are the next pass's: they are asked for while the first's
      // come.
      const resident = [first.load(matrix(70, 8192, 41))];
      await expect(first.multiply(randomActivations(9 * 8192, 1), 9, resident)).rejects.toBe(stopped);
      const next = await openDriver(bus, { factor: 20, milliseconds: 0.1 });
      for (const [n, k, tokens] of [
        [40, 192, 5],
        [33, 512, 1],
        [70, 320, 2],
      ]) {
        const each = matrix(n, k, k);
        const x = randomActivations(tokens * k, 5);
        const [y] = await next.multiply(x, tokens, [next.load(each)]);
        expect(new Uint32Array(y.buffer)).toEqual(new Uint32Array(goldenMatmul('fused', each, x, tokens).buffer));
      }
    },
  );

  test('a device that never ends: time limit with what was seen, and it can be used again', async () => {
    let isDeaf = true;
    const { driver, check } = await setUp({}, (bus) => ({
      ...bus,
      write32: (offset, value) => {
        if (isDeaf && offset === MAP.push.offset) {
          return;
        }
        bus.write32(offset, value);
      },
    }));
    const resident = driver.load(matrix(40, 64, 15));
    await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(
      /^simulated accelerator at 200 MHz: W15: nothing for 0.1 ms; 0 commands completed, 0 queued, idle$/,
    );
    isDeaf = false;
    await check([matrix(40, 64, 16)], 1);
  });

  test.each([
    ['identification', 0, /identification is 0x0, expected 0x4d4d4143: not this accelerator/],
    ['version', 0x2_0000, /registers of version 2.0, this driver speaks 1.x/],
    ['capabilities', 0x80_0822, /built to give its results out of an AXI-Stream; this driver reads them from memory/],
  ] as const)('another %s is refused', async (register, word, message) => {
    const bus = simulatedBus(await startSimulator('system', TOKENS));
    const other = {
      ...bus,
      read32: (offset: number) => (offset === MAP[register].offset ? word : bus.read32(offset)),
    };
    await expect(openDriver(other)).rejects.toThrow(message);
  });
});
