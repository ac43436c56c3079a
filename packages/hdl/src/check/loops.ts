import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { type Design, type Expr, eachOperand, type Instance, type Module, orderOf, type Signal } from '../ir/index.ts';
import { findBitLoop } from './bitloop.ts';
import { combinationalDrivers, type Driver, dependencies, type Node, type Through, throughOf } from './graph.ts';
import { unsettledReads } from './settled.ts';

/**
 * Combinational loops, through instances too. Signals are looked at whole first, in linear time; only where that finds
 * a cycle are single bits followed, so that a carry chain inside one vector is no loop. Through an instance, ports
 * count as a whole.
 */
export function checkLoops(design: Design): Diagnostic[] {
  const summaries = new Map<Module, Through>();
  const through = (instance: Instance): Through => summaries.get(instance.module) ?? new Map();
  const found: Diagnostic[] = [];
  for (const module of design.modules) {
    const drivers = combinationalDrivers(module);
    const component = hasCycle(module, drivers, through) ? cyclicNodes(drivers, through) : undefined;
    const loop = component && findBitLoop(component, drivers, through);
    if (loop) {
      found.push(loopDiagnostic(module, loop, drivers));
    } else if (component) {
      found.push(...unsettledReads(module));
    }
    summaries.set(module, throughOf(module, drivers, through));
  }
  return found;
}

/** Whether any signal depends on itself: a search that remembers its path, over numbers instead of nodes. */
function hasCycle(
  module: Module,
  drivers: ReadonlyMap<Signal, readonly Driver[]>,
  through: (instance: Instance) => Through,
): boolean {
  const { nodes, placeOf } = orderOf(module.items);
  const signals = [...drivers.keys()];
  const numberOf = new Map(signals.map((signal, i) => [signal, nodes.length + i]));
  const [UNSEEN, OPEN, DONE] = [0, 1, 2];
  const state = new Uint8Array(nodes.length + signals.length);
  /** Numbers to be looked at; one that is left, when all above it are, is `~number`. */
  const stack: number[] = [];
  let isCyclic = false;
  const want = (number: number): void => {
    if (state[number] === UNSEEN) {
      stack.push(number);
    } else if (state[number] === OPEN) {
      isCyclic = true;
    }
  };
  const wantNode = (e: Expr): void => want(placeOf(e));
  for (let start = nodes.length; start < state.length; start++) {
    want(start);
    while (stack.length > 0 && !isCyclic) {
      const number = stack.pop()!;
      if (number < 0) {
        state[~number] = DONE;
        continue;
      }
      if (state[number] !== UNSEEN) {
        continue;
      }
      state[number] = OPEN;
      stack.push(~number);
      if (number >= nodes.length) {
        for (const each of dependencies(signals[number - nodes.length], drivers, through)) {
          wantNode(each as Expr);
        }
      } else {
        const e = nodes[number];
        const driven = e.kind === 'ref' ? numberOf.get(e.signal) : undefined;
        if (driven !== undefined) {
          want(driven);
        } else {
          eachOperand(e, wantNode);
        }
      }
    }
  }
  return isCyclic;
}

/**
 * The nodes that lie on some cycle: the strongly connected components of more than one node (Tarjan, without
 * recursion).
 */
function cyclicNodes(
  drivers: ReadonlyMap<Signal, readonly Driver[]>,
  through: (instance: Instance) => Through,
): Set<Node> | undefined {
  const index = new Map<Node, number>();
  const low = new Map<Node, number>();
  const onStack = new Set<Node>();
  const path: Node[] = [];
  const cyclic = new Set<Node>();

  for (const start of drivers.keys()) {
    if (index.has(start)) {
      continue;
    }
    const frames: { node: Node; next: number; edges: readonly Node[] }[] = [];
    const open = (node: Node) => {
      index.set(node, index.size);
      low.set(node, index.get(node)!);
      path.push(node);
      onStack.add(node);
      frames.push({ node, next: 0, edges: dependencies(node, drivers, through) });
    };
    open(start);
    while (frames.length > 0) {
      const frame = frames.at(-1)!;
      if (frame.next < frame.edges.length) {
        const edge = frame.edges[frame.next++];
        if (!index.has(edge)) {
          open(edge);
        } else if (onStack.has(edge)) {
          low.set(frame.node, Math.min(low.get(frame.node)!, index.get(edge)!));
        }
        continue;
      }
      frames.pop();
      const parent = frames.at(-1);
      if (parent) {
        low.set(parent.node, Math.min(low.get(parent.node)!, low.get(frame.node)!));
      }
      if (low.get(frame.node) !== index.get(frame.node)) {
        continue;
      }
      const component: Node[] = [];
      let node: Node;
      do {
        node = path.pop()!;
        onStack.delete(node);
        component.push(node);
      } while (node !== frame.node);
      if (component.length > 1) {
        for (const member of component) {
          cyclic.add(member);
        }
      }
    }
  }

  return cyclic.size > 0 ? cyclic : undefined;
}

function loopDiagnostic(
  module: Module,
  loop: readonly { signal: Signal; bit: number }[],
  drivers: ReadonlyMap<Signal, readonly Driver[]>,
): Diagnostic {
  const name = ({ signal, bit }: { signal: Signal; bit: number }) =>
    signal.width === 1 ? signal.name : `${signal.name}[${bit}]`;
  const places: Place[] = loop.map((step) => ({
    at: drivers.get(step.signal)?.[0]?.at ?? step.signal.at,
    note: `drives \`${name(step)}\``,
  }));
  const path = [...loop.map(name), name(loop[0])].join(' <- ');
  return {
    severity: 'error',
    code: 'comb-loop',
    message: `combinational loop: ${path}`,
    places,
    hint: 'a register somewhere on the path breaks it',
    module: module.name,
  };
}
