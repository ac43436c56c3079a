/** AXI response that a test wants for the beat at an address; 0 is OKAY. */
export type Respond = (address: number) => number;

/** A port of the simulated accelerator, as verilator-wasm and the test bench give it. */
export interface Pin {
  readonly name: string;
  readonly width: number;
  value: number | bigint;
  /** The live bits, least significant first, of more than 32. */
  readonly words?: Uint32Array;
}

export interface Pins {
  readonly ports: Readonly<Record<string, Pin>>;
}

/** A running simulator of the hardware, Verilator's or the HDL's own. */
export interface RunningHardware extends Pins {
  eval(): void;
  /** Whole cycles. */
  run(clock: string, cycles: number): unknown;
  dispose(): void;
}

export const OKAY = 0;
export const DECERR = 3;

/** Longest burst that the ports pass on in one piece [beats]. */
const MAX_BEATS = 16;
const PAGE = 4096;

export function port(simulator: Pins, name: string): Pin {
  const signal = simulator.ports[name];
  if (signal) {
    return signal;
  }
  throw new Error(`the simulated accelerator has no port ${name}; it has ${Object.keys(simulator.ports).join(', ')}`);
}

/** Live words of a port of more than 32 bits. */
export function wordsOf(simulator: Pins, name: string): Uint32Array {
  const { words, width } = port(simulator, name);
  if (words) {
    return words;
  }
  throw new Error(`port ${name} is ${width} bits wide, expected more than 32`);
}

export const addressOf = (words: Uint32Array): number => words[1] * 2 ** 32 + words[0];

/** What the memory's ports take from this accelerator; anything else is a fault in the hardware. */
export function checkBurst(name: string, address: number, beats: number): void {
  if (address % 16 === 0 && beats <= MAX_BEATS && (address % PAGE) + 16 * beats <= PAGE) {
    return;
  }
  const where = `${name}: a burst of ${beats} beats at 0x${address.toString(16)}`;
  if (address % 16 !== 0) {
    throw new Error(`${where} is not aligned to 16 bytes`);
  }
  if (beats > MAX_BEATS) {
    throw new Error(`${where} is longer than ${MAX_BEATS}`);
  }
  throw new Error(`${where} crosses a 4 KiB boundary`);
}
