import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bool,
  compileSimulation,
  elaborate,
  type ir,
  lit,
  module,
  mux,
  type SInt,
  type SIntType,
  select,
  sint,
  type UInt,
  type UIntType,
  uint,
  when,
} from '../src/index.ts';
import { newSimplifier } from '../src/simplify/pass.ts';
import { grow, type Literals, type Tree, trees } from './support/expressions.ts';
import { evaluate } from './support/reference.ts';

const INPUTS = { a: uint(8), b: uint(13), c: uint(1), d: sint(9), e: sint(27), f: uint(40), g: sint(1), h: uint(3) };

type Value = UInt | SInt;
type Drivable = Value & { set(v: unknown): void };
type Type = UIntType | SIntType;

const typeOf = ({ width, signed }: { width: number; signed: boolean }): Type => (signed ? sint(width) : uint(width));
const exprOf = (v: unknown): ir.Expr => (v as { expr: ir.Expr }).expr;

/** A pattern of `width` bits from a number, the ends of the range more often than others. */
const pattern = (width: number) => {
  const bits = BigInt(width);
  return fc.oneof(fc.bigInt(0n, (1n << bits) - 1n), fc.constantFrom(0n, 1n, (1n << bits) - 1n, 1n << (bits - 1n)));
};

interface Literal {
  readonly name: string;
  readonly value: bigint;
  readonly type: Type;
}

/** The literals of some trees, in the order of growing, each with the name of a port. */
function literalsOf(expressions: readonly Tree[]): { literals: Literal[]; types: Type[] } {
  const literals: Literal[] = [];
  const types: Type[] = [];
  elaborate(
    module('Probe', { in: INPUTS }, (io) => {
      const note: Literals = (value, type) => {
        literals.push({ name: `lit${literals.length}`, value, type });
        return lit(value, type) as Value;
      };
      for (const tree of expressions) {
        types.push(typeOf(grow(tree, Object.values(io) as Value[], note)));
      }
    }),
  );
  return { literals, types };
}

/**
 * Every expression twice: `y` with its literals, `z` with ports in their place. The ports are given the same values, so
 * `y` and `z` are equal, whatever was simplified on the way to `y`.
 */
function twice(expressions: readonly Tree[]) {
  const { literals, types } = literalsOf(expressions);
  const built: { y: ir.Expr; z: ir.Expr }[] = [];
  const out = Object.fromEntries(types.flatMap((type, i) => [`y${i}`, `z${i}`].map((name) => [name, type])));
  const ports = Object.fromEntries(literals.map(({ name, type }) => [name, type]));
  const top = module('Twice', { in: { ...INPUTS, ...ports }, out }, (io) => {
    const signals = io as unknown as Readonly<Record<string, Drivable>>;
    const inputs = Object.keys(INPUTS).map((key) => signals[key]);
    let next = 0;
    const port: Literals = () => signals[literals[next++].name];
    expressions.forEach((tree, i) => {
      const [y, z] = [grow(tree, inputs), grow(tree, inputs, port)];
      built.push({ y: exprOf(y), z: exprOf(z) });
      signals[`y${i}`].set(y);
      signals[`z${i}`].set(z);
    });
  });
  return { top, literals, built };
}

test('an expression with literals is the expression with ports that carry them, and both are what was built', () => {
  fc.assert(
    fc.property(fc.noShrink(fc.nat()), (seed) => {
      const expressions = fc.sample(trees(4, { beyond: true }), { seed, numRuns: 120 });
      const vectors = fc.sample(fc.tuple(...Object.values(INPUTS).map(({ width }) => pattern(width))), {
        seed,
        numRuns: 12,
      });
      const { top, literals, built } = twice(expressions);
      const { design } = elaborate(top);
      const sim = compileSimulation(design).instantiate();
      const bits = (name: string) => BigInt(sim.ports[name].value);
      const given = new Map<string, bigint>();
      const give = (name: string, width: number, value: bigint) => {
        given.set(name, BigInt.asUintN(width, value));
        sim.ports[name].value = BigInt.asUintN(width, value);
      };
      for (const { name, value, type } of literals) {
        give(name, type.width, value);
      }
      for (const vector of vectors) {
        for (const [i, [name, { width }]] of Object.entries(INPUTS).entries()) {
          give(name, width, vector[i]);
        }
        sim.eval();
        const signals = new Map(
          design.top.ports.flatMap((port) => (given.has(port.name) ? [[port, given.get(port.name)!]] : [])),
        );
        built.forEach(({ y }, i) => {
          const meant = evaluate(y, signals);
          const what = `seed ${seed}, expression ${i}: ${JSON.stringify(expressions[i])}`;
          expect(bits(`z${i}`), `with ports, ${what}`).toBe(meant);
          expect(bits(`y${i}`), `with literals, ${what}`).toBe(meant);
        });
      }
    }),
    { numRuns: 5 },
  );
});

test('the simplest form has the type and the value of the expression', () => {
  fc.assert(
    fc.property(fc.noShrink(fc.nat()), (seed) => {
      const expressions = fc.sample(trees(5, { beyond: true }), { seed, numRuns: 200 });
      const { built, top } = twice(expressions);
      const { design } = elaborate(top);
      const simplify = newSimplifier();
      for (const { y, z } of built) {
        for (const before of [y, z]) {
          const after = simplify(before);
          expect([after.width, after.signed]).toEqual([before.width, before.signed]);
          for (const vector of fc.sample(fc.infiniteStream(pattern(64)), { seed, numRuns: 3 })) {
            const signals = new Map(
              design.top.ports.map((port) => [port, BigInt.asUintN(port.width, vector.next().value)]),
            );
            expect(evaluate(after, signals)).toBe(evaluate(before, signals));
          }
        }
      }
    }),
    { numRuns: 3 },
  );
});

/** Operators on two operands of one type, and on one. */
const TWO = 'add sub mul div rem and or xor eq ne lt le gt ge addGrow subGrow'.split(' ');
const ONE = 'not neg andR orR xorR abs reverse popcount clz'.split(' ');

/**
 * Every operator, every pair of patterns of 1 to 3 bits of either sign, each operand a literal or not: all cases there
 * are.
 */
test('small operands, all of them', () => {
  type Methods = Record<string, (b?: unknown) => Value>;
  const inputs = { u1: uint(1), u2: uint(2), u3: uint(3), s1: sint(1), s2: sint(2), s3: sint(3) };
  const simplify = newSimplifier();
  let compared = 0;
  const same = (before: Value, signals: ReadonlyMap<ir.Signal, bigint>, what: string) => {
    const after = simplify(exprOf(before));
    expect([after.width, after.signed], what).toEqual([before.width, before.signed]);
    expect(evaluate(after, signals), what).toBe(evaluate(exprOf(before), signals));
    compared++;
  };
  elaborate(
    module('All', { in: inputs }, (io) => {
      for (const port of Object.values(io) as Value[]) {
        const signal = (exprOf(port) as ir.Ref).signal;
        const type = typeOf(port);
        const count = 1 << port.width;
        const number = (bits: number) => (port.signed ? BigInt.asIntN(port.width, BigInt(bits)) : BigInt(bits));
        for (let x = 0; x < count; x++) {
          const signals = new Map([[signal, BigInt(x)]]);
          const constant = lit(number(x), type) as Value;
          for (const op of ONE) {
            if (op === 'neg' && !port.signed) {
              continue;
            }
            if (op === 'abs' && !port.signed) {
              continue;
            }
            same((constant as unknown as Methods)[op](), signals, `${op} ${type} ${x}`);
          }
          for (let y = 0; y < count; y++) {
            const other = lit(number(y), type) as Value;
            for (const op of TWO) {
              for (const [a, b] of [
                [constant, other],
                [port, other],
                [other, port],
              ] as const) {
                same((a as unknown as Methods)[op](b), signals, `${op} ${type} ${x} ${y}`);
              }
            }
            for (const condition of [io.u1, io.u1.not(), lit(1, bool()), lit(0, bool())]) {
              same(mux(condition as UInt<1>, constant, other), signals, `mux ${type} ${x} ${y}`);
            }
            same(select(lit(y % 4, uint(2)), [constant, port, other]), signals, `select ${type} ${x} ${y}`);
          }
          for (let amount = 0; amount < 8; amount++) {
            const by = lit(amount, uint(3)) as UInt;
            for (const op of ['shl', 'shr']) {
              for (const of of [port, constant]) {
                for (const how of [amount, by]) {
                  same((of as unknown as Methods)[op](how), signals, `${op} ${amount}`);
                }
              }
            }
            for (const of of [port, constant]) {
              same(of.bit(by), signals, `bit ${amount} of ${type}`);
              same(of.part(by, 2), signals, `part ${amount} of ${type}`);
              same(of.part(by, port.width), signals, `part ${amount} of ${type}, whole`);
            }
          }
        }
      }
    }),
  );
  expect(compared).toBeGreaterThan(5000);
});

describe('what constructors once lost', () => {
  /** The value of the one output of a module without inputs. */
  const outputOf = (type: Type, body: (y: Drivable) => void): bigint => {
    const top = module('One', { out: { y: type } }, ({ y }) => body(y as unknown as Drivable));
    const sim = compileSimulation(elaborate(top).design).instantiate();
    sim.eval();
    return BigInt(sim.ports['y'].value);
  };

  test('the sign of a choice between two signed bits', () => {
    const top = module('Signs', { in: { c: bool() }, out: { y: uint(8), z: bool(), w: sint(8) } }, ({ c, y, z, w }) => {
      const step = mux(c, lit(-1, sint(1)), lit(0, sint(1)));
      y.set(step.resize(8).asUInt().fit(8));
      z.set(step.lt(0));
      w.set(select(c, [lit(0, sint(1)), lit(-1, sint(1))]).extend(8));
    });
    const sim = compileSimulation(elaborate(top).design).instantiate();
    for (const [c, wide, less] of [
      [0, 0, 0],
      [1, 255, 1],
    ] as const) {
      sim.ports['c'].value = c;
      sim.eval();
      expect([sim.ports['y'].value, sim.ports['z'].value, sim.ports['w'].value]).toEqual([wide, less, wide]);
    }
  });

  test('the bits of a part that ends beyond the vector', () => {
    expect(outputOf(uint(3), (y) => y.set(lit(0b11011, uint(5)).part(lit(1, uint(2)), 3)))).toBe(0b011n);
    expect(outputOf(uint(3), (y) => y.set(lit(0b11011, uint(5)).part(lit(2, uint(2)), 3)))).toBe(0n);
  });

  test('what is set beyond the end is dropped, and only that', () => {
    const parts = (place: number) => (y: Drivable) => {
      y.set(0);
      when(lit(1, bool()) as UInt<1>, () => (y.part(lit(place, uint(2)), 3) as Drivable).set(7));
    };
    expect([0, 1, 2, 3].map((place) => outputOf(uint(5), parts(place)))).toEqual([0b00111n, 0b11000n, 0n, 0n]);
  });

  test('a place beyond a part is not the neighbour of that part', () => {
    const beyond = (y: Drivable) => {
      y.set(0);
      when(lit(1, bool()) as UInt<1>, () => (y.slice(0, 2).bit(lit(2, uint(2))) as Drivable).set(1));
    };
    expect(outputOf(uint(8), beyond)).toBe(0n);
  });
});
