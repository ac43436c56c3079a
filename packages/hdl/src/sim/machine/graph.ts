/**
 * The netlist the simulator compiles: a graph of machine words, hash-consed, in typed arrays so that a million nodes
 * stay cheap.
 *
 * Every node is an integer that fits one machine register, and is *exact*: an unsigned node of width w lies in [0,
 * 2^w), a signed one in [-2^(w-1), 2^(w-1)), held in an i32 (w <= 32) or i64 (w <= 64) zero- or sign-extended.
 * Extending a value is therefore no operation at all, and `width` is the tightest bound known, often below the width in
 * the source. Wider values are arrays of unsigned 64-bit limbs, one node each (see `limbs.ts`).
 */
export const Op = {
  /** a: index of the value. */
  const: 0,
  /** a: address, b: number of the register read, or -1 for an input. */
  load: 1,
  /** The low `width` bits of a, as unsigned or signed. */
  fit: 2,
  /** a >> b, b a number; arithmetic when a is signed. */
  shiftRightBy: 3,
  /** a << b, b a number. */
  shiftLeftBy: 4,
  /** a << c | b; b is unsigned below 2^c. */
  cat: 5,
  add: 6,
  sub: 7,
  mul: 8,
  div: 9,
  rem: 10,
  and: 11,
  or: 12,
  xor: 13,
  /** Two's complement inversion: -1 - a. */
  invert: 14,
  /** a == 0. */
  isZero: 15,
  eq: 16,
  lt: 17,
  le: 18,
  /** a ? b : c. */
  mux: 19,
  /** Shifts by a node below the machine width. */
  shiftLeft: 20,
  shiftRight: 21,
  /** Parity of a (unsigned). */
  parity: 22,
  /** Limb c of the word at address a (below the depth) of memory b. */
  memory: 23,
  /** a: index into `tables`. Not a value: the words of a vector made addressable. */
  table: 24,
  /** Entry b (in range) of table a. */
  entry: 25,
  /** Bits [b, b + width) of table a; c: 1 when b is a multiple of 8. */
  field: 26,
  /**
   * Divides in table a, four numbers of b words each: dividend, divisor, and places for quotient and remainder. Not a
   * value.
   */
  divideTable: 27,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** How many of a, b, c are nodes. */
const arity = [0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 2, 2, 2, 3, 2, 2, 1, 1, 0, 2, 2, 1];
// `mux` is the only node of arity 3; `cat`, `memory` and `field` keep a number in c.

const signedFlag = 1;
const wrapFlag = 2;

/** Nodes whose words are copied to (or already lie at) consecutive addresses. */
export interface Table {
  readonly address: number;
  readonly entries: readonly number[];
  readonly entryBytes: 4 | 8;
  /** The entries are loads from just these addresses: nothing to copy. */
  readonly inPlace: boolean;
}

/** @internal */
export class Graph {
  count = 0;
  op = new Uint8Array(1024);
  /** Bound on the value, in bits: see above. */
  width = new Uint8Array(1024);
  flags = new Uint8Array(1024);
  a = new Int32Array(1024);
  b = new Int32Array(1024);
  c = new Int32Array(1024);
  readonly tables: Table[] = [];
  private readonly constants: bigint[] = [];
  private readonly constantNodes = new Map<bigint, number>();
  private readonly tableNodes = new Map<string, number>();
  private hash = new Int32Array(4096).fill(-1);

  isSigned(node: number): boolean {
    return (this.flags[node] & signedFlag) !== 0;
  }

  /** The exact result of an arithmetic node may exceed its width: it is taken modulo 2^width. */
  wraps(node: number): boolean {
    return (this.flags[node] & wrapFlag) !== 0;
  }

  isConstant(node: number): boolean {
    return this.op[node] === Op.const;
  }

  value(node: number): bigint {
    return this.constants[this.a[node]];
  }

  arity(node: number): number {
    return arity[this.op[node]];
  }

  /** Bits needed to hold the node as a signed number. */
  signedWidth(node: number): number {
    return this.isSigned(node) ? this.width[node] : this.width[node] + 1;
  }

  constant(value: bigint | number): number {
    const key = BigInt(value);
    const known = this.constantNodes.get(key);
    if (known !== undefined) {
      return known;
    }
    const width = key >= 0n ? Math.max(1, bitLength(key)) : bitLength(-1n - key) + 1;
    const node = this.append(Op.const, width, key < 0n ? signedFlag : 0, this.constants.length, 0, 0);
    this.constants.push(key);
    this.constantNodes.set(key, node);
    return node;
  }

  /** The node with these fields, made on first use. */
  node(op: Op, width: number, signed: boolean, a: number, b = 0, c = 0, wrap = false): number {
    const flags = (signed ? signedFlag : 0) | (wrap ? wrapFlag : 0);
    const mask = this.hash.length - 1;
    let slot = hashOf(op, (width << 2) | flags, a, b, c) & mask;
    for (let node = this.hash[slot]; node >= 0; node = this.hash[slot]) {
      if (
        this.a[node] === a &&
        this.b[node] === b &&
        this.c[node] === c &&
        this.op[node] === op &&
        this.width[node] === width &&
        this.flags[node] === flags
      ) {
        return node;
      }
      slot = (slot + 1) & mask;
    }
    const node = this.append(op, width, flags, a, b, c);
    this.hash[slot] = node;
    if (this.count * 2 > this.hash.length) {
      this.rehash();
    }
    return node;
  }

  /** The table of these entries; `place` finds room for it when it is new. */
  table(entries: readonly number[], entryBytes: 4 | 8, place: () => { address: number; inPlace: boolean }): number {
    const key = `${entryBytes}:${entries}`;
    const known = this.tableNodes.get(key);
    if (known !== undefined) {
      return known;
    }
    this.tables.push({ ...place(), entries, entryBytes });
    const node = this.append(Op.table, 1, 0, this.tables.length - 1, 0, 0);
    this.tableNodes.set(key, node);
    return node;
  }

  private append(op: Op, width: number, flags: number, a: number, b: number, c: number): number {
    if (this.count === this.op.length) {
      this.grow();
    }
    const node = this.count++;
    this.op[node] = op;
    this.width[node] = width;
    this.flags[node] = flags;
    this.a[node] = a;
    this.b[node] = b;
    this.c[node] = c;
    return node;
  }

  private grow(): void {
    const size = this.op.length * 2;
    const bytes = (from: Uint8Array) => {
      const to = new Uint8Array(size);
      to.set(from);
      return to;
    };
    const words = (from: Int32Array) => {
      const to = new Int32Array(size);
      to.set(from);
      return to;
    };
    this.op = bytes(this.op);
    this.width = bytes(this.width);
    this.flags = bytes(this.flags);
    this.a = words(this.a);
    this.b = words(this.b);
    this.c = words(this.c);
  }

  private rehash(): void {
    const size = this.hash.length * 4;
    this.hash = new Int32Array(size).fill(-1);
    for (let node = 0; node < this.count; node++) {
      if (this.op[node] === Op.const || this.op[node] === Op.table) {
        continue;
      }
      const key = hashOf(
        this.op[node],
        (this.width[node] << 2) | this.flags[node],
        this.a[node],
        this.b[node],
        this.c[node],
      );
      let slot = key & (size - 1);
      while (this.hash[slot] >= 0) {
        slot = (slot + 1) & (size - 1);
      }
      this.hash[slot] = node;
    }
  }
}

function hashOf(op: number, shape: number, a: number, b: number, c: number): number {
  let h = Math.imul(op + (shape << 5), 0x9e3779b1);
  h = Math.imul(h ^ a, 0x85ebca6b);
  h = Math.imul((h ^ (h >>> 15)) + b, 0xc2b2ae35);
  h = Math.imul((h ^ (h >>> 13)) + c, 0x27d4eb2f);
  return h ^ (h >>> 16);
}

/** Bits of a non-negative number: 0 for 0. */
export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}
