import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import type { DeviceBus } from '../../driver/bus.ts';
import { DataError } from '../../errors.ts';
import { openDevice, openDmaMemory } from './dma-memory.ts';
import { type Libc, loadLibc, type Mapping } from './libc.ts';
import { mappedWindow, type RegisterWindow } from './register-window.ts';

/** The registers' port: docs/registers.md. */
const REGISTER_BYTES = 4096;
/** So long a wait looks at the registers before it leaves the processor to others [ms]: most commands end within it. */
const SPIN = 0.2;
/** Longest wait for an interrupt without a look at the registers [ms]: what a lost interrupt costs. */
const SLICE = 20;

/** Where Linux shows the board. */
export interface BoardFiles {
  /** Registers and interrupt: /dev/uio0. */
  readonly registers: string;
  /**
   * A file that has the interrupts, where the file of registers has not: where another process stands in for the board.
   */
  readonly interrupts?: string;
  /** /dev/udmabuf0 and /sys/class/u-dma-buf/udmabuf0. */
  readonly memory: string;
  readonly attributes: string;
  /** The clock, where it is known [MHz]. */
  readonly megahertz?: number;
  /** How registers are reached in their mapped page. Default: as memory. */
  readonly window?: (mapping: Mapping, name: string) => RegisterWindow;
}

/** The board's bus: registers through UIO, memory of u-dma-buf. One process has it at a time. */
export function openUioBus(files: BoardFiles, libc: Libc = loadLibc()): DeviceBus {
  const device = openDevice(files.registers, 'r+');
  const descriptors = new Set([device]);
  const closeFiles = () => {
    for (const descriptor of descriptors) {
      closeSync(descriptor);
    }
    descriptors.clear();
  };
  try {
    if (!libc.lock(device)) {
      throw new DataError(
        `${files.registers}: another process has the accelerator (\`fuser ${files.registers}\` tells which)`,
      );
    }
    const interrupts = files.interrupts ? openSync(files.interrupts, constants.O_RDWR | constants.O_NOCTTY) : device;
    descriptors.add(interrupts);
    const memory = openDmaMemory(libc, files.memory, files.attributes);
    const mapping = mapRegisters(libc, device, files.registers, memory.close);
    const window = (files.window ?? mappedWindow)(mapping, files.registers);
    return busOver(files, libc, window, interrupts, memory, closeFiles);
  } catch (error) {
    closeFiles();
    throw error;
  }
}

function mapRegisters(libc: Libc, device: number, path: string, onError: () => void) {
  try {
    return libc.map(device, REGISTER_BYTES);
  } catch (error) {
    onError();
    throw new DataError(`${path}: ${(error as Error).message}`);
  }
}

function busOver(
  files: BoardFiles,
  libc: Libc,
  window: RegisterWindow,
  interrupts: number,
  memory: ReturnType<typeof openDmaMemory>,
  closeFiles: () => void,
): DeviceBus {
  let registers: RegisterWindow | undefined = window;
  const word = new Uint32Array(1);
  let waits = 0;

  const opened = () => {
    if (registers === undefined) {
      throw new Error(`${files.registers}: closed`);
    }
    return registers;
  };
  /** UIO masks the interrupt when it comes; this lets the next one through. */
  const unmask = () => {
    word[0] = 1;
    writeSync(interrupts, word);
  };

  async function interrupt(milliseconds: number, isDone: () => boolean): Promise<boolean> {
    const start = window.now();
    const waited = () => opened().now() - start;
    const spin = performance.now() + Math.min(SPIN, milliseconds);
    while (performance.now() < spin) {
      if (isDone()) {
        return true;
      }
    }
    for (;;) {
      unmask();
      if (isDone()) {
        return true;
      }
      const left = milliseconds - waited();
      if (left <= 0) {
        return false;
      }
      const came = await libc.readable(interrupts, Math.min(left, SLICE));
      opened();
      if (came) {
        readSync(interrupts, word);
      }
      if (isDone()) {
        return true;
      }
    }
  }

  return {
    name: `KV260 (${files.registers})`,
    // Time limits are reckoned from it: where it is not known, the slowest that the board has.
    megahertz: files.megahertz ?? 100,
    memory,
    now: () => opened().now(),
    read32: (offset) => opened().load(offset),
    write32: (offset, value) => opened().store(offset, value),
    async interrupt(milliseconds, isDone) {
      waits++;
      try {
        return await interrupt(milliseconds, isDone);
      } finally {
        waits--;
        // Closed during the wait: the descriptor was kept for the thread that waited on it.
        if (registers === undefined && waits === 0) {
          closeFiles();
        }
      }
    },
    close() {
      if (registers === undefined) {
        return;
      }
      registers = undefined;
      window.close();
      memory.close();
      if (waits === 0) {
        closeFiles();
      }
    },
  };
}
