import { TOP_K } from './hardware-limits.ts';

export { MAX_K, TOP_K } from './hardware-limits.ts';

/** Bytes of the list as a device writes it: a value and an index each. */
export const LIST_BYTES = 8 * TOP_K;
/** Activation vectors that a pass over the weights may be built for in hardware. */
export const PASS_SIZES = [1, 2, 4, 8] as const;

/**
 * What stands where the device has not written: a NaN with bits that no result has (its only NaN is 0x7fc00000) and
 * that is no index of a list.
 */
export const CANARY = 0x7fa5c0de;
