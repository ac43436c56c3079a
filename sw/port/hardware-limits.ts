// Made by `make verilog` from rtl/parameters.ts; do not edit.

/** Inputs of a matrix that the activation buffer holds. */
export const MAX_K = 8192;
/** Entries of the hardware's list of largest results. */
export const TOP_K = 64;
