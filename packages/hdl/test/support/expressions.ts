import * as fc from 'fast-check';
import {
  cat,
  lit,
  mux,
  type SInt,
  type SIntType,
  select,
  sint,
  type UInt,
  type UIntType,
  uint,
} from '../../src/index.ts';

/** A random expression, before it meets signals. */
export interface Tree {
  readonly op: string;
  readonly args: readonly Tree[];
  /** Chooses a leaf, an amount, a place. */
  readonly n: number;
}

/** Operators by number of operands. */
const UNARY =
  'not neg andR orR xorR shlC shrC slice bit extend trunc cast reverse popcount clz rotl replicate abs'.split(' ');
const BINARY = 'add sub and or xor eq ne lt le gt ge addGrow subGrow mul shl shr cat dynamicBit part div rem'.split(
  ' ',
);

/** Also: places that may lie beyond the end, which read as 0 here but as X in Verilog. */
const BEYOND = ['bitBeyond', 'partBeyond', 'choice'];

export const trees = (depth: number, { beyond = false } = {}): fc.Arbitrary<Tree> =>
  fc.letrec<{ tree: Tree; leaf: Tree; one: Tree; two: Tree; three: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: depth, depthIdentifier: 'tree' },
      tie('leaf'),
      tie('one'),
      tie('two'),
      tie('two'),
      tie('three'),
    ),
    leaf: fc.record({ op: fc.constantFrom('input', 'input', 'literal'), args: fc.constant([]), n: fc.nat(1 << 20) }),
    one: fc.record({ op: fc.constantFrom(...UNARY), args: fc.tuple(tie('tree')), n: fc.nat(1 << 20) }),
    two: fc.record({
      op: fc.constantFrom(...BINARY, ...(beyond ? BEYOND : [])),
      args: fc.tuple(tie('tree'), tie('tree')),
      n: fc.nat(1 << 20),
    }),
    three: fc.record({
      op: fc.constant('mux'),
      args: fc.tuple(tie('tree'), tie('tree'), tie('tree')),
      n: fc.nat(1 << 20),
    }),
  })).tree;

type Value = UInt | SInt;
const WIDEST = 90;

const isSigned = (v: Value): v is SInt => v.signed;
const toUInt = (v: Value): UInt => v.asUInt() as UInt;

/** `v` with the type of `like`. */
function as<V extends Value>(like: V, v: Value): V {
  const resized = isSigned(v) ? v.resize(like.width) : v.resize(like.width);
  return (like.signed ? resized.asSInt() : resized.asUInt()) as V;
}

const capped = (v: Value): Value => (v.width > WIDEST ? (isSigned(v) ? v.trunc(WIDEST) : v.trunc(WIDEST)) : v);

/** The expression a tree stands for, over some inputs. */
export function grow({ op, args, n }: Tree, inputs: readonly Value[], literal: Literals = lit): Value {
  const [a, b, c] = args.map((arg) => grow(arg, inputs, literal)) as [Value, Value, Value];
  return capped(apply(op, n, a, b, c, inputs, literal));
}

/** Where a tree's literals come from. */
export type Literals = (value: bigint, type: UIntType | SIntType) => Value;

function apply(
  op: string,
  n: number,
  a: Value,
  b: Value,
  c: Value,
  inputs: readonly Value[],
  literal: Literals,
): Value {
  switch (op) {
    case 'input':
      return inputs[n % inputs.length];
    case 'literal': {
      const width = (n % 20) + 1;
      const value = BigInt(n >> 3) & ((1n << BigInt(width)) - 1n);
      return n % 3 === 0 ? literal(BigInt.asIntN(width, value), sint(width)) : literal(value, uint(width));
    }
    case 'mux':
      return mux(a.orR(), b, as(b, c));
    case 'neg':
    case 'abs':
      return a.asSInt()[op]();
    case 'shlC':
      return a.shl(n % (a.width + 2));
    case 'shrC':
      return a.shr(n % (a.width + 2));
    case 'slice': {
      const low = n % a.width;
      return a.slice(low, ((n >> 8) % (a.width - low)) + 1);
    }
    case 'bit':
      return a.bit(n % a.width);
    case 'extend':
      return isSigned(a) ? a.extend(a.width + (n % 9)) : a.extend(a.width + (n % 9));
    case 'trunc':
      return isSigned(a) ? a.trunc((n % a.width) + 1) : a.trunc((n % a.width) + 1);
    case 'cast':
      return isSigned(a) ? a.asUInt() : a.asSInt();
    case 'rotl':
      return a.rotl(n % a.width);
    case 'replicate':
      return a.replicate((n % 3) + 1);
    case 'not':
    case 'andR':
    case 'orR':
    case 'xorR':
    case 'reverse':
    case 'popcount':
    case 'clz':
      return a[op]();
    case 'addGrow':
      return isSigned(a) ? a.addGrow(b.asSInt() as SInt) : a.addGrow(toUInt(b));
    case 'subGrow':
      return isSigned(a) ? a.subGrow(b.asSInt() as SInt) : a.subGrow(toUInt(b));
    case 'mul':
      return isSigned(a) ? a.mul(b.asSInt() as SInt) : a.mul(toUInt(b));
    case 'shl':
    case 'shr':
      return a[op](toUInt(b).resize(5));
    case 'cat':
      return cat(a, b);
    case 'dynamicBit': {
      // A power of two of places, all of them inside.
      const places = 1 << Math.floor(Math.log2(a.width));
      return places === 1 ? a.bit(0) : a.slice(0, places).bit(toUInt(b).resize(Math.log2(places)));
    }
    case 'part': {
      const word = a.replicate(4);
      return word.part(toUInt(b).resize(2), a.width);
    }
    case 'bitBeyond':
      return a.bit(toUInt(b).resize((n % 6) + 1));
    case 'partBeyond':
      return a.part(toUInt(b).resize((n % 4) + 1), (n % a.width) + 1);
    case 'choice':
      return select(toUInt(b).resize(2), [a, as(a, b), a.not() as Value]);
    case 'div':
    case 'rem': {
      // Icarus 11 gives 0 for a 90-bit value divided by 1: beyond 64 bits it is no judge of a division.
      const c = (a.width > 64 ? a.resize(64) : a) as Value;
      return isSigned(c) ? c[op](as(c, b)) : c[op](as(c, b));
    }
    default:
      return isSigned(a) ? (a[op as 'add'](as(a, b)) as Value) : (a[op as 'add'](as(a, b)) as Value);
  }
}
