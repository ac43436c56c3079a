import type { ir } from '../../src/index.ts';

/**
 * The meaning of expressions as `src/ir/expression.ts` states it, in the plainest arithmetic there is: unbounded
 * integers. Shares nothing with the emitter or the simulator.
 */
export function evaluate(
  e: ir.Expr,
  signals: ReadonlyMap<ir.Signal, bigint>,
  memo = new Map<ir.Expr, bigint>(),
): bigint {
  const known = memo.get(e);
  if (known !== undefined) {
    return known;
  }
  const bits = (x: ir.Expr): bigint => evaluate(x, signals, memo);
  /** The number a pattern stands for. */
  const number = (x: ir.Expr): bigint => (x.signed ? BigInt.asIntN(x.width, bits(x)) : bits(x));
  const result = BigInt.asUintN(e.width, compute());
  memo.set(e, result);
  return result;

  function compute(): bigint {
    switch (e.kind) {
      case 'const':
        return e.value;
      case 'ref':
        return signals.get(e.signal) ?? 0n;
      case 'unary':
        if (e.op === 'not') {
          return ~bits(e.a);
        }
        if (e.op === 'neg') {
          return -number(e.a);
        }
        if (e.op === 'reduceAnd') {
          return BigInt(bits(e.a) === (1n << BigInt(e.a.width)) - 1n);
        }
        if (e.op === 'reduceOr') {
          return BigInt(bits(e.a) !== 0n);
        }
        return BigInt([...bits(e.a).toString(2)].filter((digit) => digit === '1').length % 2);
      case 'binary':
        return binary(e);
      case 'mux':
        return bits(e.select) === 1n ? bits(e.a) : bits(e.b);
      case 'slice':
        return bits(e.a) >> BigInt(e.low);
      case 'index':
        return bits(e.a) >> (bits(e.index) * BigInt(e.stride));
      case 'cat':
        return e.parts.reduce((word, part) => (word << BigInt(part.width)) | bits(part), 0n);
      case 'replicate':
        return Array.from({ length: e.count }, () => bits(e.a)).reduce(
          (w, part) => (w << BigInt(e.a.width)) | part,
          0n,
        );
      case 'resize':
        return number(e.a);
      case 'cast':
        return bits(e.a);
      case 'memoryRead':
        throw new Error('memories have state');
    }
  }

  function binary({ op, a, b }: ir.Binary): bigint {
    const [x, y] = [number(a), number(b)];
    switch (op) {
      case 'add':
        return x + y;
      case 'sub':
        return x - y;
      case 'mul':
        return x * y;
      case 'div':
        return y === 0n ? 0n : x / y;
      case 'rem':
        return y === 0n ? 0n : x % y;
      case 'and':
        return x & y;
      case 'or':
        return x | y;
      case 'xor':
        return x ^ y;
      case 'eq':
        return BigInt(x === y);
      case 'ne':
        return BigInt(x !== y);
      case 'lt':
        return BigInt(x < y);
      case 'le':
        return BigInt(x <= y);
      case 'gt':
        return BigInt(x > y);
      case 'ge':
        return BigInt(x >= y);
      case 'shl':
        return x << y;
      case 'shr':
        return x >> y;
    }
  }
}
