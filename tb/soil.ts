import type { Random, SimulatorInstance } from '@chisel-lite/testbench';

/** Cycles of noise. */
const CYCLES = 40;
/** Inputs that are no data: what chooses a mutant stays as it is. */
const KEPT = new Set(['clk', 'rst', 'mutant']);

/**
 * Random values on every input for some cycles, then a reset, then zeros. After that a unit must be as good as new,
 * though its data registers and memories, which have no reset, hold what the noise left there.
 */
export function soil(simulator: SimulatorInstance, random: Random): void {
  const { ports } = simulator;
  const reset = ports['rst'];
  if (!reset) {
    return;
  }
  const inputs = Object.values(ports).filter(({ name, direction }) => direction === 'input' && !KEPT.has(name));
  const noise = () => {
    for (const port of inputs) {
      port.value = port.width > 32 ? random.bits(port.width) : Number(random.bits(port.width));
    }
    simulator.run('clk', 1);
  };
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    noise();
  }
  reset.value = 1;
  noise();
  noise();
  for (const port of inputs) {
    port.value = port.width > 32 ? 0n : 0;
  }
  reset.value = 0;
  simulator.eval();
}
