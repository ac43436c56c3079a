import { fail } from '../diagnostics/report.ts';
import { countReads, type Drive, type Expr, type Instance, type Item, type PadPart, type Signal } from '../ir/index.ts';
import type { Builder, OpenInstance } from '../module/builder.ts';
import * as build from '../signal/build.ts';
import { unary } from '../simplify/nodes.ts';
import type { Placed } from './partition.ts';

/**
 * Connects instances. Each port has a wire so far; where that wire only passes one value on, the value (for an input)
 * or the signal it goes to (for an output) is connected directly and the wire disappears.
 */
export function connectInstances(
  b: Builder,
  placed: readonly Placed[],
  readElsewhere: ReadonlySet<Signal>,
): { items: Item[]; signals: Signal[] } {
  if (b.instances.length === 0) {
    return { items: inSourceOrder(placed), signals: b.signals };
  }
  const drives = new Map<Signal, Placed>();
  const forwards = new Map<Signal, Placed>();
  for (const entry of placed) {
    if (entry.item.kind !== 'drive' || entry.item.target.kind !== 'whole') {
      continue;
    }
    drives.set(entry.item.target.signal, entry);
    const source = stripCast(entry.item.value);
    if (source.kind === 'ref') {
      forwards.set(source.signal, entry);
    }
  }
  const reads = countReads(placed.map(({ item }) => item));
  const gone = new Set<Signal>();
  const absorbed = new Set<Placed>();
  const instances: Placed[] = b.instances.map((open) => {
    const inputs = new Map<string, Expr>();
    const outputs = new Map<string, Signal>();
    connectClocks(open, inputs);
    for (const port of open.module.ports) {
      const wire = open.wires.get(port.name);
      if (!wire) {
        continue;
      }
      const used = reads.get(wire) ?? 0;
      const plain = Object.keys(wire.attributes).length === 0 && !readElsewhere.has(wire);
      if (port.kind === 'input') {
        const drive = drives.get(wire);
        if (drive && used === 0 && plain) {
          inputs.set(port.name, (drive.item as Drive).value);
          gone.add(wire);
          absorbed.add(drive);
        } else {
          inputs.set(port.name, build.ref(wire));
        }
        continue;
      }
      const forward = forwards.get(wire);
      if (used === 1 && plain && forward && !absorbed.has(forward) && !isInstanceWire(forward, b)) {
        outputs.set(port.name, (forward.item as Drive).target.signal);
        gone.add(wire);
        absorbed.add(forward);
      } else {
        outputs.set(port.name, wire);
      }
    }
    const { name, module, parameters, attributes, at, position } = open;
    const inouts = connectPads(open);
    const item: Instance = { kind: 'instance', name, module, parameters, inputs, outputs, inouts, attributes, at };
    return { position: position - 0.5, item };
  });
  const items = inSourceOrder([...instances, ...placed.filter((entry) => !absorbed.has(entry))]);
  return { items, signals: b.signals.filter((signal) => !gone.has(signal)) };
}

const inSourceOrder = (placed: readonly Placed[]): Item[] =>
  [...placed].sort((x, y) => x.position - y.position).map(({ item }) => item);

function connectPads({ pads, at }: OpenInstance): Map<string, PadPart> {
  const inouts = new Map<string, PadPart>();
  for (const [port, { name, goesTo }] of pads) {
    if (goesTo) {
      inouts.set(port, goesTo);
    } else {
      fail('unconnected', `\`${name}\` is not connected: inout of an instance`, { places: [{ at }] });
    }
  }
  return inouts;
}

const stripCast = (e: Expr): Expr => (e.kind === 'cast' ? e.a : e);

/** The drive feeds an input of another instance: that side takes the value, this one keeps its wire. */
function isInstanceWire(forward: Placed, b: Builder): boolean {
  return instanceWires(b).has((forward.item as Drive).target.signal);
}

const cache = new WeakMap<Builder, Set<Signal>>();

function instanceWires(b: Builder): Set<Signal> {
  let wires = cache.get(b);
  if (!wires) {
    wires = new Set(b.instances.flatMap((open) => [...open.wires.values()]));
    cache.set(b, wires);
  }
  return wires;
}

function connectClocks(open: OpenInstance, inputs: Map<string, Expr>): void {
  for (const [child, mine] of open.domains) {
    // The edge of its domain is to the instance what a rising edge is.
    const clock = build.ref(mine.clock);
    inputs.set(child.clock.name, mine.falling ? unary('not', clock) : clock);
    if (child.reset) {
      inputs.set(child.reset.signal.name, resetFor(child.reset.activeLow, mine));
    }
  }
}

function resetFor(
  activeLow: boolean,
  mine: OpenInstance['domains'] extends ReadonlyMap<infer _, infer D> ? D : never,
): Expr {
  if (!mine.reset) {
    return build.constant(activeLow ? 1n : 0n, 1);
  }
  const level = build.ref(mine.reset.signal);
  return mine.reset.activeLow === activeLow ? level : unary('not', level);
}
