import { afterEach, expect, test } from 'vitest';
import { openUioBus } from '../../backends/kv260/uio-bus.ts';
import type { DeviceBus } from '../../driver/bus.ts';
import { openDriver } from '../../driver/driver.ts';
import { macromac } from '../../testing/command-line.ts';
import { fakeBoard, withDevice } from '../../testing/fake-board.ts';
import { soak } from '../soak.ts';

const clean: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of clean.splice(0).reverse()) {
    await each();
  }
});

/** A driver of a device that computes as it should, seen through `wrap`. */
async function driverOf(wrap: (bus: DeviceBus) => DeviceBus = (bus) => bus) {
  const board = fakeBoard();
  const bus = withDevice(openUioBus(board.files), board);
  const driver = await openDriver(wrap(bus), { factor: 100, milliseconds: 1000 });
  clean.push(board.remove, bus.stop, () => driver.close());
  return driver;
}

test('as many products as are wanted are compared, other ones by another seed', async () => {
  const driver = await driverOf();
  const seen: string[] = [];
  const check = await soak(driver, { products: 12, seed: 5 }, (text) => seen.push(text));
  expect(check).toMatchObject({ name: 'soak', state: 'ok' });
  expect(check.found).toMatch(/^12 products, \d+ values, seed 5: the bits of the golden model$/);
  expect(seen).toHaveLength(12);
  expect((await soak(driver, { products: 12, seed: 6 })).found).not.toContain(check.found.split(',')[1]);
});

test('a bit that flips once in many products is found, with the place and the seed, and at the same place again', async () => {
  const places: string[] = [];
  for (let run = 0; run < 2; run++) {
    let results = 0;
    const driver = await driverOf((bus) => ({
      ...bus,
      memory: {
        ...bus.memory,
        syncForCpu(buffer) {
          bus.memory.syncForCpu(buffer);
          if (results++ === 9) {
            buffer.bytes[1] ^= 4;
          }
        },
      },
    }));
    const check = await soak(driver, { products: 40, seed: 11 });
    expect(check).toMatchObject({ name: 'soak', state: 'failed', expected: expect.stringContaining('every product') });
    expect(check.found).toMatch(/^product \d+ of 40, seed 11: .* (output|place) \d+/);
    places.push(check.found);
  }
  expect(places[0]).toBe(places[1]);
});

test('a seed without a soak is refused', async () => {
  expect(await macromac('doctor', '--soak-seed', '1')).toMatchObject({
    code: 2,
    stderr: 'macromac: --soak-seed belongs to --soak <products>\n',
  });
});
