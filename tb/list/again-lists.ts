import type { Random } from '@chisel-lite/testbench';
import { LIST_FORMATS } from 'macromac/backends/golden/list-records.ts';
import { againWords, listBytes, productWords, vectorWords } from '../../sw/backends/golden/test/list-encoder.ts';
import { channels, randomMatrix } from '../arbitraries.ts';
import { someFloat } from '../vector/records.ts';
import type { Arena, PlacedList } from './lists.ts';

/** Positions that its keys and its table of positions have room for. */
const POSITIONS = 64;
const BEAT = 16;
/** Beats of a vector, a head and an embedding's row: 64 elements. */
const VECTOR = 16;
const MACRO_STRIPS = 33;

/** A list that runs again for each token that it finds, and where its data lie. */
export interface AgainList extends PlacedList {
  readonly passes: number;
  readonly token: number;
  /** Tokens, and where a row of the embedding lies. */
  readonly vocab: number;
  /** Rows are binary16, not float32. */
  readonly half: boolean;
  readonly rowOf: (token: number) => number;
  /** The lists of the largest results, one a pass. */
  readonly lists: number;
  readonly words: readonly Uint32Array[];
}

/**
 * A tiny language model as a list: a row of the embedding and one of the position are added, keys appended, and the
 * next token is the largest result of a product. Half of the texts have stop tokens that may well come.
 */
export function writeAgainList(random: Random, arena: Arena): AgainList {
  const vocab = 2 + random.below(random.chance(0.5) ? 8 : 60);
  const passes = 1 + random.below(5);
  const position = random.below(POSITIONS - passes + 1);
  const half = random.chance(0.5);
  const rowBeats = (half ? VECTOR / 2 : VECTOR) + random.below(3);
  const bits = (count: number) =>
    Uint32Array.from({ length: count }, () =>
      half ? (random.uint32() & 0x87ff87ff) | 0x38003400 : someFloat(random, 0),
    );
  const table = arena.place(new Uint8Array(bits(4 * rowBeats * vocab).buffer), BEAT * random.below(256));
  const positions = Float32Array.from({ length: 4 * VECTOR * POSITIONS }, () => random.below(2000) / 1000 - 1);
  const places = arena.place(new Uint8Array(positions.buffer), BEAT * random.below(256));
  const stride = MACRO_STRIPS * (POSITIONS / 32);
  const keys = arena.place(new Uint8Array(BEAT * 4 * stride));
  const format = random.below(3);
  const blocks = Math.ceil(vocab / 32);
  const matrix = randomMatrix(32 * blocks, 4 * VECTOR, LIST_FORMATS[format], 'ordinary', random.uint32());
  const weights = channels(matrix).map((each) => arena.place(each, BEAT * random.below(256)));
  const lists = arena.place(new Uint8Array(512 * passes), 128 * random.below(32));
  const stops = random.chance(0.5) ? Array.from({ length: random.below(5) }, () => random.below(vocab)) : [];
  const words = [
    vectorWords({
      a: 'parameters',
      n0: 8,
      n2: VECTOR / 8,
      half,
      byPosition: true,
      byToken: true,
      stride: rowBeats,
      parameters: table,
      parameterBeats: half ? 4 : 8,
      destination: 'memory',
      walkW: { g: 8 },
    }),
    vectorWords({
      n0: VECTOR,
      c: 'parameters',
      byPosition: true,
      stride: VECTOR,
      parameters: places,
      parameterBeats: VECTOR,
      destination: 'memory',
      walkW: { start: 32 },
    }),
    vectorWords({ n0: VECTOR, walkA: { start: 32 }, reduction: 'magnitude', finish: 'byte-scale', y: 1 / 127 }),
    vectorWords({
      n0: VECTOR,
      walkA: { start: 32 },
      e: 'scalar',
      destination: 'append',
      append: 'keys8',
      appendTo: keys,
      appendStride: stride,
    }),
    vectorWords({ n0: VECTOR, walkA: { start: 32 }, destination: 'activations' }),
    productWords({ groups: 1, blocks, format, top: true, outputs: vocab, weights, results: lists, byPass: true }),
    againWords(vocab - 1, stops),
  ];
  return {
    address: arena.place(listBytes(words), 64 * random.below(64)),
    records: words.length,
    position,
    passes,
    token: random.below(vocab),
    vocab,
    half,
    rowOf: (token) => table + token * rowBeats * BEAT,
    lists,
    words,
  };
}
