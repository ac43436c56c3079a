import { vectorCheck } from './vector-check.spec.ts';

export const listBenches = [vectorCheck];
