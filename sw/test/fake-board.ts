import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import koffi from 'koffi';
import type { DeviceBus } from '../accel/device/bus.ts';
import { control_registers as MAP } from '../accel/device/registers.ts';
import type { BoardFiles } from '../accel/device/uio-bus.ts';
import { goldenMatmul } from '../golden/matmul.ts';
import { MATRIX_FORMATS } from '../model/layout.ts';

/** Physical address of the memory: beyond 4 GiB, so that the upper address registers matter. */
const PHYSICAL = 0x8_1000_0000;
const MEMORY_BYTES = 8 * 2 ** 20;
const UNIX = 1;
const STREAM = 1;

export interface FakeBoard {
  readonly root: string;
  readonly files: BoardFiles;
  /** The device's end of the interrupt line. */
  readonly line: number;
  remove(): void;
}

/** The files that Linux shows of a board, in a temporary folder: registers as after reset, memory, and a socket for the interrupts. */
export function fakeBoard(): FakeBoard {
  const root = mkdtempSync(join(tmpdir(), 'macromac-board-'));
  const attributes = join(root, 'sys/class/u-dma-buf/udmabuf0');
  for (const folder of [attributes, join(root, 'sys/class/uio/uio0'), join(root, 'dev')])
    mkdirSync(folder, { recursive: true });
  const registers = new Uint32Array(1024);
  registers[MAP.identification.offset / 4] = 0x4d4d4143;
  registers[MAP.version.offset / 4] = 0x1_0000;
  registers[MAP.capabilities.offset / 4] = 0x80_0802;
  writeFileSync(join(root, 'dev/uio0'), registers);
  writeFileSync(join(root, 'dev/udmabuf0'), new Uint8Array(MEMORY_BYTES).fill(0xa5));
  writeFileSync(join(root, 'sys/class/uio/uio0/name'), 'macromac\n');
  writeFileSync(join(attributes, 'phys_addr'), `0x${PHYSICAL.toString(16)}\n`);
  writeFileSync(join(attributes, 'size'), `${MEMORY_BYTES}\n`);
  for (const name of ['sync_for_cpu', 'sync_for_device']) writeFileSync(join(attributes, name), '');
  const [line, interrupts] = socketPair();
  return {
    root,
    files: {
      registers: join(root, 'dev/uio0'),
      interrupts,
      memory: join(root, 'dev/udmabuf0'),
      attributes,
      megahertz: 200,
    },
    line,
    remove() {
      closeSync(line);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Two descriptors that are each other's other end: like /dev/uio0, words can be read from and written to each independently. */
function socketPair(): [number, number] {
  const socketpair = koffi
    .load('libc.so.6')
    .func('int socketpair(int domain, int type, int protocol, _Out_ int *pair)');
  const pair = [0, 0];
  if (socketpair(UNIX, STREAM, 0, pair) !== 0) throw new Error('socketpair failed');
  return [pair[0], pair[1]];
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
}

/**
 * A bus whose registers behave as the accelerator's: commands are read from the registers in the file and carried out by the golden model on
 * the file of memory, past the bus's maps. Memory that was not written back before a command reads as noise, as it may behind a cache.
 */
export function withDevice(bus: DeviceBus, board: FakeBoard, behaviour: Behaviour = {}): DeviceBus & { stop(): void } {
  const memory = openSync(board.files.memory, 'r+');
  const text = (name: string) => readFileSync(join(board.files.attributes, name), 'utf8');
  const register = (name: keyof typeof MAP) => bus.read32(MAP[name].offset);
  const set = (name: keyof typeof MAP, value: number) => bus.write32(MAP[name].offset, value);
  /** Ranges that were written back, in bytes from the beginning of the memory. */
  const clean: [number, number][] = [];
  let pending = 0;

  const load = (at: number, bytes: number): Uint8Array => {
    if (!clean.some(([from, to]) => at >= from && at + bytes <= to)) return new Uint8Array(bytes).fill(0x5a);
    const result = new Uint8Array(bytes);
    readSync(memory, result, 0, bytes, at);
    return result;
  };
  /** A write-back noted when it is asked for: 8 digits of offset, 8 of size, direction and command. */
  const noteSync = () => {
    const [, offset, size] = /^0x(\w{8})(\w{8})$/
      .exec(text('sync_for_device'))!
      .map((digits) => Number.parseInt(digits, 16));
    if ((size & 15) !== 5) throw new Error(`sync_for_device: ${size & 15}, expected direction 1 and command 1`);
    clean.push([offset, offset + (size & ~15)]);
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
      const format = MATRIX_FORMATS[flags & 3];
      const bytes = 16 * blocks * groups * 18;
      const channels = [0, 1, 2, 3].map((c) => load(address(`weights_${c}`), bytes));
      const x = new Float32Array(load(address('activations'), 4 * k * tokens).buffer);
      const y = goldenMatmul('fused', { name: 'W', n, k, format, data: Buffer.concat(channels) }, x, tokens);
      writeSync(memory, new Uint8Array(y.buffer), 0, y.byteLength, address('results'));
      set('completed', register('completed') + 1);
      pending |= (flags >>> 9) & 1;
    }
    if (pending !== 0 && !behaviour.silent) writeSync(board.line, new Uint32Array([1]));
  };

  return {
    ...bus,
    memory: {
      ...bus.memory,
      allocate: (name, bytes) => after(bus.memory.allocate(name, bytes), noteSync),
      place: (name, data) => after(bus.memory.place(name, data), noteSync),
      syncForDevice: (buffer) => after(bus.memory.syncForDevice(buffer), noteSync),
    },
    read32: (offset) => (offset === MAP.interrupt.offset ? pending : bus.read32(offset)),
    write32(offset, value) {
      if (offset === MAP.interrupt.offset) pending &= ~value;
      else if (offset === MAP.control.offset) {
        bus.write32(offset, value);
        for (const name of ['completed', 'error'] as const) set(name, 0);
      } else if (offset === MAP.push.offset) {
        bus.write32(offset, value);
        if (behaviour.deaf) return;
        const words = Uint32Array.from({ length: 64 }, (_, i) => bus.read32(4 * i));
        const command = (name: keyof typeof MAP) => words[MAP[name].offset / 4];
        if (behaviour.delay) setTimeout(end, behaviour.delay, command);
        else end(command);
      } else bus.write32(offset, value);
    },
    stop: () => closeSync(memory),
  };
}

function after<T>(value: T, action: () => void): T {
  action();
  return value;
}
