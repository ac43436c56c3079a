import { UsageError } from '../errors.ts';
import type { TopK } from '../port/accelerator.ts';
import { CHANNELS, GROUP_SIZE, type MatrixLayout, matrixLayout, OUTPUT_STEP, STRIP_BYTES } from '../port/layout.ts';
import { LIST_BYTES, TOP_K } from '../port/limits.ts';
import type { PackedMatrix } from '../port/matrix.ts';
import type { DeviceBus } from './bus.ts';
import { type CommandPlan, commandRegisters, type ListPlan, listRegisters } from './command.ts';
import { type DeviceCounters, openCounters } from './counters.ts';
import { DeviceError, describeFault, FIRST_LIST_PLACE } from './errors.ts';
import { registerAccess } from './fields.ts';
import { type DeviceBuffer, type DeviceMemory, PAGE } from './memory.ts';
import { control_registers as MAP } from './registers.ts';
import { canaryFault, guardedBytes, setCanaries } from './results.ts';
import { scratchBuffer } from './scratch.ts';

/** "MMAC". */
const IDENTIFICATION = MAP.identification.fields.identification.value;
/** Major version of the registers that this driver speaks, and the minor one from which on the window can be locked. */
export const MAJOR_VERSION = MAP.version.fields.version.value >>> 16;
const LOCK_VERSION = 4;
/** Longest wait for a command: so many times what its weights take at one beat a cycle, and a fixed part for the system. */
export interface Patience {
  readonly factor: number;
  readonly milliseconds: number;
}
const PATIENCE: Patience = { factor: 20, milliseconds: 10 };

/** A matrix in the device's memory: one region a channel. */
export interface DeviceMatrix {
  readonly name: string;
  readonly n: number;
  readonly k: number;
  readonly layout: MatrixLayout;
  readonly channels: readonly DeviceBuffer[];
}

/** What the device says it is. */
export interface Capabilities {
  /** T: activation vectors that meet one pass over the weights. */
  readonly tokens: number;
  readonly engine: 'fused' | 'fp32';
  /** Commands its queue holds. */
  readonly queue: number;
  /** Largest K. */
  readonly maxK: number;
  /** It works through command lists. */
  readonly lists: boolean;
}

export interface Driver {
  readonly capabilities: Capabilities;
  /** Makes a packed matrix resident; each channel's region begins on a page. */
  load(matrix: PackedMatrix): DeviceMatrix;
  /**
   * y = x · Wᵀ for matrices of the same K: x [T, K], of any T → one y [T, N] a matrix. The commands of all passes are queued
   * one behind the other. One call at a time.
   */
  multiply(x: Float32Array, tokens: number, matrices: readonly DeviceMatrix[]): Promise<Float32Array[]>;
  /** The largest results of x [K] · Wᵀ, found by the device; nothing else is written. */
  topK(x: Float32Array, matrix: DeviceMatrix): Promise<TopK>;
  /** Works through a command list; `milliseconds`: what it takes at most, as far as its author can tell. */
  runList(list: ListPlan, milliseconds: number): Promise<void>;
  /** Memory for lists and what they work on; errors name it. Buffers live until the device is closed. */
  allocate(name: string, bytes: number): DeviceBuffer;
  place(name: string, data: Uint8Array): DeviceBuffer;
  readonly memory: DeviceMemory;
  /** Clock [MHz]. */
  readonly megahertz: number;
  /** Totals since the driver was opened. */
  counters(): DeviceCounters;
  close(): Promise<void>;
}

/** Takes hold of a device: checks that it is one this driver knows, stops whatever it was doing, sets its address window. */
export async function openDriver(bus: DeviceBus, { factor, milliseconds } = PATIENCE): Promise<Driver> {
  const { read, write } = registerAccess(bus);
  const { memory, name } = bus;
  const capabilities = identify();
  const buffers: DeviceBuffer[] = [];
  /** Values that the command registers hold: only what changes is written. */
  const staged = new Map<number, number>();
  let isClosed = false;

  restart();
  setWindow();
  write('interrupt', { done: 1, error: 1 });
  write('interrupt_enable', { mask: 3 });
  const counters = openCounters(read);
  const activations = scratchBuffer(memory, buffers, 'activations');
  const results = scratchBuffer(memory, buffers, 'results');

  function identify(): Capabilities {
    const { identification } = read('identification');
    if (identification !== IDENTIFICATION) {
      throw new DeviceError(
        'identification',
        `${name}: identification is 0x${identification.toString(16)}, expected 0x${IDENTIFICATION.toString(16)}: not this accelerator, or its bitstream is not loaded`,
      );
    }
    const { version } = read('version');
    if (version >>> 16 !== MAJOR_VERSION) {
      throw new DeviceError(
        'version',
        `${name}: registers of version ${version >>> 16}.${version & 0xffff}, this driver speaks ${MAJOR_VERSION}.x`,
      );
    }
    const { tokens, engine, results: isStream, lists, queue, groups } = read('capabilities');
    if (isStream) {
      throw new DeviceError(
        'results',
        `${name}: built to give its results out of an AXI-Stream; this driver reads them from memory`,
      );
    }
    for (const [what, value] of Object.entries({ tokens, queue, groups })) {
      if (value === 0) {
        throw new DeviceError(
          'capabilities',
          `${name}: capabilities.${what} is 0, expected at least 1: the registers are not those of an accelerator`,
        );
      }
    }
    return { tokens, engine: engine === 0 ? 'fused' : 'fp32', queue, maxK: groups * GROUP_SIZE, lists: lists === 1 };
  }

  /** Lets commands touch the driver's memory and nothing else; a window that is locked must have room for it. */
  function setWindow(): void {
    const first = memory.first / PAGE;
    const last = memory.end / PAGE - 1;
    if ((read('version').version & 0xffff) < LOCK_VERSION || read('window_lock').locked === 0) {
      write('window_first', { page: first });
      write('window_last', { page: last });
      return;
    }
    const [lockedFirst, lockedLast] = [read('window_first').page, read('window_last').page];
    if (lockedFirst > first || lockedLast < last) {
      throw new DeviceError(
        'window',
        `${name}: its window is locked to ${range(lockedFirst, lockedLast)}, which does not hold the memory of this driver, ${range(first, last)}; on the board: sudo systemctl restart macromac`,
      );
    }
  }

  /** Drops all work. Reads and writes under way are completed first, so this ends unless the memory itself hangs. */
  function restart(): void {
    // What was staged may be gone: a bitstream that was loaded anew has registers of zeros.
    staged.clear();
    write('control', { restart: 1 });
    for (let tries = 0; tries < 100_000; tries++) {
      if (read('status').busy === 0) {
        return;
      }
    }
    throw new DeviceError(
      'hung',
      `${name}: a restart does not end: the memory has not answered all reads and writes; reload the bitstream`,
    );
  }

  /** The error that stopped the device, or a time limit that passed; the device is ready for the next command. */
  function failure(work: string, milliseconds?: number): DeviceError {
    const error = read('error');
    const address = read('error_address_high').bits * 2 ** 32 + read('error_address_low').error_address_low;
    const { completed } = read('completed');
    const { busy, queued } = read('status');
    const { number: record } = capabilities.lists ? read('error_record') : { number: 0 };
    restart();
    write('interrupt', { done: 1, error: 1 });
    if (error.code !== 0) {
      return describeFault(name, work, error, address, buffers, error.place >= FIRST_LIST_PLACE ? record : undefined);
    }
    return new DeviceError(
      'timeout',
      `${name}: ${work}: nothing for ${milliseconds?.toFixed(1)} ms; ${completed} commands completed, ${queued} queued, ${busy ? 'busy' : 'idle'}`,
    );
  }

  /** Waits until `target` commands have ended since the device was (re)started; `pushed` have been queued. */
  async function completed(target: number, pushed: number, milliseconds: number, work: string): Promise<void> {
    let before = -1;
    let since = bus.now();
    for (;;) {
      // Cleared before the look: an event after the look raises the line again.
      write('interrupt', { done: 1 });
      const count = read('completed').completed;
      // Looked at second: a command whose results could not be written counts as completed, but its error comes first.
      if (read('error').code !== 0) {
        throw failure(work);
      }
      if ((count - pushed) >> 0 > 0) {
        restart();
        throw new DeviceError(
          'completed',
          `${name}: ${work}: the device says that ${count} commands are completed, of ${pushed} that it was given`,
        );
      }
      if ((count - target) >> 0 >= 0) {
        return;
      }
      // Only a command that ended is a sign of life: an interrupt may be lost, and one that nothing caused may stay.
      if (count !== before) {
        [before, since] = [count, bus.now()];
      } else if (bus.now() - since >= milliseconds) {
        throw failure(work, milliseconds);
      } else {
        await aTurnOfOthers();
      }
      const event = () => {
        const { done, error } = read('interrupt');
        return (done | error) !== 0;
      };
      await bus.interrupt(Math.max(0, milliseconds - (bus.now() - since)), event);
    }
  }

  function push(registers: ReturnType<typeof commandRegisters>): void {
    for (const [register, word] of registers) {
      const { offset } = MAP[register];
      if (staged.get(offset) === word) {
        continue;
      }
      bus.write32(offset, word);
      staged.set(offset, word);
    }
    write('push', { command: 1 });
  }

  /**
   * Runs x [T, K] through matrices; the results' bytes, T rows of `outputs[i]` bytes a matrix.
   * @param top write the largest results only
   */
  async function run(
    x: Float32Array,
    tokens: number,
    matrices: readonly DeviceMatrix[],
    outputs: readonly number[],
    top = false,
  ): Promise<Uint8Array> {
    if (isClosed) {
      throw new Error(`${name}: closed`);
    }
    const work = matrices.map((matrix) => matrix.name).join(', ');
    const { groups } = matrices[0].layout;
    const rowBytes = 4 * groups * GROUP_SIZE;
    const input = activations(tokens * rowBytes);
    writeRows(input.bytes, x, tokens, rowBytes / 4);
    memory.syncForDevice(input);
    const parts = outputs.map((bytes) => ({ rows: tokens, bytes }));
    const whole = results(guardedBytes(parts));
    const output = { ...whole, bytes: whole.bytes.subarray(0, guardedBytes(parts)) };
    setCanaries(output, parts);
    memory.syncForDevice(output);

    const { queue } = capabilities;
    /** So many commands from one that raises the interrupt to the next. */
    const stride = Math.max(1, queue >> 1);
    const passes = Math.ceil(tokens / capabilities.tokens);
    const total = passes * matrices.length;
    const start = read('completed').completed;
    const beats = matrices.reduce((sum, { layout }) => sum + layout.channelBytes / STRIP_BYTES, 0);
    // Within this time at least one command ends: no command is longer than all of a pass.
    const patience = milliseconds + (factor * beats) / (bus.megahertz * 1000);
    const isMarked = (number: number) => number % stride === 0 || number === total;

    let pushed = 0;
    let ended = 0;
    for (let pass = 0; pass < passes; pass++) {
      const first = pass * capabilities.tokens;
      const taken = Math.min(capabilities.tokens, tokens - first);
      let offset = 0;
      for (const [i, { layout, channels }] of matrices.entries()) {
        if (pushed - ended === queue) {
          ended += stride;
          await completed((start + ended) >>> 0, (start + pushed) >>> 0, patience, work);
        }
        pushed++;
        const plan: CommandPlan = {
          layout,
          tokens: taken,
          reuse: i > 0,
          interrupt: isMarked(pushed),
          top,
          weights: channels.map(({ address }) => address),
          activations: input.address + first * rowBytes,
          results: output.address + offset + first * outputs[i],
        };
        push(commandRegisters(plan));
        offset += tokens * outputs[i];
      }
    }
    await completed((start + total) >>> 0, (start + total) >>> 0, patience, work);

    memory.syncForCpu(output);
    const fault = canaryFault(output, parts);
    if (fault !== undefined) {
      restart();
      throw new DeviceError('results', `${name}: ${work}: ${fault}`);
    }
    return output.bytes;
  }

  async function runList(list: ListPlan, expected: number): Promise<void> {
    if (isClosed) {
      throw new Error(`${name}: closed`);
    }
    if (!capabilities.lists) {
      throw new UsageError(`${name}: this build works through no command lists, only through products`);
    }
    const start = read('completed').completed;
    push(listRegisters(list));
    const target = (start + 1) >>> 0;
    await completed(target, target, milliseconds + factor * expected, list.name);
  }

  const registered = (buffer: DeviceBuffer): DeviceBuffer => {
    buffers.push(buffer);
    return buffer;
  };

  async function multiply(x: Float32Array, tokens: number, matrices: readonly DeviceMatrix[]): Promise<Float32Array[]> {
    const outputs = matrices.map(({ layout }) => 4 * OUTPUT_STEP * layout.blocks);
    const bytes = await run(x, tokens, matrices, outputs);
    let at = 0;
    return matrices.map(({ n }, i) => {
      const y = readRows(bytes.subarray(at, at + tokens * outputs[i]), tokens, n, outputs[i] / 4);
      at += tokens * outputs[i];
      return y;
    });
  }

  return {
    capabilities,
    load({ name: matrix, n, k, format, data }) {
      if (k > capabilities.maxK) {
        throw new UsageError(`${matrix}: K is ${k}, ${name} takes at most ${capabilities.maxK}`);
      }
      const layout = matrixLayout(format, n, k);
      const channels = Array.from({ length: CHANNELS }, (_, c) => {
        const region = data.subarray(c * layout.channelBytes, (c + 1) * layout.channelBytes);
        return memory.place(`${matrix}, channel ${c}`, region);
      });
      buffers.push(...channels);
      return { name: matrix, n, k, layout, channels };
    },
    multiply,
    topK: async (x, matrix) => readTop(await run(x, 1, [matrix], [LIST_BYTES], true), Math.min(matrix.n, TOP_K)),
    runList,
    allocate: (buffer, bytes) => registered(memory.allocate(buffer, bytes)),
    place: (buffer, data) => registered(memory.place(buffer, data)),
    memory,
    megahertz: bus.megahertz,
    counters: () => counters(),
    async close() {
      if (isClosed) {
        return;
      }
      isClosed = true;
      restart();
      write('interrupt_enable', { mask: 0 });
      await bus.close();
    },
  };
}

/** Addresses of pages, as a window has them. */
const range = (first: number, last: number): string =>
  `0x${(first * PAGE).toString(16)} … 0x${((last + 1) * PAGE - 1).toString(16)}`;

/** Lets timers and signals through: an event that is always there would otherwise keep them out. */
const aTurnOfOthers = () => new Promise((resolve) => setImmediate(resolve));

/** Rows of x [T, K] into rows of `stride` floats, zeros behind each. */
function writeRows(into: Uint8Array, x: Float32Array, tokens: number, stride: number): void {
  const rows = new Float32Array(into.buffer, into.byteOffset, tokens * stride);
  const k = x.length / tokens;
  for (let t = 0; t < tokens; t++) {
    rows.set(x.subarray(t * k, (t + 1) * k), t * stride);
    rows.fill(0, t * stride + k, (t + 1) * stride);
  }
}

/** y [T, N] out of rows of `stride` floats. Bits are copied, so that NaNs keep theirs. */
function readRows(from: Uint8Array, tokens: number, n: number, stride: number): Float32Array {
  const rows = new Uint32Array(from.buffer, from.byteOffset, tokens * stride);
  const y = new Uint32Array(tokens * n);
  for (let t = 0; t < tokens; t++) {
    y.set(rows.subarray(t * stride, t * stride + n), t * n);
  }
  return new Float32Array(y.buffer);
}

/** The first `count` entries of the device's list. */
function readTop(from: Uint8Array, count: number): TopK {
  const words = new Uint32Array(from.buffer, from.byteOffset, 2 * count);
  const values = Uint32Array.from({ length: count }, (_, i) => words[2 * i]);
  return {
    indices: Uint32Array.from({ length: count }, (_, i) => words[2 * i + 1]),
    values: new Float32Array(values.buffer),
  };
}
