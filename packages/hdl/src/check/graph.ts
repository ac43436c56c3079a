import {
  type CombProcess,
  type Expr,
  type Instance,
  type Location,
  type Module,
  operands,
  type Signal,
  type Statement,
  type Target,
} from '../ir/index.ts';

/**
 * The conditions an assignment stands under, the innermost first; assignments of one chain share what is above them.
 */
export interface Controls {
  readonly condition: Expr;
  readonly above: Controls | undefined;
}

/** The conditions of several drivers, each once. */
export function allControls(drivers: readonly Driver[]): Expr[] {
  const seen = new Set<Controls>();
  const conditions: Expr[] = [];
  for (const driver of drivers) {
    for (let at = driver.kind === 'value' ? driver.controls : undefined; at && !seen.has(at); at = at.above) {
      seen.add(at);
      conditions.push(at.condition);
    }
  }
  return conditions;
}

/** One way a combinational signal gets (part of) its value. */
export type Driver =
  | {
      readonly kind: 'value';
      readonly target: Target;
      readonly value: Expr;
      readonly controls: Controls | undefined;
      readonly at: Location;
    }
  | { readonly kind: 'instance'; readonly instance: Instance; readonly port: string; readonly at: Location };

/** The combinational drivers of each signal of a module. */
export function combinationalDrivers(module: Module): Map<Signal, Driver[]> {
  const drivers = new Map<Signal, Driver[]>();
  const add = (signal: Signal, driver: Driver) => {
    const list = drivers.get(signal);
    if (list) {
      list.push(driver);
    } else {
      drivers.set(signal, [driver]);
    }
  };
  for (const item of module.items) {
    if (item.kind === 'drive') {
      add(item.target.signal, {
        kind: 'value',
        target: item.target,
        value: item.value,
        controls: undefined,
        at: item.at,
      });
    } else if (item.kind === 'comb') {
      processDrivers(item, add);
    } else if (item.kind === 'instance') {
      for (const [port, signal] of item.outputs) {
        add(signal, { kind: 'instance', instance: item, port, at: item.at });
      }
    }
  }
  return drivers;
}

function processDrivers(process: CombProcess, add: (signal: Signal, driver: Driver) => void): void {
  const visit = (body: readonly Statement[], controls: Controls | undefined): void => {
    for (const statement of body) {
      if (statement.kind === 'assign') {
        const { target, value, at } = statement;
        const under = target.kind === 'index' ? { condition: target.index, above: controls } : controls;
        add(target.signal, { kind: 'value', target, value, controls: under, at });
      } else if (statement.kind === 'when') {
        let above = controls;
        for (const arm of statement.arms) {
          above = { condition: arm.condition, above };
          visit(arm.body, above);
        }
        visit(statement.otherwise ?? [], above);
      } else if (statement.kind === 'switch') {
        const above = { condition: statement.subject, above: controls };
        for (const each of statement.cases) {
          visit(each.body, above);
        }
        visit(statement.otherwise ?? [], above);
      }
    }
  };
  visit(process.body, undefined);
}

/** A node of the dependency graph: a signal or an expression. */
export type Node = Signal | Expr;

export const isSignal = (node: Node): node is Signal => 'name' in node;

/** What each module's outputs depend on without a register between: input port names by output port name. */
export type Through = ReadonlyMap<string, ReadonlySet<string>>;

/** The nodes a node's value depends on within one evaluation. */
export function dependencies(
  node: Node,
  drivers: ReadonlyMap<Signal, readonly Driver[]>,
  through: (instance: Instance) => Through,
): readonly Node[] {
  if (!isSignal(node)) {
    return node.kind === 'ref' ? [node.signal] : operands(node);
  }
  const own = drivers.get(node) ?? [];
  const values = own.flatMap((driver): Node[] => {
    if (driver.kind === 'value') {
      return [driver.value];
    }
    const inputs = through(driver.instance).get(driver.port) ?? new Set();
    return [...inputs].flatMap((port) => driver.instance.inputs.get(port) ?? []);
  });
  return values.concat(allControls(own));
}

/** Output ports of a module with the input ports they depend on. */
export function throughOf(
  module: Module,
  drivers: ReadonlyMap<Signal, readonly Driver[]>,
  through: (instance: Instance) => Through,
): Through {
  const result = new Map<string, ReadonlySet<string>>();
  const dead = new Set<Node>();
  for (const port of module.ports) {
    if (port.kind !== 'output') {
      continue;
    }
    const inputs = new Set<string>();
    const visited = new Set<Node>();
    const stack: Node[] = [port];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (visited.has(node) || dead.has(node)) {
        continue;
      }
      visited.add(node);
      if (isSignal(node) && node.kind === 'input') {
        inputs.add(node.name);
      }
      for (const each of dependencies(node, drivers, through)) {
        stack.push(each);
      }
    }
    if (inputs.size === 0) {
      for (const node of visited) {
        dead.add(node);
      }
    }
    result.set(port.name, inputs);
  }
  return result;
}
