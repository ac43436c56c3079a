import type { ClockedProcess, Domain, Expr, Location, Print, Statement } from '../../ir/index.ts';
import type { Effect } from '../machine/effects.ts';
import { type Graph, Op } from '../machine/graph.ts';
import { type Layout, slotBytes } from '../machine/layout.ts';
import type { Value } from '../machine/limbs.ts';
import * as limbs from '../machine/limbs.ts';
import * as word from '../machine/words.ts';
import type { Evaluator } from './evaluate.ts';
import { equals, execute, expressionsOf } from './execute.ts';
import type { FlatDesign, Scope } from './flatten.ts';

/** Something that updates registers when it rises. */
export interface Clock {
  /** A 1-bit node. */
  readonly node: number;
  /** The address of the top-level input it is; -1 when it is computed from others. */
  readonly input: number;
  /** An asynchronous reset: active from the beginning it acts at once. */
  acts: boolean;
  readonly effects: Effect[];
}

/** A check or print of one instance. */
export interface MessageSource {
  readonly kind: 'print' | 'assert' | 'assume';
  readonly path: string;
  readonly at: Location;
  /** Text, and values as they will lie in memory. */
  readonly parts: readonly (string | PrintedValue)[];
}

export interface PrintedValue {
  readonly address: number;
  readonly width: number;
  readonly signed: boolean;
  readonly radix: 'decimal' | 'hex' | 'binary';
}

export interface Cover {
  readonly path: string;
  readonly message: string;
  readonly at: Location;
  /** Of a 32-bit count of the edges it was hit on. */
  readonly address: number;
}

export interface ClockedDesign {
  readonly clocks: readonly Clock[];
  readonly messages: readonly MessageSource[];
  readonly covers: readonly Cover[];
}

/** Everything that happens on a clock edge, by clock. */
export function clockEffects(g: Graph, layout: Layout, design: FlatDesign, evaluator: Evaluator): ClockedDesign {
  const clocks: Clock[] = [];
  const messages: MessageSource[] = [];
  const covers: Cover[] = [];
  const clockOf = new Map<number, Clock>();
  const resets = new Map<Scope, Map<Domain, { clock: Clock; reset: number; acting: Clock | undefined }>>();

  /** What happens where a node rises. */
  const clockAt = (node: number): Clock => {
    let clock = clockOf.get(node);
    if (!clock) {
      const isInput = g.op[node] === Op.load && g.b[node] < 0;
      clock = { node, input: isInput ? g.a[node] : -1, acts: false, effects: [] };
      clockOf.set(node, clock);
      if (!g.isConstant(node)) {
        clocks.push(clock);
      }
    }
    return clock;
  };

  /** The clock of a domain of a scope, and whether it is in reset. */
  const domainIn = (scope: Scope, domain: Domain) => {
    let known = resets.get(scope);
    if (!known) {
      known = new Map();
      resets.set(scope, known);
    }
    let result = known.get(domain);
    if (!result) {
      const level = evaluator.signal(scope, domain.clock) as number;
      const clock = clockAt(domain.falling ? word.not(g, level) : level);
      const line = domain.reset ? (evaluator.signal(scope, domain.reset.signal) as number) : g.constant(0);
      const reset = domain.reset?.activeLow ? word.not(g, line) : line;
      const acting = domain.reset?.asynchronous ? clockAt(reset) : undefined;
      if (acting) {
        acting.acts = true;
      }
      result = { clock, reset, acting };
      known.set(domain, result);
    }
    return result;
  };

  for (const scope of design.scopes) {
    scope.plan.fields.forEach(({ source, signal, low, width }, field) => {
      if (source.kind !== 'register') {
        return;
      }
      const register = scope.registers[field];
      const { address, signed } = design.registers[register];
      const { clock, reset, acting } = domainIn(scope, source.domain);
      const used: Expr[] = [];
      expressionsOf(source.body, (expr) => used.push(expr));
      const resultOf = evaluator.all(scope, used);
      const type = { width, signed };
      const before = scope.values[field]!;
      let next = execute(g, source.body, resultOf, type, before);
      if (signal.init !== undefined && source.domain.reset) {
        const init = constantValue(g, signal.init >> BigInt(low), type);
        next = limbs.mux(g, reset, init, next);
        if (acting) {
          eachSlot(init, address, width, (node, at, bytes) =>
            acting.effects.push({ kind: 'store', node, address: at, bytes, register }),
          );
        }
      }
      if (next === before) {
        return;
      }
      eachSlot(next, address, width, (node, at, bytes) => {
        if (node !== (typeof before === 'number' ? before : before[(at - address) / 8])) {
          clock.effects.push({ kind: 'store', node, address: at, bytes, register });
        }
      });
    });
    for (const process of scope.plan.effects) {
      processEffects(scope, process);
    }
  }
  return { clocks, messages, covers };

  function processEffects(scope: Scope, process: ClockedProcess): void {
    const { clock, reset } = domainIn(scope, process.domain);
    const quiet = word.not(g, reset);
    const used: Expr[] = [];
    effectExpressions(process.body, used);
    const resultOf = evaluator.all(scope, used);
    visit(process.body, g.constant(1));

    function visit(body: readonly Statement[], enable: number): void {
      for (const statement of body) {
        switch (statement.kind) {
          case 'assign':
            break;
          case 'when': {
            let rest = enable;
            for (const arm of statement.arms) {
              const condition = resultOf(arm.condition) as number;
              visit(arm.body, word.and(g, rest, condition));
              rest = word.and(g, rest, word.not(g, condition));
            }
            visit(statement.otherwise ?? [], rest);
            break;
          }
          case 'switch': {
            const { subject } = statement;
            const value = limbs.toLimbs(g, resultOf(subject), subject, subject.width);
            let rest = enable;
            for (const each of statement.cases) {
              const taken = each.values
                .map((one) => equals(g, value, one.value))
                .reduce((any, one) => word.or(g, any, one), g.constant(0));
              visit(each.body, word.and(g, enable, taken));
              rest = word.and(g, rest, word.not(g, taken));
            }
            visit(statement.otherwise ?? [], rest);
            break;
          }
          case 'memoryWrite':
            memoryWrite(statement, enable);
            break;
          case 'check': {
            const condition = resultOf(statement.condition) as number;
            const active = word.and(g, enable, quiet);
            const { message, at } = statement;
            if (statement.check === 'cover') {
              const address = layout.allocate(4);
              covers.push({ path: scope.path, message, at, address });
              clock.effects.push({ kind: 'count', enable: word.and(g, active, condition), address });
            } else {
              const failed = word.and(g, active, word.not(g, condition));
              const id = messages.push({ kind: statement.check, path: scope.path, at, parts: [message] }) - 1;
              clock.effects.push({ kind: 'message', enable: failed, id, arguments: [] });
            }
            break;
          }
          case 'print':
            print(statement, word.and(g, enable, quiet));
            break;
        }
      }
    }

    function print(statement: Print, enable: number): void {
      const stores: { node: number; address: number; bytes: 4 | 8 }[] = [];
      const parts = statement.parts.map((part): string | PrintedValue => {
        if (typeof part === 'string') {
          return part;
        }
        const { width, signed } = part.value;
        const address = layout.allocate(slotBytes(width));
        eachSlot(resultOf(part.value), address, width, (node, at, bytes) => stores.push({ node, address: at, bytes }));
        return { address, width, signed, radix: part.radix };
      });
      const id = messages.push({ kind: 'print', path: scope.path, at: statement.at, parts }) - 1;
      clock.effects.push({ kind: 'message', enable, id, arguments: stores });
    }

    function memoryWrite(statement: Statement & { kind: 'memoryWrite' }, enable: number): void {
      const { memory, address, data, mask } = statement;
      const index = limbs.amount(g, resultOf(address));
      const words = limbs.toLimbs(g, resultOf(data), data, memory.width);
      const inRange = word.and(g, enable, word.lt(g, index, g.constant(memory.depth)));
      const selected = mask && laneMask(g, resultOf(mask), mask.width, memory.width);
      clock.effects.push({
        kind: 'write',
        memory: scope.memories.get(memory)!.index,
        enable: inRange,
        address: index,
        data: selected ? words.map((each, i) => word.and(g, each, selected[i])) : words,
        keep: selected && limbs.invert(g, selected, memory.width),
      });
    }
  }
}

/** The value as 32-bit slot or limbs, slot by slot. */
export function eachSlot(
  value: Value,
  address: number,
  width: number,
  visit: (node: number, address: number, bytes: 4 | 8) => void,
): void {
  if (typeof value === 'number') {
    visit(value, address, width <= 32 ? 4 : 8);
  } else {
    for (const [i, limb] of value.entries()) {
      visit(limb, address + 8 * i, 8);
    }
  }
}

export function constantValue(g: Graph, value: bigint, type: limbs.Type): Value {
  if (type.width > 64) {
    return Array.from({ length: Math.ceil(type.width / 64) }, (_, i) =>
      g.constant(BigInt.asUintN(limbs.limbWidth(type.width, i), value >> BigInt(64 * i))),
    );
  }
  return g.constant(type.signed ? BigInt.asIntN(type.width, value) : BigInt.asUintN(type.width, value));
}

/** A bit for each lane, repeated over the lane's bits. */
function laneMask(g: Graph, mask: Value, lanes: number, width: number): number[] {
  const lane = width / lanes;
  const type = { width: lanes, signed: false };
  const selected = Array.from({ length: lanes }, (_, i) => {
    const bit = limbs.slice(g, limbs.convert(g, mask, type, type), type, i, 1) as number;
    const parts: { value: Value; width: number }[] = [];
    for (let low = 0; low < lane; low += 64) {
      const own = Math.min(64, lane - low);
      parts.push({ value: word.mux(g, bit, limbs.ones(g, own), g.constant(0)), width: own });
    }
    return parts;
  });
  return limbs.toLimbs(g, limbs.join(g, selected.flat()), { width, signed: false }, width);
}

/** Every expression that memory writes, checks and prints of a body look at, conditions included. */
function effectExpressions(body: readonly Statement[], used: Expr[]): void {
  for (const statement of body) {
    switch (statement.kind) {
      case 'when':
        for (const arm of statement.arms) {
          used.push(arm.condition);
          effectExpressions(arm.body, used);
        }
        effectExpressions(statement.otherwise ?? [], used);
        break;
      case 'switch':
        used.push(statement.subject);
        for (const each of statement.cases) {
          effectExpressions(each.body, used);
        }
        effectExpressions(statement.otherwise ?? [], used);
        break;
      case 'memoryWrite':
        used.push(statement.address, statement.data);
        if (statement.mask) {
          used.push(statement.mask);
        }
        break;
      case 'check':
        used.push(statement.condition);
        break;
      case 'print':
        for (const part of statement.parts) {
          if (typeof part !== 'string') {
            used.push(part.value);
          }
        }
        break;
    }
  }
}
