import { topK } from './top-k.spec.ts';

export const headBenches = [topK];
