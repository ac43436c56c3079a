import { fullLocation, userFrame } from '../diagnostics/location.ts';
import {
  type ClockedProcess,
  type CombProcess,
  type Design,
  type Expr,
  type Item,
  itemExpressions,
  type Location,
  type Module,
  type Signal,
  walk,
} from '../ir/index.ts';

/** A signal of one instance, by its hierarchical Verilog path below the top module (`u_fifo.count`). */
export interface SignalPath {
  readonly path: string;
  readonly signal: Signal;
  readonly module: Module;
}

/** Every signal and port of every instance, by path. */
export function signalPaths(design: Design): Map<string, SignalPath> {
  const paths = new Map<string, SignalPath>();
  const visit = (module: Module, prefix: string): void => {
    for (const signal of [...module.ports, ...module.signals]) {
      paths.set(`${prefix}${signal.name}`, { path: `${prefix}${signal.name}`, signal, module });
    }
    for (const item of module.items) {
      if (item.kind === 'instance') {
        visit(item.module, `${prefix}${item.name}.`);
      }
    }
  };
  visit(design.top, '');
  return paths;
}

/** A design as JSON for viewers: what there is, what drives it and from what, and where it was written. */
export interface Netlist {
  readonly top: string;
  readonly modules: Readonly<Record<string, NetlistModule>>;
}

export interface NetlistModule {
  readonly blackBox: boolean;
  readonly ports: readonly NetlistSignal[];
  readonly signals: readonly NetlistSignal[];
  readonly memories: readonly { readonly name: string; readonly width: number; readonly depth: number }[];
  readonly drivers: readonly NetlistDriver[];
  readonly instances: readonly NetlistInstance[];
  readonly source: string | undefined;
}

export interface NetlistSignal {
  readonly name: string;
  readonly kind: Signal['kind'];
  readonly width: number;
  readonly signed: boolean;
  readonly clock: string | undefined;
  readonly source: string | undefined;
}

/** One process or continuous assignment: the signals it drives and those it reads. */
export interface NetlistDriver {
  readonly kind: 'assign' | 'comb' | 'clocked';
  readonly drives: readonly string[];
  readonly reads: readonly string[];
  readonly clock: string | undefined;
  readonly source: string | undefined;
}

export interface NetlistInstance {
  readonly name: string;
  readonly module: string;
  /** Signals of the parent that reach each input port, and the one each output port drives. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly source: string | undefined;
}

export const netlist = (design: Design): Netlist => ({
  top: design.top.name,
  modules: Object.fromEntries(design.modules.map((module) => [module.name, netlistModule(module)])),
});

function netlistModule(module: Module): NetlistModule {
  const instances = module.items.flatMap((item) => (item.kind === 'instance' ? [item] : []));
  return {
    blackBox: module.blackBox,
    ports: module.ports.map(netlistSignal),
    signals: module.signals.map(netlistSignal),
    memories: module.memories.map(({ name, width, depth }) => ({ name, width, depth })),
    drivers: module.items.flatMap((item) => (item.kind === 'instance' ? [] : [netlistDriver(item)])),
    instances: instances.map(({ name, module: child, inputs, outputs, at }) => ({
      name,
      module: child.name,
      inputs: Object.fromEntries([...inputs].map(([port, e]) => [port, readBy([e])])),
      outputs: Object.fromEntries([...outputs].map(([port, signal]) => [port, signal.name])),
      source: sourceOf(at),
    })),
    source: sourceOf(module.at),
  };
}

const netlistSignal = ({ name, kind, width, signed, domain, at }: Signal): NetlistSignal => ({
  name,
  kind,
  width,
  signed,
  clock: domain?.clock.name,
  source: sourceOf(at),
});

function netlistDriver(item: Extract<Item, { kind: 'drive' }> | CombProcess | ClockedProcess): NetlistDriver {
  const roots: Expr[] = [];
  itemExpressions(item, (e) => roots.push(e));
  return {
    kind: item.kind === 'drive' ? 'assign' : item.kind,
    drives: item.kind === 'drive' ? [item.target.signal.name] : item.targets.map(({ name }) => name),
    reads: readBy(roots),
    clock: item.kind === 'clocked' ? item.domain.clock.name : undefined,
    source: sourceOf(item.at),
  };
}

/** Names of the signals and memories below some expressions, in order of first use. */
function readBy(roots: readonly Expr[]): string[] {
  const names = new Set<string>();
  walk(roots, (e) => {
    if (e.kind === 'ref') {
      names.add(e.signal.name);
    }
    if (e.kind === 'memoryRead') {
      names.add(e.memory.name);
    }
  });
  return [...names];
}

function sourceOf(at: Location): string | undefined {
  const frame = userFrame(at);
  return frame && fullLocation(frame);
}
