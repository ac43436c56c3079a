import { blockFloatUnit } from './block-float.spec.ts';
import { activationBuffer } from './buffer.spec.ts';
import { activationDealer } from './dealer.spec.ts';
import { floatBeat } from './float-beat.spec.ts';
import { activationGatherer } from './gatherer.spec.ts';
import { loader } from './loader.spec.ts';

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
