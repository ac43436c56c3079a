import type { Signal } from '../../ir/index.ts';
import type { CompiledDesign } from '../compile.ts';
import { childPath, SimulationError } from '../design/flatten.ts';
import { createHandle, createMemoryHandle, type MemoryHandle, type Piece, type SignalHandle } from './handles.ts';
import { nearest } from './nearest.ts';
import type { Programs } from './programs.ts';

/** Handles of an instance's ports, signals and memories, made as somebody asks for them. */
export class Signals {
  readonly ports: Readonly<Record<string, SignalHandle>>;
  readonly #design: CompiledDesign;
  readonly #programs: Programs;
  /** Internal signals that were asked for. */
  readonly #handles = new Map<string, SignalHandle>();
  readonly #registers: ReadonlyMap<string, { readonly signal: Signal; readonly pieces: readonly Piece[] }>;

  constructor(design: CompiledDesign, programs: Programs) {
    const { flat, outputs } = design;
    this.#design = design;
    this.#programs = programs;
    this.#registers = registersOf(design);
    const port = ({ signal, address }: { signal: Signal; address: number }, direction: 'input' | 'output') => [
      signal.name,
      createHandle(programs.memory, {
        name: signal.name,
        signal,
        direction,
        pieces: [wholePiece(signal, address)],
        writable: direction === 'input',
        refresh: nothing,
        touched: nothing,
      }),
    ];
    this.ports = Object.fromEntries([
      ...flat.inputs.map((input) => port(input, 'input')),
      ...outputs.map((output) => port(output, 'output')),
    ]);
  }

  /** A signal by hierarchical path, or by reference: then `within` is the path of its instance. */
  signal(wanted: string | Signal, within?: string): SignalHandle {
    const path = typeof wanted === 'string' ? wanted : this.#pathOf(wanted, within);
    const known = this.ports[path] ?? this.#handles.get(path);
    if (known) {
      return known;
    }
    const handle = this.#register(path) ?? this.#wire(path);
    if (!handle) {
      const wires = this.#design.probe().signals.map((each) => each.path);
      const paths = [...Object.keys(this.ports), ...this.#registers.keys(), ...wires];
      throw new SimulationError(`no signal ${path}; near: ${nearest(path, paths).join(', ')}`);
    }
    this.#handles.set(path, handle);
    return handle;
  }

  memory(path: string): MemoryHandle {
    const { memories } = this.#design.flat;
    const found = memories.find((each) => each.path === path);
    if (!found) {
      const paths = memories.map((each) => each.path);
      throw new SimulationError(`no memory ${path}; near: ${nearest(path, paths).join(', ')}`);
    }
    return createMemoryHandle(this.#programs.memory, path, found.memory, found.address, () => this.#programs.touched());
  }

  dispose(): void {
    this.#handles.clear();
  }

  #register(path: string): SignalHandle | undefined {
    const register = this.#registers.get(path);
    return (
      register &&
      createHandle(this.#programs.memory, {
        name: path,
        signal: register.signal,
        direction: 'internal',
        pieces: register.pieces,
        writable: true,
        refresh: nothing,
        touched: () => this.#programs.touched(),
      })
    );
  }

  #wire(path: string): SignalHandle | undefined {
    const wire = this.#design.probe().signals.find((each) => each.path === path);
    return (
      wire &&
      createHandle(this.#programs.memory, {
        name: path,
        signal: wire.signal,
        direction: 'internal',
        pieces: [wholePiece(wire.signal, wire.address)],
        writable: false,
        refresh: () => this.#programs.show(),
        touched: () => this.#programs.showAlways(),
      })
    );
  }

  #pathOf(wanted: Signal, within: string | undefined): string {
    const all = this.#design.flat.scopes.filter(({ plan }) => plan.signals.has(wanted));
    const scopes = all.filter(({ path }) => within === undefined || path === within);
    if (scopes.length === 1) {
      return childPath(scopes[0].path, wanted.name);
    }
    const paths = all.map(({ path }) => path || '(top)');
    throw new SimulationError(
      paths.length === 0
        ? `${wanted.name}: not a signal of this design`
        : `${wanted.name}: say which instance, one of ${paths.slice(0, 8).join(', ')}`,
    );
  }
}

/** Registers by path, put together from the fields that the design was cut into. */
function registersOf({ flat }: CompiledDesign): ReadonlyMap<string, { signal: Signal; pieces: Piece[] }> {
  const found = new Map<string, { signal: Signal; pieces: Piece[] }>();
  for (const { path, signal, low, width, signed, address } of flat.registers) {
    const known = found.get(path);
    const piece: Piece = { address, low, width, signed: signed && width <= 64 };
    if (known) {
      known.pieces.push(piece);
    } else {
      found.set(path, { signal, pieces: [piece] });
    }
  }
  return found;
}

const wholePiece = (signal: Signal, address: number): Piece => ({
  address,
  low: 0,
  width: signal.width,
  signed: signal.signed && signal.width <= 32,
});

const nothing = () => {};
