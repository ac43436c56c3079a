import { MACRO_STRIPS } from './placement.ts';
import type { ListRecord, ProductRecord } from './records.ts';

/** K/64 and N/32 of a product at a position. */
export function shapeAt({ matrix, groupsByContext, blocksByContext, offset = 0 }: ProductRecord, position: number) {
  const context = position + offset + 1;
  return {
    groups: groupsByContext ? Math.ceil(context / 64) : matrix.groups,
    blocks: blocksByContext ? Math.ceil(context / 32) : matrix.blocks,
  };
}

/** Beats of each channel that a product streams. */
export function productBeats(record: ProductRecord, position: number): number {
  const { groups, blocks } = shapeAt(record, position);
  return Math.ceil(MACRO_STRIPS[record.matrix.format] * groups * blocks);
}

/** Beats of each channel that a list streams: its cycles, if nothing ever waited. */
export const streamedBeats = (records: readonly ListRecord[], position: number): number =>
  records.reduce((sum, record) => sum + (record.kind === 'product' ? productBeats(record, position) : 0), 0);
