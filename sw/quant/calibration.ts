import { UsageError } from '../errors.ts';

/** Texts that stand for what a model will read. */
export interface Calibration {
  /** [samples · length], sample after sample */
  readonly tokens: Uint32Array;
  readonly samples: number;
  /** Tokens a sample. */
  readonly length: number;
}

export interface CalibrationOptions {
  readonly samples: number;
  readonly length: number;
  readonly encode: (text: string) => readonly number[];
  /** Put between documents; null where the text is one. */
  readonly separator: number | null;
}

/**
 * Cuts samples of equal length out of `units` (documents, or the lines of one), evenly spaced from the first to the
 * last: the same every time.
 */
export function calibrationSamples(
  units: readonly string[],
  { samples, length, encode, separator }: CalibrationOptions,
): Calibration {
  const tokens = new Uint32Array(samples * length);
  let filled = 0;
  for (let sample = 0; sample < samples; sample++) {
    const taken: number[] = [];
    for (
      let unit = Math.floor((sample * units.length) / samples);
      taken.length < length && unit < units.length;
      unit++
    ) {
      if (separator !== null) {
        taken.push(separator);
      }
      for (const token of encode(units[unit])) {
        taken.push(token);
      }
    }
    if (taken.length < length) {
      continue; // the text ends here
    }
    tokens.set(taken.slice(0, length), filled);
    filled += length;
  }
  if (filled === 0) {
    throw new UsageError(`the calibration text does not hold one sample of ${length} tokens`);
  }
  return { tokens: tokens.slice(0, filled), samples: filled / length, length };
}

/** Keeps every so-manieth sample out: some to calibrate on, others from between them to measure with. */
export function holdOut(cut: Calibration, heldOut: number): { calibration: Calibration; heldOut: Calibration } {
  const every = heldOut > 0 ? Math.floor(cut.samples / Math.min(heldOut, cut.samples)) : 0;
  const isHeldOut = (sample: number) => every > 1 && sample % every === every - 1;
  const pick = (wanted: boolean): Calibration => {
    const kept = Array.from({ length: cut.samples }, (_, sample) => sample).filter(
      (sample) => isHeldOut(sample) === wanted,
    );
    const picked = kept.flatMap((sample) => [...sampleOf(cut, sample)]);
    return { tokens: Uint32Array.from(picked), samples: kept.length, length: cut.length };
  };
  return { calibration: pick(false), heldOut: pick(true) };
}

const sampleOf = ({ tokens, length }: Calibration, sample: number): Uint32Array =>
  tokens.subarray(sample * length, (sample + 1) * length);

/** Samples of at most `length` tokens, about `count` tokens in all, taken from all samples in turn. */
export function shortSamples(from: Calibration, length: number, count: number): Calibration {
  const size = Math.min(length, from.length);
  const perSample = Math.floor(from.length / size);
  const wanted = Math.min(Math.max(1, Math.round(count / size)), from.samples * perSample);
  const picked = Array.from({ length: from.samples === 0 ? 0 : wanted }, (_, i) => {
    const start = Math.floor(i / from.samples) * size;
    return [...sampleOf(from, i % from.samples).subarray(start, start + size)];
  });
  return { tokens: Uint32Array.from(picked.flat()), samples: picked.length, length: size };
}

/**
 * Tokens for each input of the widest matrix, below which a Gram matrix says more about the text than about the model.
 */
const TOKENS_PER_INPUT = 4;

/** What is to be said about a calibration text before it is used; undefined where there is nothing. */
export function calibrationWarning(
  { tokens, samples }: Calibration,
  { asked, widest }: { asked: number; widest: number },
): string | undefined {
  const enough = TOKENS_PER_INPUT * widest;
  if (tokens.length < enough) {
    return (
      `the calibration text is short: ${tokens.length} tokens for matrices of up to ${widest} inputs; ` +
      `with fewer than ${enough} the weights are fitted to the text`
    );
  }
  return samples < asked ? `the calibration text holds ${samples} of ${asked} samples` : undefined;
}

/** How often each token is used: the most frequent ones, [token, share of all]. */
export type TokenProfile = readonly (readonly [token: number, share: number])[];

const PROFILE_TOKENS = 512;

export function profileOf(tokens: ArrayLike<number>): TokenProfile {
  const counts = new Map<number, number>();
  for (let i = 0; i < tokens.length; i++) {
    counts.set(tokens[i], (counts.get(tokens[i]) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || a - b)
    .slice(0, PROFILE_TOKENS)
    .map(([token, count]) => [token, count / tokens.length] as const);
}

/**
 * What two texts share of their use of frequent tokens, 0 … 1: the sum of the smaller shares, relative to the smaller
 * sum.
 */
export function profileOverlap(a: TokenProfile, b: TokenProfile): number {
  const shares = new Map(b);
  const total = (profile: TokenProfile) => profile.reduce((sum, [, share]) => sum + share, 0);
  const common = a.reduce((sum, [token, share]) => sum + Math.min(share, shares.get(token) ?? 0), 0);
  return common / Math.min(total(a), total(b));
}
