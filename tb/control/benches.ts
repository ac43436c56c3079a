import { collector } from './collector.spec.ts';
import { resultQueue } from './result-queue.spec.ts';
import { resultStream } from './result-stream.spec.ts';
import { sequencer } from './sequencer.spec.ts';

export const controlBenches = [
  sequencer(1),
  sequencer(2),
  resultQueue(4, 8),
  resultQueue(128, 16),
  resultQueue(128, 32),
  resultStream,
  collector({ tokens: 1 }),
  collector({ tokens: 2 }),
  collector({ tokens: 8 }),
  collector({ tokens: 2, engine: 'fp32' }),
];
