/** Bytes of a record of a command list (docs/command-list.md). */
export const RECORD_BYTES = 64;
/** Beats of four float32 that the vector memory holds. */
export const VECTOR_MEMORY_BEATS = 16_384;

/** A matrix as a product record names it: K/64 and N/32, rounded up, and a region a channel. */
export interface ListMatrix {
  readonly format: number;
  readonly groups: number;
  readonly blocks: number;
  /** Byte addresses. */
  readonly weights: readonly number[];
}

export interface ProductRecord {
  readonly kind: 'product';
  readonly name: string;
  readonly matrix: ListMatrix;
  /** Vectors, 1 … T. */
  readonly vectors: number;
  readonly reuse?: boolean;
  readonly top?: boolean;
  readonly groupsByContext?: boolean;
  readonly blocksByContext?: boolean;
  readonly wait?: boolean;
  /** Of the token whose context counts. */
  readonly offset?: number;
  /** N, with `top`. */
  readonly outputs?: number;
  /** Byte address of the results in memory; left out, they go to the vector unit. */
  readonly results?: number;
  /** They lie a list of the largest further with each pass of a list that runs again. */
  readonly resultsByPass?: boolean;
}

/** Addresses in the vector memory: `at` + t · `vector` + g · `step` + i, in beats. */
export interface Walk {
  readonly at: number;
  readonly vector?: number;
  readonly step?: number;
}

export interface VectorRecord {
  readonly kind: 'vector';
  readonly name: string;
  /** n0; n1, default 1; n2, default 1, or as many as the context takes. */
  readonly beats: number;
  readonly vectors?: number;
  readonly steps?: number | 'context';
  readonly twice?: boolean;
  readonly a: Walk | 'results' | 'parameters';
  readonly b?: { readonly scalar: number } | { readonly value: number } | 'parameters';
  readonly c?: (Walk & { readonly xor?: number }) | { readonly scalar: number } | 'one' | 'parameters';
  readonly d?: { readonly value: number } | 'second';
  readonly apply?: 'exp' | 'reciprocal';
  /** A walk of E is C's, where both have one. */
  readonly e?: { readonly scalar: number } | { readonly value: number } | 'parameters' | Walk;
  readonly to?: Walk | 'activations' | Append;
  readonly reduce?: Reduction;
  readonly parameters?: Parameters;
  readonly masked?: boolean;
  readonly fill?: number;
  readonly wait?: boolean;
  readonly offset?: number;
}

export interface Reduction {
  readonly of: 'sum' | 'squares' | 'maximum' | 'magnitude';
  /** The scalar of vector 0. */
  readonly scalar: number;
  /** RSQRT(R · mean + epsilon), 1 / R, or a scale for appending R · step. */
  readonly finish?:
    | { readonly root: { readonly mean: number; readonly epsilon: number } }
    | 'reciprocal'
    | { readonly keyScale: number }
    | { readonly byteScale: number };
}

export interface Parameters {
  /** Byte address. */
  readonly address: number;
  /** They are binary16, eight a beat. */
  readonly half?: boolean;
  /** Beats from position to position, or from token to token, where they depend on it. */
  readonly byPosition?: number;
  readonly byToken?: number;
}

export interface Append {
  readonly append: 'keys16' | 'keys8' | 'values8';
  /** Byte address, and beats from region to region. */
  readonly address: number;
  readonly stride: number;
  /** Of values: byte address of the scales, and beats from head to head. */
  readonly scales?: number;
  readonly scaleStride?: number;
}

/** Ends a list that runs again for the token that it found. */
export interface AgainRecord {
  readonly kind: 'again';
  readonly name: string;
  /** The largest token. */
  readonly lastToken: number;
  /** `MAX_STOP_TOKENS` at most. */
  readonly stopTokens: readonly number[];
}

export type ListRecord = ProductRecord | VectorRecord | AgainRecord;

/** Tokens that an again record has room for. */
export const MAX_STOP_TOKENS = 4;
/** In place of one. */
const NO_TOKEN = 2 ** 18;

/** The bytes of a list. */
export function encodeList(records: readonly ListRecord[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(records.length * RECORD_BYTES);
  for (const [i, record] of records.entries()) {
    const words = new DataView(bytes.buffer, i * RECORD_BYTES, RECORD_BYTES);
    if (record.kind === 'product') {
      encodeProduct(record, words);
    } else if (record.kind === 'again') {
      encodeAgain(record, words);
    } else {
      encodeVector(record, words);
    }
  }
  return bytes;
}

/** Puts fields, each [value, lowest bit, bits], into a word; one that does not fit is a mistake of the compiler. */
function pack(record: ListRecord, word: string, ...fields: readonly (readonly [number, number, number])[]): number {
  let packed = 0;
  for (const [value, low, bits] of fields) {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) {
      throw new RangeError(`${record.name}: ${word} bits ${low + bits - 1}:${low}: ${value} does not fit`);
    }
    packed += value * 2 ** low;
  }
  return packed;
}

const flag = (value: boolean | undefined): number => Number(value ?? false);

function putAddress(record: ListRecord, words: DataView, word: number, address: number, above = 0): void {
  if (address % 16 !== 0 || address < 0 || address >= 2 ** 40) {
    throw new RangeError(`${record.name}: address ${address} is no multiple of 16 below 2^40`);
  }
  words.setUint32(4 * word, address % 2 ** 32, true);
  words.setUint32(4 * word + 4, Math.floor(address / 2 ** 32) + above, true);
}

function encodeProduct(record: ProductRecord, words: DataView): void {
  const { matrix, vectors, results } = record;
  words.setUint32(
    0,
    pack(
      record,
      'w0',
      [1, 0, 4],
      [matrix.format, 4, 4],
      [vectors - 1, 8, 4],
      [flag(record.reuse), 12, 1],
      [flag(record.top), 13, 1],
      [flag(record.groupsByContext), 14, 1],
      [flag(record.blocksByContext), 15, 1],
      [flag(results === undefined), 16, 1],
      [flag(record.wait), 17, 1],
      [flag(record.resultsByPass), 18, 1],
    ),
    true,
  );
  words.setUint32(4, pack(record, 'w1', [matrix.groups, 0, 16], [matrix.blocks, 16, 16]), true);
  words.setUint32(8, pack(record, 'w2', [record.offset ?? 0, 0, 8]), true);
  words.setUint32(12, pack(record, 'w3', [record.outputs ?? 0, 0, 19]), true);
  for (const [c, address] of matrix.weights.entries()) {
    putAddress(record, words, 4 + 2 * c, address);
  }
  putAddress(record, words, 14, results ?? 0);
}

function encodeAgain(record: AgainRecord, words: DataView): void {
  const { lastToken, stopTokens } = record;
  if (stopTokens.length > MAX_STOP_TOKENS) {
    throw new RangeError(`${record.name}: ${stopTokens.length} stop tokens; ${MAX_STOP_TOKENS} can be`);
  }
  words.setUint32(0, pack(record, 'w0', [3, 0, 4]), true);
  words.setUint32(12, pack(record, 'w3', [lastToken, 0, 18]), true);
  for (let i = 0; i < MAX_STOP_TOKENS; i++) {
    words.setUint32(16 + 8 * i, pack(record, `w${4 + 2 * i}`, [stopTokens[i] ?? NO_TOKEN, 0, 19]), true);
  }
}

const REDUCTIONS = { sum: 1, squares: 2, maximum: 3, magnitude: 4 } as const;
const APPENDS = { keys16: 0, keys8: 1, values8: 2 } as const;

const isWalk = (source: object | string | undefined): source is Walk => typeof source === 'object' && 'at' in source;
const isScalar = (source: object | string | undefined): source is { scalar: number } =>
  typeof source === 'object' && 'scalar' in source;
const isValue = (source: object | string | undefined): source is { value: number } =>
  typeof source === 'object' && 'value' in source;
const isAppend = (to: VectorRecord['to']): to is Append => typeof to === 'object' && 'append' in to;

/** The code of a finish, and what it multiplies by and adds. */
function finishOf({ finish }: Reduction): { code: number; x?: number; y?: number } {
  if (finish === undefined) {
    return { code: 0 };
  }
  if (finish === 'reciprocal') {
    return { code: 2 };
  }
  if ('root' in finish) {
    return { code: 1, x: finish.root.mean, y: finish.root.epsilon };
  }
  if ('keyScale' in finish) {
    return { code: 3, y: finish.keyScale };
  }
  return { code: 4, y: finish.byteScale };
}

/** The value that an immediate has: all that use it must mean the same one. */
function immediate(record: VectorRecord, name: string, ...values: readonly (number | undefined)[]): number {
  const given = values.filter((value) => value !== undefined);
  if (given.some((value) => !Object.is(Math.fround(value), Math.fround(given[0])))) {
    throw new RangeError(`${record.name}: immediate ${name} cannot be ${given.join(' and ')} at once`);
  }
  return given[0] ?? 0;
}

function encodeVector(record: VectorRecord, words: DataView): void {
  const { beats, vectors = 1, a, b, c, d, e, to, reduce, parameters } = record;
  const steps = record.steps ?? 1;
  const [cWalk, eWalk] = [isWalk(c) ? c : undefined, isWalk(e) ? e : undefined];
  if (cWalk && eWalk && cWalk !== eWalk) {
    throw new RangeError(`${record.name}: C and E walk apart`);
  }
  const second = cWalk ?? eWalk;
  const finish = reduce ? finishOf(reduce) : { code: 0 };
  const appends = isAppend(to) ? to : undefined;
  const destination = to === undefined ? 0 : to === 'activations' ? 2 : appends ? 3 : 1;
  const two = d === 'second';
  const rowStride = parameters?.byToken ?? parameters?.byPosition;
  const used = a === 'parameters' || b === 'parameters' || c === 'parameters' || two || e === 'parameters';
  if (used !== (parameters !== undefined)) {
    throw new RangeError(`${record.name}: parameters without use, or none`);
  }

  const word = (index: number, ...fields: readonly (readonly [number, number, number])[]) =>
    words.setUint32(4 * index, pack(record, `w${index}`, ...fields), true);
  word(
    0,
    [2, 0, 4],
    [a === 'results' ? 1 : a === 'parameters' ? 2 : 0, 4, 2],
    [b === undefined ? 0 : b === 'parameters' ? 3 : isScalar(b) ? 1 : 2, 6, 2],
    [c === undefined ? 0 : c === 'parameters' ? 4 : c === 'one' ? 3 : isScalar(c) ? 2 : 1, 8, 3],
    [d === undefined ? 0 : two ? 2 : 1, 11, 2],
    [record.apply === undefined ? 0 : record.apply === 'exp' ? 1 : 2, 13, 2],
    [e === undefined ? 0 : e === 'parameters' ? 3 : isScalar(e) ? 1 : isValue(e) ? 2 : 4, 15, 3],
    [destination, 18, 2],
    [reduce ? REDUCTIONS[reduce.of] : 0, 20, 3],
    [finish.code, 23, 3],
    [flag(parameters?.half), 26, 1],
    [flag(record.twice), 27, 1],
    [flag(record.masked), 28, 1],
    [flag(steps === 'context'), 29, 1],
    [flag(rowStride !== undefined), 30, 1],
    [flag(two), 31, 1],
  );
  word(1, [beats, 0, 16], [steps === 'context' ? 0 : steps, 16, 16]);
  word(
    2,
    [vectors - 1, 0, 4],
    [flag(record.wait), 4, 1],
    [flag(parameters?.byToken !== undefined), 5, 1],
    [record.offset ?? 0, 8, 8],
    [record.fill ?? beats, 16, 16],
  );
  const [aWalk, wWalk] = [isWalk(a) ? a : undefined, isWalk(to) ? to : undefined];
  word(3, [aWalk?.at ?? 0, 0, 16], [aWalk?.vector ?? 0, 16, 16]);
  word(4, [aWalk?.step ?? 0, 0, 16], [second?.at ?? 0, 16, 16]);
  word(5, [second?.vector ?? 0, 0, 16], [second?.step ?? 0, 16, 16]);
  word(6, [wWalk?.at ?? 0, 0, 16], [wWalk?.vector ?? 0, 16, 16]);
  const scalar = isScalar(c) ? c.scalar : isScalar(e) ? e.scalar : 0;
  if (isScalar(c) && isScalar(e) && c.scalar !== e.scalar) {
    throw new RangeError(`${record.name}: two scalars of C and E`);
  }
  word(
    7,
    [wWalk?.step ?? 0, 0, 16],
    [isScalar(b) ? b.scalar : 0, 16, 5],
    [scalar, 21, 5],
    [reduce?.scalar ?? 0, 26, 5],
  );
  words.setFloat32(32, immediate(record, 'X', isValue(b) ? b.value : undefined, finish.x), true);
  words.setFloat32(
    36,
    immediate(record, 'Y', isValue(d) ? d.value : undefined, isValue(e) ? e.value : undefined, finish.y),
    true,
  );
  const perStep = used ? (two ? 2 * beats : parameters?.half ? beats / 2 : beats) : 0;
  putAddress(record, words, 10, parameters?.address ?? appends?.scales ?? 0, pack(record, 'w11', [perStep, 16, 16]));
  word(12, [rowStride ?? appends?.scaleStride ?? 0, 0, 16]);
  word(13, [cWalk?.xor ?? 0, 0, 8], [appends ? APPENDS[appends.append] : 0, 8, 2]);
  putAddress(record, words, 14, appends?.address ?? 0, pack(record, 'w15', [appends?.stride ?? 0, 8, 24]));
}
