/** The board's bus and back end over files that stand in for Linux' devices. No board is involved. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { control_registers as MAP } from '../../../driver/registers.ts';
import { packMatrix } from '../../../model/pack.ts';
import { randomActivations, randomMatrix } from '../../../testing/arbitrary.ts';
import { type Behaviour, type FakeBoard, fakeBoard, withDevice } from '../../../testing/fake-board.ts';
import { openAccelerator } from '../../backends.ts';
import { goldenMatmul } from '../../golden/matmul.ts';
import { goldenTopK } from '../../golden/top-k.ts';
import { findBoard, openBoard, openKv260 } from '../kv260.ts';
import { openUioBus } from '../uio-bus.ts';

const clean: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of clean.splice(0).reverse()) {
    await each();
  }
});

function board(): FakeBoard {
  const result = fakeBoard();
  clean.push(() => result.remove());
  return result;
}

const matrix = (n: number, k: number, seed: number) => ({
  name: `W${seed}`,
  n,
  k,
  format: 'awq-macro' as const,
  data: packMatrix(randomMatrix('awq-macro', n, k, seed), 'awq-macro'),
});

/** The driver on the fake device; a short patience, so that waiting in vain does not take long. */
async function setUp(behaviour: Behaviour = {}) {
  const fake = board();
  const device = withDevice(openUioBus(fake.files), fake, behaviour);
  clean.push(() => device.stop());
  const driver = await openBoard(device, { factor: 1, milliseconds: 100 });
  clean.push(() => driver.close());
  const check = async (n: number, k: number, tokens: number, seed: number) => {
    const each = matrix(n, k, seed);
    const x = randomActivations(tokens * k, seed + 1);
    const [y] = await driver.multiply(x, tokens, [driver.load(each)]);
    expect(new Uint32Array(y.buffer)).toEqual(new Uint32Array(goldenMatmul('fused', each, x, tokens).buffer));
  };
  return { fake, driver, check, behaviour };
}

describe('bus', () => {
  test('registers are the words of the file', () => {
    const { files } = board();
    const bus = openUioBus(files);
    clean.push(() => bus.close());
    expect(bus.read32(0)).toBe(0x4d4d4143);
    bus.write32(MAP.weights_1_low.offset, 0xdeadbeef);
    expect(bus.read32(MAP.weights_1_low.offset)).toBe(0xdeadbeef);
    expect(readFileSync(files.registers).readUInt32LE(MAP.weights_1_low.offset)).toBe(0xdeadbeef);
  });

  test('memory: buffers on pages, zeroed, at their physical addresses, written back by range', () => {
    const { files } = board();
    const { memory, close } = openUioBus(files);
    clean.push(close);
    const a = memory.place('a', new Uint8Array(5000).fill(7));
    const b = memory.allocate('b', 10);
    expect([a.address, b.address, b.bytes.length]).toEqual([0x8_1000_0000, 0x8_1000_2000, 4096]);
    const file = readFileSync(files.memory);
    expect([file[4999], file[5000], file[8191], file[8192], file[12288]]).toEqual([7, 0, 0, 0, 0xa5]);
    const said = (name: string) => readFileSync(join(files.attributes, name), 'utf8');
    expect(said('sync_for_device')).toBe('0x0000200000001005');
    memory.syncForCpu(a);
    expect(said('sync_for_cpu')).toBe('0x0000000000002009');
    expect(() => memory.allocate('c', 8 * 2 ** 20)).toThrow(
      /^c: 8388608 bytes do not fit .*8376320 of 8388608 are free/,
    );
  });

  test('an interrupt ends the wait; it is let through again each time; the event loop goes on meanwhile', async () => {
    const { files, line } = board();
    const bus = openUioBus(files);
    clean.push(() => bus.close());
    for (let i = 0; i < 3; i++) {
      let isDone = false;
      let ticks = 0;
      const ticking = setInterval(() => ticks++, 1);
      setTimeout(() => {
        isDone = true;
        writeSync(line, new Uint32Array([i]));
      }, 15);
      expect(await bus.interrupt(5000, () => isDone)).toBe(true);
      clearInterval(ticking);
      expect(ticks).toBeGreaterThan(0);
    }
  });

  test('no interrupt: false after the time', async () => {
    const bus = openUioBus(board().files);
    clean.push(() => bus.close());
    const start = performance.now();
    expect(await bus.interrupt(60, () => false)).toBe(false);
    expect(performance.now() - start).toBeGreaterThanOrEqual(59);
  });

  test('closed during a wait: the wait ends with an error', async () => {
    const bus = openUioBus(board().files);
    const wait = bus.interrupt(10_000, () => false);
    await bus.close();
    await expect(wait).rejects.toThrow(/uio0: closed$/);
    expect(() => bus.read32(0)).toThrow(/uio0: closed$/);
  });

  test('one process at a time, and free again afterwards', async () => {
    const { files } = board();
    const bus = openUioBus(files);
    const again = { ...files, interrupts: undefined };
    expect(() => openUioBus(again)).toThrow(/uio0: another process has the accelerator/);
    await bus.close();
    await openUioBus(again).close();
  });

  test.each([
    ['registers', /nowhere: no such file or directory; docs\/kv260.md tells what to do/],
    ['memory', /nowhere: no such file or directory; docs\/kv260.md tells what to do/],
    ['attributes', /nowhere\/phys_addr: no such file or directory; is the overlay loaded/],
  ])('without its %s: what is missing, and nothing stays open', async (name, message) => {
    const { files } = board();
    const once = { ...files, interrupts: undefined };
    expect(() => openUioBus({ ...once, [name]: '/nowhere' })).toThrow(message);
    await openUioBus(once).close();
  });
});

describe('driver on the board', () => {
  test.each([0, 1])('the bits of the golden model; commands take %i ms', async (delay) => {
    const { check } = await setUp({ delay });
    await check(70, 130, 5, 1);
    await check(32, 64, 1, 2);
  });

  test('the largest results, and nothing but them', async () => {
    const { driver } = await setUp();
    const each = matrix(300, 130, 8);
    const x = randomActivations(130, 9);
    const top = await driver.topK(x, driver.load(each));
    expect(top).toEqual(goldenTopK(goldenMatmul('fused', each, x, 1), 64));
  });

  test('lost interrupts cost time, nothing else', async () => {
    const { check } = await setUp({ silent: true, delay: 2 });
    await check(40, 100, 3, 3);
  });

  test('a command that never ends: time limit, and the device can be used again', async () => {
    const { driver, check, behaviour } = await setUp({ deaf: true });
    const resident = driver.load(matrix(40, 64, 4));
    await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(
      /^KV260 \(.*uio0\): W4: nothing for 100\.\d ms; 0 commands completed/,
    );
    behaviour.deaf = false;
    await check(40, 64, 1, 5);
  });

  test('an error response: its code, and the device can be used again', async () => {
    const { driver, check } = await setUp({ error: 9 | (1 << 4) | (3 << 8) });
    const resident = driver.load(matrix(40, 64, 6));
    await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(
      /error read: .*; weights of channel 1; DECERR/,
    );
    await check(40, 64, 1, 7);
  });

  test('a device that counts and does not write: said so, whatever stood there before, and it can be used again', async () => {
    const { driver, check, behaviour } = await setUp();
    await check(70, 64, 2, 20);
    behaviour.mute = true;
    const resident = driver.load(matrix(70, 64, 21));
    await expect(driver.multiply(randomActivations(128, 1), 2, [resident])).rejects.toThrow(
      /W21: said to be completed, but 2 of 2 rows of results were not written$/,
    );
    await expect(driver.topK(randomActivations(64, 1), resident)).rejects.toThrow(/but 1 of 1 rows/);
    behaviour.mute = false;
    await check(70, 64, 2, 22);
  });

  test('a device that writes behind its results', async () => {
    const { driver, check, behaviour } = await setUp({ excess: 1 });
    const resident = driver.load(matrix(40, 64, 23));
    await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(
      /W23: the device wrote beyond its 1 rows of results$/,
    );
    behaviour.excess = 0;
    await check(40, 64, 1, 24);
  });

  test('more commands completed than there were', async () => {
    const { driver, check, behaviour } = await setUp({ counts: 1000 });
    const resident = driver.load(matrix(40, 64, 25));
    await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(
      /W25: the device says that 1000 commands are completed, of 1 that it was given$/,
    );
    behaviour.counts = 1;
    await check(40, 64, 1, 26);
  });

  test('a count of commands that goes back: said so, without waiting for ever', async () => {
    const { driver, check, behaviour } = await setUp();
    await check(40, 64, 1, 27);
    behaviour.wavers = true;
    const resident = driver.load(matrix(40, 64, 28));
    await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(
      /W28: the device says that \d+ commands are completed, where it said \d+ before$/,
    );
    behaviour.wavers = false;
    await check(40, 64, 1, 29);
  });

  test('a list of outputs that there are not', async () => {
    const { driver, behaviour } = await setUp();
    const resident = driver.load(matrix(70, 64, 30));
    const { indices } = await driver.topK(randomActivations(64, 1), resident);
    expect(Math.max(...indices)).toBeLessThan(70);
    behaviour.firstIndex = 1000;
    await expect(driver.topK(randomActivations(64, 1), resident)).rejects.toThrow(
      /W30: its list names output 1\d+, of 70$/,
    );
  });

  test('registers that lost what was staged: all of a command is written again after a failure', async () => {
    const { fake, driver, check, behaviour } = await setUp();
    await check(40, 64, 1, 27);
    // As when a bitstream is loaded anew under a process that goes on.
    const words = new Uint32Array(readFileSync(fake.files.registers).buffer.slice(0, 4096));
    words.fill(0, MAP.command_shape.offset / 4, MAP.cycles_busy.offset / 4);
    writeFileSync(fake.files.registers, words);
    behaviour.deaf = true;
    const resident = driver.load(matrix(40, 64, 28));
    await expect(driver.multiply(randomActivations(64, 1), 1, [resident])).rejects.toThrow(/nothing for/);
    behaviour.deaf = false;
    await check(40, 64, 1, 29);
  });

  /** A board whose registers have these words. */
  const boardWith = (words: Partial<Record<keyof typeof MAP, number>>) => {
    const { files } = board();
    const registers = new Uint32Array(readFileSync(files.registers).buffer.slice(0, 4096));
    for (const [name, word] of Object.entries(words)) {
      registers[MAP[name as keyof typeof MAP].offset / 4] = word;
    }
    writeFileSync(files.registers, registers);
    return files;
  };

  test.each([
    [0x80_0002, 'queue'],
    [0x80_0800, 'tokens'],
    [0x00_0802, 'groups'],
  ])('capabilities 0x%s: %s is 0: refused and let go', async (word, field) => {
    const files = boardWith({ capabilities: word });
    await expect(openKv260({ engine: 'fused' }, files)).rejects.toThrow(
      new RegExp(
        `uio0\\): capabilities.${field} is 0, expected at least 1: the registers are not those of an accelerator$`,
      ),
    );
    await openUioBus({ ...files, interrupts: undefined }).close();
  });

  test.each([1, 3])('a queue of %i: the bits of the golden model', async (depth) => {
    const fake = board();
    const registers = new Uint32Array(readFileSync(fake.files.registers).buffer.slice(0, 4096));
    registers[MAP.capabilities.offset / 4] = 0x80_0002 | (depth << 8);
    writeFileSync(fake.files.registers, registers);
    const device = withDevice(openUioBus(fake.files), fake, { delay: 1 });
    clean.push(() => device.stop());
    const driver = await openBoard(device, { factor: 1, milliseconds: 1000 });
    clean.push(() => driver.close());
    const each = matrix(40, 64, 30);
    const x = randomActivations(9 * 64, 31);
    const [y] = await driver.multiply(x, 9, [driver.load(each)]);
    expect(new Uint32Array(y.buffer)).toEqual(new Uint32Array(goldenMatmul('fused', each, x, 9).buffer));
  });

  describe('a locked window', () => {
    const [first, last] = [0x8_1000_0000 / 4096, 0x8_1080_0000 / 4096 - 1];
    const window = (from: number, to: number, locked = 1) =>
      boardWith({ window_first: from, window_last: to, window_lock: locked });

    test.each([
      ['as large as the memory', first, last],
      ['larger', first - 5, last + 9],
    ])('%s: used as it is', async (_, from, to) => {
      const files = window(from, to);
      await (await openKv260({ engine: 'fused' }, files)).close();
      const word = (name: keyof typeof MAP) => readFileSync(files.registers).readUInt32LE(MAP[name].offset);
      expect([word('window_first'), word('window_last')]).toEqual([from, to]);
    });

    test.each([
      ['begins within the memory', first + 1, last, '0x810001000 … 0x8107fffff'],
      ['ends within the memory', first, last - 1, '0x810000000 … 0x8107fefff'],
    ])('%s: refused and let go', async (_, from, to, range) => {
      const files = window(from, to);
      await expect(openKv260({ engine: 'fused' }, files)).rejects.toThrow(
        `its window is locked to ${range}, which does not hold the memory of this driver, 0x810000000 … 0x8107fffff; on the board: sudo systemctl restart macromac`,
      );
      await openUioBus({ ...files, interrupts: undefined }).close();
    });

    test('that is open, and one of registers 1.3, which have no lock: set', async () => {
      for (const words of [{ window_lock: 0 }, { window_lock: 1, version: 0x1_0003 }]) {
        const files = boardWith({ window_first: 1, window_last: 2, ...words });
        await (await openKv260({ engine: 'fused' }, files)).close();
        const word = (name: keyof typeof MAP) => readFileSync(files.registers).readUInt32LE(MAP[name].offset);
        expect([word('window_first'), word('window_last')]).toEqual([first, last]);
      }
    });
  });

  test('another device under its name is refused and let go', async () => {
    const { files } = board();
    writeFileSync(files.registers, new Uint8Array(4096));
    await expect(openKv260({ engine: 'fused' }, files)).rejects.toThrow(/identification is 0x0, expected 0x4d4d4143/);
    await openUioBus({ ...files, interrupts: undefined }).close();
  });

  test('a bitstream with another engine is refused and let go', async () => {
    const { files } = board();
    await expect(openKv260({ engine: 'fp32' }, files)).rejects.toThrow(
      /the bitstream has engine fused; asked for was fp32/,
    );
    await openUioBus({ ...files, interrupts: undefined }).close();
  });
});

test.each(['SIGINT', 'SIGTERM', 'SIGKILL', 'exception'] as const)(
  '%s in mid-command',
  async (how) => {
    const program = join(import.meta.dirname, 'unending-command.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', program, how], { stdio: ['ignore', 'pipe', 'pipe'] });
    const root = await new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (data) => resolve(String(data).trim()));
      child.stderr.on('data', (data) => reject(new Error(String(data))));
    });
    child.stderr.removeAllListeners('data');
    clean.push(() => rmSync(root, { recursive: true, force: true }));
    const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
    const files = findBoard(root);
    expect(() => openUioBus(files)).toThrow(/another process has the accelerator/);
    if (how !== 'exception') {
      child.kill(how);
    }
    expect(await ended).toBe(how === 'exception' ? 1 : how);
    const word = (name: keyof typeof MAP) => readFileSync(files.registers).readUInt32LE(MAP[name].offset);
    expect(word('push')).toBe(1);
    // After SIGKILL the device goes on; whoever opens it next stops it.
    const isStopped = how !== 'SIGKILL';
    expect([word('interrupt_enable'), word('control')]).toEqual(isStopped ? [0, 1] : [3, 0]);
    await openUioBus(files).close();
  },
  60_000,
);

test('the board is found by the names of the device tree; without it, what to do', async () => {
  const { root, files } = board();
  expect(findBoard(root)).toEqual({ ...files, interrupts: undefined });
  writeFileSync(join(root, 'sys/class/uio/uio0/name'), 'another\n');
  expect(() => findBoard(root)).toThrow(
    /no device named macromac; on the board, load the overlay: sudo xmutil loadapp macromac/,
  );
  await expect(openAccelerator('kv260', { engine: 'fused' })).rejects.toThrow(/no device named macromac/);
});
