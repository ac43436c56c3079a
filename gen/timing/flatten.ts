import type { Cell, Net, Netlist } from '../mapped.ts';

/** A cell of the library, in one instance of its module. */
export interface FlatCell {
  readonly type: string;
  /** Names of the instances around it, each followed by a dot: `u_core.u_sequence.`. */
  readonly path: string;
  /** The module it stands in, and its name there. */
  readonly module: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly inputs: readonly Pins[];
  readonly outputs: readonly Pins[];
}

/** The nets of a port, by number; −1 is a constant. */
export interface Pins {
  readonly port: string;
  readonly nets: Int32Array;
}

export interface Flat {
  readonly cells: readonly FlatCell[];
  readonly nets: number;
}

/** Joins the modules of a netlist below `top` into one: what synthesis kept apart is one design again, nothing is optimised across it. */
export function flatten({ modules }: Netlist, top: string): Flat {
  const cells: FlatCell[] = [];
  let nets = 0;

  /** `bound`: the nets of a module that are nets of its parent. */
  const visit = (module: string, path: string, bound: ReadonlyMap<number, number>): void => {
    const global = new Map(bound);
    const netOf = (net: Net): number => {
      if (typeof net === 'string') {
        return -1;
      }
      const known = global.get(net);
      if (known !== undefined) {
        return known;
      }
      global.set(net, nets);
      return nets++;
    };
    for (const [name, cell] of Object.entries(modules[module].cells)) {
      const child = modules[cell.type.replace(/^\\/, '')];
      if (!child) {
        cells.push(flatCell(cell, name, module, path, netOf));
      } else {
        visit(cell.type.replace(/^\\/, ''), `${path}${name}.`, portNets(child.ports ?? {}, cell, netOf));
      }
    }
  };
  visit(top, '', new Map());
  return { cells, nets };
}

/** A child's own nets that its ports join to nets outside. A port of a constant, or one left open, joins nothing. */
function portNets(
  ports: Readonly<Record<string, { readonly bits: readonly Net[] }>>,
  { connections }: Cell,
  netOf: (net: Net) => number,
): Map<number, number> {
  const bound = new Map<number, number>();
  for (const [port, { bits }] of Object.entries(ports)) {
    bits.forEach((inside, i) => {
      const outside = connections[port]?.[i];
      if (typeof inside === 'number' && outside !== undefined) {
        bound.set(inside, netOf(outside));
      }
    });
  }
  return bound;
}

function flatCell(cell: Cell, name: string, module: string, path: string, netOf: (net: Net) => number): FlatCell {
  const { type, port_directions: directions = {}, parameters = {}, connections } = cell;
  const pins = (direction: 'input' | 'output') =>
    Object.entries(connections)
      .filter(([port]) => directions[port] === direction)
      .map(([port, bits]) => ({ port, nets: Int32Array.from(bits, netOf) }));
  return { type, path, module, name, parameters, inputs: pins('input'), outputs: pins('output') };
}
