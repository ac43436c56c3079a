import { append } from './append.spec.ts';
import { finish } from './finish.spec.ts';
import { lane } from './lane.spec.ts';
import { vectorLargest } from './largest.spec.ts';
import { vectorMemory } from './memory.spec.ts';
import { parameters } from './parameters.spec.ts';
import { vectorSum } from './sum.spec.ts';
import { vectorUnit } from './unit.spec.ts';
import { walk } from './walk.spec.ts';

export const vectorBenches = [
  vectorMemory,
  walk,
  parameters,
  vectorSum,
  vectorLargest,
  finish,
  lane,
  append,
  vectorUnit,
];
