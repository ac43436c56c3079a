import { dispatcher } from './dispatcher.bench.ts';
import { registers } from './registers.bench.ts';

export const commandBenches = [dispatcher(1), dispatcher(2), dispatcher(8), dispatcher(1, 'stream'), registers];
