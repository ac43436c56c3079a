import { UsageError } from '../errors.ts';
import type { ListPlan, TopK } from '../port/accelerator.ts';
import { CHANNELS, GROUP_SIZE, type MatrixLayout, matrixLayout, OUTPUT_STEP, STRIP_BYTES } from '../port/layout.ts';
import { LIST_BYTES, TOP_K } from '../port/limits.ts';
import type { PackedMatrix } from '../port/matrix.ts';
import type { DeviceBus } from './bus.ts';
import { type CommandPlan, commandRegisters, listRegisters } from './command.ts';
import { type DeviceCounters, openCounters } from './counters.ts';
import { type Capabilities, Device } from './device.ts';
import { DeviceError } from './errors.ts';
import type { DeviceBuffer, DeviceMemory } from './memory.ts';
import { canaryFault, guardedBytes, setCanaries } from './results.ts';
import { readRows, readTop, writeRows } from './rows.ts';
import { scratchBuffer } from './scratch.ts';

/**
 * Longest wait for a command: so many times what its weights take at one beat a cycle, and a fixed part for the system.
 */
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

export interface Driver {
  readonly capabilities: Capabilities;
  /** Makes a packed matrix resident; each channel's region begins on a page. */
  load(matrix: PackedMatrix): DeviceMatrix;
  /**
   * y = x · Wᵀ for matrices of the same K: x [T, K], of any T → one y [T, N] a matrix. The commands of all passes are
   * queued one behind the other. One call at a time.
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

/**
 * Takes hold of a device: checks that it is one this driver knows, stops whatever it was doing, sets its address
 * window.
 */
export async function openDriver(bus: DeviceBus, { factor, milliseconds } = PATIENCE): Promise<Driver> {
  const { memory, name } = bus;
  const device = new Device(bus);
  const { capabilities, buffers } = device;
  let isClosed = false;
  const counters = openCounters(device.read);
  const activations = scratchBuffer(memory, buffers, 'activations');
  const results = scratchBuffer(memory, buffers, 'results');

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
    const start = device.read('completed').completed;
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
          await device.completed((start + ended) >>> 0, (start + pushed) >>> 0, patience, work);
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
        device.push(commandRegisters(plan));
        offset += tokens * outputs[i];
      }
    }
    await device.completed((start + total) >>> 0, (start + total) >>> 0, patience, work);

    memory.syncForCpu(output);
    const fault = canaryFault(output, parts);
    if (fault !== undefined) {
      device.restart();
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
    const start = device.read('completed').completed;
    device.push(listRegisters(list));
    const target = (start + 1) >>> 0;
    await device.completed(target, target, milliseconds + factor * expected, list.name);
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
    async topK(x, matrix) {
      const top = readTop(await run(x, 1, [matrix], [LIST_BYTES], true), Math.min(matrix.n, TOP_K));
      const unknown = top.indices.find((index) => index >= matrix.n);
      if (unknown !== undefined) {
        throw new DeviceError('results', `${name}: ${matrix.name}: its list names output ${unknown}, of ${matrix.n}`);
      }
      return top;
    },
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
      device.silence();
      await bus.close();
    },
  };
}
