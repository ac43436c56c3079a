/**
 * `macromac doctor` on folders that stand in for /sys and /dev, and on the emitted Verilog behind them; every failure
 * provoked.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findBoard } from '../../backends/kv260/kv260.ts';
import { PHYSICAL, writeBoardFolder } from '../../backends/kv260/stand-in/folder.ts';
import { openUioBus } from '../../backends/kv260/uio-bus.ts';
import { type SimulatedBus, simulatedBus } from '../../backends/rtl/simulated-bus.ts';
import { startSimulator } from '../../backends/rtl/simulator.ts';
import type { DeviceBus } from '../../driver/bus.ts';
import { openDriver } from '../../driver/driver.ts';
import { control_registers as MAP } from '../../driver/registers.ts';
import { macromac } from '../../testing/command-line.ts';
import type { Check } from '../check.ts';
import { DEVICE_CHECKS, deviceChecks } from '../device-checks.ts';
import { linuxChecks } from '../linux-checks.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/macromac.mjs');
const MEMORY = 2 ** 20;
const clean: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of clean.splice(0).reverse()) {
    await each();
  }
});

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'macromac-doctor-'));
  clean.push(() => rmSync(root, { recursive: true, force: true }));
  writeBoardFolder(root, { megahertz: 200, physical: PHYSICAL, memoryBytes: MEMORY });
  return root;
}

const states = (checks: readonly Check[]) => Object.fromEntries(checks.map(({ name, state }) => [name, state]));
const named = (checks: readonly Check[], name: string) => checks.find((check) => check.name === name)!;

describe('Linux', () => {
  test('a board as it should be', () => {
    const checks = linuxChecks(folder());
    expect(new Set(checks.map(({ state }) => state))).toEqual(new Set(['ok']));
    expect(named(checks, 'memory').found).toBe('1 MiB at 0x810000000');
  });

  test.each<[string, string, string | undefined, RegExp, RegExp]>([
    ['board', 'sys/firmware/devicetree/base/model', 'Some other board', /^Some other board; linux on/, /run it there/],
    ['programmable logic', 'sys/class/fpga_manager/fpga0/state', 'unknown\n', /state: unknown/, /xmutil loadapp/],
    ['overlay', 'sys/class/uio/uio0/name', 'other\n', /no UIO .* \(uio0 is other\)/, /modprobe uio_pdrv_genirq/],
    ['permissions', 'dev/udmabuf0', undefined, /^\/dev\/udmabuf0: no such file or directory$/, /udev rule/],
    [
      'memory',
      'sys/class/u-dma-buf/udmabuf0/size',
      '4096\n',
      /^4096 bytes; 100 of 1000 MiB of the CMA are free/,
      /cma=1000M/,
    ],
    ['memory', 'sys/class/u-dma-buf/udmabuf0/phys_addr', undefined, /phys_addr: not there/, /modprobe u-dma-buf/],
  ])('%s: %s', (name, path, content, found, remedy) => {
    const root = folder();
    mkdirSync(join(root, 'proc'));
    writeFileSync(
      join(root, 'proc/meminfo'),
      'MemTotal: 4000000 kB\nCmaTotal:        1024000 kB\nCmaFree:          102400 kB\n',
    );
    if (content === undefined) {
      rmSync(join(root, path));
    } else {
      writeFileSync(join(root, path), content);
    }
    const checks = linuxChecks(root);
    expect(checks.filter(({ state }) => state === 'failed').map((check) => check.name)).toEqual([name]);
    expect(named(checks, name).found).toMatch(found);
    expect(named(checks, name).remedy).toMatch(remedy);
    expect(named(checks, name).expected).not.toBe('');
  });

  test('the memory is held against what the overlay asks for', () => {
    const root = folder();
    writeFileSync(join(root, 'sys/class/u-dma-buf/udmabuf0/size'), `${MEMORY / 2}\n`);
    expect(named(linuxChecks(root), 'memory').expected).toBe(`${MEMORY} bytes, which the overlay asks for`);
  });

  test('files of somebody else are named', () => {
    const root = folder();
    chmodSync(root, 0o755);
    const attributes = 'sys/class/u-dma-buf/udmabuf0';
    for (const name of ['dev/udmabuf0', `${attributes}/sync_for_device`]) {
      chmodSync(join(root, name), 0o666);
    }
    for (const name of ['dev/uio0', `${attributes}/sync_for_cpu`]) {
      chmodSync(join(root, name), 0);
    }
    const looks = ['--import', import.meta.resolve('tsx'), join(import.meta.dirname, 'linux-checks-as-nobody.ts')];
    const { status, stdout, stderr } = spawnSync(process.execPath, looks, { cwd: root, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { state, found } = named(JSON.parse(stdout), 'permissions');
    expect(state).toBe('failed');
    expect(found).toBe('/dev/uio0: permission denied; /sys/class/u-dma-buf/udmabuf0/sync_for_cpu: permission denied');
  });
});

describe('command', () => {
  test('on a PC: what it is for, and how to try it; the rest is not tried', async () => {
    const { code, stdout, stderr } = await macromac('doctor', '--root', import.meta.dirname);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'macromac: failed: board\n' });
    expect(stdout).toMatch(/^FAILED {2}board .*\n.*a Kria K26 module.*\n.*macromac stand-in -- npx macromac doctor/);
    expect(stdout.match(/not tried/g)).toHaveLength(9);
  });

  test('a folder that is not there, or a file, is no board without a device tree', async () => {
    const told = async (root: string) => (await macromac('doctor', '--root', root)).stderr;
    expect(await told('/nowhere')).toBe('macromac: /nowhere: no such folder\n');
    expect(await told(import.meta.filename)).toBe(`macromac: ${import.meta.filename}: not a folder\n`);
  });

  test('another bitstream: what the registers say', async () => {
    const { code, stdout } = await macromac('doctor', '--root', folder());
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED {2}identification +0x0, registers 0.0\n.*MMAC.*\n.*another bitstream/);
    expect(stdout).toMatch(/- +self-test +not tried: not an accelerator of ours/);
  });

  test('another process has the accelerator', async () => {
    const root = folder();
    const bus = openUioBus(findBoard(root));
    clean.push(() => bus.close());
    const { code, stdout } = await macromac('doctor', '--root', root);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED {2}identification .*another process has the accelerator/);
  });
});

/** The device's checks on the emitted Verilog, with the bus changed by `wrap`. */
async function examine(wrap: (bus: SimulatedBus) => DeviceBus, interrupts: () => number = counter()) {
  const bus = wrap(simulatedBus(await startSimulator('system', 2)));
  const driver = await openDriver(bus, { factor: 20, milliseconds: 1 });
  clean.push(() => driver.close());
  return deviceChecks(bus, driver, { askedFor: 200, interrupts });
}

function counter(): () => number {
  let count = 0;
  return () => count++;
}

describe('accelerator', () => {
  // Building the simulator takes minutes; from then on it comes from the cache.
  beforeAll(() => startSimulator('system', 2), 900_000);

  test('wrong clock, few beats, no interrupt: each is found by itself', async () => {
    const { checks } = await examine(
      (bus) => ({
        ...bus,
        // The device works on while the doctor looks.
        async interrupt(milliseconds, isDone) {
          await new Promise(setImmediate);
          return bus.interrupt(milliseconds, isDone);
        },
        // Twice the time: the clock looks like 100 MHz.
        now: () => 2 * bus.now(),
        read32: (offset) => (offset === MAP.beats.offset ? bus.read32(offset) >>> 1 : bus.read32(offset)),
      }),
      () => 5,
    );
    expect(states(checks)).toEqual({
      'self-test': 'ok',
      interrupts: 'failed',
      clock: 'failed',
      bandwidth: 'failed',
    });
    expect(named(checks, 'clock')).toMatchObject({
      found: expect.stringMatching(/^(99\.|100\.)\d\d MHz measured/),
      expected: '200 MHz, which the overlay asks for',
      remedy: expect.stringMatching(/without its overlay, at the boot firmware's 100 MHz/),
    });
    expect(named(checks, 'bandwidth').remedy).toMatch(/64 bits wide/);
    expect(named(checks, 'interrupts').remedy).toMatch(/\/proc\/interrupts/);
  });

  test('a wrong bit: the self-test names the output, and nothing is measured', async () => {
    const { checks } = await examine((bus) => ({
      ...bus,
      memory: {
        ...bus.memory,
        syncForCpu: ({ bytes }) => {
          bytes[4 * 17] ^= 1;
        },
      },
    }));
    expect(states(checks)).toEqual({
      'self-test': 'failed',
      interrupts: 'skipped',
      clock: 'skipped',
      bandwidth: 'skipped',
    });
    expect(named(checks, 'self-test').found).toMatch(/token 0, output 17: [0-9A-F]{8}/);
  });

  test('behind the files of a board: all is well; then an overlay that asks for another clock', async () => {
    const root = join(folder(), 'stand-in');
    const child: ChildProcess = spawn(process.execPath, [PROGRAM, 'stand-in', '--folder', root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    clean.push(() => child.kill('SIGKILL'));
    await new Promise((resolve) => child.stdout!.once('data', resolve));

    const { code, stdout, stderr } = await macromac('doctor', '--root', root, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { ok, checks, megahertz, ports } = JSON.parse(stdout);
    expect([ok, new Set(Object.values(states(checks)))]).toEqual([true, new Set(['ok'])]);
    expect(megahertz).toBeGreaterThan(199);
    expect(megahertz).toBeLessThan(201);
    expect(ports.map(({ port }: { port: string }) => port)).toEqual(['HPC0', 'HP0', 'HP2', 'HP3']);
    for (const { gigabytes } of ports) {
      expect(gigabytes).toBeGreaterThan(0.95 * 3.2);
      expect(gigabytes).toBeLessThan(3.2);
    }

    const asked = Buffer.alloc(4);
    asked.writeUInt32BE(250e6);
    writeFileSync(join(root, 'sys/firmware/devicetree/base/axi/macromac-clock/assigned-clock-rates'), asked);
    const again = await macromac('doctor', '--root', root);
    expect(again).toMatchObject({ code: 1, stderr: 'macromac: failed: clock\n' });
    expect(again.stdout).toMatch(/expected: 250 MHz, which the overlay asks for\n.*of different builds/);
  }, 600_000);
});

test('the device tree of the tests is that of the overlay: node names and properties', () => {
  const source = readFileSync(join(import.meta.dirname, '../../../constraints/device-tree/macromac.dtsi'), 'utf8');
  const files = [
    'sys/firmware/devicetree/base/axi/macromac-clock/assigned-clock-rates',
    'sys/firmware/devicetree/base/axi/macromac-memory/size',
  ];
  const root = folder();
  for (const file of files) {
    expect(readFileSync(join(root, file)).length % 4).toBe(0);
    expect(source).toContain(`${dirname(file).split('/').at(-1)} {`);
  }
  expect(source).toContain('size = <0x0 ');
});

test('docs/kv260.md shows every check, in the order in which they come', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/kv260.md'), 'utf8');
  const shown = page.match(/^ok {6}.{18} /gm)!.map((line) => line.slice(8).trim());
  expect(shown).toEqual([...linuxChecks(folder()).map(({ name }) => name), ...DEVICE_CHECKS]);
});
