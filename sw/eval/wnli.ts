import { DataError } from '../errors.ts';
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
 * Accuracy by log-likelihood, nothing is generated: the answer whose tokens are likelier after the prompt counts, summed over its
 * tokens; a tie counts as label 0. The dev set has 71 examples, so one is 1.41 points.
 */
export async function wnli(
  score: ScoreTokens,
  examples: readonly WnliExample[],
  encode: (text: string) => readonly number[],
  progress?: (done: number, total: number) => void,
): Promise<WnliResult> {
  let right = 0;
  let ties = 0;
  for (const [index, example] of examples.entries()) {
    const prompt = wnliPrompt(example);
    const [no, yes] = [
      await continuationLogLikelihood(score, encode, prompt, WNLI_ANSWERS[0]),
      await continuationLogLikelihood(score, encode, prompt, WNLI_ANSWERS[1]),
    ];
    if (no === yes) {
      ties++;
    }
    if ((yes > no ? 1 : 0) === example.label) {
      right++;
    }
    progress?.(index + 1, examples.length);
  }
  const ones = examples.filter(({ label }) => label === 1).length;
  const majority = Math.max(ones, examples.length - ones) / examples.length;
  return { accuracy: right / examples.length, right, examples: examples.length, majority, ties };
}
