import assert from 'node:assert/strict';
import { emit } from '@chisel-lite/hdl';
import {
  AddressSpace,
  axiLiteMaster,
  type DdrOptions,
  kv260Ddr,
  type Simulation,
  type VerilogDesign,
} from '@chisel-lite/testbench';
import { Accelerator, type CoreParameters, controlRegisters, DEFAULT_CORE } from '@macromac/rtl';
import { goldenMatmul } from 'macromac/backends/golden/matmul.ts';
import { matrixLayout } from 'macromac/port/layout.ts';
import { bitsOf, channels, padActivations } from '../arbitraries.ts';
import { observeAccelerator } from '../coverage/observe-accelerator.ts';
import { isObserved, met } from '../coverage/situations.ts';
import { FORMAT_CODE, type Job, noteShape } from '../jobs.ts';

export const PORTS = ['m_axi_0', 'm_axi_1', 'm_axi_2', 'm_axi_3'];

export function acceleratorFor(tokens: CoreParameters['tokens']): VerilogDesign {
  const { files, design } = emit(Accelerator({ ...DEFAULT_CORE, tokens }));
  return { sources: Object.fromEntries(files), top: design.top.name, optimize: 2 };
}

type Table = ReturnType<typeof controlRegisters>['registers'];
type Name = Table[number]['name'];
const TABLE = controlRegisters({ tokens: 1, engine: 'fused', lists: true }).registers;
export const OFFSETS = Object.fromEntries(TABLE.map(({ name, offset }) => [name, offset])) as Record<Name, number>;

/** What is written into the registers for a command, by name. */
export type Staged = Partial<Record<Name, number>>;

export const PAGE = 4096;

interface BoardOptions extends DdrOptions {
  /** What is placed begins here, a multiple of 4 KiB; default 4 GiB. */
  base?: number;
  /**
   * Bytes from a 4 KiB boundary to weights and activations, a multiple of 16; results, whose rows are 128 bytes, lie
   * eight times as far.
   */
  skew?: number;
}

/** The accelerator with the KV260's memory on its ports, and a bus to its registers. */
export function board(sim: Simulation, options: BoardOptions = {}) {
  const memory = options.memory ?? new AddressSpace();
  const ddr = kv260Ddr(sim, PORTS, { ...options, memory });
  const registers = axiLiteMaster(sim, 's_axi_ctrl');
  if (isObserved()) {
    sim.clock.attach(observeAccelerator(sim));
  }
  let top = options.base ?? 0x1_0000_0000;

  const { skew = 0 } = options;
  /** Maps `bytes` some pages up, `offset` behind a 4 KiB boundary. */
  const place = (bytes: Uint8Array, offset = skew): number => {
    const base = top + (offset % PAGE);
    memory.map(base, bytes);
    top += Math.ceil(bytes.length / PAGE + 1) * PAGE;
    return base;
  };
  const read = (name: Name) => registers.read(OFFSETS[name]);
  const write = (name: Name, value: number) => registers.write(OFFSETS[name], value);

  /** Puts a job's data into memory; the registers that name it, and where its results will be. */
  const prepare = ({ matrix, tokens, x, top: largest }: Job): { staged: Staged; results: Float32Array } => {
    noteShape(matrix);
    if (largest && matrix.n < 64) {
      met('largest results', 'fewer results than the list holds');
    }
    if (largest && matrix.n % 32) {
      met('largest results', 'padding behind the last');
    }
    const { groups, blocks } = matrixLayout(matrix.format, matrix.n, matrix.k);
    const weights = channels(matrix).map((region) => place(region.slice()));
    const activations = x ? place(new Uint8Array(padActivations(x, matrix.k, tokens).buffer)) : 0;
    const results = new Uint8Array((largest ? 512 : 128 * blocks) * tokens);
    const at = place(results, 8 * skew);
    const flags =
      FORMAT_CODE[matrix.format] | ((tokens - 1) << 4) | (x ? 0 : 1 << 8) | (1 << 9) | (largest ? 1 << 10 : 0);
    const staged: Staged = {
      command_shape: (groups | (blocks << 16)) >>> 0,
      command_flags: flags,
      command_outputs: matrix.n,
    };
    [...weights, activations, at].forEach((address, i) => {
      const name = ['weights_0', 'weights_1', 'weights_2', 'weights_3', 'activations', 'results'][i];
      staged[`${name}_low` as Name] = address % 2 ** 32;
      staged[`${name}_high` as Name] = Math.floor(address / 2 ** 32);
    });
    return { staged, results: new Float32Array(results.buffer) };
  };
  const push = async (staged: Staged) => {
    const queued = isObserved() ? ((await read('status')) >> 4) & 15 : 8;
    if (queued < 8) {
      met('commands while busy', `pushed behind ${queued} in the queue`);
    }
    for (const [name, value] of Object.entries(staged)) {
      await write(name as Name, value);
    }
    await write('push', 1);
  };
  /** Waits until `count` commands have ended; an error is thrown. */
  const completed = async (count: number) => {
    for (;;) {
      if ((await read('completed')) >= count) {
        return;
      }
      if ((await read('status')) & 2) {
        throw new Error(`stopped: error ${(await read('error')).toString(16)}`);
      }
      await sim.clock.cycles(50);
    }
  };
  /** Runs a queue of jobs, with `changed` registers, and holds their results to the golden model. */
  const run = async (jobs: readonly Job[], changed: Staged = {}) => {
    const prepared = jobs.map(prepare);
    for (const { staged } of prepared) {
      await push({ ...staged, ...changed });
    }
    await completed(jobs.length);
    assertGolden(jobs, prepared);
  };
  return { memory, ddr, read, write, prepare, push, completed, run };
}

/** Holds the results of a queue of jobs, where `prepare` placed them, to the golden model's bits. */
export function assertGolden(jobs: readonly Job[], prepared: readonly { readonly results: Float32Array }[]): void {
  let x: Float32Array = new Float32Array(0);
  jobs.forEach((job, i) => {
    const { matrix, tokens } = job;
    x = job.x ?? x;
    const expected = bitsOf(goldenMatmul('fused', matrix, x, tokens));
    assert.deepEqual(bitsOf(unpad(prepared[i].results, matrix.n, tokens)), expected, `job ${i}`);
  });
}

/** Rows of T · N results out of rows that are padded to whole blocks. */
export function unpad(results: Float32Array, n: number, tokens: number): Float32Array {
  const row = 32 * Math.ceil(n / 32);
  const y = new Float32Array(n * tokens);
  for (let t = 0; t < tokens; t++) {
    y.set(results.subarray(t * row, t * row + n), t * n);
  }
  return y;
}
