import { commandList } from './list.spec.ts';
import { tokenUnit } from './token-unit.spec.ts';
import { vectorCheck } from './vector-check.spec.ts';

export const listBenches = [vectorCheck, commandList, tokenUnit];
