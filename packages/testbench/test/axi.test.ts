import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pauses } from '../src/fast-check.ts';
import {
  AddressSpace,
  type AxiRamOptions,
  AxiResponseError,
  axiLiteMaster,
  axiMaster,
  axiRam,
  DECERR,
  OKAY,
  ProtocolViolation,
  SLVERR,
  simulate,
  withSimulation,
} from '../src/index.ts';
import { axiLink } from './axi-designs.ts';
import type { Pins } from './behavioural.ts';

const BASE = 0x12_3400_0000;
const SIZE = 16384;

describe('an AXI4 master and memory', () => {
  const pausesOf = fc.record({ ar: pauses(8), r: pauses(8), aw: pauses(8), w: pauses(8), b: pauses(8) });
  test.each([32, 64, 128])('agree on every byte over %i bits, whatever the lengths, pauses and order', (bits) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(SIZE - 700), bytes: fc.uint8Array({ minLength: 1, maxLength: 700 }) }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.record({ maxBurst: fc.integer({ min: 1, max: 64 }), ids: fc.integer({ min: 1, max: 8 }), pause: pausesOf }),
        fc.record({
          latency: fc.nat(20),
          outstanding: fc.integer({ min: 1, max: 8 }),
          outOfOrder: fc.boolean(),
          interleave: fc.boolean(),
          pause: pausesOf,
        }),
        (writes, masterOptions, ramOptions) =>
          withSimulation(axiLink(bits), {}, async (sim) => {
            const { memory } = axiRam(sim, 'm', ramOptions);
            const actual = memory.allocate(BASE, SIZE);
            const expected = new Uint8Array(SIZE);
            const master = axiMaster(sim, 's', masterOptions);
            for (const { at, bytes } of writes) {
              expected.set(bytes, at);
              await master.write(BASE + at, bytes);
            }
            expect(actual).toEqual(expected);
            const reads = await sim.gather(...writes.map(({ at, bytes }) => master.read(BASE + at, bytes.length)));
            expect(reads).toEqual(writes.map(({ at, bytes }) => expected.slice(at, at + bytes.length)));
          }),
      ),
      { numRuns: 15 },
    ),
  );

  test('out of order means that a later read may finish first', async () => {
    const sim = await simulate(axiLink(64), { seed: 3 });
    axiRam(sim, 'm', { outOfOrder: true }).memory.allocate(0, 4096);
    const master = axiMaster(sim, 's', { ids: 8, maxBurst: 4 });
    const order: number[] = [];
    const tasks = Array.from({ length: 8 }, (_, i) =>
      sim.fork(async () => {
        await master.read(i * 32, 32);
        order.push(i);
      }),
    );
    await sim.gather(...tasks);
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(order).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('no more reads are outstanding than allowed', async () => {
    const sim = await simulate(axiLink(64));
    axiRam(sim, 'm', { outstanding: 3, latency: 40 }).memory.allocate(0, 4096);
    let open = 0;
    let most = 0;
    sim.clock.attach({
      sample() {
        const { m_arvalid, m_arready, m_rvalid, m_rready, m_rlast } = sim.port;
        if (m_arvalid.value && m_arready.value) {
          open++;
        }
        if (m_rvalid.value && m_rready.value && m_rlast.value) {
          open--;
        }
        most = Math.max(most, open);
      },
    });
    await axiMaster(sim, 's', { maxBurst: 2 }).read(0, 512);
    expect(most).toBe(3);
  });

  test('a burst read streams a beat a cycle after the latency', async () => {
    const sim = await simulate(axiLink(64));
    axiRam(sim, 'm', { latency: 10 }).memory.allocate(0, 4096);
    const master = axiMaster(sim, 's', { maxBurst: 256 });
    const before = sim.clock.cycle;
    await master.read(0, 2048);
    expect(sim.clock.cycle - before).toBe(2 + 10 + 256 - 1);
  });

  test('error responses reach who asked, and what is not mapped decodes to an error', async () => {
    const sim = await simulate(axiLink(64));
    axiRam(sim, 'm', { respond: (address) => (address === 0x20 ? SLVERR : OKAY) }).memory.allocate(0, 4096);
    const master = axiMaster(sim, 's');
    await expect(async () => master.read(0, 64)).rejects.toThrow(new AxiResponseError(SLVERR, 0x20));
    await expect(async () => master.write(0x20, Uint8Array.of(1))).rejects.toThrow('SLVERR from address 0x20');
    await expect(async () => master.read(0x8000, 4)).rejects.toThrow(new AxiResponseError(DECERR, 0x8000));
    expect(await master.read(0x40, 1)).toEqual(Uint8Array.of(0));
  });

  test('registers are read and written by AXI4-Lite', async () => {
    const sim = await simulate(axiLink(32));
    axiRam(sim, 'm').memory.allocate(0, 64);
    const registers = axiLiteMaster(sim, 's');
    await registers.write(8, 0xdeadbeef);
    await sim.gather(registers.write(12, 1), registers.write(16, 2));
    expect(await sim.gather(...[8, 12, 16].map((at) => registers.read(at)))).toEqual([0xdeadbeef, 1, 2]);
    expect(() => registers.read(3)).toThrow('register address 0x3 is not a multiple of 4');
  });

  test('overlapping regions are refused', () => {
    const memory = new AddressSpace().map(0, new Uint8Array(64), 'low');
    expect(() => memory.map(32, new Uint8Array(64), 'high')).toThrow('high: 0x20 … 0x60 overlaps low');
  });
});

describe('the memory notices', () => {
  /** Whenever a transfer is offered on a channel. */
  const on = (channel: string, change: (pins: Pins) => void) => (pins: Pins) => {
    if (pins[`m_${channel}valid`][0]) {
      change(pins);
    }
  };
  const faults: [string, (pins: Pins, cycle: number) => void, AxiRamOptions][] = [
    [
      'burst across 4 KiB',
      on('ar', (pins) => {
        pins.m_araddr[0] = 4096 - 8;
      }),
      {},
    ], // prettier-ignore
    [
      'burst across 4 KiB',
      on('aw', (pins) => {
        pins.m_awaddr[0] = 4096 - 8;
      }),
      {},
    ], // prettier-ignore
    [
      'size wider than the bus',
      on('ar', (pins) => {
        pins.m_arsize[0] = 4;
      }),
      {},
    ], // prettier-ignore
    [
      'reserved burst type',
      on('ar', (pins) => {
        pins.m_arburst[0] = 3;
      }),
      {},
    ], // prettier-ignore
    [
      'FIXED burst too long',
      on('ar', (pins) => {
        pins.m_arburst[0] = 0;
        pins.m_arlen[0] = 16;
      }),
      {},
    ], // prettier-ignore
    [
      'WRAP burst length',
      on('ar', (pins) => {
        pins.m_arburst[0] = 2;
        pins.m_arlen[0] = 2;
      }),
      {},
    ], // prettier-ignore
    [
      'WRAP burst unaligned',
      on('ar', (pins) => {
        pins.m_arburst[0] = 2;
        pins.m_araddr[0] = 4;
      }),
      {},
    ], // prettier-ignore
    [
      'WLAST wrong',
      on('w', (pins) => {
        pins.m_wlast[0] = 0;
      }),
      {},
    ], // prettier-ignore
    [
      'WLAST wrong',
      on('w', (pins) => {
        pins.m_wlast[0] = 1;
      }),
      {},
    ], // prettier-ignore
    [
      'WSTRB outside the transfer',
      on('aw', (pins) => {
        pins.m_awsize[0] = 2;
      }),
      {},
    ], // prettier-ignore
    [
      'valid dropped',
      (pins, cycle) => {
        if (cycle === 6) {
          pins.m_arvalid[0] = 0;
        }
      },
      { pause: { ar: [...new Array(12).fill(true), false] } },
    ], // prettier-ignore
    [
      'payload changed',
      (pins, cycle) => {
        if (cycle === 6) {
          pins.m_araddr[0] ^= 64;
        }
      },
      { pause: { ar: [...new Array(12).fill(true), false] } },
    ], // prettier-ignore
    [
      'payload changed',
      (pins, cycle) => {
        if (cycle === 6) {
          pins.m_wdata[1] ^= 64;
        }
      },
      { pause: { w: [...new Array(12).fill(true), false] } },
    ], // prettier-ignore
  ];
  test.each(faults)('%s (%#)', async (rule, tamper, options) => {
    const sim = await simulate(axiLink(64, tamper), { log: 'silent' });
    axiRam(sim, 'm', options).memory.allocate(0, 8192);
    const master = axiMaster(sim, 's', { maxBurst: 4 });
    const error = await failure(sim.gather(master.write(0, new Uint8Array(96)), master.read(64, 96)));
    expect(error).toBeInstanceOf(ProtocolViolation);
    expect((error as ProtocolViolation).rule).toBe(rule);
  });
});

describe('the master notices', () => {
  const faults: [string, (pins: Pins, cycle: number) => void][] = [
    [
      'RLAST wrong',
      (pins) => {
        pins.s_rlast[0] = 0;
      },
    ], // prettier-ignore
    [
      'RLAST wrong',
      (pins) => {
        pins.s_rlast[0] = 1;
      },
    ], // prettier-ignore
    [
      'response nobody asked for',
      (pins) => {
        pins.s_rid[0] = 5;
      },
    ], // prettier-ignore
    [
      'response nobody asked for',
      (pins) => {
        pins.s_bid[0] = 5;
      },
    ], // prettier-ignore
    [
      'response nobody asked for',
      (pins) => {
        pins.s_bvalid[0] = 1;
      },
    ], // prettier-ignore
  ];
  test.each(faults)('%s (%#)', async (rule, tamper) => {
    const sim = await simulate(axiLink(64, tamper), { log: 'silent' });
    axiRam(sim, 'm').memory.allocate(0, 8192);
    const master = axiMaster(sim, 's', { maxBurst: 4 });
    const error = await failure(sim.gather(master.write(0, new Uint8Array(96)), master.read(64, 96)));
    expect((error as ProtocolViolation).rule).toBe(rule);
  });

  test('nothing on a link that keeps the rules', async () => {
    const sim = await simulate(axiLink(64));
    axiRam(sim, 'm').memory.allocate(0, 8192);
    const master = axiMaster(sim, 's', { maxBurst: 4 });
    await sim.gather(master.write(0, new Uint8Array(96)), master.read(64, 96));
  });
});

async function failure(work: PromiseLike<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was noticed');
}
