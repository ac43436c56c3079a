/**
 * What a compiled model says about itself. It travels inside the `.wasm` file as a custom section, so that one file is
 * all a browser or another process needs.
 */
export interface ModelDescription {
  /** Hexadecimal digest of everything the model was built from. */
  readonly id: string;
  /** Name of the top module. */
  readonly top: string;
  readonly ports: readonly SignalDescription[];
  /** Internal signals and memories that were marked public. */
  readonly internals: readonly SignalDescription[];
  /** What the runtime itself writes: the outside's drivers of `inout` ports, and what forces signals. */
  readonly hidden: readonly SignalDescription[];
  /** The top module's parameters. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Built with waveform tracing. */
  readonly trace: boolean;
  /** Built with coverage counters. */
  readonly coverage: boolean;
  /** Data files that came with the sources, by name; the design finds them in `$readmemh`. */
  readonly files: Readonly<Record<string, string>>;
  /** Verilator's warnings at build time. */
  readonly warnings: readonly string[];
}

/** Which way a signal goes, seen from the design; `internal` for those inside it. */
export type Direction = 'input' | 'output' | 'inout' | 'internal';

/** A parameter's value, as JSON can hold it: an integer in decimal, a real number, or a string. */
export type ParameterValue =
  | { readonly integer: string; readonly width: number }
  | { readonly real: number }
  | { readonly text: string };

export interface SignalDescription {
  /** Verilog name, hierarchical with dots for internals. */
  readonly name: string;
  readonly direction: Direction;
  /** Bits of the signal, or of one word of a memory. */
  readonly width: number;
  /** Words of a memory (unpacked dimensions multiplied); absent for a plain signal. */
  readonly depth?: number;
  /** Words in each unpacked dimension of a port that is an array; the last one runs fastest. */
  readonly dimensions?: readonly number[];
  /** Whether the host may write it. */
  readonly writable: boolean;
  /** Of a one-bit input: whether the design uses its rising edge alone, neither its level nor its fall. */
  readonly risingOnly?: boolean;
  /** Of an internal signal: whether it can be forced. */
  readonly forceable?: boolean;
}

/** Name of the custom section that holds the description as JSON. */
export const DESCRIPTION_SECTION = 'verilator-wasm';

/** Bytes of one element of `width` bits in a Verilated model: CData, SData, IData, QData, or 32-bit words. */
export const storageBytes = (width: number): number =>
  width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : width <= 64 ? 8 : Math.ceil(width / 32) * 4;

/** The words of a port that is an array as signals of their own, each with its place in the array [bytes]. */
export function elementsOf(port: SignalDescription): (SignalDescription & { readonly offset: number })[] {
  const { name, direction, width, writable, depth = 0, dimensions = [depth] } = port;
  return Array.from({ length: depth }, (_, at) => {
    const places: number[] = [];
    let rest = at;
    for (const size of dimensions.toReversed()) {
      places.unshift(rest % size);
      rest = Math.floor(rest / size);
    }
    const index = places.map((place) => `[${place}]`).join('');
    return { name: `${name}${index}`, direction, width, writable, offset: at * storageBytes(width) };
  });
}

/** `wasm` with the description appended as a custom section. */
export function appendDescription(wasm: Uint8Array, description: ModelDescription): Uint8Array {
  const name = new TextEncoder().encode(DESCRIPTION_SECTION);
  const body = new TextEncoder().encode(JSON.stringify(description));
  const content = [...leb128(name.length), ...name];
  const header = [0, ...leb128(content.length + body.length), ...content];
  const out = new Uint8Array(wasm.length + header.length + body.length);
  out.set(wasm);
  out.set(header, wasm.length);
  out.set(body, wasm.length + header.length);
  return out;
}

/** The description inside a compiled module. */
export function readDescription(module: WebAssembly.Module): ModelDescription {
  const [section] = WebAssembly.Module.customSections(module, DESCRIPTION_SECTION);
  if (section === undefined) {
    throw new Error('not a model built by verilator-wasm: it has no description section');
  }
  return JSON.parse(new TextDecoder().decode(section));
}

function leb128(value: number): number[] {
  const bytes: number[] = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return bytes;
}
