import { Option } from 'commander';
import { ENGINES } from '../golden/matmul.ts';

export const engineOption = (): Option =>
  new Option('--engine <name>', "arithmetic of the MAC array: ours, or the paper's").choices(ENGINES).default('fused');
