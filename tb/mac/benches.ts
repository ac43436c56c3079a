import { accumulator } from './accumulator.spec.ts';
import { dotColumn } from './dot-column.spec.ts';
import { floatDot } from './float-dot.spec.ts';
import { floatUnit } from './float-unit.spec.ts';
import { fusedDot } from './fused-dot.spec.ts';
import { groupUnit } from './group-unit.spec.ts';
import { macroMac } from './macro-mac.spec.ts';
import { pairwiseSum } from './pairwise-sum.spec.ts';
import { unpacker } from './unpacker.spec.ts';

export const macBenches = [
  unpacker,
  dotColumn,
  fusedDot,
  accumulator(3),
  accumulator(4),
  groupUnit(1),
  groupUnit(2),
  macroMac({ tokens: 1 }),
  macroMac({ tokens: 2 }),
  macroMac({ tokens: 4 }),
  pairwiseSum(8),
  floatUnit,
  floatDot,
  macroMac({ engine: 'fp32', tokens: 1 }),
  macroMac({ engine: 'fp32', tokens: 2 }),
];
