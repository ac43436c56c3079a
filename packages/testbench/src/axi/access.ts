import { type BurstShape, beatAddress, burstBreach, FIXED, INCR, PAGE, WRAP } from './burst.ts';

/** How a master reads or writes; what is absent is left at 0, or at the bus's own width. */
export interface AxiAccess {
  /** Bytes a beat, a power of two; default the width of the bus. Narrow beats use the lanes of their addresses. */
  size?: number;
  /**
   * `incr` (default) cuts any address and length into legal bursts. `fixed` keeps to one address, as for a FIFO: each
   * beat has the bytes from it to the next multiple of `size`. `wrap` is one burst of 2, 4, 8 or 16 beats that starts
   * at any multiple of `size` and wraps at a multiple of its length; its bytes are in the order of the transfers.
   */
  burst?: 'incr' | 'fixed' | 'wrap';
  /** Default: the master's IDs in turn. */
  id?: number;
  cache?: number;
  prot?: number;
  qos?: number;
  region?: number;
  user?: number;
}

/** The signals of the address channels that an access may set. */
export const ATTRIBUTES = ['cache', 'prot', 'qos', 'region', 'user'] as const;

/** A burst and where its beats lie in the bytes of its operation. */
export interface BurstPiece extends BurstShape {
  /** Place of its first beat's first byte; negative where the burst begins before the operation. */
  readonly at: number;
}

/** The bytes of one beat: the lane of the first on the bus, its place in the operation, and how many there are. */
export interface BeatBytes {
  readonly lane: number;
  readonly at: number;
  readonly count: number;
}

export function bytesOfBeat(piece: BurstPiece, index: number, busBytes: number): BeatBytes {
  const address = beatAddress(piece, index);
  const count = piece.size - (address % piece.size);
  const lane = address % busBytes;
  if (piece.type === FIXED) {
    return { lane, at: piece.at + index * count, count };
  }
  return { lane, at: piece.at + (piece.type === WRAP ? index * piece.size : address - piece.address), count };
}

/**
 * Cuts an access of `length` bytes at `address` into legal bursts of at most `maxBurst` beats. Throws for what has
 * none.
 */
export function cutIntoBursts(
  name: string,
  address: number,
  length: number,
  { size = 0, burst = 'incr' }: AxiAccess,
  busBytes: number,
  maxBurst: number,
): BurstPiece[] {
  const beatBytes = size || busBytes;
  const fail = (why: string): never => {
    throw new RangeError(`${name}: ${length} bytes at 0x${address.toString(16)}, ${burst}: ${why}`);
  };
  if (!(beatBytes >= 1 && beatBytes <= busBytes) || beatBytes & (beatBytes - 1)) {
    fail(`size ${size}: expected a power of two up to the bus's ${busBytes} bytes`);
  }
  if (burst === 'wrap') {
    const piece = { address, beats: length / beatBytes, size: beatBytes, type: WRAP, at: 0 };
    const breach = burstBreach(piece, busBytes);
    return breach ? fail(breach.detail) : [piece];
  }
  const pieces: BurstPiece[] = [];
  if (burst === 'fixed') {
    const count = beatBytes - (address % beatBytes);
    if (length % count) {
      fail(`each beat has ${count} bytes`);
    }
    const most = Math.min(maxBurst, 16);
    for (let at = 0; at < length; at += most * count) {
      const beats = Math.min(most, (length - at) / count);
      pieces.push({ address, beats, size: beatBytes, type: FIXED, at });
    }
    return pieces;
  }
  const end = Math.ceil((address + length) / beatBytes) * beatBytes;
  for (let from = address - (address % beatBytes); from < end; ) {
    const stop = Math.min(end, from + maxBurst * beatBytes, from - (from % PAGE) + PAGE);
    pieces.push({ address: from, beats: (stop - from) / beatBytes, size: beatBytes, type: INCR, at: from - address });
    from = stop;
  }
  return pieces;
}
