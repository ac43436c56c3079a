import {
  type Accelerator,
  type Counters,
  checkOperands,
  type ListDevice,
  type ResidentMatrix,
} from '../port/accelerator.ts';
import { CHANNELS } from '../port/layout.ts';
import { FORMAT_CODES } from './command.ts';
import type { DeviceCounters } from './counters.ts';
import type { DeviceMatrix, Driver } from './driver.ts';
import type { DeviceBuffer } from './memory.ts';

/** An accelerator out of a device that its driver has opened: simulated, or on the board. */
export function deviceAccelerator(backend: string, driver: Driver): Accelerator {
  const zero: Counters = { cycles: 0, beats: 0, stalls: 0, seconds: 0 };
  let total = zero;
  let lastCall = zero;
  let last: Promise<unknown> = Promise.resolve();

  /** Calls are carried out in order, and what each costs is counted. */
  const inTurn = <T>(call: () => Promise<T>): Promise<T> => {
    const result = last.then(async () => {
      const before = driver.counters();
      const start = performance.now();
      const results = await call();
      lastCall = cost(before, driver.counters(), (performance.now() - start) / 1000);
      total = plus(total, lastCall);
      return results;
    });
    last = result.catch(() => {});
    return result;
  };

  const lists: ListDevice = {
    tokens: driver.capabilities.tokens,
    again: driver.capabilities.again,
    allocate: driver.allocate,
    place: driver.place,
    locate(matrix) {
      const { layout, channels } = matrix as DeviceMatrix;
      const { format, groups, blocks } = layout;
      return { format: FORMAT_CODES[format], groups, blocks, weights: channels.map(({ address }) => address) };
    },
    written(buffer, first = 0, bytes = buffer.bytes.length) {
      const part = { address: buffer.address + first, bytes: buffer.bytes.subarray(first, first + bytes) };
      driver.memory.syncForDevice({ ...(buffer as DeviceBuffer), ...part });
    },
    read: (buffer) => driver.memory.syncForCpu(buffer as DeviceBuffer),
    run: ({ beats, ...list }) => inTurn(() => driver.runList(list, beats / (1000 * driver.megahertz))),
  };

  return {
    backend,
    ...(driver.capabilities.lists ? { lists } : {}),
    engine: driver.capabilities.engine,
    tokensPerPass: driver.capabilities.tokens,
    maxK: driver.capabilities.maxK,
    load: async (matrix) => driver.load(matrix),
    multiply: (x, tokens, matrices: readonly ResidentMatrix[]) =>
      inTurn(async () => {
        checkOperands(x, tokens, matrices);
        return driver.multiply(x, tokens, matrices as readonly DeviceMatrix[]);
      }),
    topK: (x, matrix: ResidentMatrix) =>
      inTurn(async () => {
        checkOperands(x, 1, [matrix]);
        return driver.topK(x, matrix as DeviceMatrix);
      }),
    statistics: () => ({ total, lastCall }),
    async close() {
      await last;
      await driver.close();
    },
  };
}

function cost(before: DeviceCounters, after: DeviceCounters, seconds: number): Counters {
  const beats = after.beats - before.beats;
  const streaming = after.streaming - before.streaming;
  const starved = after.starved.map((cycles, c) => cycles - before.starved[c]);
  return {
    cycles: after.busy - before.busy,
    beats: CHANNELS * beats,
    stalls: CHANNELS * (streaming - beats),
    starved,
    backPressured: after.backPressured - before.backPressured,
    seconds,
  };
}

function plus(a: Counters, b: Counters): Counters {
  return {
    cycles: a.cycles + b.cycles,
    beats: a.beats + b.beats,
    stalls: a.stalls + b.stalls,
    starved: b.starved?.map((cycles, c) => cycles + (a.starved?.[c] ?? 0)),
    backPressured: (a.backPressured ?? 0) + (b.backPressured ?? 0),
    seconds: a.seconds + b.seconds,
  };
}
