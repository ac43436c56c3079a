import { HALF_TO_FLOAT } from '../../../model/half.ts';
import { type MatrixFormat, macroOffsets, matrixLayout } from '../../../port/layout.ts';
import { orderedByte, type WeightBits } from './weights.ts';

/** Reads row `n` of a packed matrix [N, K] whose steps are in the kernels' order: an embedding look-up. */
export function orderedRowReader(
  data: Uint8Array,
  format: MatrixFormat,
  rows: number,
  k: number,
): (n: number, row: Float32Array) => void {
  const { groups, channelBytes } = matrixLayout(format, rows, k);
  const bits: WeightBits = format === 'int8-macro' ? 8 : 4;
  return (n, row) => {
    const block = n >> 3;
    const j = n & 7;
    const region = (block & 3) * channelBytes;
    const nibble = 4 * (j & 1);
    for (let g = 0; g < groups; g++) {
      const at = macroOffsets(format, (block >> 2) * groups + g);
      const scales = region + at.scales + 2 * j;
      const scale = HALF_TO_FLOAT[data[scales] | (data[scales + 1] << 8)];
      const weights = region + at.weights;
      const zero = bits === 8 ? 0 : (data[region + at.zeros + (j >> 1)] >> nibble) & 15;
      const count = Math.min(64, k - 64 * g);
      for (let i = 0; i < count; i++) {
        const byte = data[weights + orderedByte(bits, i, j)];
        const q = bits === 8 ? (byte << 24) >> 24 : (byte >> nibble) & 15;
        row[64 * g + i] = (q - zero) * scale;
      }
    }
  };
}
