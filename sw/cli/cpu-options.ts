import { Option } from 'commander';

/** How back end `cpu` takes activations. */
export const activationsOption = (): Option =>
  new Option(
    '--activations <kind>',
    'back end cpu: 8 bits a group, fast; or 27 bits and exact sums, the bits of engine fused',
  ).choices(['int8', 'fp32']);
