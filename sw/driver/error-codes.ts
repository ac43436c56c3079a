// Made by `make verilog` from rtl/command/registers.ts; do not edit.
// biome-ignore-all format: generated

/** Codes of the register `error`: name, and what is wrong. */
export const ERROR_CODES = {
  1: ['groups', 'K / 64 is 0, or more than the activation buffer holds'],
  2: ['blocks', 'N / 32 is 0 or more than 8192'],
  3: ['format', 'no such weight format'],
  4: ['tokens', 'more activation vectors than this build takes at once'],
  5: ['alignment', 'an address is not a multiple of 16 bytes (results: 128 bytes)'],
  6: ['window', 'a region is not wholly inside `window_first` … `window_last`'],
  7: ['reuse', 'reuse of activations that were not loaded, or are of another size'],
  8: ['overflow', 'a command was pushed into a full queue'],
  9: ['read', 'a read was answered with an error'],
  10: ['write', 'a write was answered with an error'],
  11: ['operation', 'no such operation in this build'],
  12: ['reserved', 'a bit that must be 0 is not'],
  13: ['record', 'a record of a list is of no known kind, or says what cannot be'],
  14: ['bounds', 'a record leaves the vector memory, the scalars, or the place of what it appends'],
  15: ['stalled', 'a list waits for something that does not come'],
} as const;
