import { registerBits } from './code.ts';
import type { Effect, Store } from './effects.ts';
import { FunctionEmitter } from './emit.ts';
import type { Callees } from './emit-words.ts';
import { type Graph, Op } from './graph.ts';
import type { FlatMemory, Layout } from './layout.ts';
import { type Schedule, schedule } from './schedule.ts';
import {
  Bytes,
  emptyBlock,
  encodeModule,
  type FunctionType,
  I32,
  I64,
  Sized,
  Wasm,
  type WasmFunction,
} from './wasm.ts';

/** Nodes in one function: beyond some thousands engines compile a function slowly, or give up optimising it. */
export const defaultFunctionSize = 3000;

const imports = [
  { name: 'message', type: { parameters: [I32], results: [] } },
  { name: 'divide', type: { parameters: [I32, I32], results: [] } },
] as const;
const divisions = ['divSigned', 'divUnsigned', 'remSigned', 'remUnsigned'] as const;
const firstFunction = imports.length + divisions.length;
const callees: Callees = {
  message: 0,
  divideTable: 1,
  divide: Object.fromEntries(divisions.map((name, i) => [name, imports.length + i])) as Callees['divide'],
};

/**
 * Compiles effects, and all they depend on, to a WebAssembly module that imports `env.memory`, `env.message` and
 * `env.divide`, and exports `run(times)`.
 */
export function compileProgram(
  g: Graph,
  layout: Layout,
  memories: readonly FlatMemory[],
  registers: number,
  effects: readonly Effect[],
  functionSize: number,
): Uint8Array<ArrayBuffer> {
  const plan = schedule(g, effects, registers);
  const functions = emitUnits(g, layout, memories, plan, functionSize);
  return encodeModule({
    imports,
    functions: [...divisions.map(totalDivision), ...functions, repeat(functions.length)],
    exports: { run: firstFunction + functions.length },
  });
}

function emitUnits(
  g: Graph,
  layout: Layout,
  memories: readonly FlatMemory[],
  plan: Schedule,
  functionSize: number,
): WasmFunction[] {
  const functions: WasmFunction[] = [];
  const spills = new Map<number, number>();
  const slots: Record<32 | 64, number[]> = { 32: [], 64: [] };
  const takeSlot = (bits: 32 | 64) => slots[bits].pop() ?? layout.allocate(bits / 8);
  /** Stores that wait, by unit: where their value is. */
  const waiting = new Map<number, { local?: number; slot?: number }>();
  const delayOf = new Map<number, number>();
  for (const [after, units] of plan.delayed) {
    for (const unit of units) {
      delayOf.set(unit, after);
    }
  }

  for (let first = 0; first < plan.units.length; ) {
    const end = chunkEnd(plan, first, functionSize);
    const out = new FunctionEmitter(g, plan, memories, callees, spills);
    const lastUses = new Map<number, number[]>();
    const releaseAfter = (unit: number, node: number) => {
      const list = lastUses.get(unit);
      if (list) {
        list.push(node);
      } else {
        lastUses.set(unit, [node]);
      }
    };
    for (let index = first; index < end; index++) {
      const { node, effect } = plan.units[index];
      if (node >= 0) {
        out.keep(node);
        const isValue = g.op[node] !== Op.table && g.op[node] !== Op.divideTable;
        if (isValue && plan.lastUse[node] >= end) {
          const slot = takeSlot(registerBits(g.width[node]));
          spills.set(node, slot);
          out.spill(node, slot);
        } else {
          releaseAfter(plan.lastUse[node], node);
        }
      } else if (effect) {
        const after = delayOf.get(index);
        if (after === undefined) {
          out.effect(effect);
        } else if (!plan.kept[(effect as Store).node]) {
          const { node: value, bytes } = effect as Store;
          const bits = bytes === 4 ? 32 : 64;
          if (after < end) {
            waiting.set(index, { local: out.hold(value, bits) });
          } else {
            const slot = takeSlot(bits);
            out.store(value, slot, bytes);
            waiting.set(index, { slot });
          }
        }
      }
      for (const unit of plan.delayed.get(index) ?? []) {
        const { node: value, address, bytes } = plan.units[unit].effect as Store;
        const bits = bytes === 4 ? 32 : 64;
        const place = waiting.get(unit);
        if (place?.local !== undefined) {
          out.storeLocal(place.local, bits, address);
          out.giveLocal(bits, place.local);
        } else if (place?.slot !== undefined) {
          out.copy(place.slot, address, bits);
          slots[bits].push(place.slot);
        } else {
          out.store(value, address, bytes);
        }
      }
      for (const done of lastUses.get(index) ?? []) {
        out.release(done);
      }
    }
    functions.push({ type: { parameters: [], results: [] }, locals: out.locals, code: out.code.bytes });
    for (const [node, slot] of spills) {
      if (plan.lastUse[node] >= end) {
        continue;
      }
      spills.delete(node);
      slots[registerBits(g.width[node])].push(slot);
    }
    first = end;
  }
  return functions;
}

function chunkEnd(plan: Schedule, first: number, functionSize: number): number {
  let cost = 0;
  let end = first;
  while (end < plan.units.length && (end === first || cost + plan.units[end].cost <= functionSize)) {
    cost += plan.units[end++].cost;
  }
  return end;
}

/** `run(times)`: calls the program's functions in order, `times` times. */
function repeat(count: number): WasmFunction {
  const code = new Bytes();
  const put = (...bytes: number[]) => {
    for (const byte of bytes) {
      code.byte(byte);
    }
  };
  put(Wasm.block, emptyBlock, Wasm.loop, emptyBlock);
  put(Wasm.localGet, 0, Sized.eqz[0], Wasm.brIf, 1);
  for (let i = 0; i < count; i++) {
    put(Wasm.call);
    code.unsigned(firstFunction + i);
  }
  put(Wasm.localGet, 0, Wasm.i32Const, 1, Sized.sub[0], Wasm.localSet, 0, Wasm.br, 0, Wasm.end, Wasm.end);
  return { type: { parameters: [I32], results: [] }, locals: [], code };
}

/** Division that gives 0 for a divisor of 0, and for -1 negates, where the machine's would trap. */
function totalDivision(name: (typeof divisions)[number]): WasmFunction {
  const type: FunctionType = { parameters: [I64, I64], results: [I64] };
  const code = new Bytes();
  const put = (...bytes: number[]) => {
    for (const byte of bytes) {
      code.byte(byte);
    }
  };
  const get = (local: number) => put(Wasm.localGet, local);
  get(1);
  put(Sized.eqz[1], Wasm.if, I64, Wasm.i64Const, 0, Wasm.else);
  if (name === 'divSigned') {
    get(1);
    put(Wasm.i64Const, 0x7f, Sized.eq[1], Wasm.if, I64, Wasm.i64Const, 0);
    get(0);
    put(Sized.sub[1], Wasm.else);
  }
  get(0);
  get(1);
  put(Sized[name][1]);
  if (name === 'divSigned') {
    put(Wasm.end);
  }
  put(Wasm.end);
  return { type, locals: [], code };
}
