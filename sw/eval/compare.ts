import { UsageError } from '../errors.ts';
import type { AcceleratorCacheKind } from '../port/kv-cache.ts';
import { type Distribution, distributionOf, divergence, type Mean, meanOf } from '../quant/divergence.ts';
import type { FloatEngine } from '../quant/float-engine.ts';
import { forEachLogits } from '../quant/mixed-precision.ts';
import { type SequenceModel, sequenceModel } from '../quant/sequence-model.ts';
import { cacheRounding } from './cache-rounding.ts';
import type { OpenWeights } from './open-weights.ts';
import { continuationLogLikelihood, logProbability } from './score-tokens.ts';
import { finalStates, sequenceScorer } from './sequence-scorer.ts';
import type { Endings, LastWord } from './story-tasks.ts';
import { type WnliExample, wnli } from './wnli.ts';

/** What models are compared on. */
export interface Material {
  readonly text: string;
  /** Tokens a window, and windows, of the text. */
  readonly window: number;
  readonly windows: number;
  readonly wnli?: readonly WnliExample[];
  readonly lastWords?: readonly LastWord[];
  readonly endings?: readonly Endings[];
}

/** What the reference says of the text: it is asked once. */
export interface Reference {
  readonly name: string;
  readonly model: SequenceModel;
  readonly tokens: readonly (readonly number[])[];
  /** Behind the last layer, a window each. */
  readonly states: readonly Float32Array[];
}

/** Share of right answers, 0 … 1, with its standard error. */
export type Share = Mean & { readonly count: number };

export interface Quality {
  /** With its standard error, taking tokens for independent. */
  readonly perplexity: Mean;
  /** From the reference, of the next token [nats]. */
  readonly divergence: Mean;
  /** Positions at which the likeliest token is the reference's. */
  readonly agreement: Share;
  readonly tokens: number;
  readonly wnli: Share | null;
  readonly lastWords: Share | null;
  readonly endings: Share | null;
}

export type CompareProgress = (message: string) => void;

/** The windows of the text as a model's tokenizer cuts them. */
export function windowsOf({ tokenizer, architecture }: OpenWeights, { text, window, windows }: Material): number[][] {
  const size = Math.min(window, architecture.context);
  const tokens = tokenizer.encode(text);
  const count = Math.min(windows, Math.floor(tokens.length / size));
  if (count < 1) {
    throw new UsageError(`the text has ${tokens.length} tokens, fewer than one window of ${size}`);
  }
  return Array.from({ length: count }, (_, i) => tokens.slice(i * size, (i + 1) * size));
}

export function askReference(
  engine: FloatEngine,
  opened: OpenWeights,
  material: Material,
  progress: CompareProgress,
): Reference {
  const model = sequenceModel(opened.weights, false);
  const tokens = windowsOf(opened, material);
  const states = tokens.map((window, i) => {
    progress(`reference ${opened.name}: window ${i + 1}/${tokens.length}`);
    return finalStates(engine, model, window.slice(0, -1));
  });
  return { name: opened.name, model, tokens, states };
}

/**
 * How good a model is beside the reference. Weights are dequantised, in single precision; keys and values as `cache`
 * keeps them.
 */
export async function measureQuality(
  engine: FloatEngine,
  opened: OpenWeights,
  reference: Reference,
  material: Material,
  cache: AcceleratorCacheKind | 'fp32',
  progress: CompareProgress,
): Promise<Quality> {
  const { name, tokenizer, architecture } = opened;
  const model = sequenceModel(opened.weights);
  const roundCache = cache === 'fp32' ? undefined : cacheRounding(cache, architecture.headDim);
  const windows = windowsOf(opened, material);
  if (JSON.stringify(windows) !== JSON.stringify(reference.tokens)) {
    throw new UsageError(
      `${name}: its tokens are others than those of ${reference.name}: their distributions do not compare`,
    );
  }
  const [nats, divergences, agreements]: number[][] = [[], [], []];
  for (const [w, window] of windows.entries()) {
    progress(`${name}, cache ${cache}: window ${w + 1}/${windows.length}`);
    const states = finalStates(engine, model, window.slice(0, -1), roundCache);
    forEachPair(engine, [reference.model, reference.states[w]], [model, states], (expected, logits, top, row) => {
      nats.push(-logProbability(logits, window[row + 1]));
      divergences.push(divergence(expected, logits));
      agreements.push(top === topOf(logits) ? 1 : 0);
    });
  }
  const mean = meanOf(nats);
  const perplexity = Math.exp(mean.mean);
  const score = sequenceScorer(model, engine, roundCache);
  const { encode } = tokenizer;
  const results =
    material.wnli &&
    (await wnli(score, material.wnli, encode, (done, total) => progress(`${name}: WNLI ${done}/${total}`)));
  return {
    perplexity: { mean: perplexity, standardError: perplexity * mean.standardError },
    divergence: meanOf(divergences),
    agreement: shareOf(agreements),
    tokens: nats.length,
    wnli: results ? shareOf(Array.from({ length: results.examples }, (_, i) => (i < results.right ? 1 : 0))) : null,
    lastWords: await ofTasks(material.lastWords, async (task, i, total) => {
      progress(`${name}: last words ${i + 1}/${total}`);
      return isToldWord(engine, model, encode, task, roundCache);
    }),
    endings: await ofTasks(material.endings, async ({ context, endings, right }, i, total) => {
      progress(`${name}: endings ${i + 1}/${total}`);
      const scores: number[] = [];
      for (const ending of endings) {
        // As lm-eval's acc_norm: by the length of the ending in bytes.
        const bytes = Buffer.byteLength(ending);
        scores.push((await continuationLogLikelihood(score, encode, context, ending)) / bytes);
      }
      return scores.indexOf(Math.max(...scores)) === right;
    }),
  };
}

async function ofTasks<T>(
  tasks: readonly T[] | undefined,
  isRight: (task: T, index: number, total: number) => Promise<boolean>,
): Promise<Share | null> {
  if (!tasks || tasks.length === 0) {
    return null;
  }
  const answers: number[] = [];
  for (const [i, task] of tasks.entries()) {
    answers.push((await isRight(task, i, tasks.length)) ? 1 : 0);
  }
  return shareOf(answers);
}

const shareOf = (answers: readonly number[]): Share => ({ ...meanOf(answers), count: answers.length });

/** Whether every token of the word is the likeliest where it stands, as lm-eval judges LAMBADA. */
function isToldWord(
  engine: FloatEngine,
  model: SequenceModel,
  encode: (text: string) => readonly number[],
  { context, word }: LastWord,
  roundCache?: Parameters<typeof finalStates>[3],
): boolean {
  const tokens = encode(context + word);
  const first = encode(context).length - 1;
  const states = finalStates(engine, model, tokens.slice(0, -1), roundCache);
  let isTold = true;
  forEachLogits(engine, model, states.subarray(first * model.architecture.hidden), (logits, row) => {
    isTold &&= topOf(logits) === tokens[first + row + 1];
  });
  return isTold;
}

function topOf(logits: Float32Array): number {
  let top = 0;
  for (let i = 1; i < logits.length; i++) {
    if (logits[i] > logits[top]) {
      top = i;
    }
  }
  return top;
}

/** Rows that both models are asked for together. */
const ROWS = 64;

/** Visits the reference's distribution and likeliest token beside a model's logits, row by row. */
function forEachPair(
  engine: FloatEngine,
  [reference, expectedStates]: readonly [SequenceModel, Float32Array],
  [model, states]: readonly [SequenceModel, Float32Array],
  visit: (expected: Distribution, logits: Float32Array, top: number, row: number) => void,
): void {
  const { hidden } = model.architecture;
  for (let first = 0; first * hidden < states.length; first += ROWS) {
    const part = (x: Float32Array) => x.subarray(first * hidden, (first + ROWS) * hidden);
    const expected: { distribution: Distribution; top: number }[] = [];
    forEachLogits(engine, reference, part(expectedStates), (logits) =>
      expected.push({ distribution: distributionOf(logits), top: topOf(logits) }),
    );
    forEachLogits(engine, model, part(states), (logits, row) => {
      visit(expected[row].distribution, logits, expected[row].top, first + row);
    });
  }
}
