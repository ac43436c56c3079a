import { findVariable, parseVcd } from '@chisel-lite/vcd';
import { expect, test } from 'vitest';
import { nextEdge } from '../src/page/navigate.ts';

/** Every time that is reached from `start` on. */
function walk(times: readonly bigint[], start: number, direction: 1 | -1): number[] {
  const body = times.map((time, i) => `#${time} ${i % 2}!`).join('\n');
  const vcd = parseVcd(`$timescale 1fs $end $var wire 1 ! a $end $enddefinitions $end\n${body}\n`);
  const { changes } = findVariable(vcd, 'a');
  const reached: number[] = [];
  let at: number | undefined = start;
  while (reached.length < 100) {
    at = nextEdge(vcd, changes, at, direction);
    if (at === undefined) {
      return reached;
    }
    reached.push(at);
  }
  return expect.fail(`the walk stays at ${at}`);
}

test('edges are walked forward and back', () => {
  expect(walk([0n, 5n, 7n, 20n], -1, 1)).toEqual([0, 5, 7, 20]);
  expect(walk([0n, 5n, 7n, 20n], 21, -1)).toEqual([20, 7, 5, 0]);
});

test('also where several times are one number', () => {
  const huge = Array.from({ length: 9 }, (_, i) => 10n ** 18n + BigInt(i) * 50n);
  const numbers = [...new Set(huge.map(Number))];
  expect(numbers.length).toBeLessThan(huge.length);
  expect(walk(huge, 0, 1)).toEqual(numbers);
  expect(walk(huge, 2e18, -1)).toEqual(numbers.toReversed());
});
