import { blockFloatUnit } from './block-float.bench.ts';
import { activationBuffer } from './buffer.bench.ts';
import { floatBeat } from './float-beat.bench.ts';
import { loader } from './loader.bench.ts';

export const activationBenches = [
  blockFloatUnit(27),
  blockFloatUnit(18),
  floatBeat,
  activationBuffer({ tokens: 2 }),
  activationBuffer({ tokens: 2, engine: 'fp32' }),
  loader({ tokens: 1 }),
  loader({ tokens: 2 }),
  loader({ engine: 'fp32', tokens: 2 }),
];
