/** The emitted Verilog: which variants there are, and a folder with the files of each. */
export { variantFolder } from './cache.ts';
export { VARIANTS, type Variant, variantNamed } from './variants.ts';
