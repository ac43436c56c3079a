import type { Design, Expr, Instance, Memory, Module, Signal } from '../../ir/index.ts';
import { type FlatMemory, type Layout, type RegisterField, slotBytes, wordBytes } from '../machine/layout.ts';
import type { Value } from '../machine/limbs.ts';
import { signalBits } from './narrow.ts';
import { type Parts, partition } from './partition.ts';
import { lowerBound, type ModulePlan, planModule } from './plan.ts';

/** One instance of a module in the flattened design, with all that is known of its values so far. */
export interface Scope {
  /** Hierarchical name, empty for the top. */
  readonly path: string;
  readonly plan: ModulePlan;
  readonly parent: Scope | undefined;
  readonly instance: Instance | undefined;
  readonly children: Map<Instance, Scope>;
  /** By number of the field in the plan. */
  readonly values: (Value | undefined)[];
  /** Numbers, in the design's `registers`, of fields that are registers; -1 for others. */
  readonly registers: Int32Array;
  /** Fields being evaluated now. */
  readonly open: Uint8Array;
  /** By number of the expression in the plan. */
  readonly expressions: (Value | undefined)[];
  readonly memories: Map<Memory, FlatMemory>;
}

/** Where a top-level input lies. */
export interface InputSlot {
  readonly signal: Signal;
  readonly address: number;
}

export interface FlatDesign {
  readonly top: Scope;
  /** Parents before their children. */
  readonly scopes: readonly Scope[];
  readonly registers: readonly RegisterField[];
  readonly inputs: readonly InputSlot[];
  readonly memories: readonly FlatMemory[];
}

export class SimulationError extends Error {
  override readonly name = 'SimulationError';
}

export interface FlattenOptions {
  /** Modules to simulate in place of black boxes, by the black box's name. */
  readonly blackBoxes?: Readonly<Record<string, Module>>;
}

/** Instantiates every module of the design and gives each register, input and memory its place. */
export function flatten(
  design: Design,
  bitwise: ReadonlySet<Signal>,
  layout: Layout,
  options: FlattenOptions,
): FlatDesign {
  const plans = new Map<Module, ModulePlan>();
  const parts = new Map<Module, Parts>();
  const partsOf = (module: Module): Parts => {
    let own = parts.get(module);
    if (!own) {
      own = partition(module, partsOf);
      parts.set(module, own);
    }
    return own;
  };
  const planOf = (module: Module): ModulePlan => {
    let plan = plans.get(module);
    if (!plan) {
      plan = planModule(module, partsOf(module), bitwise);
      plans.set(module, plan);
    }
    return plan;
  };
  const scopes: Scope[] = [];
  const build = (module: Module, path: string, parent: Scope | undefined, instance: Instance | undefined): Scope => {
    const plan = planOf(bodyOf(module, path, options));
    const scope: Scope = {
      path,
      plan,
      parent,
      instance,
      children: new Map(),
      values: new Array(plan.fields.length),
      registers: new Int32Array(plan.fields.length).fill(-1),
      open: new Uint8Array(plan.fields.length),
      expressions: new Array(plan.numbers.nodes.length),
      memories: new Map(),
    };
    scopes.push(scope);
    for (const child of plan.instances) {
      scope.children.set(child, build(child.module, childPath(path, child.name), scope, child));
    }
    return scope;
  };
  const top = build(design.top, '', undefined, undefined);

  const inputs = design.top.ports
    .filter((port) => port.kind === 'input')
    .map((signal) => ({ signal, address: layout.allocate(slotBytes(signal.width)) }));
  const registers: RegisterField[] = [];
  for (const scope of scopes) {
    scope.plan.fields.forEach(({ signal, low, width, signed, source }, field) => {
      if (source.kind !== 'register') {
        return;
      }
      scope.registers[field] = registers.length;
      const address = layout.allocate(slotBytes(width));
      const path = childPath(scope.path, signal.name);
      registers.push({ path, signal, domain: source.domain, low, width, signed, address });
    });
  }
  const memories: FlatMemory[] = [];
  for (const scope of scopes) {
    for (const memory of scope.plan.module.memories) {
      const bytes = wordBytes(memory.width);
      const flat: FlatMemory = {
        path: childPath(scope.path, memory.name),
        memory,
        index: memories.length,
        address: layout.allocate(Math.max(8, bytes * memory.depth)),
        wordBytes: bytes,
      };
      memories.push(flat);
      scope.memories.set(memory, flat);
    }
  }
  return { top, scopes, registers, inputs, memories };
}

function bodyOf(module: Module, path: string, { blackBoxes }: FlattenOptions): Module {
  if (!module.blackBox) {
    return module;
  }
  const model = blackBoxes?.[module.name];
  if (model) {
    return model;
  }
  throw new SimulationError(
    `${path || 'top'}: ${module.name} is a black box; give a module to simulate in its place as blackBoxes.${module.name}`,
  );
}

export const childPath = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

/** Bits of a signal of one scope. */
export interface Place {
  readonly scope: Scope;
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
}

/** Follows bits across instance boundaries to the signal, of this scope or another, that they really are. */
export function locate(scope: Scope, signal: Signal, low: number, width: number): Place {
  for (;;) {
    const first = scope.plan.fields[scope.plan.signals.get(signal)!.first];
    const { source } = first;
    if (source.kind === 'input' && scope.parent) {
      const value = inputExpr(scope, signal);
      const bits = value && signalBits(value);
      if (!bits) {
        return { scope, signal, low, width };
      }
      scope = scope.parent;
      signal = bits.signal;
      low += bits.low;
    } else if (source.kind === 'instance') {
      scope = scope.children.get(source.instance)!;
      signal = scope.plan.signals.has(source.port) ? source.port : portNamed(scope, source.port.name);
    } else {
      return { scope, signal, low, width };
    }
  }
}

/** The parent's expression for an input of this scope. */
export function inputExpr(scope: Scope, port: Signal): Expr | undefined {
  return scope.instance!.inputs.get(port.name);
}

function portNamed(scope: Scope, name: string): Signal {
  const port = scope.plan.module.ports.find((each) => each.name === name);
  if (port) {
    return port;
  }
  throw new SimulationError(`${scope.path}: the model of ${scope.plan.module.name} has no port ${name}`);
}

/** The numbers of the first and last field that hold bits of a place. */
export function fieldRange({ scope, signal, low, width }: Place): [first: number, last: number] {
  const { first, lows } = scope.plan.signals.get(signal)!;
  if (lows.length === 1) {
    return [first, first];
  }
  return [first + lowerBound(lows, low + 1) - 1, first + lowerBound(lows, low + width) - 1];
}
