import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goldenMatmul } from '../backends/golden/matmul.ts';
import { goldenTopK } from '../backends/golden/top-k.ts';
import { PHYSICAL, REGISTER_BYTES, writeBoardFolder } from '../backends/kv260/stand-in/folder.ts';
import { openInterruptLine } from '../backends/kv260/stand-in/interrupt-line.ts';
import type { BoardFiles } from '../backends/kv260/uio-bus.ts';
import type { DeviceBus } from '../driver/bus.ts';
import { control_registers as MAP } from '../driver/registers.ts';
import { MATRIX_FORMATS, matrixLayout } from '../port/layout.ts';

const MEMORY_BYTES = 8 * 2 ** 20;

export interface FakeBoard {
  readonly root: string;
  readonly files: BoardFiles;
  /** The device's end of the interrupt line. */
  readonly line: number;
  remove(): void;
}

/**
 * The files that Linux shows of a board, in a temporary folder: registers as after reset, memory of noise, and a line
 * for the interrupts.
 */
export function fakeBoard(): FakeBoard {
  const root = mkdtempSync(join(tmpdir(), 'macromac-board-'));
  const megahertz = 200;
  writeBoardFolder(root, { megahertz, physical: PHYSICAL, memoryBytes: MEMORY_BYTES });
  const registers = new Uint32Array(REGISTER_BYTES / 4);
  registers[MAP.identification.offset / 4] = MAP.identification.fields.identification.value;
  registers[MAP.version.offset / 4] = 0x1_0004;
  registers[MAP.capabilities.offset / 4] = 0x80_0802;
  writeFileSync(join(root, 'dev/uio0'), registers);
  writeFileSync(join(root, 'dev/udmabuf0'), new Uint8Array(MEMORY_BYTES).fill(0xa5));
  const line = openInterruptLine();
  return {
    root,
    files: {
      registers: join(root, 'dev/uio0'),
      interrupts: line.path,
      memory: join(root, 'dev/udmabuf0'),
      attributes: join(root, 'sys/class/u-dma-buf/udmabuf0'),
      megahertz,
    },
    line: line.device,
    remove() {
      line.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export interface Behaviour {
  /** Interrupts are lost. */
  silent?: boolean;
  /** Commands are not taken. */
  deaf?: boolean;
  /** The next command ends with this value of the register `error`. */
  error?: number;
  /** From push to end [ms]; 0: at once. */
  delay?: number;
  /** Commands are counted, and nothing is written. */
  mute?: boolean;
  /** Results are followed by so many words of noise. */
  excess?: number;
  /** So many commands are counted for each; default 1. */
  counts?: number;
  /** The count of commands goes to and fro, and never gets there. */
  wavers?: boolean;
  /** Lists name outputs from here on. */
  firstIndex?: number;
}

/**
 * A bus whose registers behave as the accelerator's: commands are read from the registers in the file and carried out
 * by the golden model on a memory of its own. As behind a cache, it learns what the processor wrote only by a
 * write-back, and the processor sees results only once it has dropped what it holds of them.
 */
export function withDevice(bus: DeviceBus, board: FakeBoard, behaviour: Behaviour = {}): DeviceBus & { stop(): void } {
  const memory = openSync(board.files.memory, 'r+');
  const text = (name: string) => readFileSync(join(board.files.attributes, name), 'utf8');
  const register = (name: keyof typeof MAP) => bus.read32(MAP[name].offset);
  const set = (name: keyof typeof MAP, value: number) => bus.write32(MAP[name].offset, value);
  /** What is in the memory itself; the file has what the processor sees. */
  const dram = new Uint8Array(MEMORY_BYTES).fill(0x5a);
  let pending = 0;
  let looks = 0;

  /** A request as u-dma-buf takes it: 8 digits of offset, 8 of size, direction and command. */
  const range = (file: 'sync_for_device' | 'sync_for_cpu', direction: number) => {
    const [, offset, size] = /^0x(\w{8})(\w{8})$/.exec(text(file))!.map((digits) => Number.parseInt(digits, 16));
    if ((size & 15) !== 4 * direction + 1) {
      throw new Error(`${file}: ${size & 15}, expected direction ${direction} and command 1`);
    }
    return dram.subarray(offset, offset + (size & ~15));
  };
  const writeBack = () => {
    const into = range('sync_for_device', 1);
    readSync(memory, into, 0, into.length, into.byteOffset);
  };
  const dropCached = () => {
    const from = range('sync_for_cpu', 2);
    writeSync(memory, from, 0, from.length, from.byteOffset);
  };

  /** Carries out the command as its registers were when it was pushed. */
  const end = (command: (name: keyof typeof MAP) => number) => {
    const address = (name: string) =>
      command(`${name}_high` as keyof typeof MAP) * 2 ** 32 + command(`${name}_low` as keyof typeof MAP) - PHYSICAL;
    if (behaviour.error !== undefined) {
      set('error', behaviour.error);
      behaviour.error = undefined;
      pending |= 2;
    } else {
      const shape = command('command_shape');
      const [groups, blocks] = [shape & 0xffff, shape >>> 16];
      const flags = command('command_flags');
      const [n, k, tokens] = [32 * blocks, 64 * groups, ((flags >>> 4) & 15) + 1];
      const format = MATRIX_FORMATS[flags & 15];
      if (flags >>> 11 !== 0) {
        throw new Error(`command_flags is 0x${flags.toString(16)}: bits 31:11 must be 0`);
      }
      const bytes = matrixLayout(format, n, k).bytes / 4;
      const channels = [0, 1, 2, 3].map((c) => dram.slice(address(`weights_${c}`), address(`weights_${c}`) + bytes));
      const first = address('activations');
      const x = new Float32Array(dram.slice(first, first + 4 * k * tokens).buffer);
      const y = goldenMatmul('fused', { name: 'W', n, k, format, data: Buffer.concat(channels) }, x, tokens);
      const results = (flags >>> 10) & 1 ? listOf(y.subarray(0, command('command_outputs')), behaviour.firstIndex) : y;
      if (!behaviour.mute) {
        dram.set(new Uint8Array(results.buffer), address('results'));
      }
      if (behaviour.excess) {
        dram.subarray(address('results') + results.byteLength).fill(0x77, 0, 4 * behaviour.excess);
      }
      set('completed', register('completed') + (behaviour.counts ?? 1));
      pending |= (flags >>> 9) & 1;
    }
    if (pending !== 0 && !behaviour.silent) {
      writeSync(board.line, new Uint32Array([1]));
    }
  };

  return {
    ...bus,
    memory: {
      ...bus.memory,
      allocate: (name, bytes) => after(bus.memory.allocate(name, bytes), writeBack),
      place: (name, data) => after(bus.memory.place(name, data), writeBack),
      syncForDevice: (buffer) => after(bus.memory.syncForDevice(buffer), writeBack),
      syncForCpu: (buffer) => after(bus.memory.syncForCpu(buffer), dropCached),
    },
    read32(offset) {
      if (offset === MAP.completed.offset && behaviour.wavers) {
        // The first look is the one that the others are held against.
        const missing = looks === 0 ? 0 : 1 + (looks % 2);
        looks++;
        return (bus.read32(offset) - missing) >>> 0;
      }
      return offset === MAP.interrupt.offset ? pending : bus.read32(offset);
    },
    write32(offset, value) {
      if (offset === MAP.interrupt.offset) {
        pending &= ~value;
      } else if (offset === MAP.control.offset) {
        bus.write32(offset, value);
        for (const name of ['completed', 'error'] as const) {
          set(name, 0);
        }
      } else if (offset === MAP.push.offset) {
        bus.write32(offset, value);
        if (behaviour.deaf) {
          return;
        }
        const words = Uint32Array.from({ length: 64 }, (_, i) => bus.read32(4 * i));
        const command = (name: keyof typeof MAP) => words[MAP[name].offset / 4];
        if (behaviour.delay) {
          setTimeout(end, behaviour.delay, command);
        } else {
          end(command);
        }
      } else {
        bus.write32(offset, value);
      }
    },
    stop: () => closeSync(memory),
  };
}

/** The 64 largest as the device writes them: value and index in turn; behind them NaN and the highest index. */
function listOf(y: Float32Array, first = 0): Uint32Array {
  const { indices, values } = goldenTopK(y, 64);
  const bits = new Uint32Array(values.buffer);
  return Uint32Array.from({ length: 128 }, (_, i) =>
    i % 2 ? first + (indices[i >> 1] ?? 0x3ffff) : (bits[i >> 1] ?? 0x7fc00000),
  );
}

function after<T>(value: T, action: () => void): T {
  action();
  return value;
}
