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
 * Cuts samples of equal length out of `units` (documents, or the lines of one), evenly spaced from the first to the last:
 * the same every time.
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
      taken.push(...encode(units[unit]));
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
