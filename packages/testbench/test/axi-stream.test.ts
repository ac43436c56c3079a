import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pauses } from '../src/fast-check.ts';
import {
  axiStreamMonitor,
  axiStreamSink,
  axiStreamSource,
  ProtocolViolation,
  simulate,
  withSimulation,
} from '../src/index.ts';
import { fifo } from './fifo.ts';

const shape = (bits: number, more: Record<string, number> = { tkeep: bits / 8, tlast: 1 }) => ({
  valid: 'tvalid',
  ready: 'tready',
  payload: { tdata: bits, ...more },
});

describe('AXI4-Stream', () => {
  test.each([8, 16, 32, 64, 128])('frames of any length pass %i bits under any back-pressure', (bits) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 70 }), { minLength: 1, maxLength: 5 }),
        pauses(),
        pauses(),
        (frames, sourcePauses, sinkPauses) =>
          withSimulation(fifo(shape(bits)), {}, async (sim) => {
            const source = axiStreamSource(sim, 's', { pause: sourcePauses });
            const sink = axiStreamSink(sim, 'm', { pause: sinkPauses });
            for (const frame of frames) {
              source.send(frame);
            }
            for (const frame of frames) {
              expect(await sink.receive()).toEqual(frame);
            }
          }),
      ),
      { numRuns: 20 },
    ),
  );

  test('side-band wires travel with the frame, which knows its cycles', async () => {
    const sim = await simulate(fifo(shape(32, { tkeep: 4, tlast: 1, tid: 4, tdest: 2, tuser: 3 })));
    const source = axiStreamSource(sim, 's');
    const monitor = axiStreamMonitor(sim, 'm');
    const sink = axiStreamSink(sim, 'm');
    source.send(Uint32Array.of(1, 2, 3), { id: 9, dest: 2, user: 5 });
    source.send(Uint8Array.of(4), { id: 1 });
    const frame = await sink.receiveFrame();
    expect(frame).toMatchObject({ id: 9, dest: 2, user: 5 });
    expect(frame.end - frame.start).toBe(2);
    expect(new Uint32Array(frame.data.buffer)).toEqual(Uint32Array.of(1, 2, 3));
    expect(await sink.receiveFrame()).toMatchObject({ id: 1, dest: 0, user: 0, data: Uint8Array.of(4) });
    expect(await monitor.receive()).toEqual(frame.data);
  });

  test('without tlast, bytes are asked for by count', async () => {
    const sim = await simulate(fifo(shape(16, {})));
    axiStreamSource(sim, 's').send(Uint8Array.of(1, 2, 3, 4, 5, 6));
    const sink = axiStreamSink(sim, 'm');
    expect(await sink.receiveBytes(3)).toEqual(Uint8Array.of(1, 2, 3));
    expect(await sink.receiveBytes(3)).toEqual(Uint8Array.of(4, 5, 6));
  });

  test('an odd number of bytes needs tkeep', async () => {
    const sim = await simulate(fifo(shape(32, { tlast: 1 })));
    expect(() => axiStreamSource(sim, 's').send(Uint8Array.of(1, 2, 3))).toThrow(
      's has no tkeep: frames are multiples of 4 bytes',
    );
  });

  test('null bytes anywhere, strobes, a user for each beat and empty frames come as they were sent', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.record({ byte: fc.nat(255), keep: fc.nat(1), strobe: fc.nat(1) }), { maxLength: 30 }), {
          minLength: 1,
          maxLength: 4,
        }),
        pauses(),
        (frames, sinkPauses) =>
          withSimulation(fifo(shape(32, { tkeep: 4, tstrb: 4, tlast: 1, tuser: 5 })), {}, async (sim) => {
            const source = axiStreamSource(sim, 's');
            const sink = axiStreamSink(sim, 'm', { pause: sinkPauses });
            const sent = frames.map((bytes, i) => ({
              data: Uint8Array.from(bytes, ({ byte }) => byte),
              keep: Uint8Array.from(bytes, ({ keep }) => keep),
              strobe: Uint8Array.from(bytes, ({ strobe }) => strobe),
              users: Array.from({ length: Math.max(1, Math.ceil(bytes.length / 4)) }, (_, beat) => (beat + i) % 32),
            }));
            for (const { data, ...options } of sent) {
              source.send(data, options);
            }
            for (const [i, bytes] of frames.entries()) {
              const kept = bytes.filter(({ keep }) => keep);
              expect(await sink.receiveFrame()).toMatchObject({
                data: Uint8Array.from(kept, ({ byte }) => byte),
                strobe: Uint8Array.from(kept, ({ strobe }) => strobe),
                users: sent[i].users,
                user: sent[i].users.at(-1),
              });
            }
          }),
      ),
      { numRuns: 20 },
    ));

  test('after null bytes whole frames are whole', async () => {
    const sim = await simulate(fifo(shape(16)));
    const [source, sink] = [axiStreamSource(sim, 's'), axiStreamSink(sim, 'm')];
    source.send(Uint8Array.of(1, 2, 3, 4), { keep: Uint8Array.of(0, 1, 1, 0) });
    source.send(Uint8Array.of());
    source.send(Uint8Array.of(5, 6));
    expect([await sink.receive(), await sink.receive(), await sink.receive()]).toEqual(
      [[2, 3], [], [5, 6]].map((bytes) => Uint8Array.from(bytes)),
    );
  });

  test('what the stream has no wires for is refused', async () => {
    const sim = await simulate(fifo(shape(32, { tlast: 1 })));
    const source = axiStreamSource(sim, 's');
    const four = Uint8Array.of(1, 2, 3, 4);
    expect(() => source.send(Uint8Array.of())).toThrow('s has no tkeep: a frame has at least one byte');
    expect(() => source.send(four, { keep: four })).toThrow('s has no tkeep for keep');
    expect(() => source.send(four, { strobe: four })).toThrow('s has no tstrb for strobe');
    expect(() => source.send(four, { users: [1] })).toThrow('s has no tuser for users');
    const whole = await simulate(fifo(shape(32, { tkeep: 4, tlast: 1, tuser: 1 })));
    const other = axiStreamSource(whole, 's');
    expect(() => other.send(four, { keep: Uint8Array.of(1) })).toThrow('s: keep has 1 entries for 4 bytes');
    expect(() => other.send(four, { users: [1, 0] })).toThrow('s: users has 2 entries for 1 beats');
  });

  test('a strobe of a null byte is a violation', async () => {
    const sim = await simulate(fifo(shape(32, { tkeep: 4, tstrb: 4, tlast: 1 })), { log: 'silent' });
    const sink = axiStreamSink(sim, 'm');
    sim.port.s_tvalid.value = 1;
    sim.port.s_tkeep.value = 0b0111;
    sim.port.s_tstrb.value = 0b1111;
    sim.port.s_tlast.value = 1;
    await expect(async () => sink.receive()).rejects.toThrow('tstrb without tkeep');
  });

  test.each([
    ['a gap in tkeep', 0b1011, 1, 'tkeep has a gap'],
    ['a partial beat inside a frame', 0b0011, 0, 'partial beat inside a frame'],
  ])('the sink of a packed stream notices %s', async (_, keep, last, rule) => {
    const sim = await simulate(fifo(shape(32)), { log: 'silent' });
    const sink = axiStreamSink(sim, 'm', { packed: true });
    sim.port.s_tvalid.value = 1;
    sim.port.s_tkeep.value = keep;
    sim.port.s_tlast.value = last;
    await expect(async () => sink.receive()).rejects.toThrow(ProtocolViolation);
    await expect(async () => sink.receive()).rejects.toThrow(rule);
  });

  test.each([
    [10, 40, 4],
    [16, 32, 2],
    [12, 12, 1],
    [9, 90, 10],
    [40, 80, 2],
    [1, 24, 24],
  ])(
    'bytes of %i bits: frames of any values and any length pass %i bits under any back-pressure',
    (size, bits, lanes) =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.array(fc.record({ value: fc.bigInt(0n, (1n << BigInt(size)) - 1n), keep: fc.nat(1) }), {
              maxLength: 30,
            }),
            { minLength: 1, maxLength: 4 },
          ),
          pauses(),
          pauses(),
          (frames, sourcePauses, sinkPauses) =>
            withSimulation(fifo(shape(bits, { tkeep: lanes, tlast: 1 })), {}, async (sim) => {
              const source = axiStreamSource(sim, 's', { byteSize: size, pause: sourcePauses });
              const sink = axiStreamSink(sim, 'm', { byteSize: 'tkeep', pause: sinkPauses });
              const natural = (value: bigint) => (size > 32 ? value : Number(value));
              for (const frame of frames) {
                source.send(
                  frame.map(({ value }) => value),
                  { keep: Uint8Array.from(frame, ({ keep }) => keep) },
                );
              }
              for (const frame of frames) {
                const kept = frame.filter(({ keep }) => keep);
                expect(await sink.receive()).toEqual(kept.map(({ value }) => natural(value)));
              }
            }),
        ),
        { numRuns: 10 },
      ),
  );

  test('the first byte of ten bits is in the lowest bits of tdata, null bytes are 0', async () => {
    const sim = await simulate(fifo(shape(30, { tkeep: 3, tlast: 1, tuser: 1 })));
    axiStreamSource(sim, 's', { byteSize: 10 }).send(Uint16Array.of(0x3ff, 0x155, 1, 2), { users: [0, 1] });
    do {
      await sim.clock.rising();
    } while (!sim.port.s_tvalid.value);
    expect([sim.port.s_tdata.value, sim.port.s_tkeep.value]).toEqual([(1 << 20) | (0x155 << 10) | 0x3ff, 0b111]);
    await sim.clock.rising();
    expect([sim.port.s_tdata.value, sim.port.s_tkeep.value, sim.port.s_tlast.value]).toEqual([2, 0b001, 1]);
  });

  test('without tlast, bytes of 16 bits are asked for by count; -1 is all ones', async () => {
    const sim = await simulate(fifo(shape(32, {})));
    axiStreamSource(sim, 's', { byteSize: 16 }).send([1, -1, 3, 4]);
    const sink = axiStreamSink(sim, 'm', { byteSize: 16 });
    expect(await sink.receiveBytes(3)).toEqual([1, 0xffff, 3]);
    expect(await sink.receiveBytes(1)).toEqual([4]);
  });

  test('widths that do not divide, or do not agree, are refused with both', async () => {
    const odd = await simulate(fifo(shape(36, { tlast: 1 })));
    expect(() => axiStreamSource(odd, 's')).toThrow('s_tdata is 36 bits wide: expected whole bytes');
    expect(() => axiStreamSource(odd, 's', { byteSize: 10 })).toThrow(
      's_tdata is 36 bits wide: expected whole bytes of 10 bits',
    );
    expect(() => axiStreamSource(odd, 's', { byteSize: 0 })).toThrow('s: byteSize is 0, expected a number of bits');
    expect(() => axiStreamSink(odd, 'm', { byteSize: 'tkeep' })).toThrow(
      'm has neither tkeep nor tstrb, which say how wide a byte is: give byteSize in bits',
    );
    const half = await simulate(fifo(shape(32, { tkeep: 2, tlast: 1 })));
    expect(() => axiStreamMonitor(half, 'm')).toThrow(
      'm_tkeep is 2 bits wide: expected 4, one for each byte of 8 bits of m_tdata; for others give byteSize: 16',
    );
    const five = await simulate(fifo(shape(32, { tkeep: 5, tlast: 1 })));
    expect(() => axiStreamSink(five, 'm', { byteSize: 'tkeep' })).toThrow(
      'm_tdata is 32 bits wide and m_tkeep 5: expected as many bits for each byte',
    );
    const source = axiStreamSource(half, 's', { byteSize: 16 });
    expect(() => source.send([0, 0x1_0000])).toThrow('s: byte 1 is 65536: expected 16 bits');
    expect(() => source.send([1.5])).toThrow('s: byte 0 is 1.5: expected 16 bits');
    expect(() => source.send([1, 2, 3], { keep: Uint8Array.of(1) })).toThrow('s: keep has 1 entries for 3 bytes');
  });
});
