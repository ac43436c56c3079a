/** Entries of the hardware's list of largest results (rtl/head/top-k.ts). */
export const TOP_K = 64;
/** Bytes of the list as a device writes it: a value and an index each. */
export const LIST_BYTES = 8 * TOP_K;
/** Activation vectors that a pass over the weights may be built for in hardware. */
export const PASS_SIZES = [1, 2, 4, 8] as const;
/** Inputs of a matrix that the activation buffer holds (MAX_K in rtl/parameters.ts). */
export const MAX_K = 8192;
