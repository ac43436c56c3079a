import { bool, bundle, codes, uint } from '@chisel-lite/hdl';
import { OUTPUT_BITS } from '../head/top-k.ts';
import { ADDRESS_BITS } from '../memory/bundles.ts';
import { PLACES } from './registers.ts';

const address = uint(ADDRESS_BITS);

/** A command as software stages it (rtl/command/registers.ts). */
export const command = bundle(
  {
    groups: uint(16),
    blocks: uint(16),
    operation: uint(4),
    format: uint(4),
    tokens: uint(4),
    reuse: bool(),
    interrupt: bool(),
    /** Only the largest of the first `outputs` results are wanted. */
    top: bool(),
    outputs: uint(OUTPUT_BITS),
    /** Of a list: the position of its first token. */
    position: uint(16),
    /** A product of a list: its activations come from the vector unit, and its results perhaps go there. */
    in_list: bool(),
    to_vector: bool(),
    /** It is checked, and nothing else. */
    only_check: bool(),
    /** Some bit that must be 0 is not. */
    reserved: bool(),
    weights_0: address,
    weights_1: address,
    weights_2: address,
    weights_3: address,
    activations: address,
    results: address,
  },
  {},
  'command',
);

/** What is wrong with a command: a code of `ERROR`, and where (rtl/command/registers.ts). */
export const refusal = bundle({ valid: bool(), code: uint(4), place: uint(3) }, {}, 'refusal');

/** Places of an error, as the hardware names them. */
export const PLACE = codes('place', PLACES);
