export type * as ir from './ir/index.ts';
