import { append } from './append.spec.ts';
import { vectorUnit } from './unit.spec.ts';

export const vectorBenches = [append, vectorUnit];
