import { describe, expect, test } from 'vitest';
import {
  type AnyModule,
  bits,
  compileSimulation,
  convertWidth,
  elaborate,
  Fifo,
  fork,
  haltWhen,
  join,
  map,
  module,
  pipeline,
  queue,
  SkidBuffer,
  type Source,
  StreamStage,
  skid,
  stage,
  stream,
  throwWhen,
  type UInt,
  uint,
} from '../../src/index.ts';
import { streamBench } from '../support/streams.ts';

const payload = uint(8);
const through = (name: string, f: (s: Source<UInt<8>>) => Source<UInt<8>>) =>
  module(name, { in: { s: stream(payload) }, out: { m: stream(payload) } }, ({ s, m }) => m.connect(f(s)));

const CYCLES = 7;
const designs: Record<string, AnyModule> = {
  SkidBuffer: SkidBuffer(payload),
  StreamStage: StreamStage(payload),
  'Fifo of 1': Fifo(payload, 1),
  'Fifo of 2': Fifo(payload, 2),
  'Fifo of 3': Fifo(payload, 3),
  'Fifo of 3 in block RAM': Fifo(payload, 3, { style: 'block' }),
  'stage, skid and queue in a row': through('Chain', (s) => queue(skid(stage(s)), 2)),
  'fork and join': through('ForkJoin', (s) => {
    const [a, b] = fork(s, 2) as [Source<UInt<8>>, Source<UInt<8>>];
    return map(join({ a: stage(a), b: queue(b, 2) }), (both) => both.a.and(both.b));
  }),
  'half the width and back': through('Widths', (s) => convertWidth(convertWidth(s, 4), 8) as Source<UInt<8>>),
  'twice the width and back': through('Words', (s) => convertWidth(queue(s, 2), 8) as Source<UInt<8>>),
  'a pipeline of two stages': through('Pipe', (s) =>
    map(
      pipeline(
        map(s, (x) => ({ x })),
        ({ x }) => ({ y: x.add(1), x }),
        ({ y, x }) => ({ z: y.add(1), x }),
      ),
      ({ x }) => x,
    ),
  ),
};

describe('nothing is lost, duplicated, reordered or withdrawn under any pattern of offers and stalls', () => {
  for (const [name, design] of Object.entries(designs)) {
    test(name, () => {
      const pass = streamBench(design);
      for (let offers = 0; offers < 2 ** CYCLES; offers++) {
        for (let takes = 0; takes < 2 ** CYCLES; takes++) {
          const { sent, received, withdrawn } = pass(offers, takes, CYCLES, 24);
          if (
            received.length !== sent.length ||
            received.some((value, i) => value !== sent[i]) ||
            withdrawn.length > 0
          ) {
            expect.fail(
              `offers ${offers.toString(2)}, takes ${takes.toString(2)}: sent ${sent}, got ${received}; withdrawn ${withdrawn}`,
            );
          }
        }
      }
    });
  }
});

test('stages and buffers keep full throughput', () => {
  for (const name of ['SkidBuffer', 'StreamStage', 'Fifo of 2', 'Fifo of 3 in block RAM'] as const) {
    const { received } = streamBench(designs[name])(0x7fffffff, 0x7fffffff, 31, 4);
    expect(received.length, name).toBeGreaterThanOrEqual(31);
  }
});

test('a halted stream stands still, a thrown-away one is taken', () => {
  const Gates = module(
    'Gates',
    { in: { s: stream(payload), t: stream(payload), gate: bits(1) }, out: { m: stream(payload), n: stream(payload) } },
    ({ s, t, gate, m, n }) => {
      m.connect(haltWhen(s, gate));
      n.connect(throwWhen(t, gate));
    },
  );
  const { ports, eval: settle } = compileSimulation(elaborate(Gates).design).instantiate();
  for (const name of ['s_valid', 't_valid', 'm_ready']) {
    ports[name].value = 1;
  }
  const outcome = (gate: number) => {
    ports['gate'].value = gate;
    settle();
    return ['m_valid', 's_ready', 'n_valid', 't_ready'].map((name) => ports[name].value);
  };
  expect(outcome(1)).toEqual([0, 0, 0, 1]);
  expect(outcome(0)).toEqual([1, 1, 1, 0]);
});
