import { ProtocolViolation } from '../scheduler/errors.ts';
import { type Channel, numberOf } from './channel.ts';

export const OKAY = 0;
export const EXOKAY = 1;
export const SLVERR = 2;
export const DECERR = 3;
export type AxiResponse = 0 | 1 | 2 | 3;

/** Burst types by their AxBURST code. */
export const FIXED = 0;
export const INCR = 1;
export const WRAP = 2;
export const PAGE = 4096;

/** `beats` beats of `size` bytes from `address` on. */
export interface BurstShape {
  readonly address: number;
  readonly beats: number;
  readonly size: number;
  readonly type: number;
}

/** One address-channel transfer. */
export interface Burst extends BurstShape {
  id: number;
  exclusive: boolean;
  /** Cycle in which the address was accepted. */
  cycle: number;
}

/**
 * Reads an AW or AR beat and checks the rules for bursts (AXI4 specification, A3.4.1). `busBytes`: width of the data
 * bus.
 */
export function takeBurst({ handshake, signal }: Channel, busBytes: number, cycle: number): Burst {
  const burst: Burst = {
    id: numberOf(signal.id, 0),
    address: numberOf(signal.addr, 0),
    beats: numberOf(signal.len, 0) + 1,
    size: signal.size ? 1 << numberOf(signal.size, 0) : busBytes,
    type: numberOf(signal.burst, INCR),
    exclusive: numberOf(signal.lock, 0) === 1,
    cycle,
  };
  const breach = burstBreach(burst, busBytes) ?? (burst.exclusive ? exclusiveBreach(burst) : undefined);
  if (breach) {
    throw new ProtocolViolation(handshake.name, breach.rule, `${breach.detail} (cycle ${cycle})`);
  }
  return burst;
}

/** The rule for exclusive accesses that one breaks (A7.2.4). */
export function exclusiveBreach({ address, beats, size }: BurstShape): { rule: string; detail: string } | undefined {
  const bytes = beats * size;
  if (bytes > 128 || bytes & (bytes - 1)) {
    return { rule: 'exclusive access size', detail: `${bytes} bytes, expected a power of two up to 128` };
  }
  if (address % bytes) {
    return { rule: 'exclusive access unaligned', detail: `${bytes} bytes at ${hex(address)}` };
  }
  return beats > 16 ? { rule: 'exclusive access too long', detail: `${beats} beats, at most 16` } : undefined;
}

/** The rule for bursts that one breaks; undefined for a legal burst. */
export function burstBreach(
  { address, beats, size, type }: BurstShape,
  busBytes: number,
): { rule: string; detail: string } | undefined {
  if (size > busBytes) {
    return { rule: 'size wider than the bus', detail: `beats of ${size} bytes on a bus of ${busBytes}` };
  }
  if (type > WRAP) {
    return { rule: 'reserved burst type', detail: `burst type ${type}` };
  }
  if (type === FIXED && beats > 16) {
    return { rule: 'FIXED burst too long', detail: `${beats} beats, at most 16` };
  }
  if (type === WRAP) {
    if (beats !== 2 && beats !== 4 && beats !== 8 && beats !== 16) {
      return { rule: 'WRAP burst length', detail: `${beats} beats, expected 2, 4, 8 or 16` };
    }
    if (address % size) {
      return { rule: 'WRAP burst unaligned', detail: `address ${hex(address)} with beats of ${size} bytes` };
    }
  }
  const end = address - (address % size) + beats * size;
  if (type === INCR && Math.floor(address / PAGE) !== Math.floor((end - 1) / PAGE)) {
    return {
      rule: 'burst across 4 KiB',
      detail: `${beats} beats of ${size} bytes from ${hex(address)} end at ${hex(end)}`,
    };
  }
  return undefined;
}

const hex = (address: number) => `0x${address.toString(16)}`;

/** Address of beat `index` of a burst; aligned to the beat's size from the second beat on. */
export function beatAddress({ address, beats, size, type }: BurstShape, index: number): number {
  if (type === FIXED || index === 0) {
    return address;
  }
  const next = address - (address % size) + index * size;
  if (type === INCR) {
    return next;
  }
  const length = beats * size;
  const low = address - (address % length);
  return next >= low + length ? next - length : next;
}
