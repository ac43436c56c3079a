import { BLOCK_OUTPUTS, CHANNELS, GROUP_SIZE, type MatrixFormat, macroOffsets, matrixLayout } from '../port/layout.ts';

/** A quantised matrix, W[n][k] = (q[n][k] − zeros[n][g]) · scales[n][g] with g = floor(k / 64). */
export interface QuantizedMatrix {
  readonly n: number;
  readonly k: number;
  /** [N, K] row by row; 0..15 for the AWQ_MACRO formats, −127..127 for the INT8 macro. */
  readonly q: Uint8Array | Int8Array;
  /** [N, ceil(K/64)], 0..15; all zero for the INT8 macro, which is symmetric. */
  readonly zeros: Uint8Array;
  /** [N, ceil(K/64)] as binary16 bits. */
  readonly scales: Uint16Array;
}

/** Packs into four channel regions (design §4); padding outputs have q = z = scale = 0, padding inputs q = 0. */
export function packMatrix(matrix: QuantizedMatrix, format: MatrixFormat): Uint8Array {
  const { n, k, q, zeros, scales } = matrix;
  const { groups, channelBytes, bytes } = matrixLayout(format, n, k);
  const data = new Uint8Array(bytes);
  const isInt8 = format === 'int8-macro';

  for (let output = 0; output < n; output++) {
    const { channel, block, lane } = locate(output);
    for (let group = 0; group < groups; group++) {
      const at = macroOffsets(format, block * groups + group);
      const base = channel * channelBytes;
      const scale = scales[output * groups + group];
      data[base + at.scales + 2 * lane] = scale & 0xff;
      data[base + at.scales + 2 * lane + 1] = scale >> 8;
      if (!isInt8) {
        setNibble(data, base + at.zeros, lane, zeros[output * groups + group]);
      }

      const first = group * GROUP_SIZE;
      const last = Math.min(first + GROUP_SIZE, k);
      for (let input = first; input < last; input++) {
        const place = (input - first) * BLOCK_OUTPUTS + lane;
        if (isInt8) {
          data[base + at.weights + place] = q[output * k + input];
        } else {
          setNibble(data, base + at.weights, place, q[output * k + input]);
        }
      }
    }
  }
  return data;
}

/** The inverse of `packMatrix`. `data` holds the bytes that `matrixLayout` names. */
export function unpackMatrix(data: Uint8Array, format: MatrixFormat, n: number, k: number): QuantizedMatrix {
  const { groups } = matrixLayout(format, n, k);
  const q = format === 'int8-macro' ? new Int8Array(n * k) : new Uint8Array(n * k);
  const zeros = new Uint8Array(n * groups);
  const scales = new Uint16Array(n * groups);
  for (let output = 0; output < n; output++) {
    unpackRow(data, format, n, k, output, {
      q: q.subarray(output * k, (output + 1) * k),
      zeros: zeros.subarray(output * groups, (output + 1) * groups),
      scales: scales.subarray(output * groups, (output + 1) * groups),
    });
  }
  return { n, k, q, zeros, scales };
}

/** Reads one row (one output's weights) out of a packed matrix, as an embedding look-up does. */
export function unpackRow(
  data: Uint8Array,
  format: MatrixFormat,
  n: number,
  k: number,
  output: number,
  row: { q: Uint8Array | Int8Array; zeros: Uint8Array; scales: Uint16Array },
): void {
  const { groups, channelBytes } = matrixLayout(format, n, k);
  const { channel, block, lane } = locate(output);
  const isInt8 = format === 'int8-macro';
  for (let group = 0; group < groups; group++) {
    const at = macroOffsets(format, block * groups + group);
    const base = channel * channelBytes;
    row.scales[group] = data[base + at.scales + 2 * lane] | (data[base + at.scales + 2 * lane + 1] << 8);
    row.zeros[group] = isInt8 ? 0 : nibble(data, base + at.zeros, lane);

    const first = group * GROUP_SIZE;
    const last = Math.min(first + GROUP_SIZE, k);
    for (let input = first; input < last; input++) {
      const place = (input - first) * BLOCK_OUTPUTS + lane;
      row.q[input] = isInt8 ? data[base + at.weights + place] : nibble(data, base + at.weights, place);
    }
  }
}

/** Output → channel, block within the channel's stream, lane within the block: blocks go round the channels. */
function locate(output: number): { channel: number; block: number; lane: number } {
  const block = Math.floor(output / BLOCK_OUTPUTS);
  return { channel: block % CHANNELS, block: Math.floor(block / CHANNELS), lane: output % BLOCK_OUTPUTS };
}

function nibble(data: Uint8Array, base: number, index: number): number {
  return (data[base + (index >> 1)] >> (4 * (index & 1))) & 15;
}

function setNibble(data: Uint8Array, base: number, index: number, value: number): void {
  data[base + (index >> 1)] |= value << (4 * (index & 1));
}
