import { join } from 'node:path';
import type { Command } from 'commander';
import { abilitiesOf, BACKEND_NAMES } from '../backends/backends.ts';
import type { Model } from '../decoder/model.ts';
import { UsageError } from '../errors.ts';
import type { AcceleratorCacheKind, CacheKind } from '../port/kv-cache.ts';
import { PASS_SIZES } from '../port/limits.ts';
import type { Engine } from '../port/matrix.ts';
import type { Offload } from '../program/offload.ts';
import { GREEDY, recommendedSampling, type Sampling } from '../text/generation-config.ts';
import { integer, number, oneOf } from './arguments.ts';
import { activationsOption } from './cpu-options.ts';
import {
  addSimulationOptions,
  anyKvCacheOption,
  engineOption,
  offloadOption,
  type SimulationArguments,
} from './options.ts';

/** What `generate` and `chat` have in common, as it is given. */
export interface GivenArguments extends SimulationArguments, Partial<Sampling> {
  readonly model: string;
  readonly backend?: string;
  readonly engine: Engine;
  readonly n?: number;
  readonly frequencyPenalty: number;
  readonly presencePenalty: number;
  readonly stop: readonly string[];
  readonly seed: number;
  readonly kvCache?: CacheKind | AcceleratorCacheKind;
  readonly offload?: Offload;
  readonly activations: 'int8' | 'fp32';
  readonly threads?: number;
  readonly lookup: number;
  readonly tokensPerStart: number;
  readonly tokensPerPass?: number;
}

/** The same with what was not given. */
export type GenerationArguments = Omit<GivenArguments, keyof Sampling | 'backend' | 'tokensPerPass'> &
  Sampling & { readonly backend: string; readonly tokensPerPass: number };

/**
 * Takes what was not given from the model's `generation_config.json`, or from what serves most, and says what it took;
 * undefined where everything was given that matters.
 */
export function withDefaults<T extends GivenArguments>(
  given: T,
): { options: Omit<T, keyof GenerationArguments> & GenerationArguments; told?: string } {
  const { model, offload, activations, lookup } = given;
  if (lookup > 0 && given.tokensPerPass === 1) {
    throw new UsageError(
      `--lookup ${lookup}: one vector a pass has no room for drafts; --tokens-per-pass ${PASS_SIZES.slice(1).join(', ')} has`,
    );
  }
  const recommended = recommendedSampling(model);
  const sampling: Record<string, number> = { ...(recommended ?? GREEDY) };
  let isRecommended = false;
  for (const key of Object.keys(GREEDY) as (keyof Sampling)[]) {
    isRecommended ||= given[key] === undefined && recommended !== undefined && recommended[key] !== GREEDY[key];
    sampling[key] = given[key] ?? sampling[key];
  }
  // Only exact lists can be left to somebody; otherwise the fastest back end is as good for whoever reads.
  const backend = given.backend ?? (offload === 'token' ? 'golden' : 'cpu');
  const least = lookup > 0 ? lookup + 1 : defaultPassSize({ ...given, backend });
  const tokensPerPass = given.tokensPerPass ?? PASS_SIZES.find((size) => size >= least) ?? PASS_SIZES.at(-1)!;
  const options = { ...given, ...(sampling as unknown as Sampling), backend, tokensPerPass };
  expectGreedy(options);
  const told = [
    ...(given.backend === undefined
      ? [
          `back end ${backend}${abilitiesOf(backend).choosesActivations ? `, activations ${activations}` : ''} (--backend golden is exact, and slow)`,
        ]
      : []),
    ...(isRecommended ? [`sampling by ${join(model, 'generation_config.json')}: ${describeSampling(options)}`] : []),
  ];
  return { options, told: told.length > 0 ? told.join('; ') : undefined };
}

/** A start makes several tokens only where nobody looks at one before the next is made. */
function expectGreedy(options: GenerationArguments): void {
  const { tokensPerStart, temperature, repetitionPenalty, frequencyPenalty, presencePenalty, lookup } = options;
  const isGreedy = temperature === 0 && repetitionPenalty === 1 && frequencyPenalty === 0 && presencePenalty === 0;
  const other =
    lookup > 0 ? '--lookup' : isGreedy ? undefined : 'sampling other than greedy (--temperature 0, no penalties)';
  if (tokensPerStart > 1 && other !== undefined) {
    throw new UsageError(`--tokens-per-start ${tokensPerStart} and ${other}: each token is the processor's to choose`);
  }
}

/** Registers of the hardware from which on a list runs again for each token that it finds. */
const AGAIN_VERSION = '1.6';

/** Refuses several tokens a start where nobody can make them. */
export function expectStarts({ passes, accelerator: { backend, lists } }: Model, tokensPerStart: number): void {
  if (tokensPerStart > 1 && !passes?.greedy) {
    const why = !lists
      ? `back end ${backend} makes no whole tokens`
      : !passes
        ? `back end ${backend} is left the linear layers alone; --offload token leaves it all`
        : lists.again
          ? 'the processor has the LM head, or the vocabulary is no longer than a list of the largest logits'
          : `the hardware's registers are older than ${AGAIN_VERSION}, from which on a list can run again`;
    throw new UsageError(`--tokens-per-start ${tokensPerStart}: ${why}`);
  }
}

/** The board's build where lists may be worked through, which costs a simulation more time than the smallest. */
const BOARD_PASS_SIZE = 4;
const defaultPassSize = ({ backend, engine, rtl, offload }: GivenArguments & { readonly backend: string }): number =>
  abilitiesOf(backend).simulates && offload !== 'linear' && engine === 'fused' && rtl === 'system'
    ? BOARD_PASS_SIZE
    : 1;

function describeSampling({ temperature, topK, topP, minP, repetitionPenalty }: Sampling): string {
  const parts = [
    temperature === 0 ? 'greedy' : `temperature ${temperature}`,
    ...(temperature > 0 && topK > 0 ? [`top-k ${topK}`] : []),
    ...(temperature > 0 && topP < 1 ? [`top-p ${topP}`] : []),
    ...(temperature > 0 && minP > 0 ? [`min-p ${minP}`] : []),
    ...(repetitionPenalty === 1 ? [] : [`repetition penalty ${repetitionPenalty}`]),
  ];
  return parts.join(', ');
}

/** Where sampling comes from that nobody asked for. */
const AUTHOR = "the model's generation_config.json";

/** @param defaultTokens what `-n` is where it is left out, for the help */
export function addGenerationOptions(command: Command, defaultTokens: string): Command {
  const extended = command
    .requiredOption('--model <dir>', 'model folder')
    .option(
      '--backend <name>',
      `where matrix products are made: ${BACKEND_NAMES.join(', ')} (default: cpu; with --offload token golden)`,
    )
    .addOption(engineOption())
    .option('-n <tokens>', `new tokens at most (default: ${defaultTokens})`, integer(1))
    .option('--temperature <value>', `0 takes the likeliest token (default: ${AUTHOR}, else 0)`, number(0))
    .option(
      '--top-k <tokens>',
      `draw from the k likeliest tokens; 0: from all (default: ${AUTHOR}, else 0)`,
      integer(0),
    )
    .option(
      '--top-p <share>',
      `draw from the likeliest tokens of this joint probability (default: ${AUTHOR}, else 1)`,
      number(0, 1),
    )
    .option(
      '--min-p <share>',
      `draw from tokens of at least this share of the likeliest's probability (default: ${AUTHOR}, else 0)`,
      number(0, 1),
    )
    .option(
      '--repetition-penalty <factor>',
      `make tokens seen before less likely; 1: none (default: ${AUTHOR}, else 1)`,
      number(Number.MIN_VALUE),
    )
    .option('--frequency-penalty <value>', 'take this from a logit for each time its token came', number(-100, 100), 0)
    .option('--presence-penalty <value>', 'take this from a logit once its token came', number(-100, 100), 0)
    .option('--stop <text...>', 'end before any of these texts', [])
    .option('--seed <integer>', 'of the random numbers', integer(0, 2 ** 32 - 1), 0)
    .addOption(activationsOption().default('int8'))
    .option('--threads <count>', 'back end cpu: threads (default: all there are)', integer(1, 256))
    .addOption(anyKvCacheOption())
    .addOption(offloadOption())
    .option(
      '--tokens-per-pass <t>',
      'hardware to simulate: activation vectors a pass over the weights (default: 4, as the board has, where it may do whole tokens, else 1; with --lookup what its drafts need)',
      oneOf(PASS_SIZES),
    )
    .option(
      '--lookup <tokens>',
      'draft so many tokens from the text so far and check them in one pass; the text is the same',
      integer(0),
      0,
    )
    .option(
      '--tokens-per-start <n>',
      'with --offload token and greedy sampling: tokens that the accelerator makes for each start, with nothing of the processor between them; the text is the same',
      integer(1),
      1,
    );
  return addSimulationOptions(extended);
}
