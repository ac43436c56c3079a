import {
  type ClockedProcess,
  type Domain,
  type Expr,
  type Instance,
  type Item,
  type Module,
  type Numbers,
  orderOf,
  type Signal,
  type Statement,
  type Target,
} from '../../ir/index.ts';
import { expressionsOf } from './execute.ts';
import { type Memo, sliceExpr } from './narrow.ts';
import type { Parts } from './partition.ts';

/**
 * What a module's items say of each of its signals, once for all its instances. A signal is cut into *fields*, the
 * largest pieces that are always assigned as one, so that dependence is followed field by field.
 */
export interface ModulePlan {
  readonly module: Module;
  readonly signals: ReadonlyMap<Signal, SignalPlan>;
  readonly fields: readonly Field[];
  readonly instances: readonly Instance[];
  /** Processes with memory writes, checks or prints. */
  readonly effects: readonly ClockedProcess[];
  /** Numbers of the expressions that its fields, effects and instances look at, and of those below. */
  readonly numbers: Numbers;
}

export interface SignalPlan {
  /** Number of the first field in the module. */
  readonly first: number;
  /** Lowest bit of each field, rising from 0. */
  readonly lows: readonly number[];
}

export interface Field {
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
  /** Kept as a signed number. */
  readonly signed: boolean;
  readonly source: Source;
}

export type Source =
  /** Comes from the parent's expression, or from the testbench. */
  | { readonly kind: 'input' }
  /** Nothing drives it: 0. */
  | { readonly kind: 'none' }
  | { readonly kind: 'drive'; readonly value: Expr }
  | { readonly kind: 'comb'; readonly body: readonly FieldStatement[] }
  | { readonly kind: 'register'; readonly domain: Domain; readonly body: readonly FieldStatement[] }
  | { readonly kind: 'instance'; readonly instance: Instance; readonly port: Signal };

/** A statement as one field sees it. */
export type FieldStatement =
  | { readonly kind: 'set'; readonly value: Expr }
  /**
   * Element `index` of those that lie in the field: element `first + i` at bit `offset + i * stride`, i below `count`.
   */
  | {
      readonly kind: 'insert';
      readonly index: Expr;
      readonly first: number;
      readonly count: number;
      readonly offset: number;
      readonly stride: number;
      readonly value: Expr;
    }
  /** `set` when `index` is `element`. */
  | { readonly kind: 'setAt'; readonly index: Expr; readonly element: number; readonly value: Expr }
  | {
      readonly kind: 'when';
      readonly arms: readonly { readonly condition: Expr; readonly body: readonly FieldStatement[] }[];
      readonly otherwise: readonly FieldStatement[];
    }
  | {
      readonly kind: 'switch';
      readonly subject: Expr;
      readonly cases: readonly { readonly values: readonly bigint[]; readonly body: readonly FieldStatement[] }[];
      readonly otherwise: readonly FieldStatement[];
    };

/**
 * Cuts signals at `parts`, too. Signals in `bitwise` get a field for every bit: the last resort where coarser
 * dependence makes a false loop.
 */
export function planModule(module: Module, parts: Parts, bitwise: ReadonlySet<Signal>): ModulePlan {
  const instances = module.items.filter((item) => item.kind === 'instance');
  const clocked = module.items.filter((item) => item.kind === 'clocked');
  const targets = assignedTargets(module.items);
  const signals = new Map<Signal, SignalPlan>();
  const shapes: Omit<Field, 'source'>[] = [];
  for (const signal of [...module.ports, ...module.signals]) {
    const lows = fieldBoundaries(signal, targets.get(signal) ?? [], parts.cuts.get(signal) ?? [], bitwise.has(signal));
    signals.set(signal, { first: shapes.length, lows });
    lows.forEach((low, i) => {
      const width = (lows[i + 1] ?? signal.width) - low;
      const signed = lows.length === 1 ? signal.signed : width <= 64 && (parts.signed.get(signal)?.has(low) ?? false);
      shapes.push({ signal, low, width, signed });
    });
  }

  const memo: Memo = new Map();
  const context: Context = { signals, shapes, memo, bitwise };
  const sources: (Source | undefined)[] = new Array(shapes.length);
  for (const item of module.items) {
    switch (item.kind) {
      case 'drive':
        eachField(context, item.target, (field, low, width) => {
          sources[field] = { kind: 'drive', value: cut(context, item.target.signal, item.value, low, width) };
        });
        break;
      case 'comb':
        for (const [field, body] of distribute(context, item.body)) {
          sources[field] = { kind: 'comb', body };
        }
        break;
      case 'clocked': {
        const bodies = distribute(context, item.body);
        for (const signal of item.targets) {
          const { first, lows } = signals.get(signal)!;
          for (let field = first; field < first + lows.length; field++) {
            sources[field] = { kind: 'register', domain: item.domain, body: bodies.get(field) ?? [] };
          }
        }
        break;
      }
      case 'instance':
        for (const port of item.module.ports) {
          const signal = item.outputs.get(port.name);
          if (!signal) {
            continue;
          }
          const { first, lows } = signals.get(signal)!;
          for (let i = 0; i < lows.length; i++) {
            sources[first + i] = { kind: 'instance', instance: item, port };
          }
        }
        break;
    }
  }
  const fields = shapes.map((shape, i): Field => ({ ...shape, source: sources[i] ?? undrivenSource(shape.signal) }));
  const effects = clocked.filter((process) => hasEffects(process.body));
  return { module, signals, fields, instances, effects, numbers: numbersOf(module, fields) };
}

/** Those of the module, and of what was made of its expressions for fields. */
function numbersOf(module: Module, fields: readonly Field[]): Numbers {
  const numbers = orderOf(module.items).numbers.fork();
  const visit = (e: Expr): void => numbers.addBelow(e);
  for (const { source } of fields) {
    if (source.kind === 'drive') {
      visit(source.value);
    } else if (source.kind === 'comb' || source.kind === 'register') {
      expressionsOf(source.body, visit);
    }
  }
  return numbers;
}

interface Context {
  readonly signals: ReadonlyMap<Signal, SignalPlan>;
  readonly shapes: readonly Omit<Field, 'source'>[];
  readonly memo: Memo;
  readonly bitwise: ReadonlySet<Signal>;
}

function undrivenSource(signal: Signal): Source {
  if (signal.kind === 'input') {
    return { kind: 'input' };
  }
  if (signal.domain) {
    return { kind: 'register', domain: signal.domain, body: [] };
  }
  return { kind: 'none' };
}

function hasEffects(body: readonly Statement[]): boolean {
  return body.some((statement) => {
    switch (statement.kind) {
      case 'assign':
        return false;
      case 'when':
        return statement.arms.some((arm) => hasEffects(arm.body)) || hasEffects(statement.otherwise ?? []);
      case 'switch':
        return statement.cases.some((each) => hasEffects(each.body)) || hasEffects(statement.otherwise ?? []);
      default:
        return true;
    }
  });
}

function assignedTargets(items: readonly Item[]): Map<Signal, Target[]> {
  const targets = new Map<Signal, Target[]>();
  const add = (target: Target) => {
    const list = targets.get(target.signal);
    if (list) {
      list.push(target);
    } else {
      targets.set(target.signal, [target]);
    }
  };
  const visit = (body: readonly Statement[]): void => {
    for (const statement of body) {
      if (statement.kind === 'assign') {
        add(statement.target);
      } else if (statement.kind === 'when') {
        for (const arm of statement.arms) {
          visit(arm.body);
        }
        visit(statement.otherwise ?? []);
      } else if (statement.kind === 'switch') {
        for (const each of statement.cases) {
          visit(each.body);
        }
        visit(statement.otherwise ?? []);
      }
    }
  };
  for (const item of items) {
    if (item.kind === 'drive') {
      add(item.target);
    } else if (item.kind === 'comb' || item.kind === 'clocked') {
      visit(item.body);
    }
  }
  return targets;
}

/** Where the fields of a signal begin. */
function fieldBoundaries(
  signal: Signal,
  targets: readonly Target[],
  parts: readonly number[],
  bitwise: boolean,
): number[] {
  if (bitwise) {
    return Array.from({ length: signal.width }, (_, bit) => bit);
  }
  const cuts = new Set([0]);
  const cutAt = (bit: number) => {
    if (bit > 0 && bit < signal.width) {
      cuts.add(bit);
    }
  };
  for (const bit of parts) {
    cutAt(bit);
  }
  const indexed = new Map<string, Target & { kind: 'index' }>();
  for (const target of targets) {
    if (target.kind === 'slice') {
      cutAt(target.low);
      cutAt(target.low + target.width);
    } else if (target.kind === 'index') {
      indexed.set(`${target.stride}/${target.width}`, target);
    }
  }
  // Wide vectors written at a computed place: a field an element, or a word of many small elements.
  for (const { stride, width } of indexed.values()) {
    if (signal.width <= 64) {
      continue;
    }
    const step = 64 % stride === 0 && stride < 32 && width <= stride ? 64 : stride;
    for (let low = 0; low < signal.width; low += step) {
      cutAt(low);
    }
    if (width > stride) {
      for (let low = width; low < signal.width; low += step) {
        cutAt(low);
      }
    }
  }
  // Other cuts inside elements: then every element of that shape gets its own fields.
  for (const { stride, width } of indexed.values()) {
    const split = [...cuts].some((cut) => cut % stride !== 0 && cut % stride < width);
    if (!split) {
      continue;
    }
    for (let low = 0; low < signal.width; low += stride) {
      cutAt(low);
      cutAt(low + width);
    }
  }
  return [...cuts].sort((a, b) => a - b);
}

/** Calls back for each field that `target` may touch, with the field's place in the target's value. */
function eachField(
  { signals, shapes }: Context,
  target: Target,
  visit: (field: number, low: number, width: number) => void,
): void {
  const { first, lows } = signals.get(target.signal)!;
  const low = target.kind === 'slice' ? target.low : 0;
  const end = target.kind === 'slice' ? low + target.width : target.signal.width;
  for (let i = lowerBound(lows, low); i < lows.length && lows[i] < end; i++) {
    visit(first + i, lows[i] - low, shapes[first + i].width);
  }
}

/** Index of the first element not below `value`. */
export function lowerBound(sorted: readonly number[], value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle] < value) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from;
}

function cut(context: Context, signal: Signal, value: Expr, low: number, width: number): Expr {
  if (low === 0 && width === value.width) {
    return value;
  }
  return sliceExpr(value, low, width, context.bitwise.has(signal), context.memo);
}

/** Splits a body into what each field it assigns sees of it. */
function distribute(context: Context, body: readonly Statement[]): Map<number, FieldStatement[]> {
  const bodies = new Map<number, FieldStatement[]>();
  const put = (field: number, statement: FieldStatement) => {
    const list = bodies.get(field);
    if (list) {
      list.push(statement);
    } else {
      bodies.set(field, [statement]);
    }
  };
  for (const statement of body) {
    switch (statement.kind) {
      case 'assign': {
        const { target, value } = statement;
        if (target.kind === 'index') {
          distributeElement(context, target, value, put);
        } else {
          eachField(context, target, (field, low, width) =>
            put(field, { kind: 'set', value: cut(context, target.signal, value, low, width) }),
          );
        }
        break;
      }
      case 'when': {
        const arms = statement.arms.map((arm) => distribute(context, arm.body));
        const otherwise = distribute(context, statement.otherwise ?? []);
        for (const field of touched([...arms, otherwise])) {
          put(field, {
            kind: 'when',
            arms: arms.map((arm, i) => ({ condition: statement.arms[i].condition, body: arm.get(field) ?? [] })),
            otherwise: otherwise.get(field) ?? [],
          });
        }
        break;
      }
      case 'switch': {
        const cases = statement.cases.map((each) => distribute(context, each.body));
        const otherwise = distribute(context, statement.otherwise ?? []);
        const values = statement.cases.map((each) => each.values.map(({ value }) => value));
        for (const field of touched([...cases, otherwise])) {
          put(field, {
            kind: 'switch',
            subject: statement.subject,
            cases: cases.map((each, i) => ({ values: values[i], body: each.get(field) ?? [] })),
            otherwise: otherwise.get(field) ?? [],
          });
        }
        break;
      }
    }
  }
  return bodies;
}

const touched = (bodies: readonly Map<number, unknown>[]) => new Set(bodies.flatMap((body) => [...body.keys()]));

function distributeElement(
  context: Context,
  target: Target & { kind: 'index' },
  value: Expr,
  put: (field: number, statement: FieldStatement) => void,
): void {
  const { signal, index, stride, width } = target;
  eachField(context, target, (field) => {
    const { low, width: fieldWidth } = context.shapes[field];
    const end = low + fieldWidth;
    const from = Math.max(0, Math.ceil((low - width + 1) / stride));
    const to = Math.floor((end - 1) / stride);
    const inside = (element: number) => element * stride >= low && element * stride + width <= end;
    let first = from;
    while (first <= to && !inside(first)) {
      first++;
    }
    let count = 0;
    while (first + count <= to && inside(first + count)) {
      count++;
    }
    if (count > 1 || (count === 1 && width < fieldWidth)) {
      put(field, { kind: 'insert', index, first, count, offset: first * stride - low, stride, value });
    } else {
      count = 0;
    }
    for (let element = from; element <= to; element++) {
      if (element >= first && element < first + count) {
        continue;
      }
      const start = element * stride;
      if (start <= low && start + width >= end) {
        put(field, { kind: 'setAt', index, element, value: cut(context, signal, value, low - start, fieldWidth) });
      } else {
        // An element cut off by the end of the signal: its bits beyond are dropped.
        const keep = Math.min(end, start + width) - Math.max(low, start);
        const part = cut(context, signal, value, Math.max(0, low - start), keep);
        put(field, {
          kind: 'insert',
          index,
          first: element,
          count: 1,
          offset: Math.max(0, start - low),
          stride,
          value: part,
        });
      }
    }
  });
}
