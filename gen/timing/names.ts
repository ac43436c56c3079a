import { basename } from 'node:path';
import type { emit } from '@chisel-lite/hdl';
import type { Netlist } from '../mapped.ts';
import type { FlatCell } from './flatten.ts';

/** The name of a cell or of what it drives, in its module, and the line of TypeScript where it is declared. */
export interface Place {
  /** `u_core.u_sequence.group`. */
  readonly name: string;
  readonly module: string;
  /** `sequencer.ts:55`; undefined for what synthesis made. */
  readonly source: string | undefined;
}

/** Signals of every module with their source lines. */
export type Sources = ReturnType<typeof emit>['netlist'];

/** Finds the names that the design gives to cells of the netlist. `design` is the same design, elaborated. */
export function placer({ modules }: Netlist, design: Sources): (cell: FlatCell, port: string) => Place | undefined {
  const named = new Map<string, ReadonlyMap<number, string>>();

  /** The name of each net of a module. A register's own name goes before that of a port that it drives. */
  function namesIn(module: string): ReadonlyMap<number, string> {
    const known = named.get(module);
    if (known) {
      return known;
    }
    const registers = new Set(
      design.modules[module]?.signals.filter(({ kind }) => kind === 'register').map(({ name }) => name),
    );
    const names = new Map<number, string>();
    const all = Object.entries(modules[module].netnames ?? {}).filter(([, { hide_name: hidden }]) => !hidden);
    for (const [name, { bits }] of all) {
      for (const bit of bits) {
        if (typeof bit === 'number' && (registers.has(name) || !names.has(bit))) {
          names.set(bit, name);
        }
      }
    }
    named.set(module, names);
    return names;
  }

  function sourceOf(module: string, name: string): string | undefined {
    const { ports = [], signals = [], drivers = [] } = design.modules[module] ?? {};
    const declared = [...signals, ...ports].find((each) => each.name === name)?.source;
    // A memory is known by what reads it.
    const source =
      declared ?? drivers.find(({ reads, drives }) => reads.includes(name) || drives.includes(name))?.source;
    return source && basename(source).replace(/^(\S+?\.ts:\d+).*$/, '$1');
  }

  return (cell, port) => {
    const { module, path } = cell;
    const local = modules[module].cells[cell.name].connections[port] ?? [];
    const names = namesIn(module);
    const memory = /^\w+(?=\.\d+\.\d+$)/.exec(cell.name)?.[0];
    const name =
      memory ??
      local.map((net) => (typeof net === 'number' ? names.get(net) : undefined)).find((each) => each !== undefined);
    return name === undefined ? undefined : { name: `${path}${name}`, module, source: sourceOf(module, name) };
  };
}
