/**
 * The driver and command lists on the emitted accelerator: interrupts, time limits, faults of the memory, and what
 * comes behind them.
 */
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { type SimulatedBus, type SimulatedBusOptions, simulatedBus } from '../../backends/rtl/simulated-bus.ts';
import { startSimulator } from '../../backends/rtl/simulator.ts';
import type { Model } from '../../decoder/model.ts';
import { createCache, forward } from '../../decoder/pass.ts';
import { randomDecoder, SMALL } from '../../program/test/random-decoder.ts';
import type { DeviceBus } from '../bus.ts';
import { deviceAccelerator } from '../device-accelerator.ts';
import { openDriver } from '../driver.ts';
import { control_registers as MAP } from '../registers.ts';

const TOKENS = 2;
const DECODER = { ...SMALL, layers: 1 };
const TEXT = [5, 77, 12, 200, 31];
const open: { close(): unknown }[] = [];
beforeAll(() => startSimulator('system', TOKENS), 900_000);
afterEach(async () => {
  for (const each of open.splice(0)) {
    await each.close();
  }
});

const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.slice().buffer);
/** Logits of the text, each token's. */
async function logits(model: Model): Promise<Uint32Array> {
  const cache = createCache(model, 40);
  try {
    return bitsOf(await forward(model, cache, TEXT, 'all'));
  } finally {
    cache.release();
  }
}

let expected: Uint32Array;
beforeAll(async () => {
  expected = await logits((await randomDecoder(DECODER, { accelerator: openGolden({ engine: 'fused' }) })).model);
});

async function setUp(options: SimulatedBusOptions = {}, wrap: (bus: SimulatedBus) => DeviceBus = (bus) => bus) {
  const bus = simulatedBus(await startSimulator('system', TOKENS), options);
  const driver = await openDriver(wrap(bus), { factor: 8, milliseconds: 0.2 });
  const accelerator = deviceAccelerator('rtl', driver);
  open.push(accelerator);
  const { model } = await randomDecoder(DECODER, { accelerator });
  return { bus, driver, model };
}

/** The region of the newest buffer whose name begins so. */
function regionOf({ memory }: SimulatedBus, name: string) {
  let found: ReturnType<typeof memory.find>;
  for (let address = memory.first; address < memory.first + 2 ** 24; address += 4096) {
    const region = memory.find(address);
    if (region?.name.startsWith(name)) {
      found = region;
    }
  }
  if (!found) {
    throw new Error(`no buffer is named ${name}`);
  }
  return found;
}

describe('a list', () => {
  test('ends by an interrupt', async () => {
    const { model } = await setUp();
    expect(await logits(model)).toEqual(expected);
  });

  test('ends without one: interrupts that are lost cost time, nothing else', async () => {
    const { model } = await setUp({}, (bus) => ({
      ...bus,
      async interrupt(milliseconds) {
        bus.run(Math.ceil(milliseconds * 1000 * bus.megahertz));
        return false;
      },
    }));
    expect(await logits(model)).toEqual(expected);
  });

  test('ends on a bus that polls', async () => {
    const { model } = await setUp({}, (bus) => ({
      ...bus,
      async interrupt(milliseconds, isDone) {
        const end = bus.now() + milliseconds;
        while (!isDone() && bus.now() < end) {
          bus.run(100);
        }
        return isDone();
      },
    }));
    expect(await logits(model)).toEqual(expected);
  });

  test('that the device does not take: a time limit with what was seen, and then the right bits', async () => {
    let isDeaf = false;
    const { model } = await setUp({}, (bus) => ({
      ...bus,
      write32(offset, value) {
        if (!(isDeaf && offset === MAP.push.offset)) {
          bus.write32(offset, value);
        }
      },
    }));
    await logits(model);
    isDeaf = true;
    await expect(logits(model)).rejects.toThrow(
      /^simulated accelerator at 200 MHz: tokens 0 … 1: nothing for \d+\.\d ms; \d commands completed, 0 queued, idle$/,
    );
    isDeaf = false;
    expect(await logits(model)).toEqual(expected);
  });

  test.each([200, 1500, 3500, 5500])(
    'whose time is over after %i cycles is stopped where it is, and the next one has the right bits',
    async (after) => {
      let isLate = false;
      let skew = 0;
      const { model } = await setUp({}, (bus) => ({
        ...bus,
        now: () => bus.now() + skew,
        async interrupt(milliseconds, isDone) {
          if (!isLate) {
            return bus.interrupt(milliseconds, isDone);
          }
          bus.run(after);
          skew += milliseconds;
          return false;
        },
      }));
      isLate = true;
      await expect(logits(model)).rejects.toThrow(
        /tokens 0 … 1: nothing for \d+\.\d ms; 0 commands completed, 0 queued, busy$/,
      );
      isLate = false;
      expect(await logits(model)).toEqual(expected);
    },
  );

  test.each([
    ['list 2 tokens', 'read', /error read: .*the list; .*list 2 tokens, all/],
    ['cos and sin', 'read', /error read: .*cos and sin/],
    ['layers.0.attention_norm', 'read', /error read: .*layers\.0\.attention_norm/],
    ['rows of the embedding', 'read', /error read: .*rows of the embedding/],
    ['layers.0.up', 'read', /error read: .*layers\.0\.up/],
    ['keys and values', 'written', /error (read|write): .*keys and values/],
    ['logits', 'written', /error write: .*logits/],
  ])('whose %s cannot be %s: the error names it, and the next list has the right bits', async (name, _, message) => {
    let broken = [0, 0];
    const { bus, model } = await setUp({ respond: (at) => (at >= broken[0] && at < broken[1] ? 2 : 0) });
    expect(await logits(model)).toEqual(expected);
    const { address, bytes } = regionOf(bus, name);
    broken = [address, address + bytes.length];
    await expect(logits(model)).rejects.toThrow(message);
    broken = [0, 0];
    expect(await logits(model)).toEqual(expected);
  });
});
