import type { MatrixFormat } from '../../port/layout.ts';
import { HALVES } from './half.ts';

/** What a macro says: 64 inputs × 8 outputs of one group. */
export interface Macro {
  /** q − z (or q, where the format is symmetric) of input i and output j at 8i + j. */
  readonly weights: Int16Array;
  /** Of output j, as a number; may be infinite or NaN. */
  readonly scales: Float64Array;
}

/** Reads macro `index` of a channel's region into `macro`: design §4, byte by byte, written apart from the packer. */
export type MacroReader = (region: Uint8Array, index: number, macro: Macro) => void;

export const emptyMacro = (): Macro => ({ weights: new Int16Array(512), scales: new Float64Array(8) });

export const MACRO_READERS: Record<MatrixFormat, MacroReader> = {
  /** Strip 0 zeros, strip 1 scales, 16 strips of weights. */
  'awq-macro': (region, index, macro) => {
    const start = index * 288;
    readScales(region, start + 16, macro);
    readNibbles(region, start + 32, start, macro);
  },

  /** A strip of zeros for four macros, then each one's scales and weights. */
  'awq-macro-dense': (region, index, macro) => {
    const inQuad = index & 3;
    const quad = (index >> 2) * (16 + 4 * 272);
    const start = quad + 16 + inQuad * 272;
    readScales(region, start, macro);
    readNibbles(region, start + 16, quad + 4 * inQuad, macro);
  },

  /** A strip of scales, 32 strips of signed bytes. */
  'int8-macro': (region, index, macro) => {
    const start = index * 528;
    readScales(region, start, macro);
    for (let i = 0; i < 512; i++) {
      macro.weights[i] = (region[start + 16 + i] << 24) >> 24;
    }
  },
};

function readScales(region: Uint8Array, at: number, { scales }: Macro): void {
  for (let j = 0; j < 8; j++) {
    scales[j] = HALVES[region[at + 2 * j] + 256 * region[at + 2 * j + 1]];
  }
}

/** A byte holds two outputs, the even one in its low nibble; four bytes hold the 8 outputs of an input. */
function readNibbles(region: Uint8Array, weightsAt: number, zerosAt: number, { weights }: Macro): void {
  for (let pair = 0; pair < 4; pair++) {
    const zeros = region[zerosAt + pair];
    const evenZero = zeros & 15;
    const oddZero = zeros >> 4;
    for (let i = 0; i < 64; i++) {
      const byte = region[weightsAt + 4 * i + pair];
      weights[8 * i + 2 * pair] = (byte & 15) - evenZero;
      weights[8 * i + 2 * pair + 1] = (byte >> 4) - oddZero;
    }
  }
}
