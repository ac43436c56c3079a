import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { issueText } from '../model/issue-text.ts';
import { parseJson } from '../model/load.ts';

/** How a model's tokens are drawn. */
export interface Sampling {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly repetitionPenalty: number;
}

export const GREEDY: Sampling = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };

/** What transformers takes where a file that asks for sampling leaves it out. */
const SAMPLED = { temperature: 1, topK: 50, topP: 1, minP: 0 };

const share = v.nullish(v.pipe(v.number(), v.minValue(0), v.maxValue(1)));
const generationConfig = v.looseObject({
  do_sample: v.nullish(v.boolean()),
  temperature: v.nullish(v.pipe(v.number(), v.finite(), v.minValue(0))),
  top_k: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  top_p: share,
  min_p: share,
  repetition_penalty: v.nullish(v.pipe(v.number(), v.finite(), v.gtValue(0))),
});

/**
 * The sampling that a model's author recommends, by its `generation_config.json`; undefined where the folder has none,
 * or the file says nothing of sampling.
 */
export function recommendedSampling(directory: string): Sampling | undefined {
  const path = join(directory, 'generation_config.json');
  if (!existsSync(path)) {
    return undefined;
  }
  return samplingOf(parseJson(path), path);
}

/** The same of a file's content; `path` is for messages. */
export function samplingOf(json: unknown, path: string): Sampling | undefined {
  const parsed = v.safeParse(generationConfig, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new DataError(`${path}: ${issueText(issue)}`);
  }
  const { do_sample, temperature, top_k, top_p, min_p, repetition_penalty } = parsed.output;
  const repetitionPenalty = repetition_penalty ?? 1;
  if (do_sample === true) {
    return {
      temperature: temperature ?? SAMPLED.temperature,
      topK: top_k ?? SAMPLED.topK,
      topP: top_p ?? SAMPLED.topP,
      minP: min_p ?? SAMPLED.minP,
      repetitionPenalty,
    };
  }
  return do_sample === false || repetition_penalty != null ? { ...GREEDY, repetitionPenalty } : undefined;
}
