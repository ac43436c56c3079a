import { here } from '../diagnostics/location.ts';
import { fail, stop } from '../diagnostics/report.ts';
import type { Attributes, Expr, Memory } from '../ir/index.ts';
import { Bits } from '../signal/bits.ts';
import * as build from '../signal/build.ts';
import type { UInt } from '../signal/interfaces.ts';
import { describe, signalExpr } from '../signal/operand.ts';
import { valueLeaves, viewOf } from '../signal/view.ts';
import { type ConstOf, expectType, type In, type Lit, type Passive } from '../types/data.ts';
import { constantLeaves } from '../types/init.ts';
import { log2Up, shownValue } from '../types/literal.ts';
import { builder, own, takeName } from './builder.ts';
import { checkConstants } from './names.ts';

export interface MemoryOptions<T extends Passive = Passive> {
  /** What it is built from, printed as `ram_style`; the tool decides when absent. */
  readonly style?: 'block' | 'distributed' | 'ultra' | 'registers';
  /** Words at power-up, from address 0. */
  readonly init?: readonly ConstOf<T>[];
  readonly attributes?: Attributes;
}

export interface MemoryType<T extends Passive = Passive> {
  readonly word: T;
  readonly depth: number;
  readonly options: MemoryOptions<T>;
}

/** An array of words. */
export interface MemoryPort<T extends Passive> {
  readonly depth: number;
  /** Bits of an address. */
  readonly addressWidth: number;
  /** The word now. A register loaded from it is a synchronous, read-first port. */
  read(address: UInt): In<T>;
  /** Writes on the clock edge (in a `when`: where its condition holds). Bit i of `mask` enables an equal share of the word. */
  write(address: UInt, data: Lit<T> | In<T>, options?: { readonly mask?: UInt }): void;
}

export const memory = <T extends Passive>(word: T, depth: number, options: MemoryOptions<T> = {}): MemoryType<T> => ({
  word,
  depth,
  options,
});

/** Memories, named by key. */
export function memories<T extends Readonly<Record<string, MemoryType>>>(
  types: T,
): { readonly [K in keyof T]: MemoryPort<T[K]['word']> } {
  return Object.fromEntries(Object.entries(types).map(([key, type]) => [key, declareMemory(key, type)])) as never;
}

function declareMemory(key: string, type: MemoryType): MemoryPort<Passive> {
  const at = here();
  const b = builder();
  if (typeof type !== 'object' || type === null || !('depth' in type)) {
    return stop('memory', `memory ${key}: memory(word, depth) is expected, not ${shownValue(type)}`);
  }
  const { word, depth, options } = type;
  expectType(word, `the word of memory ${key}`);
  if (!Number.isInteger(depth) || depth < 1) {
    return stop('memory', `memory ${key}: the depth is a whole number above 0, not ${shownValue(depth)}`);
  }
  if (options.init && options.init.length > depth) {
    fail('memory', `memory ${key}: ${options.init.length} initial words for a depth of ${depth}`);
  }
  checkConstants(options.attributes ?? {}, 'attribute', at);
  const width = word.leaves.reduce((sum, leaf) => sum + leaf.width, 0);
  const style: Attributes = options.style ? { ram_style: options.style } : {};
  const memory: Memory = {
    name: takeName(`${b.prefix}${key}`, at, 'memory'),
    width,
    depth,
    init: options.init?.map((value) => packConstant(word, value)),
    attributes: { ...style, ...options.attributes },
    at,
  };
  b.memories.push(own(b, memory));
  const addressWidth = log2Up(depth);

  return {
    depth,
    addressWidth,
    read(address) {
      const expr = checkedAddress(memory, address, addressWidth);
      return unpackExpr(word, { kind: 'memoryRead', memory, address: expr, width, signed: false }) as object;
    },
    write(address, data, { mask } = {}) {
      const leaves = valueLeaves(word, data).map((value, i) => wordPart(value, word.leaves[i].width, memory));
      const maskBits = mask && signalExpr(mask, `the mask of \`${memory.name}\``);
      if (maskBits && width % maskBits.width !== 0) {
        fail(
          'memory',
          `a mask of ${maskBits.width} bits does not divide the word of \`${memory.name}\`, ${width} bits`,
        );
      }
      const statement = {
        kind: 'memoryWrite' as const,
        memory,
        address: checkedAddress(memory, address, addressWidth),
        data: build.cat(leaves.reverse()),
        mask: maskBits,
        at: here(),
      };
      b.domainOf.set(statement, b.domain);
      builder().statement(statement);
    },
  };
}

/** A bundle or vector as one value, its first leaf in the lowest bits; and back. */
export function unpackExpr(type: Passive, word: Expr): unknown {
  let low = 0;
  const leaves = type.leaves.map((leaf) => {
    const part = new Bits(build.cast(build.slice(word, low, leaf.width), leaf.signed));
    low += leaf.width;
    return part;
  });
  return viewOf(type, leaves);
}

function packConstant(type: Passive, value: unknown): bigint {
  const leaves = constantLeaves(type, value);
  let word = 0n;
  let low = 0n;
  type.leaves.forEach((leaf, i) => {
    word |= (leaves[i] ?? 0n) << low;
    low += BigInt(leaf.width);
  });
  return word;
}

function wordPart(value: Bits | Expr | undefined, width: number, memory: Memory): Expr {
  const e = value instanceof Bits ? value.expr : (value ?? build.zero(width));
  if (e.width !== width) {
    fail('width', `a word of \`${memory.name}\` takes ${width} bits here, the value has ${e.width}`);
  }
  return build.cast(build.resize(e, width), false);
}

function checkedAddress(memory: Memory, address: UInt, width: number): Expr {
  const expr = signalExpr(address, `the address of \`${memory.name}\``);
  if (expr.signed) {
    fail('sign', `the address of \`${memory.name}\` is signed`, { hint: 'use asUInt()' });
  }
  if (expr.width !== width) {
    fail(
      'memory',
      `an address of \`${memory.name}\` (depth ${memory.depth}) has ${width} bits, ${describe(expr)} has ${expr.width}`,
      {
        hint: `${expr.width > width ? 'trunc' : 'extend'}(${width})`,
      },
    );
  }
  return build.resize(build.cast(expr, false), width);
}
