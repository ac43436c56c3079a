import type { Bool, BoolVar } from '../signal/interfaces.ts';
import { leavesOf, typeOf, viewOf } from '../signal/view.ts';
import { type BundleType, bundle } from '../types/bundle.ts';
import { expectType, type Passive } from '../types/data.ts';
import { type BoolType, bool } from '../types/scalar.ts';

/** A payload handed over in each cycle in which both `valid` and `ready` are 1. */
export type StreamType<T extends Passive> = BundleType<{ valid: BoolType; payload: T }, { ready: BoolType }>;

/** A stream as its receiver sees it: an input port, the output of an instance, the result of a combinator. */
export interface Source<P> {
  readonly valid: Bool;
  readonly payload: P;
  readonly ready: BoolVar;
}

export interface StreamOptions {
  /**
   * `axis`: leaves `tvalid`, `tready` and `t<member>` (`tdata` for a payload that is one value), as Vivado infers them.
   */
  readonly names?: 'axis';
}

/**
 * Ready/valid handshake around a payload. The rules of AXI4-Stream: once `valid` is 1 it and the payload stay until
 * `ready`; `valid` does not wait for `ready`.
 */
export function stream<T extends Passive>(payload: T, options: StreamOptions = {}): StreamType<T> {
  expectType(payload, 'stream: the payload');
  return bundle(
    { valid: bool(), payload },
    { ready: bool() },
    `stream_${payload}`,
    options?.names === 'axis' ? { names: axisName } : {},
  );
}

function axisName(path: readonly string[]): string {
  if (path[0] !== 'payload') {
    return `t${path[0]}`;
  }
  return `t${path.slice(1).join('_') || 'data'}`;
}

/** A beat is handed over. */
export const fires = (s: { readonly valid: Bool; readonly ready: Bool }): Bool => s.valid.and(s.ready);

/** The type of a stream's payload. */
export const payloadType = (s: Source<unknown>): Passive => typeOf(s.payload) as Passive;

/** A stream made of a valid, a payload and a ready that somebody else owns. */
export function sourceOf<P>(valid: Bool, payload: P, ready: BoolVar): Source<P> {
  const leaves = [valid, payload, ready].flatMap((part) => leavesOf(part));
  return viewOf(stream(typeOf(payload) as Passive), leaves) as Source<P>;
}
