import type { Const, Signal } from '../ir/index.ts';

/** Up to here a constant reads better in decimal. */
const DECIMAL_LIMIT = 4096n;

/** A sized literal: `8'd3`, `1'b0`, `-5'sd3`, `32'hdead_beef`. */
export function printConst({ value, width, signed }: Const): string {
  if (!signed && width === 1) {
    return `1'b${value}`;
  }
  if (!signed) {
    return sized(value, width, '');
  }
  const negative = value >> BigInt(width - 1) === 1n;
  if (!negative) {
    return sized(value, width, 's');
  }
  const magnitude = (1n << BigInt(width)) - value;
  // The lowest number has no positive counterpart of its width: only its pattern can be written.
  if (magnitude === value || magnitude > DECIMAL_LIMIT) {
    return `${width}'sh${value.toString(16)}`;
  }
  return `-${width}'sd${magnitude}`;
}

/** The value a signal begins with, 0 unless its author said; by its name where it has one. */
export function initOf({ init = 0n, width, signed, labels }: Signal): Const {
  const member = labels?.members.get(init);
  const label = labels && member !== undefined ? { of: labels.of, member } : undefined;
  return { kind: 'const', value: init, width, signed, label };
}

function sized(value: bigint, width: number, sign: string): string {
  if (value <= DECIMAL_LIMIT) {
    return `${width}'${sign}d${value}`;
  }
  return `${width}'${sign}h${value.toString(16)}`;
}
