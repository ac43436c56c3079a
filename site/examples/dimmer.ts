import { bool, module, regs, uint } from '@chisel-lite/hdl';
import { withSimulation } from '@chisel-lite/testbench';
import { expect, test } from 'vitest';

/** High for `duty` of every 16 cycles. */
export const Dimmer = module('Dimmer', { in: { duty: uint(4) }, out: { light: bool() } }, ({ duty, light }) => {
  const { count } = regs({ count: uint(4, 0) });
  count.set(count.add(1));
  light.set(count.lt(duty));
});

test('the light is on for duty of 16 cycles', () =>
  withSimulation(Dimmer, {}, async ({ clock, port }) => {
    for (let duty = 0; duty < 16; duty++) {
      port.duty.value = duty;
      let on = 0;
      for (let cycle = 0; cycle < 16; cycle++) {
        await clock.cycles(1);
        on += Number(port.light.value);
      }
      expect(on).toBe(duty);
    }
  }));
