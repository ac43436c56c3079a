import { type BundleType, bundle } from '../types/bundle.ts';
import type { Passive } from '../types/data.ts';
import { type BoolType, bool } from '../types/scalar.ts';

/** A payload handed over in each cycle in which both `valid` and `ready` are 1. */
export type StreamType<T extends Passive> = BundleType<{ valid: BoolType; payload: T }, { ready: BoolType }>;

export interface StreamOptions {
  /** `axis`: leaves `tvalid`, `tready` and `t<member>` (`tdata` for a payload that is one value), as Vivado infers them. */
  readonly names?: 'axis';
}

/** Ready/valid handshake around a payload. */
export function stream<T extends Passive>(payload: T, options: StreamOptions = {}): StreamType<T> {
  return bundle(
    { valid: bool(), payload },
    { ready: bool() },
    `stream_${payload}`,
    options.names === 'axis' ? { names: axisName } : {},
  );
}

function axisName(path: readonly string[]): string {
  if (path[0] !== 'payload') return `t${path[0]}`;
  return `t${path.slice(1).join('_') || 'data'}`;
}
