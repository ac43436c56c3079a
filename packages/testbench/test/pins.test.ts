import { expect, test } from 'vitest';
import { findClocks, findReset } from '../src/pins.ts';
import type { SignalHandle } from '../src/simulator.ts';

const inputs = (...names: string[]) =>
  Object.fromEntries(
    names.map((name): [string, SignalHandle] => [name, { name, width: 1, direction: 'input', value: 0 }]),
  );

test.each([
  ['high', 'rst reset areset rst_i i_rst i_reset arst srst sys_rst wb_rst_i reset_i rst_in reset_in'],
  ['low', 'rst_n rstn resetn reset_n aresetn rst_ni s_axi_aresetn presetn PRESETn hresetn arst_n nrst n_reset'],
  ['low', 'rst_n_i i_rst_n i_resetn sys_rst_n areset_n resetn_in'],
])('a reset that is active %s is known by its name: %s', (level, names) => {
  for (const name of names.split(' ')) {
    expect([name, findReset(inputs('clk', name))?.activeLow]).toEqual([name, level === 'low']);
  }
});

test('what only looks like one is none; the usual name goes before the others', () => {
  expect(findReset(inputs('clk', 'first', 'restart', 'presence', 'burst_n'))).toBeUndefined();
  expect(findReset(inputs('rst', 'sys_rst'))?.handle.name).toBe('rst');
  expect(findReset(inputs('sys_rst', 'wb_rst_i'))).toBeUndefined();
  expect(() => findReset(inputs('rst', 'resetn'))).toThrow('several inputs look like resets (rst, resetn)');
  expect(findClocks(inputs('clk', 'pclk', 'clk_en')).map(({ name }) => name)).toEqual(['clk']);
  expect(findClocks(inputs('pclk', 'sclk', 'clk_en')).map(({ name }) => name)).toEqual(['pclk']);
});
