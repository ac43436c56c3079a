import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceBus } from '../../driver/bus.ts';
import { deviceAccelerator } from '../../driver/device-accelerator.ts';
import { type Driver, openDriver, type Patience } from '../../driver/driver.ts';
import { control_registers as MAP } from '../../driver/registers.ts';
import { DataError, UsageError } from '../../errors.ts';
import type { Accelerator, AcceleratorOptions } from '../../port/accelerator.ts';
import { mailboxWindow } from './stand-in/mailbox.ts';
import { readStandIn } from './stand-in/note.ts';
import { stopOnExit } from './stop-on-exit.ts';
import { type BoardFiles, openUioBus } from './uio-bus.ts';

/** Names that the device tree gives (constraints/device-tree/macromac.dtsi). */
export const UIO_NAME = 'macromac';
export const MEMORY_NAME = 'udmabuf0';
/** Where Linux lists the devices of UIO. */
export const UIO = 'sys/class/uio';

/**
 * Back end `kv260`: the accelerator in the board's programmable logic. Needs Linux on the board, with the overlay
 * loaded (docs/kv260.md).
 */
export async function openKv260({ engine }: AcceleratorOptions, files: BoardFiles = findBoard()): Promise<Accelerator> {
  const driver = await openBoard(openUioBus(files));
  if (driver.capabilities.engine !== engine) {
    await driver.close();
    throw new UsageError(`the bitstream has engine ${driver.capabilities.engine}; asked for was ${engine}`);
  }
  return deviceAccelerator('kv260', driver);
}

/**
 * The driver over a bus of the board. However the process ends, the accelerator stops first, as far as a process can
 * see to that.
 */
export async function openBoard(bus: DeviceBus, patience?: Patience): Promise<Driver> {
  let driver: Driver;
  try {
    driver = await openDriver(bus, patience);
  } catch (error) {
    await bus.close();
    throw error;
  }
  const undo = stopOnExit(() => stopNow(bus));
  return {
    ...driver,
    async close() {
      undo();
      await driver.close();
    },
  };
}

/**
 * Drops all commands and silences the interrupt, without waiting for anything: reads and writes under way end by
 * themselves.
 */
function stopNow(bus: DeviceBus): void {
  bus.write32(MAP.interrupt_enable.offset, 0);
  bus.write32(MAP.control.offset, 1);
}

/**
 * Where the board's files are looked for: / on the board, the folder of a stand-in where that is in the environment.
 */
export const boardRoot = (): string => process.env['MACROMAC_BOARD'] ?? '/';

/** The board's files below `root`, by the names the device tree gave them. */
export function findBoard(root = boardRoot()): BoardFiles {
  const entry = uioEntry(root);
  if (entry === undefined) {
    throw new DataError(
      `${join(root, UIO)}: no device named ${UIO_NAME}; on the board, load the overlay: sudo xmutil loadapp macromac; \`macromac doctor\` tells more`,
    );
  }
  const standIn = readStandIn(root);
  return {
    registers: join(root, 'dev', entry),
    memory: join(root, 'dev', MEMORY_NAME),
    attributes: join(root, 'sys/class/u-dma-buf', MEMORY_NAME),
    megahertz: clockRate(root),
    ...(standIn && {
      interrupts: standIn.interrupts,
      window: (mapping, name) => mailboxWindow(mapping, name, standIn.process),
    }),
  };
}

/** The accelerator's name below sys/class/uio and dev; undefined: Linux has no device of ours. */
export const uioEntry = (root: string): string | undefined =>
  list(join(root, UIO)).find((name) => readText(join(root, UIO, name, 'name')) === UIO_NAME);

/** PL clock 0 as Linux set it [MHz]; undefined where it does not say (debugfs is root's). */
export function clockRate(root: string): number | undefined {
  const hertz = Number(readText(join(root, 'sys/kernel/debug/clk/pl0_ref/clk_rate')));
  return hertz > 0 ? hertz / 1e6 : undefined;
}

/** The names in a folder; none where it cannot be read. */
export function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A file of /sys without its line end; undefined where it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
