import type { FlatCell } from './flatten.ts';

/** What a cell is to a path. Delays are in ns, coarse, of no speed grade: for the order of paths, not for slack. */
export type Kind = 'flip-flop' | 'block RAM' | 'URAM' | 'LUT RAM' | 'DSP' | 'LUT' | 'carry' | 'wide mux' | 'other';

export function kindOf(type: string): Kind {
  if (/^(FD|SRL)/.test(type)) {
    return 'flip-flop';
  }
  if (type.startsWith('RAMB')) {
    return 'block RAM';
  }
  if (type.startsWith('URAM')) {
    return 'URAM';
  }
  if (type.startsWith('RAM')) {
    return 'LUT RAM';
  }
  if (type.startsWith('DSP')) {
    return 'DSP';
  }
  if (type.startsWith('LUT')) {
    return 'LUT';
  }
  if (type.startsWith('CARRY')) {
    return 'carry';
  }
  if (type.startsWith('MUXF')) {
    return 'wide mux';
  }
  return 'other';
}

/** Before the edge. */
const SETUP = 0.05;
const CLOCK_TO_OUTPUT = { 'flip-flop': 0.1, 'block RAM': 1.2, URAM: 1.3 } as const;
/** Registers inside a DSP: at its inputs, from the multiplier's inputs, from the adder's inputs, and out of P. */
const DSP = { input: 0.2, multiplier: 1.4, adder: 1.0, toP: 0.3 };
/** From an input of a DSP without a register on the way to an output. */
const THROUGH_DSP = 2.4;

/** A connection, by the number of its ends. */
export const wireDelay = (fanOut: number): number => 0.35 + Math.min(0.6, 0.004 * fanOut);

const isClock = (port: string): boolean => /^(C|CLK|WCLK|CLK[AB]|CLKARDCLK|CLKBWRCLK)$/.test(port);

/**
 * The input by which a LUT RAM is written, and by which its last port reads (UG574, Distributed RAM): by name, without
 * the bit.
 */
function writeAddress(type: string): string {
  if (/^RAM(32M16|64M8)/.test(type)) {
    return 'ADDRH';
  }
  return /^RAM(32|64)M/.test(type) ? 'ADDRD' : 'A';
}

const withoutBit = (port: string): string => port.replace(/\d+$/, '');

/** Each output of a LUT RAM has an address of its own: DOB ADDRB, DPO DPRA; SPO and O have A. */
function readAddress(output: string): string {
  const letter = /^DO([A-H])/.exec(output)?.[1];
  if (letter) {
    return `ADDR${letter}`;
  }
  return output.startsWith('DPO') ? 'DPRA' : 'A';
}
const dspRegisters = ({ parameters }: FlatCell, name: string): number => {
  const value = parameters[name] ?? '1';
  // Yosys writes numbers as strings of bits.
  return Number.parseInt(value, /^[01]{8,}$/.test(value) ? 2 : 10);
};

/** A connection inside a slice, or along a column of DSPs, costs nothing of its own. */
export function isLocal(kind: Kind, port: string, driver: Kind | undefined): boolean {
  if (kind === 'carry') {
    return port === 'CI' || (driver === 'LUT' && (port === 'S' || port === 'DI'));
  }
  if (kind === 'wide mux') {
    return port !== 'S';
  }
  return kind === 'DSP' && /^(PCIN|ACIN|BCIN|CARRYCASCIN|MULTSIGNIN)$/.test(port);
}

/** Where a path may begin: the delay from the clock to an output. Undefined: the output follows from the inputs. */
export function launch(cell: FlatCell, kind: Kind): number | undefined {
  if (kind === 'flip-flop' || kind === 'block RAM' || kind === 'URAM') {
    return CLOCK_TO_OUTPUT[kind];
  }
  return kind === 'DSP' && dspRegisters(cell, 'PREG') > 0 ? DSP.toP : undefined;
}

/** Where a path may end: how long before the clock an input must stand. Undefined: no register takes it. */
export function capture(cell: FlatCell, kind: Kind, port: string): number | undefined {
  if (isClock(port)) {
    return undefined;
  }
  if (kind === 'flip-flop' || kind === 'block RAM' || kind === 'URAM') {
    return SETUP;
  }
  if (kind === 'LUT RAM') {
    return /^(ADDR|DPRA|A\d*$)/.test(port) && withoutBit(port) !== writeAddress(cell.type) ? undefined : SETUP;
  }
  if (kind !== 'DSP') {
    return undefined;
  }
  if (/^(CE|RST)/.test(port)) {
    return SETUP;
  }
  const own = { A: 'AREG', B: 'BREG', C: 'CREG', D: 'DREG', OPMODE: 'OPMODEREG', INMODE: 'INMODEREG' }[port];
  if (own && dspRegisters(cell, own) > 0) {
    return DSP.input;
  }
  if (/^(A|B|D|INMODE|ACIN|BCIN)$/.test(port)) {
    if (dspRegisters(cell, 'MREG') > 0) {
      return DSP.multiplier;
    }
    return dspRegisters(cell, 'PREG') > 0 ? THROUGH_DSP : undefined;
  }
  return dspRegisters(cell, 'PREG') > 0 ? DSP.adder : undefined;
}

/** From an input to an output that follows from it. Undefined: it does not. */
export function through(cell: FlatCell, kind: Kind, input: string, output: string): number | undefined {
  switch (kind) {
    case 'LUT':
      return 0.12;
    case 'carry':
      return output === 'CO' ? 0.06 : 0.15;
    case 'wide mux':
      return 0.08;
    case 'LUT RAM':
      return withoutBit(input) === readAddress(output) ? 0.25 : undefined;
    case 'DSP':
      return isClock(input) || capture(cell, kind, input) !== undefined ? undefined : THROUGH_DSP;
    case 'other':
      return 0.1;
    default:
      return undefined;
  }
}
