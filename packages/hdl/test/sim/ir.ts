import type {
  BinaryOp,
  ClockedProcess,
  CombProcess,
  Const,
  Design,
  Domain,
  Drive,
  Expr,
  Instance,
  Item,
  Location,
  Memory,
  Module,
  Ref,
  Signal,
  Statement,
  Target,
  UnaryOp,
} from '../../src/ir/index.ts';

/** Short constructors of the intermediate representation, for tests that need no front end. */

export const at: Location = { frames: [{ file: 'Test.ts', line: 7, column: 1 }] };

export function signal(kind: Signal['kind'], name: string, width: number, more: Partial<Signal> = {}): Signal {
  return {
    kind,
    name,
    width,
    signed: false,
    domain: undefined,
    init: undefined,
    labels: undefined,
    attributes: {},
    at,
    ...more,
  };
}

export const input = (name: string, width = 1, signed = false) => signal('input', name, width, { signed });
export const output = (name: string, width = 1, signed = false) => signal('output', name, width, { signed });
export const wire = (name: string, width = 1, signed = false) => signal('wire', name, width, { signed });
export const register = (domain: Domain, name: string, width: number, init?: bigint, signed = false) =>
  signal('register', name, width, { domain, init, signed });

export const clockDomain = (clock: Signal, reset?: Signal, activeLow = false): Domain => ({
  name: clock.name,
  clock,
  reset: reset && { signal: reset, activeLow },
});

export const ref = (s: Signal): Ref => ({ kind: 'ref', signal: s, width: s.width, signed: s.signed });

export function constant(value: bigint | number, width: number, signed = false): Const {
  return { kind: 'const', value: BigInt.asUintN(width, BigInt(value)), width, signed };
}

export const resize = (a: Expr, width: number): Expr => ({ kind: 'resize', a, width, signed: a.signed });
export const cast = (a: Expr, signed: boolean): Expr => ({ kind: 'cast', a, width: a.width, signed });
export const slice = (a: Expr, low: number, width: number): Expr => ({ kind: 'slice', a, low, width, signed: false });
export const index = (a: Expr, by: Expr, stride = 1, width = stride): Expr => ({
  kind: 'index',
  a,
  index: by,
  stride,
  width,
  signed: false,
});
export const mux = (select: Expr, a: Expr, b: Expr): Expr => ({
  kind: 'mux',
  select,
  a,
  b,
  width: a.width,
  signed: a.signed,
});
export const replicate = (a: Expr, count: number): Expr => ({
  kind: 'replicate',
  a,
  count,
  width: a.width * count,
  signed: false,
});
export const memoryRead = (m: Memory, address: Expr): Expr => ({
  kind: 'memoryRead',
  memory: m,
  address,
  width: m.width,
  signed: false,
});

export function cat(...parts: Expr[]): Expr {
  return { kind: 'cat', parts, width: parts.reduce((sum, part) => sum + part.width, 0), signed: false };
}

export function unary(op: UnaryOp, a: Expr, width = op.startsWith('reduce') ? 1 : a.width): Expr {
  return { kind: 'unary', op, a, width, signed: op.startsWith('reduce') ? false : a.signed };
}

const comparisons = new Set<BinaryOp>(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

export function binary(op: BinaryOp, a: Expr, b: Expr, width?: number): Expr {
  if (comparisons.has(op)) {
    return { kind: 'binary', op, a, b, width: 1, signed: false };
  }
  return { kind: 'binary', op, a, b, width: width ?? a.width, signed: a.signed };
}

export const add = (a: Expr, b: Expr, width?: number) => binary('add', a, b, width);

export const whole = (s: Signal): Target => ({ kind: 'whole', signal: s });
export const part = (s: Signal, low: number, width: number): Target => ({ kind: 'slice', signal: s, low, width });
export const element = (s: Signal, by: Expr, stride: number, width = stride): Target => ({
  kind: 'index',
  signal: s,
  index: by,
  stride,
  width,
});

const target = (to: Target | Signal): Target => ('name' in to ? whole(to) : to);
export const assign = (to: Target | Signal, value: Expr): Statement => ({
  kind: 'assign',
  target: target(to),
  value,
  at,
});
export const drive = (to: Target | Signal, value: Expr): Drive => ({ kind: 'drive', target: target(to), value, at });

export const when = (condition: Expr, body: Statement[], otherwise?: Statement[]): Statement => ({
  kind: 'when',
  arms: [{ condition, body, at }],
  otherwise,
  at,
});

export function memory(name: string, width: number, depth: number, init?: bigint[]): Memory {
  return { name, width, depth, init, attributes: {}, at };
}

export const write = (m: Memory, address: Expr, data: Expr, mask?: Expr): Statement => ({
  kind: 'memoryWrite',
  memory: m,
  address,
  data,
  mask,
  at,
});

export function assigned(body: readonly Statement[]): Signal[] {
  const found = new Set<Signal>();
  const visit = (list: readonly Statement[]): void => {
    for (const each of list) {
      if (each.kind === 'assign') {
        found.add(each.target.signal);
      }
      if (each.kind === 'when') {
        for (const arm of [...each.arms, { body: each.otherwise ?? [] }]) {
          visit(arm.body);
        }
      }
      if (each.kind === 'switch') {
        for (const branch of [...each.cases, { body: each.otherwise ?? [] }]) {
          visit(branch.body);
        }
      }
    }
  };
  visit(body);
  return [...found];
}

export const comb = (...body: Statement[]): CombProcess => ({ kind: 'comb', targets: assigned(body), body, at });
export const clocked = (domain: Domain, ...body: Statement[]): ClockedProcess => ({
  kind: 'clocked',
  domain,
  targets: assigned(body),
  body,
  at,
});

export function instance(
  name: string,
  of: Module,
  inputs: Record<string, Expr>,
  outputs: Record<string, Signal>,
): Instance {
  return {
    kind: 'instance',
    name,
    module: of,
    parameters: {},
    inputs: new Map(Object.entries(inputs)),
    outputs: new Map(Object.entries(outputs)),
    attributes: {},
    at,
  };
}

export interface Contents {
  readonly ports: readonly Signal[];
  readonly signals?: readonly Signal[];
  readonly memories?: readonly Memory[];
  readonly items: readonly Item[];
  readonly blackBox?: boolean;
}

export function module(name: string, contents: Contents): Module {
  const { ports, signals = [], memories = [], items, blackBox = false } = contents;
  const domains = [...new Set([...ports, ...signals].flatMap((each) => each.domain ?? []))];
  return { name, ports, signals, memories, items, domains, blackBox, comment: undefined, attributes: {}, at };
}

export function design(top: Module): Design {
  const modules: Module[] = [];
  const visit = (each: Module): void => {
    if (modules.includes(each)) {
      return;
    }
    for (const item of each.items) {
      if (item.kind === 'instance') {
        visit(item.module);
      }
    }
    modules.push(each);
  };
  visit(top);
  return { top, modules };
}
