import { Option } from 'commander';
import { integer } from './arguments.ts';

/** How back end `cpu` takes activations. */
export const activationsOption = (): Option =>
  new Option(
    '--activations <kind>',
    'back end cpu: 8 bits a group, fast; or 27 bits and exact sums, the bits of engine fused',
  ).choices(['int8', 'fp32']);

export const threadsOption = (): Option =>
  new Option('--threads <count>', 'threads (default: all there are)').argParser(integer(1, 256));
