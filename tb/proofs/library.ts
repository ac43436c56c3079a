import {
  type AnyModule,
  Arbiter,
  AsyncFifo,
  assert,
  type Bool,
  bits,
  bool,
  bundle,
  cover,
  Downsizer,
  Fifo,
  fork,
  haltWhen,
  inst,
  join,
  lit,
  map,
  module,
  type Passive,
  past,
  regs,
  SkidBuffer,
  type Source,
  StreamStage,
  scope,
  stream,
  streamRules,
  throwWhen,
  transportRules,
  type UInt,
  Upsizer,
  uint,
  verification,
  when,
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

const byte = bits(4);

/** A combinator, which is part of the module that calls it: its stream in, and its stream out. */
const combinator = (
  name: string,
  body: (s: Source<UInt>, io: { readonly halt: Bool; readonly mark: Bool }) => Source<UInt>,
  options: { readonly capacity: number; readonly becomes?: (payload: UInt) => UInt; readonly latency?: number },
): Proof => ({
  name,
  source: `${LIB}/combinators.ts`,
  top: () =>
    module(
      `${name}_of_a_stream`,
      { in: { s: stream(byte), halt: bool(), mark: bool() }, out: { m: stream(byte) } },
      ({ s, m, halt, mark }) => {
        m.connect(body(s as never, { halt, mark }) as never);
        streamRules(s, 'assume', 's');
        const { becomes = (payload: UInt) => payload, ...rest } = options;
        transportRules(s as never, m as unknown as Through, { ...rest, mark, becomes: becomes as never });
        verification(() => {
          const isOpen = name === 'haltWhen' ? halt.not() : lit(1, bool());
          when(isOpen.and(m.ready), () => assert(s.ready, 'what may pass is taken'));
          when(isOpen.not(), () =>
            assert(s.ready.not().and(m.valid.not()), 'what is held back neither goes nor comes'),
          );
          cover(m.valid.and(m.ready), 'a beat passes');
        });
      },
    ),
  mutate: [`${name}_of_a_stream`],
});

/** Which beats are thrown away is an input: of the others each comes out as it came. */
const throwing: Proof = {
  name: 'throwWhen',
  source: `${LIB}/combinators.ts`,
  top: () =>
    module(
      'throwWhen_of_a_stream',
      { in: { s: stream(byte), drop: bool() }, out: { m: stream(byte) } },
      ({ s, m, drop }) => {
        m.connect(throwWhen(s as never, drop) as never);
        streamRules(s, 'assume', 's');
        verification(() => {
          assert(m.valid.eq(s.valid.and(drop.not())), 'a beat is offered unless it is thrown away');
          assert(m.valid.not().or(m.payload.eq(s.payload)), 'it is as it came');
          assert(s.ready.eq(m.ready.or(drop)), 'and is taken when it is taken there, or thrown away');
          cover(s.valid.and(drop), 'a beat is thrown away');
        });
      },
    ),
  mutate: ['throwWhen_of_a_stream'],
};

/** Every receiver gets every beat, each at its own pace. */
const forking: Proof = {
  name: 'fork',
  source: `${LIB}/combinators.ts`,
  top: () =>
    module(
      'fork_of_a_stream',
      { in: { s: stream(byte), mark: bool() }, out: { a: stream(byte), b: stream(byte), c: stream(byte) } },
      ({ s, a, b, c, mark }) => {
        const branches = fork(s as unknown as Source<UInt>, 3);
        streamRules(s, 'assume', 's');
        [a, b, c].forEach((branch, i) => {
          branch.connect(branches[i] as never);
          streamRules(branch, 'assert', `branch ${i}`);
          verification(() =>
            scope(`branch${i}_beats`, () => {
              // Beats that the branch has more than the sender has given: the one at hand, or none.
              const { ahead } = regs({ ahead: uint(2, 0) });
              const [out, gone] = [branch.valid.and(branch.ready), s.valid.and(s.ready)];
              ahead.set(ahead.add(out.extend(2)).sub(gone.extend(2)));
              assert(ahead.le(1), `branch ${i} has each beat once`);
              assert(branch.valid.eq(s.valid.and(ahead.eq(0))), `branch ${i} is offered what it has not had`);
              assert(branch.valid.not().or(branch.payload.eq(s.payload)), `branch ${i} has it as it came`);
              when(gone, () => assert(out.or(ahead.eq(1)), `no beat goes before branch ${i} has it`));
            }),
          );
        });
        verification(() => {
          const all = [a, b, c].map((branch) => branch.ready.or(branch.valid.not())).reduce((x, y) => x.and(y));
          when(s.valid, () => assert(s.ready.eq(all), 'a beat goes as soon as all have it'));
          cover(
            mark
              .and(s.valid)
              .and(s.ready)
              .and(past(s.valid).and(past(s.ready))),
            'a beat a cycle',
          );
        });
      },
    ),
  mutate: ['fork_of_a_stream'],
};

/** Two streams in lock-step. */
const joining: Proof = {
  name: 'join',
  source: `${LIB}/combinators.ts`,
  top: () =>
    module(
      'join_of_streams',
      { in: { a: stream(byte), b: stream(byte) }, out: { m: stream(bundle({ a: byte, b: byte })) } },
      ({ a, b, m }) => {
        m.connect(join({ a, b } as never) as never);
        streamRules(a, 'assume', 'a');
        streamRules(b, 'assume', 'b');
        streamRules(m, 'assert', 'm');
        verification(() => {
          assert(m.valid.eq(a.valid.and(b.valid)), 'a beat is of both');
          const taken = m.valid.and(m.ready);
          assert(a.valid.and(a.ready).eq(taken).and(b.valid.and(b.ready).eq(taken)), 'both go at once');
          when(m.valid, () => assert(m.payload.a.eq(a.payload).and(m.payload.b.eq(b.payload)), 'as they came'));
          cover(taken, 'a pair goes');
        });
      },
    ),
  mutate: ['join_of_streams'],
};

const combinators: readonly Proof[] = [
  combinator('map', (s) => map(s, (payload) => payload.not()), { capacity: 0, becomes: (payload) => payload.not() }),
  combinator('haltWhen', (s, { halt }) => haltWhen(s, halt), { capacity: 0 }),
  throwing,
  forking,
  joining,
];

/** Queues whose beats have hundreds of bits: others of their depth are proved with what they hold. */
const WIDEST = ['Fifo8_command', 'Fifo8_uint258'];

/**
 * The queues of the accelerator, each with its own payload; the largest is proved with the read master, its memory cut.
 */
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
      seconds: 240,
      // What the deepest and the widest hold is thousands of bits; order and contents are those of the others.
      ...(depth >= 32 || WIDEST.includes(dut.name) ? { cutMemories: true, leaveOut: ['m_the_payload'] } : {}),
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
  ...combinators,
  ...queues,
];
