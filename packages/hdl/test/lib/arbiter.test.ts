import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Arbiter, type ArbiterPolicy, compileSimulation, elaborate, uint } from '../../src/index.ts';

const INPUTS = 3;

/** Runs an arbiter under given offers and stalls; the payload of input i counts i·100, i·100 + 1, … */
function run(policy: ArbiterPolicy, offers: readonly (readonly boolean[])[], takes: readonly boolean[]) {
  const sim = compileSimulation(elaborate(Arbiter(uint(16), INPUTS, policy)).design).instantiate();
  const { rst, m_valid, m_payload, m_ready } = sim.ports;
  rst.value = 1;
  sim.run('clk', 1);
  rst.value = 0;
  const next = [0, 100, 200];
  const offering = [false, false, false];
  const taken: number[] = [];
  let held: number | undefined;
  takes.forEach((take, cycle) => {
    offering.forEach((active, i) => {
      offering[i] = active || offers[i][cycle];
      sim.ports[`s${i}_valid`].value = offering[i] ? 1 : 0;
      sim.ports[`s${i}_payload`].value = next[i];
    });
    m_ready.value = take ? 1 : 0;
    sim.eval();
    const granted = offering.map((_, i) => sim.ports[`s${i}_ready`].value === 1 && offering[i]);
    expect(granted.filter(Boolean).length).toBe(take && offering.some(Boolean) ? 1 : 0);
    if (held !== undefined) {
      expect([m_valid.value, m_payload.value]).toEqual([1, held]);
    }
    held = m_valid.value === 1 && !take ? Number(m_payload.value) : undefined;
    granted.forEach((granted, i) => {
      if (!granted) {
        return;
      }
      expect(m_payload.value).toBe(next[i]);
      taken.push(next[i]);
      next[i]++;
      offering[i] = false;
    });
    sim.run('clk', 1);
  });
  return taken;
}

test.each(['priority', 'round-robin'] as const)('%s: one at a time, in order, nothing changed while held', (policy) => {
  const pattern = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(fc.tuple(pattern, pattern, pattern), pattern, (offers, takes) => {
      const taken = run(policy, offers, takes);
      for (let i = 0; i < INPUTS; i++) {
        const mine = taken.filter((value) => Math.floor(value / 100) === i);
        expect(mine).toEqual(mine.map((_, k) => 100 * i + k));
      }
    }),
    { numRuns: 30 },
  );
});

test('round-robin serves all alike, priority the lowest', () => {
  const always = Array.from({ length: 30 }, () => true);
  const counts = (policy: ArbiterPolicy) => {
    const taken = run(policy, [always, always, always], always);
    return [0, 1, 2].map((i) => taken.filter((value) => Math.floor(value / 100) === i).length);
  };
  expect(counts('round-robin')).toEqual([10, 10, 10]);
  expect(counts('priority')).toEqual([30, 0, 0]);
});
