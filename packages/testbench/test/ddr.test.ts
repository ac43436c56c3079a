import { describe, expect, test } from 'vitest';
import { KV260_DDR, KV260_DDR_STRESS, kv260Ddr, simulate } from '../src/index.ts';
import { reader } from './axi-designs.ts';

/** GB/s of `ports` ideal masters on one long read of 256-byte bursts. */
async function throughput(
  megahertz: number,
  options: { ports?: number; timing?: typeof KV260_DDR; beats?: number } = {},
) {
  const { ports = 4, timing, beats = 16 } = options;
  const bursts = Math.round(16_000 / beats);
  const { names, design } = reader(ports, bursts, beats);
  const sim = await simulate(design, { clock: 1000 / megahertz, history: 0 });
  const { memory } = kv260Ddr(sim, names, { timing });
  const image = new Uint8Array(bursts * beats * 16);
  names.forEach((name, i) => {
    memory.map(i * 0x1000_0000, image, name);
  });
  const begin = sim.time;
  await sim.clock.until(() => sim.port.done.value);
  return (ports * image.length) / (sim.time - begin);
}

describe('the DDR model of the KV260', () => {
  test('one long read at 250 MHz: the ports are the limit, 16.0 GB/s less the first latency', async () => {
    const rate = await throughput(250);
    expect(rate).toBeGreaterThan(15.85);
    expect(rate).toBeLessThan(16.0);
  });

  test('at 300 MHz the DDR is the limit, 93 % of 19.2 GB/s', async () => {
    const rate = await throughput(300);
    expect(rate).toBeGreaterThan(17.7);
    expect(rate).toBeLessThan(17.86);
  });

  test('the rate does not depend on how the master cuts its bursts', async () => {
    expect(await throughput(250, { beats: 64 })).toBeGreaterThan(15.8);
  });

  test.each([
    [200, 0.88],
    [250, 0.72],
    [300, 0.61],
  ])(
    'at 650 ns and %i MHz eight outstanding bursts hide no more than the law of Little allows',
    async (megahertz, share) => {
      const timing = { ...KV260_DDR, latency: 650 };
      const rate = await throughput(megahertz, { ports: 1, timing });
      expect(rate / (0.016 * megahertz)).toBeGreaterThan(share - 0.02);
      expect(rate / (0.016 * megahertz)).toBeLessThan(share + 0.01);
    },
  );

  test('with refresh pauses the mean bandwidth stays and no burst is lost', async () => {
    const rate = await throughput(300, { timing: { ...KV260_DDR_STRESS, latency: 400 } });
    expect(rate).toBeGreaterThan(16.5);
    expect(rate).toBeLessThan(17.86);
  });
});
