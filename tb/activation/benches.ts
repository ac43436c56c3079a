import { blockFloatUnit } from './block-float.bench.ts';
import { activationBuffer } from './buffer.bench.ts';
import { activationDealer } from './dealer.bench.ts';
import { floatBeat } from './float-beat.bench.ts';
import { activationGatherer } from './gatherer.bench.ts';
import { loader } from './loader.bench.ts';

export const activationBenches = [
  blockFloatUnit(27),
  blockFloatUnit(18),
  floatBeat,
  activationBuffer({ tokens: 2 }),
  activationBuffer({ tokens: 2, engine: 'fp32' }),
  activationBuffer({ tokens: 8 }),
  loader({ tokens: 1 }),
  loader({ tokens: 2 }),
  loader({ tokens: 8 }),
  loader({ engine: 'fp32', tokens: 2 }),
  activationDealer(1),
  activationDealer(2),
  activationDealer(8),
  activationGatherer(1),
  activationGatherer(2),
  activationGatherer(8),
];
