import { controlRegisters } from '@macromac/rtl';
import { packMatrix } from 'macromac/model/pack.ts';
import { CHANNELS, matrixLayout } from 'macromac/port/layout.ts';

const BASE = 0x1_0000_0000;
const PAGE = 4096;
/** Where the example's regions begin. */
const AT = {
  weights: Array.from({ length: CHANNELS }, (_, c) => BASE + c * PAGE),
  activations: BASE + CHANNELS * PAGE,
  results: BASE + (CHANNELS + 1) * PAGE,
  list: BASE + (CHANNELS + 2) * PAGE,
};
const LAST = AT.list + PAGE - 1;
const ROW_BYTES = 128;
const LIST_BYTES = 512;
const TOP_FLAG = 0x400;

/** K = 3 and N = 2: small enough to be reckoned by hand. Scales are 1 and 1/2 in binary16. */
const MATRIX = {
  n: 2,
  k: 3,
  q: Uint8Array.of(1, 2, 3, 4, 5, 6),
  zeros: Uint8Array.of(0, 0),
  scales: Uint16Array.of(0x3c00, 0x3800),
};
const X = [1, 2, 3];

const hex = (value: number, digits = 1) => `0x${value.toString(16).padStart(digits, '0')}`;
const OFFSETS = new Map<string, number>(
  controlRegisters({ tokens: 1, engine: 'fused' }).registers.map(({ name, offset }) => [name, offset]),
);
const write = (name: string, value: number) => `write ${hex(OFFSETS.get(name)!, 2)} ${name} ${hex(value)}`;
const address = (name: string, at: number) => [
  write(`${name}_low`, at % 2 ** 32),
  write(`${name}_high`, Math.floor(at / 2 ** 32)),
];

/** A region, 16 bytes a line; what is not listed is 0. */
const region = (word: string, at: number, bytes: Uint8Array): string[] => {
  const lines = Array.from({ length: bytes.length / 16 }, (_, i) => bytes.subarray(16 * i, 16 * i + 16));
  return [
    `${word} ${hex(at)}, ${bytes.length} bytes:`,
    ...lines.flatMap((line, i) =>
      line.some(Boolean)
        ? [`  +${hex(16 * i, 3)} ${[...line].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`]
        : [],
    ),
  ];
};

const floats = (values: readonly number[], bytes: number) => {
  const all = new Float32Array(bytes / 4);
  all.set(values);
  return new Uint8Array(all.buffer);
};

/** The list of the two results: value and index in falling order, then what unused entries hold. */
function listBytes(results: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(LIST_BYTES);
  const view = new DataView(bytes.buffer);
  const order = results.map((value, index) => ({ value, index })).sort((a, b) => b.value - a.value);
  for (let i = 0; i < LIST_BYTES / 8; i++) {
    if (order[i]) {
      view.setFloat32(8 * i, order[i].value, true);
    } else {
      view.setUint32(8 * i, 0x7fc00000, true);
    }
    view.setUint32(8 * i + 4, order[i]?.index ?? 0x3ffff, true);
  }
  return bytes;
}

/**
 * A section of docs/registers.md: all that one product takes. tb/accelerator/example.test.ts reads it back and runs it.
 */
export function exampleSection(): string {
  const { groups, blocks, channelBytes } = matrixLayout('awq-macro', MATRIX.n, MATRIX.k);
  const packed = packMatrix(MATRIX, 'awq-macro');
  const results = [0, 1].map((n) => [1, 0.5][n] * X.reduce((sum, x, k) => sum + x * MATRIX.q[n * MATRIX.k + k], 0));
  const memory = [
    ...AT.weights.flatMap((at, c) => region('memory', at, packed.subarray(c * channelBytes, (c + 1) * channelBytes))),
    ...region('memory', AT.activations, floats(X, 256 * groups)),
  ];
  const first = [
    write('window_first', BASE / PAGE),
    write('window_last', Math.floor(LAST / PAGE)),
    write('command_shape', blocks * 2 ** 16 + groups),
    write('command_flags', 0),
    ...AT.weights.flatMap((at, c) => address(`weights_${c}`, at)),
    ...address('activations', AT.activations),
    ...address('results', AT.results),
    write('push', 1),
  ];
  const second = [
    write('command_flags', TOP_FLAG),
    write('command_outputs', MATRIX.n),
    ...address('results', AT.list),
    write('push', 1),
  ];
  const block = (lines: readonly string[]) => `\`\`\`\n${lines.join('\n')}\n\`\`\`\n`;
  return `## Example: one product

N = 2, K = 3, one vector, weights in format 0: q = (1, 2, 3) with scale 1 and q = (4, 5, 6) with scale 1/2, zero points
0; x = (${X.join(', ')}). So y = (${results.join(', ')}). Both outputs are channel 0's; the other channels' regions are
read all the same. Before the command, in memory (16 bytes a line, the lowest address first; lines that are not shown
are 0):

${block(memory)}
The registers, then a wait until \`completed\` is 1:

${block(first)}
Afterwards, in memory:

${block(region('result', AT.results, floats(results, ROW_BYTES * blocks)))}
The list of the largest instead, from the same weights; what differs is written, and \`completed\` becomes 2:

${block(second)}
${block(region('result', AT.list, listBytes(results)))}`;
}
