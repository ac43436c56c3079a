import { f32, f32Lanes, f32x4, type I32, i32, type V128, v128 } from '../assembler/expressions.ts';
import type { Fn, Local } from '../assembler/module.ts';
import { kernel } from '../kernel.ts';
import { foldLanes } from '../products/activations.ts';
import { exponential } from './exponential.ts';

/** The paper's non-linear rows of Table I: RMSNorm, RoPE, SiLU · mul, and the residual sums. */

/** Address of row `row` of a [T, width] array of floats. */
const rowOf = (fn: Fn, base: I32, row: I32, width: I32): Local<'i32'> =>
  fn.local(i32.add(base, i32.shl(i32.mul(row, width), i32.const(2))));

/** Runs `vector` on each four elements, and `scalar` on each of the up to three left. Both get a byte offset. */
function forElements(fn: Fn, count: I32, vector: (offset: I32) => void, scalar: (offset: I32) => void): void {
  const bytes = fn.local(i32.shl(count, i32.const(2)));
  const vectorBytes = fn.local(i32.and(bytes, i32.const(-16)));
  fn.for(i32.const(0), vectorBytes, 16, vector);
  fn.for(vectorBytes, bytes, 4, scalar);
}

/** Row `chunk` of y = x / √(mean(x²) + ε) · weight; x, y [T, width], weight [width]. */
export const rmsNormKernel = kernel(
  'rmsnorm',
  { x: 'i32', weight: 'i32', y: 'i32', width: 'i32', epsilon: 'f32' },
  (fn, { x, weight, y, width, epsilon }, row) => {
    const source = rowOf(fn, x, row, width);
    const target = rowOf(fn, y, row, width);
    const squares = fn.local(f32Lanes(0));
    const rest = fn.local(f32.const(0));
    forElements(
      fn,
      width,
      (offset) => {
        const v = fn.local(v128.load(i32.add(source, offset)));
        squares.set(f32x4.add(squares, f32x4.mul(v, v)));
      },
      (offset) => {
        const v = fn.local(f32.load(i32.add(source, offset)));
        rest.set(f32.add(rest, f32.mul(v, v)));
      },
    );
    const total = f32.add(f32x4.extractLane(foldLanes(fn, f32x4.add, squares), 0), rest);
    const mean = f32.div(total, f32.convertI32(width));
    const scale = fn.local(f32.div(f32.const(1), f32.sqrt(f32.add(mean, epsilon))));
    const scales = fn.local(f32x4.splat(scale));
    forElements(
      fn,
      width,
      (offset) => {
        const scaled = f32x4.mul(v128.load(i32.add(source, offset)), scales);
        fn.do(v128.store(i32.add(target, offset), f32x4.mul(scaled, v128.load(i32.add(weight, offset)))));
      },
      (offset) => {
        const scaled = f32.mul(f32.load(i32.add(source, offset)), scale);
        fn.do(f32.store(i32.add(target, offset), f32.mul(scaled, f32.load(i32.add(weight, offset)))));
      },
    );
  },
);

const COMBINE_FIELDS = { a: 'i32', b: 'i32', y: 'i32', count: 'i32', perChunk: 'i32' } as const;

/** Four floats from `address`, of which only the first may be inside the array. */
type Loader = (address: I32) => V128;

/** y = combine(a, b) on elements perChunk · chunk … of arrays of `count` floats. */
function combineArrays(name: string, combine: (fn: Fn, a: V128, b: V128) => V128) {
  return kernel(name, COMBINE_FIELDS, (fn, { a, b, y, count, perChunk }, chunk) => {
    const first = fn.local(i32.mul(chunk, perChunk));
    const left = fn.local(i32.sub(count, first));
    fn.if(i32.gtU(left, perChunk), () => left.set(perChunk));
    const start = i32.shl(first, i32.const(2));
    const [sourceA, sourceB, target] = [a, b, y].map((base) => fn.local(i32.add(base, start)));
    const at = (load: Loader, offset: I32): V128 =>
      combine(fn, load(i32.add(sourceA, offset)), load(i32.add(sourceB, offset)));
    // Two vectors side by side, which V8 may join.
    const pairs = fn.local(i32.shrU(left, i32.const(3)));
    fn.for(i32.const(0), pairs, 1, () => {
      const [left, right] = [sourceA, sourceB].map((from) => [0, 16].map((half) => fn.local(v128.load(from, half))));
      const results = [0, 1].map((half) => fn.local(combine(fn, left[half], right[half])));
      for (const [half, result] of results.entries()) {
        fn.do(v128.store(target, result, 16 * half));
      }
      for (const pointer of [sourceA, sourceB, target]) {
        pointer.set(i32.add(pointer, i32.const(32)));
      }
    });
    left.set(i32.and(left, i32.const(7)));
    forElements(
      fn,
      left,
      (offset) => fn.do(v128.store(i32.add(target, offset), at(v128.load, offset))),
      (offset) => fn.do(f32.store(i32.add(target, offset), f32x4.extractLane(at(v128.load32Zero, offset), 0))),
    );
  });
}

/** Row `chunk` of x [T, width] += bias [width]. */
export const addBiasKernel = kernel(
  'add-bias',
  { x: 'i32', bias: 'i32', width: 'i32' },
  (fn, { x, bias, width }, row) => {
    const target = rowOf(fn, x, row, width);
    forElements(
      fn,
      width,
      (offset) => {
        const at = fn.local(i32.add(target, offset));
        fn.do(v128.store(at, f32x4.add(v128.load(at), v128.load(i32.add(bias, offset)))));
      },
      (offset) => {
        const at = fn.local(i32.add(target, offset));
        fn.do(f32.store(at, f32.add(f32.load(at), f32.load(i32.add(bias, offset)))));
      },
    );
  },
);

/** y = a + b */
export const addKernel = combineArrays('add', (_, a, b) => f32x4.add(a, b));

/** y = silu(a) · b with silu(x) = x / (1 + e⁻ˣ) */
export const siluMultiplyKernel = combineArrays('silu-multiply', (fn, a, b) => {
  const gate = fn.local(a);
  const denominator = f32x4.add(exponential(fn, f32x4.neg(gate)), f32Lanes(1));
  return f32x4.mul(f32x4.div(gate, denominator), b);
});

/** Which elements of a head turn together: i with i + d/2, or 2i with 2i + 1. */
export type RopeForm = 'half' | 'interleaved';

/** Turns the heads of token `chunk` of x [T, heads · 2 · pairs] in place; cos and sin [T, pairs]. */
export const ropeKernel = (form: RopeForm) =>
  kernel(
    `rope-${form}`,
    { x: 'i32', heads: 'i32', pairs: 'i32', cos: 'i32', sin: 'i32' },
    (fn, { x, heads, pairs, cos, sin }, token) => {
      const headBytes = fn.local(i32.shl(pairs, i32.const(3)));
      const row = fn.local(i32.add(x, i32.mul(token, i32.mul(heads, headBytes))));
      const rowEnd = i32.add(row, i32.mul(heads, headBytes));
      const turns = [cos, sin].map((table) => rowOf(fn, table, token, pairs));
      const end = fn.local(rowEnd);
      fn.while(i32.ltU(row, end), () => {
        if (form === 'half') {
          turnHalves(fn, row, pairs, turns);
        } else {
          turnNeighbours(fn, row, pairs, turns);
        }
        row.set(i32.add(row, headBytes));
      });
    },
  );

function turnHalves(fn: Fn, head: I32, pairs: I32, [cos, sin]: I32[]): void {
  const partner = fn.local(i32.add(head, i32.shl(pairs, i32.const(2))));
  forElements(
    fn,
    pairs,
    (offset) => {
      const [a, b, c, s] = [head, partner, cos, sin].map((base) => fn.local(v128.load(i32.add(base, offset))));
      fn.do(v128.store(i32.add(head, offset), f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s))));
      fn.do(v128.store(i32.add(partner, offset), f32x4.add(f32x4.mul(a, s), f32x4.mul(b, c))));
    },
    (offset) => turnPair(fn, i32.add(head, offset), i32.add(partner, offset), [cos, sin], offset),
  );
}

function turnNeighbours(fn: Fn, head: I32, pairs: I32, turns: I32[]): void {
  fn.for(i32.const(0), i32.shl(pairs, i32.const(2)), 4, (offset) => {
    const first = fn.local(i32.add(head, i32.shl(offset, i32.const(1))));
    turnPair(fn, first, i32.add(first, i32.const(4)), turns, offset);
  });
}

function turnPair(fn: Fn, first: I32, second: I32, [cos, sin]: I32[], offset: I32): void {
  const [a, b, c, s] = [first, second, i32.add(cos, offset), i32.add(sin, offset)].map((at) => fn.local(f32.load(at)));
  fn.do(f32.store(first, f32.sub(f32.mul(a, c), f32.mul(b, s))));
  fn.do(f32.store(second, f32.add(f32.mul(a, s), f32.mul(b, c))));
}
