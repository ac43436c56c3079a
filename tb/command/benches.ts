import { dispatcher } from './dispatcher.spec.ts';
import { registers } from './registers.spec.ts';

export const commandBenches = [
  dispatcher(1),
  dispatcher(2),
  dispatcher(8),
  dispatcher(1, 'stream'),
  ...[1, 2, 8].map((tokens) => dispatcher(tokens, 'memory', true)),
  registers,
];
