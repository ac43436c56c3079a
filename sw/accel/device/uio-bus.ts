import { closeSync, readSync, writeSync } from 'node:fs';
import { DataError } from '../../errors.ts';
import type { DeviceBus } from './bus.ts';
import { openDevice, openDmaMemory } from './dma-memory.ts';
import { type Libc, loadLibc } from './libc.ts';

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
  /** A descriptor that has the interrupts, where the file of registers has not (tests). It is closed with the bus. */
  readonly interrupts?: number;
  /** /dev/udmabuf0 and /sys/class/u-dma-buf/udmabuf0. */
  readonly memory: string;
  readonly attributes: string;
  /** The clock, where it is known [MHz]. */
  readonly megahertz?: number;
}

/**
 * The board's bus: registers through UIO, memory of u-dma-buf. One process has it at a time. Register accesses are single 32-bit loads and
 * stores that the compiler neither moves nor leaves out (`Atomics`), to memory that Linux maps as a device's.
 */
export function openUioBus(files: BoardFiles, libc: Libc = loadLibc()): DeviceBus {
  const device = openDevice(files.registers, 'r+');
  const interrupts = files.interrupts ?? device;
  const descriptors = new Set([device, interrupts]);
  const closeFiles = () => {
    for (const descriptor of descriptors) closeSync(descriptor);
    descriptors.clear();
  };
  try {
    if (!libc.lock(device))
      throw new DataError(
        `${files.registers}: another process has the accelerator (\`fuser ${files.registers}\` tells which)`,
      );
    const memory = openDmaMemory(libc, files.memory, files.attributes);
    const mapping = mapRegisters(libc, device, files.registers, memory.close);
    return busOver(files, libc, mapping, interrupts, memory, closeFiles);
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
  mapping: ReturnType<Libc['map']>,
  interrupts: number,
  memory: ReturnType<typeof openDmaMemory>,
  closeFiles: () => void,
): DeviceBus {
  let registers: Uint32Array | undefined = new Uint32Array(mapping.buffer);
  const word = new Uint32Array(1);
  let waits = 0;

  const opened = () => {
    if (registers === undefined) throw new Error(`${files.registers}: closed`);
    return registers;
  };
  /** UIO masks the interrupt when it comes; this lets the next one through. */
  const unmask = () => {
    word[0] = 1;
    writeSync(interrupts, word);
  };

  async function interrupt(milliseconds: number, isDone: () => boolean): Promise<boolean> {
    const start = performance.now();
    const waited = () => performance.now() - start;
    while (waited() < Math.min(SPIN, milliseconds)) if (isDone()) return true;
    for (;;) {
      unmask();
      if (isDone()) return true;
      const left = milliseconds - waited();
      if (left <= 0) return false;
      const came = await libc.readable(interrupts, Math.min(left, SLICE));
      opened();
      if (came) readSync(interrupts, word);
      if (isDone()) return true;
    }
  }

  return {
    name: `KV260 (${files.registers})`,
    // Time limits are reckoned from it: where it is not known, the slowest that the board has.
    megahertz: files.megahertz ?? 100,
    memory,
    now: () => performance.now(),
    read32: (offset) => Atomics.load(opened(), offset >>> 2),
    write32(offset, value) {
      Atomics.store(opened(), offset >>> 2, value);
    },
    async interrupt(milliseconds, isDone) {
      waits++;
      try {
        return await interrupt(milliseconds, isDone);
      } finally {
        waits--;
        // Closed during the wait: the descriptor was kept for the thread that waited on it.
        if (registers === undefined && waits === 0) closeFiles();
      }
    },
    close() {
      if (registers === undefined) return;
      registers = undefined;
      mapping.unmap();
      memory.close();
      if (waits === 0) closeFiles();
    },
  };
}
