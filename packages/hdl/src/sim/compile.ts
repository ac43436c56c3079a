import type { Design, Signal } from '../ir/index.ts';
import { type Clock, type Cover, clockEffects, eachSlot, type MessageSource } from './design/clocks.ts';
import { createEvaluator, type Evaluator, LoopFound } from './design/evaluate.ts';
import {
  childPath,
  type FlatDesign,
  type FlattenOptions,
  flatten,
  type Scope,
  SimulationError,
} from './design/flatten.ts';
import type { Effect } from './machine/effects.ts';
import { Graph, Op } from './machine/graph.ts';
import { Layout, slotBytes } from './machine/layout.ts';
import type { Value } from './machine/limbs.ts';
import * as limbs from './machine/limbs.ts';
import { compileProgram, defaultFunctionSize } from './machine/program.ts';

/** A design made ready to simulate: its flattened form, the memory it needs, and its programs. */
export interface CompiledDesign {
  readonly flat: FlatDesign;
  readonly clocks: readonly Clock[];
  readonly messages: readonly MessageSource[];
  readonly covers: readonly Cover[];
  readonly outputs: readonly { readonly signal: Signal; readonly address: number }[];
  /** Addresses where instances keep the last level of each clock, and (computed clocks) the present one. */
  readonly clockLevels: readonly { readonly last: number; readonly now: number }[];
  /** Memory up to here is the state of the simulation. */
  readonly stateBytes: number;
  /** Bytes an instance needs, with room for programs compiled later. */
  readonly memoryBytes: number;
  /** What happens when exactly these clocks rise. */
  step(clocks: readonly number[]): WebAssembly.Module;
  /** Brings the outputs up to date. */
  settle(): WebAssembly.Module;
  /** Brings the levels of computed clocks up to date. */
  levels(): WebAssembly.Module;
  /** Brings every internal signal up to date. */
  probe(): Probe;
}

export interface Probe {
  readonly module: WebAssembly.Module;
  /** Internal signals that are not registers. */
  readonly signals: readonly { readonly path: string; readonly signal: Signal; readonly address: number }[];
}

/** Room for programs compiled after the first instance was made; untouched pages cost nothing. */
const spareBytes = 16 << 20;
const spareBytesPerNode = 64;

export interface CompileOptions extends FlattenOptions {
  readonly functionSize?: number;
}

export function compileDesign(design: Design, options: CompileOptions): CompiledDesign {
  const bitwise = new Set<Signal>();
  for (;;) {
    try {
      return build(design, bitwise, options);
    } catch (error) {
      if (!(error instanceof LoopFound)) {
        throw error;
      }
      for (const signal of error.signals) {
        bitwise.add(signal);
      }
    }
  }
}

function build(design: Design, bitwise: ReadonlySet<Signal>, options: CompileOptions): CompiledDesign {
  const { functionSize = defaultFunctionSize } = options;
  const g = new Graph();
  const layout = new Layout();
  const flat = flatten(design, bitwise, layout, options);
  loadState(g, flat);
  const evaluator = createEvaluator(g, layout, bitwise);
  const { clocks, messages, covers } = clockEffects(g, layout, flat, evaluator);
  const clockLevels = clocks.map(({ input }) => {
    const last = layout.allocate(4);
    return { last, now: input >= 0 ? input : layout.allocate(4) };
  });
  const stateBytes = Math.ceil(layout.size / 8) * 8;
  const outputs = design.top.ports
    .filter((port) => port.kind !== 'input')
    .map((signal) => ({ signal, address: layout.allocate(slotBytes(signal.width)) }));
  const settleEffects = outputs.flatMap(({ signal, address }) => {
    const value = evaluator.signal(flat.top, signal);
    return showEffects(g, value, signal, address);
  });

  const program = (effects: readonly Effect[]) =>
    new WebAssembly.Module(compileProgram(g, layout, flat.memories, flat.registers.length, effects, functionSize));
  const steps = new Map<string, WebAssembly.Module>();
  const step = (rising: readonly number[]) => {
    const key = rising.join();
    let module = steps.get(key);
    if (!module) {
      module = program(rising.flatMap((clock) => clocks[clock].effects));
      steps.set(key, module);
    }
    return module;
  };
  const settle = program(settleEffects);
  const levels = lazily(() =>
    program(
      clocks.flatMap(({ node, input }, i): Effect[] =>
        input >= 0 ? [] : [{ kind: 'store', node, address: clockLevels[i].now, bytes: 4, register: -1 }],
      ),
    ),
  );
  const probe = lazily((): Probe => {
    const { signals, effects } = probeSignals(g, layout, flat, evaluator);
    return { module: program(effects), signals };
  });
  for (let clock = 0; clock < clocks.length; clock++) {
    step([clock]);
  }
  const memoryBytes = layout.size + spareBytes + spareBytesPerNode * g.count;
  const checkSpace = <T>(result: T): T => {
    if (layout.size > memoryBytes - 16) {
      throw new SimulationError(`the design needs more than the ${memoryBytes} bytes set aside for its signals`);
    }
    return result;
  };
  return {
    flat,
    clocks,
    messages,
    covers,
    outputs,
    clockLevels,
    stateBytes,
    memoryBytes,
    step: (rising) => checkSpace(step(rising)),
    settle: () => settle,
    levels: () => checkSpace(levels()),
    probe: () => checkSpace(probe()),
  };
}

function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Registers and top-level inputs are loads from their places. */
function loadState(g: Graph, flat: FlatDesign): void {
  const load = (address: number, width: number, signed: boolean, register: number): Value => {
    if (width <= 64) {
      return g.node(Op.load, width, signed, address, register);
    }
    return Array.from({ length: Math.ceil(width / 64) }, (_, i) =>
      g.node(Op.load, limbs.limbWidth(width, i), false, address + 8 * i, register),
    );
  };
  for (const scope of flat.scopes) {
    scope.plan.fields.forEach(({ source }, field) => {
      if (source.kind !== 'register') {
        return;
      }
      const number = scope.registers[field];
      const { address, width, signed } = flat.registers[number];
      scope.values[field] = load(address, width, signed, number);
    });
  }
  for (const { signal, address } of flat.inputs) {
    const { width } = signal;
    const stored = { width, signed: signal.signed && width <= 32 };
    const whole = load(address, width, stored.signed, -1);
    const { first, lows } = flat.top.plan.signals.get(signal)!;
    lows.forEach((low, i) => {
      const field = flat.top.plan.fields[first + i];
      const pattern = { width, signed: false };
      flat.top.values[first + i] =
        lows.length === 1
          ? limbs.convert(g, whole, stored, field)
          : limbs.convert(
              g,
              limbs.slice(g, limbs.convert(g, whole, stored, pattern), pattern, low, field.width),
              { width: field.width, signed: false },
              field,
            );
    });
  }
}

/** Stores a signal as handles expect it: up to 32 bits extended in its sign, above that its bit pattern. */
function showEffects(g: Graph, value: Value, signal: Signal, address: number): Effect[] {
  const { width, signed } = signal;
  const shown = limbs.convert(g, value, { width, signed }, { width, signed: signed && width <= 32 });
  const effects: Effect[] = [];
  eachSlot(shown, address, width, (node, at, bytes) =>
    effects.push({ kind: 'store', node, address: at, bytes, register: -1 }),
  );
  return effects;
}

function probeSignals(g: Graph, layout: Layout, flat: FlatDesign, evaluator: Evaluator) {
  const signals: { path: string; signal: Signal; address: number }[] = [];
  const effects: Effect[] = [];
  const places = new Map<string, number>();
  for (const scope of flat.scopes) {
    for (const signal of shownSignals(scope)) {
      const value = evaluator.signal(scope, signal);
      const key = `${value} ${signal.width} ${signal.signed && signal.width <= 32}`;
      let address = places.get(key);
      if (address === undefined) {
        address = layout.allocate(slotBytes(signal.width));
        places.set(key, address);
        effects.push(...showEffects(g, value, signal, address));
      }
      signals.push({ path: childPath(scope.path, signal.name), signal, address });
    }
  }
  return { signals, effects };
}

/** Signals of a scope that have no place of their own. */
function shownSignals(scope: Scope): Signal[] {
  const { module, signals, fields } = scope.plan;
  return [...module.ports, ...module.signals].filter((signal) => {
    const { kind } = fields[signals.get(signal)!.first].source;
    if (kind === 'register') {
      return false;
    }
    return scope.parent !== undefined || (signal.kind !== 'input' && signal.kind !== 'output');
  });
}
