import type { Binary, Expr, Instance, Signal } from '../ir/index.ts';
import { targetRange } from './drivers.ts';
import { allControls, type Driver, isSignal, type Node, type Through } from './graph.ts';

/** One bit of a signal or expression. */
interface Bit {
  readonly node: Node;
  readonly bit: number;
}

/**
 * A cycle of single bits within `component`, as the signals on it; undefined when the cycle was only one of whole
 * vectors.
 */
export function findBitLoop(
  component: ReadonlySet<Node>,
  drivers: ReadonlyMap<Signal, readonly Driver[]>,
  through: (instance: Instance) => Through,
): { signal: Signal; bit: number }[] | undefined {
  /** 1: on the current path, 2: done. */
  const state = new Map<Node, Uint8Array>();
  const stateOf = (node: Node): Uint8Array => {
    let bits = state.get(node);
    if (!bits) {
      bits = new Uint8Array(node.width);
      state.set(node, bits);
    }
    return bits;
  };
  const inside = ({ node, bit }: Bit): boolean => component.has(node) && bit >= 0 && bit < node.width;

  for (const node of component) {
    if (!isSignal(node)) {
      continue;
    }
    for (let bit = 0; bit < node.width; bit++) {
      const loop = searchFrom({ node, bit });
      if (loop) {
        return loop;
      }
    }
  }
  return undefined;

  function searchFrom(start: Bit): { signal: Signal; bit: number }[] | undefined {
    if (stateOf(start.node)[start.bit] !== 0) {
      return undefined;
    }
    const frames: { at: Bit; edges: Bit[]; next: number }[] = [];
    const open = (at: Bit) => {
      stateOf(at.node)[at.bit] = 1;
      const edges = isSignal(at.node) ? signalEdges(at.node, at.bit) : exprEdges(at.node, at.bit);
      frames.push({ at, edges: edges.filter(inside), next: 0 });
    };
    open(start);
    while (frames.length > 0) {
      const frame = frames.at(-1)!;
      if (frame.next === frame.edges.length) {
        stateOf(frame.at.node)[frame.at.bit] = 2;
        frames.pop();
        continue;
      }
      const edge = frame.edges[frame.next++];
      const seen = stateOf(edge.node)[edge.bit];
      if (seen === 0) {
        open(edge);
      } else if (seen === 1) {
        const from = frames.findIndex(({ at }) => at.node === edge.node && at.bit === edge.bit);
        return frames.slice(from).flatMap(({ at }) => (isSignal(at.node) ? [{ signal: at.node, bit: at.bit }] : []));
      }
    }
    return undefined;
  }

  function signalEdges(signal: Signal, bit: number): Bit[] {
    const own = (drivers.get(signal) ?? []).filter((driver) => {
      if (driver.kind === 'instance') {
        return true;
      }
      const [low, end] = targetRange(driver.target);
      return bit >= low && bit < end;
    });
    const values = own.flatMap((driver): Bit[] => {
      if (driver.kind === 'instance') {
        const inputs = through(driver.instance).get(driver.port) ?? new Set();
        return [...inputs].flatMap((port) => allBits(driver.instance.inputs.get(port)));
      }
      if (driver.target.kind === 'index') {
        return allBits(driver.value);
      }
      return [{ node: driver.value, bit: bit - targetRange(driver.target)[0] }];
    });
    return allControls(own).flatMap(allBits).concat(values);
  }
}

const allBits = (e: Expr | undefined): Bit[] =>
  e ? Array.from({ length: e.width }, (_, bit) => ({ node: e, bit })) : [];

/**
 * Which bits decide bit `i` of an expression, as a four-state simulator sees it: one unknown bit of an operand makes
 * the whole result of an arithmetic operator unknown, so a sum that feeds its own upper bits would stay unknown for
 * ever.
 */
function exprEdges(e: Expr, i: number): Bit[] {
  switch (e.kind) {
    case 'const':
      return [];
    case 'ref':
      return [{ node: e.signal, bit: i }];
    case 'unary':
      return e.op === 'not' ? [{ node: e.a, bit: i }] : allBits(e.a);
    case 'binary':
      return binaryEdges(e, i);
    case 'mux':
      return [...allBits(e.select), { node: e.a, bit: i }, { node: e.b, bit: i }];
    case 'slice':
      return [{ node: e.a, bit: e.low + i }];
    case 'index':
      return [...allBits(e.index), ...allBits(e.a).filter(({ bit }) => bit % e.stride === i % e.stride)];
    case 'cat': {
      let low = 0;
      for (let k = e.parts.length - 1; k >= 0; k--) {
        const part = e.parts[k];
        if (i < low + part.width) {
          return [{ node: part, bit: i - low }];
        }
        low += part.width;
      }
      return [];
    }
    case 'replicate':
      return [{ node: e.a, bit: i % e.a.width }];
    case 'resize':
    case 'cast':
      return [{ node: e.a, bit: Math.min(i, e.a.width - 1) }];
    case 'memoryRead':
      return allBits(e.address);
  }
}

function binaryEdges(e: Binary, i: number): Bit[] {
  switch (e.op) {
    case 'and':
    case 'or':
    case 'xor':
      return [
        { node: e.a, bit: i },
        { node: e.b, bit: i },
      ];
    case 'shl':
      return e.b.kind === 'const' ? [{ node: e.a, bit: i - Number(e.b.value) }] : [...allBits(e.a), ...allBits(e.b)];
    default:
      return [...allBits(e.a), ...allBits(e.b)];
  }
}
