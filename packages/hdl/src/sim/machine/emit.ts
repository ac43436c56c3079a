import { registerBits } from './code.ts';
import type { Effect } from './effects.ts';
import { exactly, WordEmitter } from './emit-words.ts';
import { Op } from './graph.ts';
import { emptyBlock, Sized, Wasm } from './wasm.ts';

/** Writes the code of one function of a program: kept nodes into locals, effects to memory. */
export class FunctionEmitter extends WordEmitter {
  /** Computes a kept node into a local (nothing for a table that is in place). */
  keep(node: number): void {
    const { g } = this;
    if (g.op[node] === Op.table) {
      this.fillTable(node);
      return;
    }
    if (g.op[node] === Op.divideTable) {
      this.code.i32(g.tables[g.a[g.a[node]]].address);
      this.code.i32(g.b[node]);
      this.code.call(this.callees.divideTable);
      return;
    }
    this.tree(node, exactly);
    const local = this.takeLocal(registerBits(g.width[node]));
    this.code.op(Wasm.localSet, local);
    this.localOf.set(node, local);
  }

  release(node: number): void {
    const local = this.localOf.get(node);
    if (local === undefined) {
      return;
    }
    this.localOf.delete(node);
    this.giveLocal(registerBits(this.g.width[node]), local);
  }

  /** Copies a kept node to memory for functions that follow. */
  spill(node: number, address: number): void {
    this.storeLocal(this.localOf.get(node)!, registerBits(this.g.width[node]), address);
  }

  store(node: number, address: number, bytes: 4 | 8): void {
    this.code.i32(0);
    this.as(node, bytes === 4 ? 32 : 64, exactly);
    this.code.memoryOp(bytes === 4 ? Wasm.i32Store : Wasm.i64Store, address);
  }

  /** Computes a node into a local of its own. */
  hold(node: number, bits: 32 | 64): number {
    this.as(node, bits, exactly);
    const local = this.takeLocal(bits);
    this.code.op(Wasm.localSet, local);
    return local;
  }

  storeLocal(local: number, bits: 32 | 64, address: number): void {
    this.code.i32(0);
    this.code.op(Wasm.localGet, local);
    this.code.memoryOp(bits === 32 ? Wasm.i32Store : Wasm.i64Store, address);
  }

  copy(from: number, to: number, bits: 32 | 64): void {
    this.code.i32(0);
    this.code.i32(0);
    this.code.memoryOp(bits === 32 ? Wasm.i32Load : Wasm.i64Load, from);
    this.code.memoryOp(bits === 32 ? Wasm.i32Store : Wasm.i64Store, to);
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
          for (const { node, address, bytes } of effect.arguments) {
            this.store(node, address, bytes);
          }
          this.code.i32(effect.id);
          this.code.call(this.callees.message);
        });
        return;
      case 'count':
        this.when(effect.enable, () => {
          this.code.i32(0);
          this.code.i32(0);
          this.code.memoryOp(Wasm.i32Load, effect.address);
          this.code.i32(1);
          this.code.sized(Sized.add, 32);
          this.code.memoryOp(Wasm.i32Store, effect.address);
        });
    }
  }

  private when(condition: number, body: () => void): void {
    if (this.g.isConstant(condition)) {
      if (this.g.value(condition) !== 0n) {
        body();
      }
      return;
    }
    this.condition(condition);
    this.code.bytes.byte(Wasm.if);
    this.code.bytes.byte(emptyBlock);
    body();
    this.code.bytes.byte(Wasm.end);
  }

  private write(effect: Effect & { kind: 'write' }): void {
    const { memory, address, wordBytes } = this.memories[effect.memory];
    const at = this.takeLocal(32);
    this.as(effect.address, 32, 32);
    this.code.scale(wordBytes);
    this.code.op(Wasm.localSet, at);
    effect.data.forEach((data, limb) => {
      const width = Math.min(64, memory.width - 64 * limb);
      const bytes = effect.data.length > 1 ? 8 : (wordBytes as 1 | 2 | 4 | 8);
      const bits = bytes === 8 ? 64 : 32;
      const place = address + 8 * limb;
      const keep = effect.keep?.[limb];
      const need = Math.min(width, 8 * bytes) === 8 * bytes ? 8 * bytes : exactly;
      this.code.op(Wasm.localGet, at);
      if (keep === undefined) {
        this.as(data, bits, need);
      } else {
        this.code.op(Wasm.localGet, at);
        this.code.memoryOp({ 1: Wasm.i32Load8, 2: Wasm.i32Load16, 4: Wasm.i32Load, 8: Wasm.i64Load }[bytes], place);
        this.as(keep, bits, need);
        this.code.sized(Sized.and, bits);
        this.as(data, bits, need);
        this.code.sized(Sized.or, bits);
      }
      this.code.memoryOp({ 1: Wasm.i32Store8, 2: Wasm.i32Store16, 4: Wasm.i32Store, 8: Wasm.i64Store }[bytes], place);
    });
    this.giveLocal(32, at);
  }

  private fillTable(node: number): void {
    const { address, entries, entryBytes, inPlace } = this.g.tables[this.g.a[node]];
    if (inPlace) {
      return;
    }
    entries.forEach((entry, i) => {
      this.store(entry, address + i * entryBytes, entryBytes);
    });
  }
}
