import type { Command } from 'commander';
import { BACKEND_NAMES } from '../backends/backends.ts';
import type { AcceleratorCacheKind, CacheKind } from '../port/kv-cache.ts';
import { PASS_SIZES } from '../port/limits.ts';
import type { Engine } from '../port/matrix.ts';
import { integer, number, oneOf } from './arguments.ts';
import { activationsOption } from './cpu-options.ts';
import {
  addSimulationOptions,
  anyKvCacheOption,
  engineOption,
  type Offload,
  offloadOption,
  type SimulationArguments,
} from './options.ts';

/** What `generate` and `chat` have in common. */
export interface GenerationArguments extends SimulationArguments {
  readonly model: string;
  readonly backend: string;
  readonly engine: Engine;
  readonly n: number;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly repetitionPenalty: number;
  readonly seed: number;
  readonly kvCache?: CacheKind | AcceleratorCacheKind;
  readonly offload: Offload;
  readonly activations: 'int8' | 'fp32';
  readonly threads?: number;
  readonly tokensPerPass: number;
}

export function addGenerationOptions(command: Command): Command {
  const extended = command
    .requiredOption('--model <dir>', 'model folder')
    .option('--backend <name>', `where matrix products are made: ${BACKEND_NAMES.join(', ')}`, 'golden')
    .addOption(engineOption())
    .option('-n <tokens>', 'new tokens at most', integer(1), 128)
    .option('--temperature <value>', '0 takes the likeliest token', number(0), 0)
    .option('--top-k <tokens>', 'draw from the k likeliest tokens; 0: from all', integer(0), 0)
    .option('--top-p <share>', 'draw from the likeliest tokens of this joint probability', number(0, 1), 1)
    .option(
      '--repetition-penalty <factor>',
      'make tokens seen before less likely; 1: none',
      number(Number.MIN_VALUE),
      1,
    )
    .option('--seed <integer>', 'of the random numbers', integer(0, 2 ** 32 - 1), 0)
    .addOption(activationsOption().default('int8'))
    .option('--threads <count>', 'back end cpu: threads (default: all there are)', integer(1, 256))
    .addOption(anyKvCacheOption())
    .addOption(offloadOption())
    .option(
      '--tokens-per-pass <t>',
      'hardware to simulate: activation vectors a pass over the weights',
      oneOf(PASS_SIZES),
      1,
    );
  return addSimulationOptions(extended);
}
