import type { Expr, Signal } from '../../ir/index.ts';
import { operands } from '../../ir/walk.ts';
import type { Graph } from '../machine/graph.ts';
import type { Layout } from '../machine/layout.ts';
import type { Type, Value } from '../machine/limbs.ts';
import * as limbs from '../machine/limbs.ts';
import { lower, lowerConstant, type Surroundings } from '../machine/lower.ts';
import * as word from '../machine/words.ts';
import { execute, expressionsOf } from './execute.ts';
import { childPath, fieldRange, inputExpr, locate, type Place, type Scope, SimulationError } from './flatten.ts';
import { signalBits } from './narrow.ts';

/** Thrown when fields of these signals depend on themselves; splitting them into bits may resolve it. */
export class LoopFound {
  readonly signals: readonly Signal[];

  constructor(signals: readonly Signal[]) {
    this.signals = signals;
  }
}

export interface Evaluator {
  /** The value of an expression of a scope, and of all it depends on. */
  expression(scope: Scope, expr: Expr): Value;
  signal(scope: Scope, signal: Signal): Value;
  /** Evaluates expressions together; the result looks their values up. */
  all(scope: Scope, exprs: readonly Expr[]): (expr: Expr) => Value;
}

/**
 * Turns expressions into nodes on demand: an expression's operands and the combinational fields it reads come first, so
 * that every node is made after those it uses, with an explicit stack, since chains can be longer than the host's.
 */
export function createEvaluator(g: Graph, layout: Layout, bitwise: ReadonlySet<Signal>): Evaluator {
  // Work to do: fields by number, and expressions by `~number`. Marked once their dependences have been pushed above
  // them.
  const scopes: Scope[] = [];
  const items: number[] = [];
  const marked: boolean[] = [];

  const push = (scope: Scope, item: number) => {
    scopes.push(scope);
    items.push(item);
    marked.push(false);
  };

  function run(): void {
    while (items.length > 0) {
      const top = items.length - 1;
      const scope = scopes[top];
      const item = items[top];
      const done = (item >= 0 ? scope.values[item] : scope.expressions[~item]) !== undefined;
      if (!done && !marked[top]) {
        marked[top] = true;
        if (item >= 0) {
          scope.open[item] = 1;
          wantField(scope, item);
        } else {
          for (const operand of operands(scope.plan.numbers.nodes[~item])) {
            wantExpr(scope, operand);
          }
        }
        continue;
      }
      scopes.pop();
      items.pop();
      const finish = marked.pop();
      if (done) {
        continue;
      }
      if (item >= 0) {
        scope.values[item] = fieldValue(scope, item);
        if (finish) {
          scope.open[item] = 0;
        }
      } else {
        scope.expressions[~item] = lower(g, layout, surroundings(scope), scope.plan.numbers.nodes[~item]);
      }
    }
  }

  function wantExpr(scope: Scope, expr: Expr): void {
    if (expr.kind === 'const') {
      return;
    }
    const bits = signalBits(expr);
    if (bits) {
      wantPlace(locate(scope, bits.signal, bits.low, bits.width));
      return;
    }
    const number = numberOf(scope, expr);
    if (scope.expressions[number] === undefined) {
      push(scope, ~number);
    }
  }

  function numberOf({ plan: { numbers } }: Scope, expr: Expr): number {
    const number = numbers.of(expr);
    return number < 0 ? numbers.add(expr) : number;
  }

  /** The value of an expression whose operator nodes and fields are all known. */
  function resultOf(scope: Scope, expr: Expr): Value {
    if (expr.kind === 'const') {
      return lowerConstant(g, expr);
    }
    const number = numberOf(scope, expr);
    const value = scope.expressions[number] ?? readSignal(scope, expr)!;
    scope.expressions[number] = value;
    return value;
  }

  function readSignal(scope: Scope, expr: Expr): Value | undefined {
    const bits = signalBits(expr);
    return bits && read(locate(scope, bits.signal, bits.low, bits.width), expr.signed);
  }

  function wantPlace(place: Place): void {
    const [first, last] = fieldRange(place);
    for (let field = first; field <= last; field++) {
      if (place.scope.values[field] !== undefined) {
        continue;
      }
      if (place.scope.open[field]) {
        loop(place.scope, field);
      }
      push(place.scope, field);
    }
  }

  function wantField(scope: Scope, field: number): void {
    const { source, signal } = scope.plan.fields[field];
    switch (source.kind) {
      case 'drive':
        wantExpr(scope, source.value);
        return;
      case 'comb':
        expressionsOf(source.body, (expr) => wantExpr(scope, expr));
        return;
      case 'input': {
        const value = inputExpr(scope, signal);
        if (value) {
          wantExpr(scope.parent!, value);
        }
        return;
      }
      case 'instance':
        wantPlace(locatedField(scope, field));
    }
  }

  function locatedField(scope: Scope, field: number): Place {
    const { signal, low, width } = scope.plan.fields[field];
    return locate(scope, signal, low, width);
  }

  function fieldValue(scope: Scope, field: number): Value {
    const { source, signal, low } = scope.plan.fields[field];
    const type = scope.plan.fields[field];
    switch (source.kind) {
      case 'drive':
        return limbs.convert(g, resultOf(scope, source.value), source.value, type);
      case 'comb': {
        const zero = limbs.convert(g, g.constant(0), { width: 1, signed: false }, type);
        return execute(g, source.body, (expr) => resultOf(scope, expr), type, zero);
      }
      case 'input': {
        const expr = inputExpr(scope, signal);
        if (!expr) {
          return limbs.convert(g, g.constant(0), { width: 1, signed: false }, type);
        }
        const value = resultOf(scope.parent!, expr);
        if (type.width === signal.width) {
          return limbs.convert(g, value, expr, type);
        }
        const pattern = { width: expr.width, signed: false };
        const part = limbs.slice(g, limbs.convert(g, value, expr, pattern), pattern, low, type.width);
        return limbs.convert(g, part, { width: type.width, signed: false }, type);
      }
      case 'instance':
        return read(locatedField(scope, field), type.signed);
      case 'none':
      case 'register':
        return limbs.convert(g, g.constant(0), { width: 1, signed: false }, type);
    }
  }

  /** Bits of a signal whose fields are all known. */
  function read(place: Place, signed: boolean): Value {
    const { scope, signal, low, width } = place;
    const [first, last] = fieldRange(place);
    const to: Type = { width, signed };
    if (first === last && scope.plan.fields[first].width === width) {
      return limbs.convert(g, scope.values[first]!, scope.plan.fields[first], to);
    }
    const parts: { value: Value; width: number }[] = [];
    for (let field = first; field <= last; field++) {
      const type = scope.plan.fields[field];
      const pattern = { width: type.width, signed: false };
      const at = scope.plan.fields[field].low;
      const from = Math.max(low, at);
      const end = Math.min(low + width, at + type.width);
      const value = limbs.convert(g, scope.values[field]!, type, pattern);
      parts.push({ value: limbs.slice(g, value, pattern, from - at, end - from), width: end - from });
    }
    if (parts.length === 0) {
      throw new SimulationError(`${childPath(scope.path, signal.name)}: no bits ${low}, ${width}`);
    }
    return limbs.convert(g, limbs.join(g, parts), { width, signed: false }, to);
  }

  const known = new Map<Scope, Surroundings>();

  function surroundings(scope: Scope): Surroundings {
    let own = known.get(scope);
    if (!own) {
      own = {
        value: (expr) => resultOf(scope, expr),
        elements: (expr, stride) => elements(scope, expr, stride),
        memory: (memory) => scope.memories.get(memory)!,
      };
      known.set(scope, own);
    }
    return own;
  }

  function elements(scope: Scope, expr: Expr, stride: number): readonly number[] | undefined {
    const bits = signalBits(expr);
    if (!bits) {
      return undefined;
    }
    const at = locate(scope, bits.signal, bits.low, bits.width);
    const { first, lows } = at.scope.plan.signals.get(at.signal)!;
    const whole = at.low === 0 && at.width === at.signal.width;
    if (!whole || lows.length * stride !== at.width || !lows.every((low, i) => low === i * stride)) {
      return undefined;
    }
    if (lows.length === 1 || stride > 64) {
      return undefined;
    }
    return lows.map((_, i) => {
      const field = at.scope.plan.fields[first + i];
      return word.fit(g, at.scope.values[first + i] as number, field.width, false);
    });
  }

  function loop(scope: Scope, field: number): never {
    const path: string[] = [];
    const signals = new Set<Signal>();
    for (let i = items.length - 1; i >= 0; i--) {
      const item = items[i];
      if (!marked[i] || item < 0) {
        continue;
      }
      const { signal, low, width } = scopes[i].plan.fields[item];
      signals.add(signal);
      const range = width === signal.width ? '' : `[${low + width - 1}:${low}]`;
      path.push(childPath(scopes[i].path, signal.name) + range);
      if (item === field && scopes[i] === scope) {
        break;
      }
    }
    const splittable = [...signals].filter((signal) => signal.width > 1 && !bitwise.has(signal));
    if (splittable.length > 0) {
      throw new LoopFound(splittable);
    }
    throw new SimulationError(`combinational loop: ${[...path.reverse(), path[0]].join(' -> ')}`);
  }

  return {
    expression(scope, expr) {
      wantExpr(scope, expr);
      run();
      return resultOf(scope, expr);
    },
    signal(scope, signal) {
      const place = locate(scope, signal, 0, signal.width);
      wantPlace(place);
      run();
      return read(place, signal.signed);
    },
    all(scope, exprs) {
      for (const expr of exprs) {
        wantExpr(scope, expr);
      }
      run();
      return (expr) => resultOf(scope, expr);
    },
  };
}
