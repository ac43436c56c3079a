import { accumulator } from './accumulator.bench.ts';
import { floatDot } from './float-dot.bench.ts';
import { floatUnit } from './float-unit.bench.ts';
import { fusedDot } from './fused-dot.bench.ts';
import { groupUnit } from './group-unit.bench.ts';
import { macroMac } from './macro-mac.bench.ts';
import { pairwiseSum } from './pairwise-sum.bench.ts';
import { unpacker } from './unpacker.bench.ts';

export const macBenches = [
  unpacker,
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
