import {
  type AnyModule,
  Arbiter,
  AsyncFifo,
  bits,
  bool,
  Downsizer,
  Fifo,
  inst,
  module,
  type Passive,
  SkidBuffer,
  StreamStage,
  stream,
  streamRules,
  transportRules,
  Upsizer,
  uint,
} from '@chisel-lite/hdl';
import { libraryBenches } from '../library/benches.ts';
import type { Proof } from './proof.ts';

/** What a sender and a receiver see of something between two streams. */
type Through = Parameters<typeof transportRules>[1];

/** A module with a stream in and one out, and what must hold from one to the other. */
const between = (
  name: string,
  payload: Passive,
  dut: AnyModule,
  options: { readonly capacity: number; readonly latency?: number },
): AnyModule =>
  module(
    `${name}_proof`,
    { in: { s: stream(payload), mark: bool() }, out: { m: stream(payload) } },
    ({ s, m, mark }) => {
      const u = inst('u_dut', dut) as unknown as { s: typeof m; m: typeof s };
      u.s.connect(s as never);
      (m as unknown as { connect(from: unknown): void }).connect(u.m);
      streamRules(s, 'assume', 's');
      transportRules(s as never, m as unknown as Through, { ...options, mark });
    },
  );

const LIB = 'packages/hdl/src/lib';
const through = (
  name: string,
  file: string,
  payload: Passive,
  dut: (payload: Passive) => AnyModule,
  options: { readonly capacity: number; readonly latency?: number },
): Proof => {
  const { name: verilog } = dut(payload);
  return {
    name,
    source: `${LIB}/${file}`,
    top: () => between(verilog, payload, dut(payload), options),
    mutate: [verilog],
  };
};

/** The queues of the accelerator, each with its own payload; the largest is proved with the read master, its memory cut. */
const queues = libraryBenches
  .map(({ unit }) => unit())
  .filter(({ name }) => name.startsWith('Fifo') && !name.includes('Block'))
  .map((dut): Proof => {
    const depth = Number(/^Fifo(\d+)/.exec(dut.name)![1]);
    return {
      name: dut.name,
      source: `${LIB}/fifo.ts`,
      top: () => dut,
      method: 'induction',
      depth: 3,
      mutate: [dut.name],
      // The same text as of the smaller ones above, but for its numbers.
      mutants: 8,
      coverSteps: depth + 4,
    };
  });

export const libraryProofs: readonly Proof[] = [
  through('SkidBuffer', 'buffers.ts', bits(8), SkidBuffer, { capacity: 1, latency: 0 }),
  through('StreamStage', 'buffers.ts', bits(8), StreamStage, { capacity: 1, latency: 0 }),
  through('Fifo, 4 deep', 'fifo.ts', bits(4), (payload) => Fifo(payload, 4), { capacity: 4, latency: 0 }),
  through('Fifo, 3 deep', 'fifo.ts', bits(2), (payload) => Fifo(payload, 3), { capacity: 3, latency: 0 }),
  through('Fifo, 4 deep, block RAM', 'fifo.ts', bits(2), (payload) => Fifo(payload, 4, { style: 'block' }), {
    capacity: 5,
    latency: 1,
  }),
  {
    name: 'Fifo, 8 deep, 32 bits',
    source: `${LIB}/fifo.ts`,
    top: () => Fifo(bits(32), 8),
    method: 'induction',
    depth: 4,
    mutate: ['Fifo8_uint32'],
    seconds: 30,
  },
  {
    name: 'Arbiter, priority',
    source: `${LIB}/arbiter.ts`,
    top: () => Arbiter(bits(8), 3, 'priority'),
    mutate: ['PriorityArbiter3_uint8'],
  },
  {
    name: 'Arbiter, round-robin',
    source: `${LIB}/arbiter.ts`,
    top: () => Arbiter(bits(8), 4, 'round-robin'),
    mutate: ['RoundRobinArbiter4_uint8'],
  },
  { name: 'Upsizer', source: `${LIB}/width.ts`, top: () => Upsizer(8, 4), mutate: ['Upsizer8x4'] },
  { name: 'Upsizer, by 3', source: `${LIB}/width.ts`, top: () => Upsizer(8, 3), mutate: ['Upsizer8x3'] },
  { name: 'Downsizer', source: `${LIB}/width.ts`, top: () => Downsizer(8, 4), mutate: ['Downsizer8x4'] },
  {
    name: 'AsyncFifo',
    source: `${LIB}/cdc.ts`,
    top: () => AsyncFifo(uint(4), 4),
    mutate: ['AsyncFifo4_uint4'],
  },
  ...queues,
];
