import type { ScoreTokens } from './score-tokens.ts';

/**
 * What is measured of a model in parts that know nothing of each other: windows, documents, examples. They may be
 * measured apart, in any order and on any machine; what they come to together is the same number.
 */
export interface Measurement<R> {
  readonly parts: number;
  /** The figures of a part, 0 to `parts` − 1. */
  figures(score: ScoreTokens, part: number): Promise<readonly number[]>;
  /** What the figures of the first parts, or of all, come to. */
  total(figures: readonly (readonly number[])[]): R;
}

/** Figures of parts that need not be measured again. */
export interface KnownFigures {
  get(part: number): readonly number[] | undefined;
  put(part: number, figures: readonly number[]): void;
}

/** Measures a part after the other. */
export async function measured<R>(
  { parts, figures, total }: Measurement<R>,
  score: ScoreTokens,
  known?: KnownFigures,
  progress?: (done: number, parts: number, soFar: R) => void,
): Promise<R> {
  const all: (readonly number[])[] = [];
  for (let part = 0; part < parts; part++) {
    let own = known?.get(part);
    if (own === undefined) {
      own = await figures(score, part);
      known?.put(part, own);
    }
    all.push(own);
    progress?.(part + 1, parts, total(all));
  }
  return total(all);
}
