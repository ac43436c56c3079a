import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bigintOf, findVariable, readVcd } from '@chisel-lite/vcd';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pauses } from '../src/fast-check.ts';
import { axiStreamSink, axiStreamSource, simulate, withSimulation } from '../src/index.ts';

const hasVerilator = (() => {
  try {
    execFileSync('verilator', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED: the harness on Verilator (verilator is not installed)');
    return false;
  }
})();

const fifo = (width: number) => ({
  sources: [new URL('./verilog/axis_fifo.v', import.meta.url).pathname],
  top: 'axis_fifo',
  parameters: { WIDTH: width },
});

describe.skipIf(!hasVerilator)('on Verilator', () => {
  const design = fifo(64);

  test('the FIFO passes frames under any back-pressure', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 70 }), { minLength: 1, maxLength: 5 }),
        pauses(),
        pauses(),
        (frames, sourcePauses, sinkPauses) =>
          withSimulation(design, {}, async (sim) => {
            const source = axiStreamSource(sim, 's', { pause: sourcePauses });
            const sink = axiStreamSink(sim, 'm', { pause: sinkPauses });
            for (const frame of frames) source.send(frame);
            for (const frame of frames) expect(await sink.receive()).toEqual(frame);
          }),
      ),
      { numRuns: 30 },
    ));

  test('the timing model holds: an edge takes what was settled before it', async () => {
    const sim = await simulate(design);
    sim.port.s_tdata.value = 0x1122334455667788n;
    sim.port.s_tvalid.value = 1;
    await sim.clock.rising();
    expect(sim.port.m_tvalid.value).toBe(0);
    sim.port.s_tvalid.value = 0;
    await sim.settled();
    expect([sim.port.m_tvalid.value, sim.port.m_tdata.value]).toEqual([1, 0x1122334455667788n]);
    await sim.clock.rising();
    expect(sim.port.m_tvalid.value).toBe(1);
  });

  test('a dump holds what happened, at the times it happened', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'testbench-'));
    try {
      const file = join(folder, 'fifo.vcd');
      await withSimulation(design, { clock: 10, dump: file }, async (sim) => {
        axiStreamSource(sim, 's').send(Uint32Array.of(1, 2, 3, 4));
        await axiStreamSink(sim, 'm').receive();
      });
      const vcd = await readVcd(createReadStream(file));
      const find = (name: string) =>
        findVariable(vcd, vcd.variables.find((variable) => variable.name === name)?.path ?? name).changes;
      const clock = find('clk');
      const rises = Array.from(clock.at).filter((_, i) => bigintOf(clock, i) === 1n);
      expect(rises.slice(0, 3).map((at) => vcd.times[at])).toEqual([5000, 15000, 25000]);
      const data = find('s_tdata');
      expect(Array.from(data.at, (at, i) => [vcd.times[at], bigintOf(data, i)])).toEqual([
        [0, 0n],
        [25000, 0x200000001n],
        [35000, 0x400000003n],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
