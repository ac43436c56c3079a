/** Beats of the vector memory, scalars and halves of the vector unit. */
export const VECTOR_BEATS = 16_384;
export const SCALARS = 32;
export const HALF_COUNT = 8;

/** docs/command-list.md: a record is sixteen 32-bit words. */
export const RECORD_WORDS = 16;
export const RECORD_BYTES = 4 * RECORD_WORDS;

/** Bytes of a list of the largest results. */
export const TOP_BYTES = 512;

export const LIST_FORMATS = ['awq-macro', 'awq-macro-dense', 'int8-macro'] as const;

/** y = W·x for `tokens` vectors. */
export interface ProductRecord {
  readonly kind: 'product';
  /** Index into LIST_FORMATS; larger where there is no such format. */
  readonly format: number;
  readonly tokens: number;
  readonly reuse: boolean;
  readonly top: boolean;
  readonly toVectorUnit: boolean;
  /** K / 64 and N / 32, rounded up; from the context where the record says so. */
  readonly groups: number;
  readonly blocks: number;
  /** N, of a product with `top`. */
  readonly outputs: number;
  readonly weights: readonly number[];
  readonly results: number;
}

/** Where a walk begins, and its steps from t to t and from g to g, in beats. */
export interface Walk {
  readonly start: number;
  readonly t: number;
  readonly g: number;
}

export const A_SOURCES = ['memory', 'results', 'parameters'] as const;
export const B_SOURCES = ['one', 'scalar', 'immediate', 'parameters'] as const;
export const C_SOURCES = ['nothing', 'memory', 'scalar', 'one', 'parameters'] as const;
export const D_SOURCES = ['one', 'immediate', 'second'] as const;
export const FUNCTIONS = ['none', 'exp', 'reciprocal'] as const;
export const E_SOURCES = ['nothing', 'scalar', 'immediate', 'parameters', 'memory'] as const;
export const DESTINATIONS = ['none', 'memory', 'activations', 'append'] as const;
export const REDUCTIONS = ['none', 'sum', 'squares', 'maximum', 'magnitude'] as const;
export const FINISHES = ['none', 'rsqrt', 'reciprocal', 'key-scale', 'byte-scale'] as const;
export const APPENDS = ['keys16', 'keys8', 'values8'] as const;

/** The loops of the vector unit, what they take, do and give. */
export interface VectorRecord {
  readonly kind: 'vector';
  readonly a: (typeof A_SOURCES)[number];
  readonly b: (typeof B_SOURCES)[number];
  readonly c: (typeof C_SOURCES)[number];
  readonly d: (typeof D_SOURCES)[number];
  readonly function: (typeof FUNCTIONS)[number];
  readonly e: (typeof E_SOURCES)[number];
  readonly destination: (typeof DESTINATIONS)[number];
  readonly reduction: (typeof REDUCTIONS)[number];
  readonly finish: (typeof FINISHES)[number];
  readonly half: boolean;
  readonly twice: boolean;
  readonly masked: boolean;
  readonly two: boolean;
  readonly byContext: boolean;
  readonly byPosition: boolean;
  readonly byToken: boolean;
  readonly n0: number;
  readonly n1: number;
  /** From the context where the record says so. */
  readonly n2: number;
  readonly fill: number;
  readonly walkA: Walk;
  readonly walkC: Walk;
  readonly walkW: Walk;
  /** c_x. */
  readonly xor: number;
  /** First scalar of B, of C or E, of the reduction. */
  readonly scalarB: number;
  readonly scalarK: number;
  readonly scalarR: number;
  readonly x: number;
  readonly y: number;
  /**
   * Byte address of the first beat, the position's or token's row included. With destination append: of the scales of
   * V.
   */
  readonly parameters: number;
  /** For each step of g. */
  readonly parameterBeats: number;
  /** Beats from head to head of the scales of V. */
  readonly stride: number;
  readonly append: (typeof APPENDS)[number];
  readonly appendTo: number;
  readonly appendStride: number;
  /** p and C. */
  readonly position: number;
  readonly context: number;
}

/** Runs the list again, for the token that it has found. */
export interface AgainRecord {
  readonly kind: 'again';
  /** The largest token that there can be. */
  readonly lastToken: number;
  /** Tokens behind which no pass follows. */
  readonly stopTokens: readonly number[];
}

export type ListRecord = ProductRecord | VectorRecord | AgainRecord;

/** Which pass of a list it is, and the token that it is for. */
export interface Pass {
  readonly pass: number;
  readonly token: number;
}
const FIRST_PASS: Pass = { pass: 0, token: 0 };

/** A record that says what no record can; of a product the error is `reserved`, of a vector record `record`. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

const field = (word: number, high: number, low: number): number => Math.floor(word / 2 ** low) % 2 ** (high - low + 1);
const flag = (word: number, bit: number): boolean => field(word, bit, bit) === 1;

const mustBeZero = (what: string, value: number): void => {
  if (value !== 0) {
    throw new UnreadableRecord(`${what} is ${value}, not 0`);
  }
};

function choice<T>(what: string, values: readonly T[], index: number): T {
  if (index >= values.length) {
    throw new UnreadableRecord(`${what} is ${index}, and there are only 0 … ${values.length - 1}`);
  }
  return values[index];
}

/** Words → record, for a pass that begins at position P. */
export function parseRecord(words: Uint32Array, passPosition: number, pass = FIRST_PASS): ListRecord {
  const kind = field(words[0], 3, 0);
  if (kind === 1) {
    return parseProduct(words, passPosition, pass);
  }
  if (kind === 2) {
    return parseVector(words, passPosition, pass);
  }
  if (kind === 3) {
    return parseAgain(words);
  }
  throw new UnreadableRecord(`kind ${kind} is none of 1 (product), 2 (vector) and 3 (again)`);
}

function address(words: Uint32Array, low: number): number {
  mustBeZero(`w${low + 1} bits 31:8`, field(words[low + 1], 31, 8));
  return words[low + 1] * 2 ** 32 + words[low];
}

/** What no product has must be 0 in an again record too; the rest is of no meaning. */
function parseAgain(words: Uint32Array): AgainRecord {
  mustBeZero('w0 bits 31:19', field(words[0], 31, 19));
  mustBeZero('w2 bits 31:8', field(words[2], 31, 8));
  mustBeZero('w3 bits 31:19', field(words[3], 31, 19));
  mustBeZero('w12', words[12]);
  mustBeZero('w13', words[13]);
  for (const low of [4, 6, 8, 10, 14]) {
    address(words, low);
  }
  return {
    kind: 'again',
    lastToken: field(words[3], 17, 0),
    stopTokens: [4, 6, 8, 10].map((low) => field(words[low], 18, 0)),
  };
}

function parseProduct(words: Uint32Array, passPosition: number, { pass }: Pass): ProductRecord {
  const [w0, w1, w2, w3] = words;
  const context = passPosition + field(w2, 7, 0) + 1;
  if (context > 65_535) {
    throw new UnreadableRecord(`position ${context - 1}; 0 … 65,534 can be`);
  }
  mustBeZero('w0 bits 31:19', field(w0, 31, 19));
  mustBeZero('w2 bits 31:8', field(w2, 31, 8));
  mustBeZero('w3 bits 31:19', field(w3, 31, 19));
  mustBeZero('w12', words[12]);
  mustBeZero('w13', words[13]);
  const toVectorUnit = flag(w0, 16);
  const top = flag(w0, 13);
  const results = address(words, 14);
  if (toVectorUnit && top) {
    throw new UnreadableRecord('the largest results cannot go to the vector unit');
  }
  return {
    kind: 'product',
    format: field(w0, 7, 4),
    tokens: field(w0, 11, 8) + 1,
    reuse: flag(w0, 12),
    top,
    toVectorUnit,
    groups: flag(w0, 14) ? Math.ceil(context / 64) : field(w1, 15, 0),
    blocks: flag(w0, 15) ? Math.ceil(context / 32) : field(w1, 31, 16),
    outputs: w3,
    weights: [4, 6, 8, 10].map((low) => address(words, low)),
    results: flag(w0, 18) ? (results + TOP_BYTES * pass) % 2 ** 40 : results,
  };
}

function parseVector(words: Uint32Array, passPosition: number, { token }: Pass): VectorRecord {
  const [w0, w1, w2, w3, w4, w5, w6, w7] = words;
  mustBeZero('w2 bits 7:6', field(w2, 7, 6));
  mustBeZero('w7 bit 31', field(w7, 31, 31));
  mustBeZero('w11 bits 15:8', field(words[11], 15, 8));
  mustBeZero('w12 bits 31:16', field(words[12], 31, 16));
  mustBeZero('w13 bits 31:10', field(words[13], 31, 10));

  const position = passPosition + field(w2, 15, 8);
  const context = position + 1;
  const stride = field(words[12], 15, 0);
  const n0 = field(w1, 15, 0);
  const byContext = flag(w0, 29);
  if (byContext && n0 !== 8 && n0 !== 16) {
    throw new UnreadableRecord(`steps by context need n0 = 8 or 16, and it is ${n0}`);
  }
  const byPosition = flag(w0, 30);
  const byToken = flag(w2, 5);
  const parametersAt = field(words[11], 7, 0) * 2 ** 32 + words[10];
  return {
    kind: 'vector',
    a: choice('A', A_SOURCES, field(w0, 5, 4)),
    b: choice('B', B_SOURCES, field(w0, 7, 6)),
    c: choice('C', C_SOURCES, field(w0, 10, 8)),
    d: choice('D', D_SOURCES, field(w0, 12, 11)),
    function: choice('function', FUNCTIONS, field(w0, 14, 13)),
    e: choice('E', E_SOURCES, field(w0, 17, 15)),
    destination: choice('destination', DESTINATIONS, field(w0, 19, 18)),
    reduction: choice('reduction', REDUCTIONS, field(w0, 22, 20)),
    finish: choice('finish', FINISHES, field(w0, 25, 23)),
    half: flag(w0, 26),
    twice: flag(w0, 27),
    masked: flag(w0, 28),
    two: flag(w0, 31),
    byContext,
    byPosition,
    byToken,
    n0,
    n1: field(w2, 3, 0) + 1,
    n2: byContext ? Math.ceil(context / (4 * n0)) : field(w1, 31, 16),
    fill: field(w2, 31, 16),
    walkA: { start: field(w3, 15, 0), t: field(w3, 31, 16), g: field(w4, 15, 0) },
    walkC: { start: field(w4, 31, 16), t: field(w5, 15, 0), g: field(w5, 31, 16) },
    walkW: { start: field(w6, 15, 0), t: field(w6, 31, 16), g: field(w7, 15, 0) },
    xor: field(words[13], 7, 0),
    scalarB: field(w7, 20, 16),
    scalarK: field(w7, 25, 21),
    scalarR: field(w7, 30, 26),
    x: floatOf(words[8]),
    y: floatOf(words[9]),
    parameters: byPosition ? parametersAt + (byToken ? token : position) * stride * 16 : parametersAt,
    parameterBeats: field(words[11], 31, 16),
    stride,
    append: choice('append', APPENDS, field(words[13], 9, 8)),
    appendTo: field(words[15], 7, 0) * 2 ** 32 + words[14],
    appendStride: field(words[15], 31, 8),
    position,
    context,
  };
}

/** Whether a record takes parameters. */
export const takesParameters = ({ a, b, c, d, e }: VectorRecord): boolean =>
  [a, b, c, e].includes('parameters') || d === 'second';

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

function floatOf(bits: number): number {
  word[0] = bits;
  return float[0];
}
