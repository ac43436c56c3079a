import { bits, bool, bundle, uint } from '@chisel-lite/hdl';

/**
 * A product record, lowest bits first (docs/command-list.md). An `again` record is laid out alike: the largest token in
 * place of `outputs`, and tokens that end the text in place of the weights' addresses.
 */
export const productRecord = bundle(
  {
    kind: uint(4),
    format: uint(4),
    tokens: uint(4),
    reuse: bool(),
    top: bool(),
    groups_by_context: bool(),
    blocks_by_context: bool(),
    to_vector: bool(),
    wait: bool(),
    /** Of a list that is run again: the list of the largest results lies behind that of the pass before. */
    results_by_pass: bool(),
    reserved_0: bits(13),
    groups: uint(16),
    blocks: uint(16),
    offset: uint(8),
    reserved_2: bits(24),
    outputs: uint(19),
    reserved_3: bits(13),
    weights_0: uint(40),
    reserved_5: bits(24),
    weights_1: uint(40),
    reserved_7: bits(24),
    weights_2: uint(40),
    reserved_9: bits(24),
    weights_3: uint(40),
    reserved_11: bits(24),
    reserved_12: bits(64),
    results: uint(40),
    reserved_15: bits(24),
  },
  {},
  'product_record',
);
