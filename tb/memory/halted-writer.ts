import assert from 'node:assert/strict';
import type { Simulation } from '@chisel-lite/testbench';

/**
 * Halts a writer of bursts whose write has failed: it begins no burst any more, is drained when all that it began is
 * answered, and never tells that its work is done.
 */
export async function expectHaltDrains(sim: Simulation, memory: { readonly outstanding: number }): Promise<void> {
  const { halt, drained, done, aw_valid } = sim.port;
  halt.value = 1;
  await sim.clock.cycles(2);
  let after = 0;
  let wasAsking = aw_valid.number;
  sim.clock.attach({
    sample: () => {
      assert.equal(done.number, 0, 'a halted writer ends nothing');
      if (aw_valid.raw.value && !wasAsking) {
        after++;
      }
      wasAsking = aw_valid.number;
      if (drained.raw.value) {
        assert.equal(memory.outstanding, 0);
      }
    },
  });
  await sim.clock.until(() => drained.raw.value, 'the writes to drain');
  await sim.clock.cycles(100);
  assert.equal(after, 0, 'no burst is begun');
}
