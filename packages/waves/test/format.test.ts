import { parseVcd } from '@chisel-lite/vcd';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scene } from '../src/page/canvas.ts';
import { drawRuler } from '../src/page/draw-ruler.ts';
import { formatValue, isRadix, type Radix, radicesFor } from '../src/page/format.ts';
import { checkView } from '../src/page/view.ts';

/** How a value, given as binary digits, is shown. */
const shown = (bits: string, radix: Radix) => {
  const { variables } = parseVcd(`$var wire ${bits.length} ! a $end $enddefinitions $end #0 b${bits} !\n`);
  return formatValue(variables[0].changes, 0, radix);
};

describe('lanes of signed integers', () => {
  test('are what was packed, for any width of lane', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.array(fc.bigInt(), { minLength: 1, maxLength: 12 }),
        (lane, values) => {
          const numbers = values.map((value) => BigInt.asIntN(lane, value));
          const bits = numbers.map((value) => BigInt.asUintN(lane, value).toString(2).padStart(lane, '0'));
          expect(shown(bits.toReversed().join(''), `int${lane}`)).toBe(numbers.join(' '));
        },
      ),
    ));

  test('a lane with an unknown bit is x, the others are read', () => {
    expect(shown('zzzz1111x0000111', 'int4')).toBe('7 x -1 z');
    expect(shown('hhhllllh', 'int4')).toBe('1 -2');
  });

  test('are offered where they divide the bus', () => {
    expect(radicesFor(27 * 4)).toContain('int27');
    expect(radicesFor(320)).toEqual(expect.arrayContaining(['int8', 'int40']));
    expect(radicesFor(27)).not.toContain('int27'); // that is `signed`
    expect(radicesFor(1)).toEqual(['bin']);
    expect([isRadix('int40'), isRadix('int0'), isRadix('int'), isRadix('hexx'), isRadix(3)]).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

test('the nine states are shown as they are', () => {
  expect(shown('uuuuuuuu', 'hex')).toBe('u');
  expect(shown('uuuu0011', 'hex')).toBe('u3');
  expect(shown('----wwww', 'hex')).toBe('-w');
  expect(shown('lhlhuh01', 'hex')).toBe('5x');
  expect(shown('lhu-', 'bin')).toBe('01u-');
});

test('a saved view with a radix that is none is refused', () => {
  const rows = [{ kind: 'signal', path: 'a', radix: 'int0' }];
  expect(() => checkView({ rows, from: 0, to: 1 })).toThrow('not a saved view: row 1: a in the radix "int0"');
});

test('no label of the ruler is cut at the right edge, and they stand apart', () => {
  for (const [from, to, unit] of [
    [0, 1000, 1e-9],
    [-20, 997, 1e-12],
    [1.5e18, 2e18, 1e-15],
    [7, 7.001, 1e-9],
  ]) {
    for (const width of [300, 741, 1400]) {
      const labels: [left: number, right: number][] = [];
      const ignored = () => {};
      const context = {
        measureText: (text: string) => ({ width: text.length * 7 }),
        fillText: (text: string, x: number) => labels.push([x, x + text.length * 7]),
        ...{ fillRect: ignored, beginPath: ignored, moveTo: ignored, lineTo: ignored, stroke: ignored },
      };
      const scene = { view: { from, to }, width, height: 100, secondsPerUnit: unit, vcd: { times: [to] } };
      drawRuler(context as unknown as CanvasRenderingContext2D, scene as unknown as Scene, width / (to - from));
      expect(labels.length).toBeGreaterThan(0);
      labels.forEach(([left, right], i) => {
        expect(right).toBeLessThanOrEqual(width);
        expect(left).toBeGreaterThan(labels[i - 1]?.[1] ?? -100);
      });
    }
  }
});
