import { DataError } from '../errors.ts';
import { type Measurement, measured } from './measurement.ts';
import { continuationLogLikelihood, type ScoreTokens } from './score-tokens.ts';

/** One example of GLUE's WNLI: does sentence 1 entail sentence 2? */
export interface WnliExample {
  readonly sentence1: string;
  readonly sentence2: string;
  /** 1: entailed, 0: not. */
  readonly label: 0 | 1;
}

export interface WnliResult {
  /** Share of right answers, 0..1. */
  readonly accuracy: number;
  readonly right: number;
  readonly examples: number;
  /** Accuracy of always giving the more frequent label. */
  readonly majority: number;
  /** Examples in which both answers were exactly as likely; they count as answered 0. */
  readonly ties: number;
}

/** The prompt; the answers follow it directly. The wording is that of EleutherAI's evaluation harness. */
export const wnliPrompt = ({ sentence1, sentence2 }: WnliExample): string =>
  `${sentence1}\nQuestion: ${sentence2} True or False?\nAnswer:`;

/** The answer of label 0 and of label 1. */
export const WNLI_ANSWERS = [' False', ' True'] as const;

/** Reads `dev.tsv` of GLUE's WNLI: columns index, sentence1, sentence2, label. */
export function parseWnli(tsv: string, path: string): WnliExample[] {
  const [header, ...rows] = tsv.split(/\r?\n/).filter((line) => line !== '');
  const columns = ['index', 'sentence1', 'sentence2', 'label'].join('\t');
  if (header !== columns) {
    throw new DataError(`${path}: the first line is not the column names of WNLI's dev.tsv`);
  }
  return rows.map((row, i) => {
    const [, sentence1, sentence2, label, ...rest] = row.split('\t');
    if ((label !== '0' && label !== '1') || rest.length > 0) {
      throw new DataError(`${path}: line ${i + 2}: expected 4 columns ending in a label 0 or 1`);
    }
    return { sentence1, sentence2, label: label === '1' ? 1 : 0 };
  });
}

/**
 * Accuracy by log-likelihood, nothing is generated: the answer whose tokens are likelier after the prompt counts,
 * summed over its tokens; a tie counts as label 0. The dev set has 71 examples, so one is 1.41 points. Of each example
 * the natural logarithms of both answers' probabilities.
 */
export const wnliOf = (
  examples: readonly WnliExample[],
  encode: (text: string) => readonly number[],
): Measurement<WnliResult> => ({
  parts: examples.length,
  async figures(score, part) {
    const prompt = wnliPrompt(examples[part]);
    const [no, yes] = WNLI_ANSWERS;
    return [
      await continuationLogLikelihood(score, encode, prompt, no),
      await continuationLogLikelihood(score, encode, prompt, yes),
    ];
  },
  total(figures) {
    const answered = examples.slice(0, figures.length);
    const right = answered.filter(({ label }, i) => (figures[i][1] > figures[i][0] ? 1 : 0) === label).length;
    const ties = figures.filter(([no, yes]) => no === yes).length;
    const ones = answered.filter(({ label }) => label === 1).length;
    const count = answered.length;
    return { accuracy: right / count, right, examples: count, majority: Math.max(ones, count - ones) / count, ties };
  },
});

/** The same, an example after the other. */
export const wnli = async (
  score: ScoreTokens,
  examples: readonly WnliExample[],
  encode: (text: string) => readonly number[],
  progress?: (done: number, total: number) => void,
): Promise<WnliResult> => measured(wnliOf(examples, encode), score, undefined, progress);
