import type { Effect } from './effects.ts';
import { type Graph, Op } from './graph.ts';
import type { FlatMemory } from './layout.ts';
import type { Schedule } from './schedule.ts';
import { Bytes, emptyBlock, I32, I64, Sized, type ValueType, Wasm } from './wasm.ts';

/** Functions the emitted code calls, by number. */
export interface Callees {
  /** (id) => void: a message's arguments are in place. */
  readonly message: number;
  /** (address, words) => void: divides in a table. */
  readonly divideTable: number;
  /** (i64, i64) => i64: total division. */
  readonly divide: Readonly<Record<'divSigned' | 'divUnsigned' | 'remSigned' | 'remUnsigned', number>>;
}

const exactly = Number.POSITIVE_INFINITY;
/** Arms of a multiplexer with more nodes than this are computed only when chosen. */
const cheapArms = 12;

const bitsOf = (width: number): 32 | 64 => (width <= 32 ? 32 : 64);

/** Writes the code of one function of a program: nodes become operand trees, kept ones locals. */
export class FunctionEmitter {
  readonly code = new Bytes();
  readonly locals: ValueType[] = [];
  private readonly g: Graph;
  private readonly plan: Schedule;
  private readonly memories: readonly FlatMemory[];
  private readonly callees: Callees;
  /** Locals of kept nodes computed in this function. */
  private readonly localOf = new Map<number, number>();
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

  /** Computes a kept node into a local (nothing for a table that is in place). */
  keep(node: number): void {
    const { g } = this;
    if (g.op[node] === Op.table) {
      this.fillTable(node);
      return;
    }
    if (g.op[node] === Op.divideTable) {
      this.i32(g.tables[g.a[g.a[node]]].address);
      this.i32(g.b[node]);
      this.call(this.callees.divideTable);
      return;
    }
    this.tree(node, exactly);
    const local = this.takeLocal(bitsOf(g.width[node]));
    this.op(Wasm.localSet, local);
    this.localOf.set(node, local);
  }

  release(node: number): void {
    const local = this.localOf.get(node);
    if (local === undefined) return;
    this.localOf.delete(node);
    this.giveLocal(bitsOf(this.g.width[node]), local);
  }

  /** Copies a kept node to memory for functions that follow. */
  spill(node: number, address: number): void {
    this.storeLocal(this.localOf.get(node)!, bitsOf(this.g.width[node]), address);
  }

  store(node: number, address: number, bytes: 4 | 8): void {
    this.i32(0);
    this.as(node, bytes === 4 ? 32 : 64, exactly);
    this.memoryOp(bytes === 4 ? Wasm.i32Store : Wasm.i64Store, address);
  }

  /** Computes a node into a local of its own. */
  hold(node: number, bits: 32 | 64): number {
    this.as(node, bits, exactly);
    const local = this.takeLocal(bits);
    this.op(Wasm.localSet, local);
    return local;
  }

  storeLocal(local: number, bits: 32 | 64, address: number): void {
    this.i32(0);
    this.op(Wasm.localGet, local);
    this.memoryOp(bits === 32 ? Wasm.i32Store : Wasm.i64Store, address);
  }

  copy(from: number, to: number, bits: 32 | 64): void {
    this.i32(0);
    this.i32(0);
    this.memoryOp(bits === 32 ? Wasm.i32Load : Wasm.i64Load, from);
    this.memoryOp(bits === 32 ? Wasm.i32Store : Wasm.i64Store, to);
  }

  effect(effect: Effect): void {
    switch (effect.kind) {
      case 'store':
        this.store(effect.node, effect.address, effect.bytes);
        return;
      case 'write':
        this.when(effect.enable, () => this.write(effect));
        return;
      case 'message':
        this.when(effect.enable, () => {
          for (const { node, address, bytes } of effect.arguments) this.store(node, address, bytes);
          this.i32(effect.id);
          this.call(this.callees.message);
        });
        return;
      case 'count':
        this.when(effect.enable, () => {
          this.i32(0);
          this.i32(0);
          this.memoryOp(Wasm.i32Load, effect.address);
          this.i32(1);
          this.sized(Sized.add, 32);
          this.memoryOp(Wasm.i32Store, effect.address);
        });
    }
  }

  private when(condition: number, body: () => void): void {
    if (this.g.isConstant(condition)) {
      if (this.g.value(condition) !== 0n) body();
      return;
    }
    this.condition(condition);
    this.code.byte(Wasm.if);
    this.code.byte(emptyBlock);
    body();
    this.code.byte(Wasm.end);
  }

  private write(effect: Effect & { kind: 'write' }): void {
    const { memory, address, wordBytes } = this.memories[effect.memory];
    const at = this.takeLocal(32);
    this.as(effect.address, 32, 32);
    this.scale(wordBytes);
    this.op(Wasm.localSet, at);
    effect.data.forEach((data, limb) => {
      const width = Math.min(64, memory.width - 64 * limb);
      const bytes = effect.data.length > 1 ? 8 : (wordBytes as 1 | 2 | 4 | 8);
      const bits = bytes === 8 ? 64 : 32;
      const place = address + 8 * limb;
      const keep = effect.keep?.[limb];
      const need = Math.min(width, 8 * bytes) === 8 * bytes ? 8 * bytes : exactly;
      this.op(Wasm.localGet, at);
      if (keep === undefined) this.as(data, bits, need);
      else {
        this.op(Wasm.localGet, at);
        this.memoryOp({ 1: Wasm.i32Load8, 2: Wasm.i32Load16, 4: Wasm.i32Load, 8: Wasm.i64Load }[bytes], place);
        this.as(keep, bits, need);
        this.sized(Sized.and, bits);
        this.as(data, bits, need);
        this.sized(Sized.or, bits);
      }
      this.memoryOp({ 1: Wasm.i32Store8, 2: Wasm.i32Store16, 4: Wasm.i32Store, 8: Wasm.i64Store }[bytes], place);
    });
    this.giveLocal(32, at);
  }

  private fillTable(node: number): void {
    const { address, entries, entryBytes, inPlace } = this.g.tables[this.g.a[node]];
    if (inPlace) return;
    entries.forEach((entry, i) => {
      this.store(entry, address + i * entryBytes, entryBytes);
    });
  }

  /** Pushes `node` in a register of `bits`; the low `need` bits of it must be right. */
  private as(node: number, bits: 32 | 64, need: number): void {
    const { g } = this;
    if (g.isConstant(node)) {
      this.constant(g.value(node), bits);
      return;
    }
    const own = bitsOf(g.width[node]);
    if (own === 64 && bits === 32) {
      this.push(node, Math.min(need, 32));
      this.code.byte(Wasm.i32Wrap);
    } else {
      this.push(node, need);
      if (own < bits) this.code.byte(g.isSigned(node) ? Wasm.i64ExtendSigned : Wasm.i64ExtendUnsigned);
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
      this.op(Wasm.localGet, local);
      return;
    }
    const address = this.spills.get(node);
    if (address === undefined) throw new Error(`node ${node} is used before it is computed`);
    this.i32(0);
    this.memoryOp(bitsOf(this.g.width[node]) === 32 ? Wasm.i32Load : Wasm.i64Load, address);
  }

  /** Pushes 1-bit truth as an i32. */
  private condition(node: number): void {
    this.push(node, exactly);
    if (bitsOf(this.g.width[node]) === 32) return;
    this.constant(0n, 64);
    this.sized(Sized.ne, 64);
  }

  private tree(node: number, need: number): void {
    const { g } = this;
    const width = g.width[node];
    const bits = bitsOf(width);
    const a = g.a[node];
    const b = g.b[node];
    const wraps = g.wraps(node);
    /** Of operands whose bits above `need` cannot reach the result. */
    const modular = wraps ? Math.min(need, width) : need;
    switch (g.op[node] as Op) {
      case Op.const:
        this.constant(g.value(node), bits);
        return;
      case Op.load:
        this.i32(0);
        this.memoryOp(bits === 32 ? Wasm.i32Load : Wasm.i64Load, a);
        return;
      case Op.fit:
        this.as(a, bits, Math.min(need, width));
        if (need > width) this.extend(width, g.isSigned(node));
        return;
      case Op.shiftRightBy: {
        const from = bitsOf(g.width[a]);
        this.push(a, need + b);
        this.constant(BigInt(b), from);
        this.sized(g.isSigned(a) ? Sized.shrSigned : Sized.shrUnsigned, from);
        if (from > bits) this.code.byte(Wasm.i32Wrap);
        return;
      }
      case Op.shiftLeftBy:
        this.as(a, bits, Math.max(1, modular - b));
        this.constant(BigInt(b), bits);
        this.sized(Sized.shl, bits);
        this.wrapTo(node, need);
        return;
      case Op.cat: {
        const lowWidth = g.c[node];
        if (g.isConstant(a)) this.constant(g.value(a) << BigInt(lowWidth), bits);
        else {
          this.as(a, bits, Math.max(1, need - lowWidth));
          this.constant(BigInt(lowWidth), bits);
          this.sized(Sized.shl, bits);
        }
        if (g.isConstant(b) && g.value(b) === 0n) return;
        this.as(b, bits, exactly);
        this.sized(Sized.or, bits);
        return;
      }
      case Op.add:
        this.arithmetic(Sized.add, node, modular, need);
        return;
      case Op.sub:
        this.arithmetic(Sized.sub, node, modular, need);
        return;
      case Op.mul:
        this.arithmetic(Sized.mul, node, modular, need);
        return;
      case Op.and: {
        // What one operand masks away need not be right in the other.
        const mask = g.isConstant(b) && g.value(b) >= 0n ? g.width[b] : exactly;
        this.as(a, bits, Math.min(need, mask));
        this.as(b, bits, need);
        this.sized(Sized.and, bits);
        return;
      }
      case Op.or:
        this.arithmetic(Sized.or, node, need, need);
        return;
      case Op.xor:
        this.arithmetic(Sized.xor, node, need, need);
        return;
      case Op.invert:
        this.as(a, bits, need);
        this.constant(-1n, bits);
        this.sized(Sized.xor, bits);
        return;
      case Op.isZero:
        this.push(a, exactly);
        this.sized(Sized.eqz, bitsOf(g.width[a]));
        return;
      case Op.eq:
        this.compare(Sized.eq, Sized.eq, a, b);
        return;
      case Op.lt:
        this.compare(Sized.ltSigned, Sized.ltUnsigned, a, b);
        return;
      case Op.le:
        this.compare(Sized.leSigned, Sized.leUnsigned, a, b);
        return;
      case Op.mux:
        this.mux(node, need);
        return;
      case Op.shiftLeft:
        this.as(a, bits, modular);
        this.as(b, bits, exactly);
        this.sized(Sized.shl, bits);
        this.wrapTo(node, need);
        return;
      case Op.shiftRight:
        this.push(a, exactly);
        this.as(b, bits, exactly);
        this.sized(g.isSigned(a) ? Sized.shrSigned : Sized.shrUnsigned, bits);
        return;
      case Op.parity:
        this.push(a, exactly);
        this.sized(Sized.popcnt, bitsOf(g.width[a]));
        if (bitsOf(g.width[a]) === 64) this.code.byte(Wasm.i32Wrap);
        this.i32(1);
        this.sized(Sized.and, 32);
        return;
      case Op.div:
      case Op.rem:
        this.divide(node, need);
        return;
      case Op.memory: {
        const { address, wordBytes } = this.memories[b];
        this.as(a, 32, 32);
        this.scale(wordBytes);
        const narrow = { 1: Wasm.i32Load8, 2: Wasm.i32Load16, 4: Wasm.i32Load }[wordBytes];
        this.memoryOp(narrow ?? (bits === 32 ? Wasm.i32Load : Wasm.i64Load), address + 8 * g.c[node]);
        return;
      }
      case Op.entry: {
        const { address, entryBytes } = this.tableOf(a);
        this.as(b, 32, 32);
        this.scale(entryBytes);
        this.memoryOp(bits === 32 ? Wasm.i32Load : Wasm.i64Load, address);
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

  private arithmetic(op: readonly [number, number], node: number, operandNeed: number, need: number): void {
    const { g } = this;
    const bits = bitsOf(g.width[node]);
    this.as(g.a[node], bits, operandNeed);
    this.as(g.b[node], bits, operandNeed);
    this.sized(op, bits);
    this.wrapTo(node, need);
  }

  /** Compares exact numbers of any signs in the smallest register that holds both. */
  private compare(
    signedOp: readonly [number, number],
    unsignedOp: readonly [number, number],
    a: number,
    b: number,
  ): void {
    const { g } = this;
    const signed = g.isSigned(a) || g.isSigned(b);
    const width = signed ? Math.max(g.signedWidth(a), g.signedWidth(b)) : Math.max(g.width[a], g.width[b]);
    const bits = bitsOf(width);
    this.as(a, bits, exactly);
    this.as(b, bits, exactly);
    this.sized(signed ? signedOp : unsignedOp, bits);
  }

  private mux(node: number, need: number): void {
    const { g } = this;
    const bits = bitsOf(g.width[node]);
    const [select, a, b] = [g.a[node], g.b[node], g.c[node]];
    const inside = (arm: number) => (this.plan.kept[arm] ? 1 : this.plan.size[arm]);
    if (inside(a) + inside(b) <= cheapArms) {
      this.as(a, bits, need);
      this.as(b, bits, need);
      this.condition(select);
      this.code.byte(Wasm.select);
      return;
    }
    this.condition(select);
    this.code.byte(Wasm.if);
    this.code.byte(bits === 32 ? I32 : I64);
    this.as(a, bits, need);
    this.code.byte(Wasm.else);
    this.as(b, bits, need);
    this.code.byte(Wasm.end);
  }

  private divide(node: number, need: number): void {
    const { g } = this;
    const [a, b] = [g.a[node], g.b[node]];
    const signed = g.isSigned(a) || g.isSigned(b);
    this.as(a, 64, exactly);
    this.as(b, 64, exactly);
    const kind = g.op[node] === Op.div ? 'div' : 'rem';
    this.call(this.callees.divide[`${kind}${signed ? 'Signed' : 'Unsigned'}`]);
    if (bitsOf(g.width[node]) === 32) this.code.byte(Wasm.i32Wrap);
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
      this.i32(3);
      this.sized(Sized.shrUnsigned, 32);
      this.memoryOp(bitsOf(width) === 32 ? Wasm.i32Load : Wasm.i64Load, address);
      this.extend(width, false);
      return;
    }
    const at = this.takeLocal(32);
    const bits = width + 7 <= 32 ? 32 : 64;
    const pushByte = () => {
      this.op(Wasm.localGet, at);
      this.i32(3);
      this.sized(Sized.shrUnsigned, 32);
    };
    const pushShift = () => {
      this.op(Wasm.localGet, at);
      this.i32(7);
      this.sized(Sized.and, 32);
      if (bits === 64) this.code.byte(Wasm.i64ExtendUnsigned);
    };
    this.as(g.b[node], 32, 32);
    this.op(Wasm.localSet, at);
    pushByte();
    this.memoryOp(bits === 32 ? Wasm.i32Load : Wasm.i64Load, address);
    pushShift();
    this.sized(Sized.shrUnsigned, bits);
    if (width + 7 > 64) {
      // (ninth byte << 1) << (63 - shift), so that a shift of 64 needs no test.
      pushByte();
      this.memoryOp(Wasm.i64Load8, address + 8);
      this.constant(1n, 64);
      this.sized(Sized.shl, 64);
      this.constant(63n, 64);
      pushShift();
      this.sized(Sized.sub, 64);
      this.sized(Sized.shl, 64);
      this.sized(Sized.or, 64);
    }
    if (bits === 64 && width <= 32) this.code.byte(Wasm.i32Wrap);
    this.extend(width, false);
    this.giveLocal(32, at);
  }

  private tableOf(node: number) {
    const { g } = this;
    return g.tables[g.op[node] === Op.table ? g.a[node] : g.a[g.a[node]]];
  }

  private wrapTo(node: number, need: number): void {
    const width = this.g.width[node];
    if (this.g.wraps(node) && need > width) this.extend(width, this.g.isSigned(node));
  }

  /** Replaces the bits above `width` by zeros or the sign. */
  private extend(width: number, signed: boolean): void {
    if (width === 32 || width === 64) return;
    const bits = bitsOf(width);
    if (!signed) {
      this.constant((1n << BigInt(width)) - 1n, bits);
      this.sized(Sized.and, bits);
      return;
    }
    if (width === 8) {
      this.sized(Sized.extend8, bits);
      return;
    }
    if (width === 16) {
      this.sized(Sized.extend16, bits);
      return;
    }
    const by = BigInt(bits - width);
    this.constant(by, bits);
    this.sized(Sized.shl, bits);
    this.constant(by, bits);
    this.sized(Sized.shrSigned, bits);
  }

  private scale(bytes: number): void {
    if (bytes === 1) return;
    const log = Math.log2(bytes);
    this.i32(Number.isInteger(log) ? log : bytes);
    this.sized(Number.isInteger(log) ? Sized.shl : Sized.mul, 32);
  }

  private constant(value: bigint, bits: 32 | 64): void {
    this.code.byte(bits === 32 ? Wasm.i32Const : Wasm.i64Const);
    if (bits === 32) this.code.signed(Number(BigInt.asIntN(32, value)));
    else this.code.signedLong(BigInt.asIntN(64, value));
  }

  private i32(value: number): void {
    this.code.byte(Wasm.i32Const);
    this.code.signed(value);
  }

  private op(opcode: number, immediate: number): void {
    this.code.byte(opcode);
    this.code.unsigned(immediate);
  }

  private call(callee: number): void {
    this.op(Wasm.call, callee);
  }

  private sized(op: readonly [number, number], bits: 32 | 64): void {
    this.code.byte(op[bits === 32 ? 0 : 1]);
  }

  private memoryOp(opcode: number, offset: number): void {
    this.code.byte(opcode);
    // Alignment is only a hint, and 1 is always true.
    this.code.byte(0);
    this.code.unsigned(offset);
  }
}
