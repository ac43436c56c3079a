import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pauses } from '../src/fast-check.ts';
import {
  defineStream,
  ProtocolViolation,
  randomPause,
  simulate,
  streamMonitor,
  streamSink,
  streamSource,
  withSimulation,
} from '../src/index.ts';
import { type Fault, fifo } from './fifo.ts';

const byte = { valid: 'valid', ready: 'ready', payload: { data: 8 } };
const packet = { valid: 'valid', ready: 'ready', payload: { data: 16, wide: 70, last: 1 } };

describe('streams', () => {
  test('the FIFO delivers every beat under any back-pressure', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat(255), { maxLength: 40 }), pauses(), pauses(), (sent, sourcePauses, sinkPauses) =>
        withSimulation(fifo(byte), {}, async (sim) => {
          const source = streamSource(sim.bus('s'), sim.clock, { pause: sourcePauses });
          const sink = streamSink(sim.bus('m'), sim.clock, { pause: sinkPauses });
          source.send(sent);
          expect(await sink.receive(sent.length)).toEqual(sent);
        }),
      ),
      { numRuns: 50 },
    ));

  test('a FIFO that loses a beat fails, and fast-check shrinks the pauses away', async () => {
    const result = await fc.check(
      fc.asyncProperty(fc.array(fc.nat(255), { minLength: 8, maxLength: 40 }), pauses(), (sent, pause) =>
        withSimulation(fifo(byte, 4, 'loses a beat'), { quietLimit: 100, log: 'silent' }, async (sim) => {
          streamSource(sim.bus('s'), sim.clock, { pause }).send(sent);
          expect(await streamSink(sim.bus('m'), sim.clock).receive(sent.length)).toEqual(sent);
        }),
      ),
      { seed: 1 },
    );
    expect(result.failed).toBe(true);
    expect(result.counterexample?.[1]).toEqual([]);
    expect(result.counterexample?.[0]).toHaveLength(8);
    expect(String(result.errorInstance)).toContain('test waits for 8 from m');
    expect(String(result.errorInstance)).toContain('sink m: ');
  });

  test('back to back beats take a cycle each', async () => {
    const sim = await simulate(fifo(byte));
    const source = streamSource(sim.bus('s'), sim.clock);
    const sink = streamSink(sim.bus('m'), sim.clock);
    source.send(Array.from({ length: 100 }, (_, i) => i));
    const before = sim.clock.cycle;
    await sink.receive(100);
    expect(sim.clock.cycle - before).toBe(102);
  });

  test('send is awaitable, and so is an idle source', async () => {
    const sim = await simulate(fifo(byte, 4));
    const source = streamSource(sim.bus('s'), sim.clock);
    await source.send([1, 2]);
    expect(source.waiting).toBe(0);
    source.send([3, 4, 5]);
    const sink = streamSink(sim.bus('m'), sim.clock);
    await source.idle();
    expect(await sink.receive(5)).toEqual([1, 2, 3, 4, 5]);
  });

  test('a defined stream has typed beats: words, flags, numbers', async () => {
    const stream = defineStream({ fields: { data: 'number', wide: 'words', last: 'flag' } });
    const sim = await simulate(fifo(packet));
    const sent = [1, 2, 3].map((data) => ({ data, wide: Uint32Array.of(data, 0xffffffff, 63), last: data === 3 }));
    stream.source(sim.bus('s'), sim.clock).send(sent);
    expect(await stream.sink(sim.bus('m'), sim.clock).receive(3)).toEqual(sent);
  });

  test('an undefined one takes bigints for wide members', async () => {
    const sim = await simulate(fifo(packet));
    const beat = { data: 5, wide: (1n << 70n) - 2n, last: true };
    streamSource<typeof beat>(sim.bus('s'), sim.clock).send(beat);
    expect(await streamSink<typeof beat>(sim.bus('m'), sim.clock).receive()).toEqual(beat);
  });

  test('a monitor sees what the sink sees', async () => {
    const sim = await simulate(fifo(byte));
    const monitor = streamMonitor(sim.bus('m'), sim.clock);
    const sink = streamSink(sim.bus('m'), sim.clock, { pause: randomPause(sim.random, 0.5) });
    streamSource(sim.bus('s'), sim.clock).send([7, 8, 9]);
    await sink.receive(3);
    expect(monitor.pending).toEqual([7, 8, 9]);
  });

  test('beats that do not fit are refused by name', async () => {
    const sim = await simulate(fifo(byte));
    streamSource(sim.bus('s'), sim.clock).send(256);
    await expect(async () => sim.clock.cycles(3)).rejects.toThrow('s_data is 8 bits wide: 256 does not fit');
  });

  test('a second model that drives the same wires is refused; monitors may be many', async () => {
    const sim = await simulate(fifo(byte));
    const source = streamSource(sim.bus('s'), sim.clock);
    streamSink(sim.bus('m'), sim.clock);
    streamMonitor(sim.bus('m'), sim.clock);
    streamMonitor(sim.bus('m'), sim.clock);
    expect(() => streamSource(sim.bus('s'), sim.clock)).toThrow(
      's_valid is driven by a bus model already: detach that one first',
    );
    expect(() => streamSink(sim.bus('m'), sim.clock)).toThrow('m_ready is driven by a bus model already');
    sim.clock.detach(source.model);
    streamSource(sim.bus('s'), sim.clock);
  });

  test('a source on an output is refused', async () => {
    const sim = await simulate(fifo(byte));
    expect(() => streamSource(sim.bus('m'), sim.clock)).toThrow(
      'm_valid is an output of the design: a sink belongs here',
    );
  });
});

describe('the handshake checker notices', () => {
  const faults: [Fault, string, RegExp][] = [
    ['drops valid', 'valid dropped', /m: valid dropped: m_valid fell before m_ready rose \(cycle \d+\)/],
    ['changes payload', 'payload changed', /m: payload changed: m_data went from 0x2a to 0x2b while stalled/],
  ];
  test.each(faults)('a design that %s', async (fault, rule, message) => {
    const sim = await simulate(fifo(byte, 4, fault), { log: 'silent' });
    streamSource(sim.bus('s'), sim.clock).send([42, 43]);
    const sink = streamSink(sim.bus('m'), sim.clock, { pause: [...new Array(9).fill(true), false] });
    const error: ProtocolViolation = await Promise.resolve(sink.receive(2)).then(
      () => {
        throw new Error('nothing was noticed');
      },
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(ProtocolViolation);
    expect(error.rule).toBe(rule);
    expect(error.message).toMatch(message);
  });

  test('nothing in a design that keeps the rules', async () => {
    const sim = await simulate(fifo(byte, 4));
    streamSource(sim.bus('s'), sim.clock).send([42, 43]);
    const sink = streamSink(sim.bus('m'), sim.clock, { pause: [...new Array(9).fill(true), false] });
    expect(await sink.receive(2)).toEqual([42, 43]);
  });
});
