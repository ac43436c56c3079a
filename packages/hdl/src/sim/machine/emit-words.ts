import { Code, registerBits } from './code.ts';
import { type Graph, Op } from './graph.ts';
import type { FlatMemory } from './layout.ts';
import type { Schedule } from './schedule.ts';
import { I32, I64, Sized, type ValueType, Wasm } from './wasm.ts';

/** Functions the emitted code calls, by number. */
export interface Callees {
  /** (id) => void: a message's arguments are in place. */
  readonly message: number;
  /** (address, words) => void: divides in a table. */
  readonly divideTable: number;
  /** (i64, i64) => i64: total division. */
  readonly divide: Readonly<Record<'divSigned' | 'divUnsigned' | 'remSigned' | 'remUnsigned', number>>;
}

/** All bits of a register must be right. */
export const exactly = Number.POSITIVE_INFINITY;
/** Arms of a multiplexer with more nodes than this are computed only when chosen. */
const cheapArms = 12;

/** Result bits depend only on operand bits at or below them. */
const modularOps = {
  [Op.add]: Sized.add,
  [Op.sub]: Sized.sub,
  [Op.mul]: Sized.mul,
  [Op.or]: Sized.or,
  [Op.xor]: Sized.xor,
} as const;

/** Signed and unsigned forms. */
const comparisons = {
  [Op.eq]: [Sized.eq, Sized.eq],
  [Op.lt]: [Sized.ltSigned, Sized.ltUnsigned],
  [Op.le]: [Sized.leSigned, Sized.leUnsigned],
} as const;

/**
 * Writes nodes as operand trees; those the schedule keeps are in locals, or in memory when an earlier function computed
 * them.
 */
export class WordEmitter {
  readonly code = new Code();
  readonly locals: ValueType[] = [];
  protected readonly g: Graph;
  protected readonly plan: Schedule;
  protected readonly memories: readonly FlatMemory[];
  protected readonly callees: Callees;
  /** Locals of kept nodes computed in this function. */
  protected readonly localOf = new Map<number, number>();
  /** Addresses of kept nodes computed in an earlier function. */
  private readonly spills: ReadonlyMap<number, number>;
  private readonly free: Record<32 | 64, number[]> = { 32: [], 64: [] };

  constructor(
    g: Graph,
    plan: Schedule,
    memories: readonly FlatMemory[],
    callees: Callees,
    spills: ReadonlyMap<number, number>,
  ) {
    this.g = g;
    this.plan = plan;
    this.memories = memories;
    this.callees = callees;
    this.spills = spills;
  }

  takeLocal(bits: 32 | 64): number {
    return this.free[bits].pop() ?? this.locals.push(bits === 32 ? I32 : I64) - 1;
  }

  giveLocal(bits: 32 | 64, local: number): void {
    this.free[bits].push(local);
  }

  /** Pushes `node` in a register of `bits`; the low `need` bits of it must be right. */
  as(node: number, bits: 32 | 64, need: number): void {
    const { g } = this;
    if (g.isConstant(node)) {
      this.code.constant(g.value(node), bits);
      return;
    }
    const own = registerBits(g.width[node]);
    if (own === 64 && bits === 32) {
      this.push(node, Math.min(need, 32));
      this.code.bytes.byte(Wasm.i32Wrap);
    } else {
      this.push(node, need);
      if (own < bits) {
        this.code.bytes.byte(g.isSigned(node) ? Wasm.i64ExtendSigned : Wasm.i64ExtendUnsigned);
      }
    }
  }

  /** Pushes `node` in its own register size. */
  private push(node: number, need: number): void {
    if (!this.plan.kept[node]) {
      this.tree(node, need);
      return;
    }
    const local = this.localOf.get(node);
    if (local !== undefined) {
      this.code.op(Wasm.localGet, local);
      return;
    }
    const address = this.spills.get(node);
    if (address === undefined) {
      throw new Error(`node ${node} is used before it is computed`);
    }
    this.code.i32(0);
    this.code.memoryOp(registerBits(this.g.width[node]) === 32 ? Wasm.i32Load : Wasm.i64Load, address);
  }

  /** Pushes 1-bit truth as an i32. */
  protected condition(node: number): void {
    this.push(node, exactly);
    if (registerBits(this.g.width[node]) === 32) {
      return;
    }
    this.code.constant(0n, 64);
    this.code.sized(Sized.ne, 64);
  }

  protected tree(node: number, need: number): void {
    const { g } = this;
    const width = g.width[node];
    const bits = registerBits(width);
    const a = g.a[node];
    const b = g.b[node];
    const wraps = g.wraps(node);
    /** Of operands whose bits above `need` cannot reach the result. */
    const modular = wraps ? Math.min(need, width) : need;
    const op = g.op[node] as Op;
    switch (op) {
      case Op.const:
        this.code.constant(g.value(node), bits);
        return;
      case Op.load:
        this.code.i32(0);
        this.code.memoryOp(bits === 32 ? Wasm.i32Load : Wasm.i64Load, a);
        return;
      case Op.fit:
        this.as(a, bits, Math.min(need, width));
        if (need > width) {
          this.code.extend(width, g.isSigned(node));
        }
        return;
      case Op.shiftRightBy: {
        const from = registerBits(g.width[a]);
        this.push(a, need + b);
        this.code.constant(BigInt(b), from);
        this.code.sized(g.isSigned(a) ? Sized.shrSigned : Sized.shrUnsigned, from);
        if (from > bits) {
          this.code.bytes.byte(Wasm.i32Wrap);
        }
        return;
      }
      case Op.shiftLeftBy:
        this.as(a, bits, Math.max(1, modular - b));
        this.code.constant(BigInt(b), bits);
        this.code.sized(Sized.shl, bits);
        this.wrapTo(node, need);
        return;
      case Op.cat: {
        const lowWidth = g.c[node];
        if (g.isConstant(a)) {
          this.code.constant(g.value(a) << BigInt(lowWidth), bits);
        } else {
          this.as(a, bits, Math.max(1, need - lowWidth));
          this.code.constant(BigInt(lowWidth), bits);
          this.code.sized(Sized.shl, bits);
        }
        if (g.isConstant(b) && g.value(b) === 0n) {
          return;
        }
        this.as(b, bits, exactly);
        this.code.sized(Sized.or, bits);
        return;
      }
      case Op.add:
      case Op.sub:
      case Op.mul:
      case Op.or:
      case Op.xor:
        this.as(a, bits, modular);
        this.as(b, bits, modular);
        this.code.sized(modularOps[op], bits);
        this.wrapTo(node, need);
        return;
      case Op.and: {
        // What one operand masks away need not be right in the other.
        const mask = g.isConstant(b) && g.value(b) >= 0n ? g.width[b] : exactly;
        this.as(a, bits, Math.min(need, mask));
        this.as(b, bits, need);
        this.code.sized(Sized.and, bits);
        return;
      }
      case Op.invert:
        this.as(a, bits, need);
        this.code.constant(-1n, bits);
        this.code.sized(Sized.xor, bits);
        return;
      case Op.isZero:
        this.push(a, exactly);
        this.code.sized(Sized.eqz, registerBits(g.width[a]));
        return;
      case Op.eq:
      case Op.lt:
      case Op.le:
        this.compare(op, a, b);
        return;
      case Op.mux:
        this.mux(node, need);
        return;
      case Op.shiftLeft:
        this.as(a, bits, modular);
        this.as(b, bits, exactly);
        this.code.sized(Sized.shl, bits);
        this.wrapTo(node, need);
        return;
      case Op.shiftRight:
        this.push(a, exactly);
        this.as(b, bits, exactly);
        this.code.sized(g.isSigned(a) ? Sized.shrSigned : Sized.shrUnsigned, bits);
        return;
      case Op.parity:
        this.push(a, exactly);
        this.code.sized(Sized.popcnt, registerBits(g.width[a]));
        if (registerBits(g.width[a]) === 64) {
          this.code.bytes.byte(Wasm.i32Wrap);
        }
        this.code.i32(1);
        this.code.sized(Sized.and, 32);
        return;
      case Op.div:
      case Op.rem:
        this.divide(node, need);
        return;
      case Op.memory: {
        const { address, wordBytes } = this.memories[b];
        this.as(a, 32, 32);
        this.code.scale(wordBytes);
        const narrow = { 1: Wasm.i32Load8, 2: Wasm.i32Load16, 4: Wasm.i32Load }[wordBytes];
        this.code.memoryOp(narrow ?? (bits === 32 ? Wasm.i32Load : Wasm.i64Load), address + 8 * g.c[node]);
        return;
      }
      case Op.entry: {
        const { address, entryBytes } = this.tableOf(a);
        this.as(b, 32, 32);
        this.code.scale(entryBytes);
        this.code.memoryOp(bits === 32 ? Wasm.i32Load : Wasm.i64Load, address);
        return;
      }
      case Op.field:
        this.field(node);
        return;
      case Op.table:
      case Op.divideTable:
        throw new Error('a table is not a value');
    }
  }

  /** Compares exact numbers of any signs in the smallest register that holds both. */
  private compare(op: keyof typeof comparisons, a: number, b: number): void {
    const { g } = this;
    const signed = g.isSigned(a) || g.isSigned(b);
    const width = signed ? Math.max(g.signedWidth(a), g.signedWidth(b)) : Math.max(g.width[a], g.width[b]);
    const bits = registerBits(width);
    this.as(a, bits, exactly);
    this.as(b, bits, exactly);
    this.code.sized(comparisons[op][signed ? 0 : 1], bits);
  }

  private mux(node: number, need: number): void {
    const { g } = this;
    const bits = registerBits(g.width[node]);
    const [select, a, b] = [g.a[node], g.b[node], g.c[node]];
    const inside = (arm: number) => (this.plan.kept[arm] ? 1 : this.plan.size[arm]);
    if (inside(a) + inside(b) <= cheapArms) {
      this.as(a, bits, need);
      this.as(b, bits, need);
      this.condition(select);
      this.code.bytes.byte(Wasm.select);
      return;
    }
    this.condition(select);
    this.code.bytes.byte(Wasm.if);
    this.code.bytes.byte(bits === 32 ? I32 : I64);
    this.as(a, bits, need);
    this.code.bytes.byte(Wasm.else);
    this.as(b, bits, need);
    this.code.bytes.byte(Wasm.end);
  }

  private divide(node: number, need: number): void {
    const { g } = this;
    const [a, b] = [g.a[node], g.b[node]];
    const signed = g.isSigned(a) || g.isSigned(b);
    this.as(a, 64, exactly);
    this.as(b, 64, exactly);
    const kind = g.op[node] === Op.div ? 'div' : 'rem';
    this.code.call(this.callees.divide[`${kind}${signed ? 'Signed' : 'Unsigned'}`]);
    if (registerBits(g.width[node]) === 32) {
      this.code.bytes.byte(Wasm.i32Wrap);
    }
    this.wrapTo(node, need);
  }

  /** Loads bits from a computed place of a table: up to nine bytes. */
  private field(node: number): void {
    const { g } = this;
    const width = g.width[node];
    const { address } = this.tableOf(g.a[node]);
    const aligned = g.c[node] === 1;
    if (aligned) {
      this.as(g.b[node], 32, 32);
      this.code.i32(3);
      this.code.sized(Sized.shrUnsigned, 32);
      this.code.memoryOp(registerBits(width) === 32 ? Wasm.i32Load : Wasm.i64Load, address);
      this.code.extend(width, false);
      return;
    }
    const at = this.takeLocal(32);
    const bits = width + 7 <= 32 ? 32 : 64;
    const pushByte = () => {
      this.code.op(Wasm.localGet, at);
      this.code.i32(3);
      this.code.sized(Sized.shrUnsigned, 32);
    };
    const pushShift = () => {
      this.code.op(Wasm.localGet, at);
      this.code.i32(7);
      this.code.sized(Sized.and, 32);
      if (bits === 64) {
        this.code.bytes.byte(Wasm.i64ExtendUnsigned);
      }
    };
    this.as(g.b[node], 32, 32);
    this.code.op(Wasm.localSet, at);
    pushByte();
    this.code.memoryOp(bits === 32 ? Wasm.i32Load : Wasm.i64Load, address);
    pushShift();
    this.code.sized(Sized.shrUnsigned, bits);
    if (width + 7 > 64) {
      // (ninth byte << 1) << (63 - shift), so that a shift of 64 needs no test.
      pushByte();
      this.code.memoryOp(Wasm.i64Load8, address + 8);
      this.code.constant(1n, 64);
      this.code.sized(Sized.shl, 64);
      this.code.constant(63n, 64);
      pushShift();
      this.code.sized(Sized.sub, 64);
      this.code.sized(Sized.shl, 64);
      this.code.sized(Sized.or, 64);
    }
    if (bits === 64 && width <= 32) {
      this.code.bytes.byte(Wasm.i32Wrap);
    }
    this.code.extend(width, false);
    this.giveLocal(32, at);
  }

  private tableOf(node: number) {
    const { g } = this;
    return g.tables[g.op[node] === Op.table ? g.a[node] : g.a[g.a[node]]];
  }

  private wrapTo(node: number, need: number): void {
    const width = this.g.width[node];
    if (this.g.wraps(node) && need > width) {
      this.code.extend(width, this.g.isSigned(node));
    }
  }
}
