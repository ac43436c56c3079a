import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { AsyncFifo, compileSimulation, elaborate, PulseSynchronizer, uint } from '../../src/index.ts';

/** Rising edges of two clocks of any periods and phases, as a merged sequence: which clocks rise at each step. */
function edges(periods: readonly [number, number], phase: number, steps: number): [boolean, boolean][] {
  const rising: [boolean, boolean][] = [];
  for (let time = 0; rising.length < steps; time++) {
    const pair: [boolean, boolean] = [time % periods[0] === 0, time % periods[1] === phase % periods[1]];
    if (pair[0] || pair[1]) {
      rising.push(pair);
    }
  }
  return rising;
}

test('the asynchronous FIFO loses, doubles and reorders nothing under unrelated clocks and stalls', () => {
  const model = compileSimulation(elaborate(AsyncFifo(uint(16), 4)).design);
  const period = fc.integer({ min: 2, max: 23 });
  fc.assert(
    fc.property(
      fc.tuple(period, period),
      fc.nat(22),
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      (periods, phase, offers, takes) => {
        const sim = model.instantiate();
        const { clk, rst, receiver_clk, receiver_rst, s_valid, s_payload, s_ready, m_valid, m_payload, m_ready } =
          sim.ports as Record<string, (typeof sim.ports)[string]>;
        const tick = ([a, b]: [boolean, boolean]) => {
          clk.value = a ? 1 : 0;
          receiver_clk.value = b ? 1 : 0;
          sim.eval();
          clk.value = 0;
          receiver_clk.value = 0;
          sim.eval();
        };
        for (const value of [1, 0]) {
          rst.value = value;
          receiver_rst.value = value;
          tick([true, true]);
        }
        const sent: number[] = [];
        const received: number[] = [];
        let offered = 0;
        edges(periods, phase, 600).forEach((rising, step) => {
          const last = step > 400;
          s_valid.value = !last && offers[step % offers.length] ? 1 : 0;
          s_payload.value = sent.length + 1;
          m_ready.value = last || takes[step % takes.length] ? 1 : 0;
          sim.eval();
          if (rising[0] && s_valid.value === 1) {
            offered++;
          }
          if (rising[0] && s_valid.value === 1 && s_ready.value === 1) {
            sent.push(sent.length + 1);
          }
          if (rising[1] && m_valid.value === 1 && m_ready.value === 1) {
            received.push(Number(m_payload.value));
          }
          tick(rising);
        });
        // The slower clock may not have drained the last words.
        expect(received).toEqual(sent.slice(0, received.length));
        expect(sent.length - received.length).toBeLessThanOrEqual(4);
        // An empty FIFO takes the first word it is offered.
        expect(sent.length).toBeGreaterThanOrEqual(Math.min(offered, 1));
      },
    ),
    { numRuns: 60 },
  );
});

test('a pulse arrives once, whatever the clocks', () => {
  const model = compileSimulation(elaborate(PulseSynchronizer()).design);
  for (const periods of [
    [2, 2],
    [3, 7],
    [11, 4],
    [5, 6],
  ] as const) {
    const sim = model.instantiate();
    const { clk, receiver_clk, pulse, received } = sim.ports;
    let seen = 0;
    let sent = 0;
    edges([...periods], 1, 400).forEach(([a, b], step) => {
      const fire = a && step % 40 < 2 && sent * 40 <= step;
      pulse.value = fire ? 1 : 0;
      if (fire) {
        sent++;
      }
      sim.eval();
      if (b && received.value === 1) {
        seen++;
      }
      clk.value = a ? 1 : 0;
      receiver_clk.value = b ? 1 : 0;
      sim.eval();
      clk.value = 0;
      receiver_clk.value = 0;
      sim.eval();
    });
    expect(sent).toBeGreaterThan(5);
    expect(seen, `periods ${periods}`).toBe(sent);
  }
});
