import { topK } from './top-k.bench.ts';

export const headBenches = [topK];
