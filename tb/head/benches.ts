import { topKs } from './top-k.spec.ts';

export const headBenches = topKs;
