import type { Expr, Memory, Module, Signal, Statement } from '../../src/ir/index.ts';

/**
 * What the intermediate representation means, straight from its definition, with unlimited integers and no cleverness:
 * the judge of the compiled simulator. One module, without instances.
 */
export interface State {
  readonly values: Map<Signal, bigint>;
  readonly memories: Map<Memory, bigint[]>;
}

const cut = (value: bigint, width: number) => BigInt.asUintN(width, value);

/** The number a pattern stands for. */
const number = (pattern: bigint, { width, signed }: { width: number; signed: boolean }) =>
  signed ? BigInt.asIntN(width, pattern) : pattern;

/** The pattern of an expression; `read` gives those of signals and memory words. */
export function evaluate(expr: Expr, state: State): bigint {
  const { width } = expr;
  const pattern = (a: Expr) => evaluate(a, state);
  const value = (a: Expr) => number(pattern(a), a);
  switch (expr.kind) {
    case 'const':
      return expr.value;
    case 'ref':
      return state.values.get(expr.signal) ?? 0n;
    case 'cast':
      return pattern(expr.a);
    case 'resize':
      return cut(value(expr.a), width);
    case 'slice':
      return cut(pattern(expr.a) >> BigInt(expr.low), width);
    case 'index':
      return cut(pattern(expr.a) >> (pattern(expr.index) * BigInt(expr.stride)), width);
    case 'cat':
      return expr.parts.reduce((all, part) => (all << BigInt(part.width)) | pattern(part), 0n);
    case 'replicate': {
      let all = 0n;
      for (let i = 0; i < expr.count; i++) {
        all = (all << BigInt(expr.a.width)) | pattern(expr.a);
      }
      return all;
    }
    case 'mux':
      return pattern(expr.select) ? pattern(expr.a) : pattern(expr.b);
    case 'memoryRead':
      return state.memories.get(expr.memory)![Number(pattern(expr.address))] ?? 0n;
    case 'unary': {
      const ones = (1n << BigInt(expr.a.width)) - 1n;
      switch (expr.op) {
        case 'not':
          return pattern(expr.a) ^ ones;
        case 'neg':
          return cut(-value(expr.a), width);
        case 'reduceAnd':
          return pattern(expr.a) === ones ? 1n : 0n;
        case 'reduceOr':
          return pattern(expr.a) === 0n ? 0n : 1n;
        case 'reduceXor':
          return BigInt(pattern(expr.a).toString(2).replaceAll('0', '').length % 2);
      }
      break;
    }
    case 'binary': {
      const [a, b] = [value(expr.a), value(expr.b)];
      switch (expr.op) {
        case 'add':
          return cut(a + b, width);
        case 'sub':
          return cut(a - b, width);
        case 'mul':
          return cut(a * b, width);
        case 'div':
          return b === 0n ? 0n : cut(a / b, width);
        case 'rem':
          return b === 0n ? 0n : cut(a % b, width);
        case 'and':
          return cut(a & b, width);
        case 'or':
          return cut(a | b, width);
        case 'xor':
          return cut(a ^ b, width);
        case 'eq':
          return a === b ? 1n : 0n;
        case 'ne':
          return a === b ? 0n : 1n;
        case 'lt':
          return a < b ? 1n : 0n;
        case 'le':
          return a <= b ? 1n : 0n;
        case 'gt':
          return a > b ? 1n : 0n;
        case 'ge':
          return a >= b ? 1n : 0n;
        case 'shl':
          return cut(b >= BigInt(width) ? 0n : a << b, width);
        case 'shr':
          return cut(a >> (b > BigInt(width) ? BigInt(width) : b), width);
      }
    }
  }
}

/** Runs statements: assignments go to `next`, expressions see `state`. */
export function execute(body: readonly Statement[], state: State, next: State): void {
  for (const statement of body) {
    switch (statement.kind) {
      case 'assign': {
        const { target } = statement;
        const { signal } = target;
        const low =
          target.kind === 'whole'
            ? 0n
            : target.kind === 'slice'
              ? BigInt(target.low)
              : evaluate(target.index, state) * BigInt(target.stride);
        if (low >= BigInt(signal.width)) {
          break;
        }
        const mask = ((1n << BigInt(statement.value.width)) - 1n) << low;
        const before = next.values.get(signal) ?? 0n;
        next.values.set(signal, cut((before & ~mask) | (evaluate(statement.value, state) << low), signal.width));
        break;
      }
      case 'when': {
        const arm = statement.arms.find(({ condition }) => evaluate(condition, state));
        execute(arm?.body ?? statement.otherwise ?? [], state, next);
        break;
      }
      case 'switch': {
        const subject = evaluate(statement.subject, state);
        const chosen = statement.cases.find(({ values }) => values.some(({ value }) => value === subject));
        execute(chosen?.body ?? statement.otherwise ?? [], state, next);
        break;
      }
      case 'memoryWrite': {
        const { memory, mask } = statement;
        const address = Number(evaluate(statement.address, state));
        if (address >= memory.depth) {
          break;
        }
        const words = next.memories.get(memory)!;
        const lane = mask ? memory.width / mask.width : memory.width;
        const lanes = mask ? evaluate(mask, state) : 1n;
        let bits = 0n;
        for (let i = 0; i < memory.width / lane; i++) {
          if ((lanes >> BigInt(i)) & 1n) {
            bits |= ((1n << BigInt(lane)) - 1n) << BigInt(i * lane);
          }
        }
        words[address] = (words[address] & ~bits) | (evaluate(statement.data, state) & bits);
        break;
      }
    }
  }
}

/** What is not known at power-up: 0, or what a seed made of it. */
export interface Unknown {
  register(signal: Signal): bigint;
  word(memory: Memory, address: number): bigint;
}

const zero: Unknown = { register: () => 0n, word: () => 0n };

export function powerUp(module: Module, unknown = zero): State {
  const values = new Map<Signal, bigint>();
  for (const signal of [...module.ports, ...module.signals]) {
    const known = signal.domain?.reset ? undefined : signal.init;
    values.set(signal, signal.domain ? (known ?? unknown.register(signal)) : 0n);
  }
  const memories = new Map(
    module.memories.map((memory) => {
      const { depth, init } = memory;
      return [memory, Array.from({ length: depth }, (_, i) => (init ? (init[i] ?? 0n) : unknown.word(memory, i)))];
    }),
  );
  return { values, memories };
}

/** Repeats every combinational item until nothing changes. */
export function settle(module: Module, state: State): void {
  for (let round = 0; round < 1000; round++) {
    const before = new Map(state.values);
    for (const item of module.items) {
      if (item.kind === 'drive') {
        execute([{ ...item, kind: 'assign' }], state, state);
      }
      if (item.kind === 'comb') {
        execute(item.body, state, state);
      }
    }
    if ([...state.values].every(([signal, value]) => before.get(signal) === value)) {
      return;
    }
  }
  throw new Error('the combinational items never settle');
}

/** A rising edge of the clocks of `clocks`; the state must be settled, and is again afterwards. */
export function edge(module: Module, state: State, clocks: readonly Signal[]): void {
  const next: State = {
    values: new Map(state.values),
    memories: new Map([...state.memories].map(([memory, words]) => [memory, [...words]])),
  };
  for (const item of module.items) {
    if (item.kind !== 'clocked' || !clocks.includes(item.domain.clock)) {
      continue;
    }
    execute(item.body, state, next);
    const { reset } = item.domain;
    if (!reset || (state.values.get(reset.signal) === 1n) === reset.activeLow) {
      continue;
    }
    for (const signal of item.targets) {
      if (signal.init !== undefined) {
        next.values.set(signal, signal.init);
      }
    }
  }
  for (const [signal, value] of next.values) {
    state.values.set(signal, value);
  }
  for (const [memory, words] of next.memories) {
    state.memories.set(memory, words);
  }
  settle(module, state);
}
