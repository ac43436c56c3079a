import { TOP_K } from './hardware-limits.ts';

export { MAX_K, TOP_K } from './hardware-limits.ts';

/** Bytes of the list as a device writes it: a value and an index each. */
export const LIST_BYTES = 8 * TOP_K;
/** Activation vectors that a pass over the weights may be built for in hardware. */
export const PASS_SIZES = [1, 2, 4, 8] as const;
