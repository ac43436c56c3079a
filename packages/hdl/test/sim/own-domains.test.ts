import { expect, test } from 'vitest';
import {
  bool,
  compileSimulation,
  domainFrom,
  elaborate,
  inDomain,
  insts,
  module,
  regs,
  uint,
  withReset,
} from '../../src/index.ts';

/**
 * Counts the edges of its clock, from one of its own ports or the module's, until `stop`, a reset from an ordinary
 * port, is up.
 */
const Counter = (clocked: boolean) =>
  module(
    `Counter${clocked ? '' : '_port'}`,
    { in: { tick: bool(), stop: bool() }, out: { count: uint(8) } },
    ({ tick, stop, count }) => {
      const domain = clocked ? withReset('part', stop) : domainFrom('part', tick, stop);
      inDomain(domain, () => {
        const { value } = regs({ value: uint(8, 0) });
        value.set(value.add(1));
        count.set(clocked ? value.and(tick.replicate(8).fit(8)) : value);
      });
    },
  );

/** The domain that a module makes from its ports needs nothing of the one that instantiates it. */
test.each([true, false])(
  'a module with a domain of its own making is instantiated (clock of the module: %s)',
  (clocked) => {
    const Top = module('Top', { in: { t: bool(), s: bool() }, out: { y: uint(8) } }, ({ t, s, y }) => {
      const { u } = insts({ u: Counter(clocked) });
      u.tick.set(t);
      u.stop.set(s);
      y.set(u.count);
    });
    const sim = compileSimulation(elaborate(Top).design).instantiate();
    const edge = () => {
      sim.ports['t'].value = 0;
      sim.eval();
      sim.ports['t'].value = 1;
      if (clocked) {
        sim.run('clk', 1);
      } else {
        sim.eval();
      }
      return Number(sim.ports['y'].value);
    };
    sim.ports['s'].value = 0;
    expect([edge(), edge(), edge()]).toEqual([1, 2, 3]);
    sim.ports['s'].value = 1;
    expect([edge(), edge()]).toEqual([0, 0]);
  },
);
