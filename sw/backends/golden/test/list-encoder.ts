import {
  A_SOURCES,
  APPENDS,
  B_SOURCES,
  C_SOURCES,
  D_SOURCES,
  DESTINATIONS,
  E_SOURCES,
  FINISHES,
  FUNCTIONS,
  REDUCTIONS,
  type Walk,
} from '../list-records.ts';

/** A vector record as tests write it: what is not named is 0, nothing, one or none. */
export interface VectorFields {
  readonly a?: (typeof A_SOURCES)[number];
  readonly b?: (typeof B_SOURCES)[number];
  readonly c?: (typeof C_SOURCES)[number];
  readonly d?: (typeof D_SOURCES)[number];
  readonly function?: (typeof FUNCTIONS)[number];
  readonly e?: (typeof E_SOURCES)[number];
  readonly destination?: (typeof DESTINATIONS)[number];
  readonly reduction?: (typeof REDUCTIONS)[number];
  readonly finish?: (typeof FINISHES)[number];
  readonly half?: boolean;
  readonly twice?: boolean;
  readonly masked?: boolean;
  readonly byContext?: boolean;
  readonly byPosition?: boolean;
  readonly byToken?: boolean;
  readonly two?: boolean;
  readonly wait?: boolean;
  readonly n0: number;
  readonly n1?: number;
  readonly n2?: number;
  readonly offset?: number;
  /** Default n0. */
  readonly fill?: number;
  readonly walkA?: Partial<Walk>;
  readonly walkC?: Partial<Walk>;
  readonly walkW?: Partial<Walk>;
  readonly xor?: number;
  readonly scalarB?: number;
  readonly scalarK?: number;
  readonly scalarR?: number;
  readonly x?: number;
  readonly y?: number;
  readonly parameters?: number;
  readonly parameterBeats?: number;
  readonly stride?: number;
  readonly append?: (typeof APPENDS)[number];
  readonly appendTo?: number;
  readonly appendStride?: number;
}

/** A product record as tests write it. */
export interface ProductFields {
  readonly format?: number;
  readonly tokens?: number;
  readonly reuse?: boolean;
  readonly top?: boolean;
  readonly groupsByContext?: boolean;
  readonly blocksByContext?: boolean;
  readonly toVectorUnit?: boolean;
  readonly wait?: boolean;
  readonly byPass?: boolean;
  readonly groups?: number;
  readonly blocks?: number;
  readonly offset?: number;
  readonly outputs?: number;
  readonly weights: readonly number[];
  readonly results?: number;
}

/** Fields, each [low bit, value], → word. */
const word = (...fields: readonly (readonly [number, number | boolean | undefined])[]): number =>
  fields.reduce((sum, [low, value]) => sum + Number(value ?? 0) * 2 ** low, 0);

const low = (address: number): number => address % 2 ** 32;
const high = (address: number): number => Math.floor(address / 2 ** 32);

const float = new Float32Array(1);
function bitsOf(value: number): number {
  float[0] = value;
  return new Uint32Array(float.buffer)[0];
}

/** Words of a vector record. */
export function vectorWords(r: VectorFields): Uint32Array<ArrayBuffer> {
  const { walkA = {}, walkC = {}, walkW = {} } = r;
  return Uint32Array.of(
    word(
      [0, 2],
      [4, A_SOURCES.indexOf(r.a ?? 'memory')],
      [6, B_SOURCES.indexOf(r.b ?? 'one')],
      [8, C_SOURCES.indexOf(r.c ?? 'nothing')],
      [11, D_SOURCES.indexOf(r.d ?? 'one')],
      [13, FUNCTIONS.indexOf(r.function ?? 'none')],
      [15, E_SOURCES.indexOf(r.e ?? 'nothing')],
      [18, DESTINATIONS.indexOf(r.destination ?? 'none')],
      [20, REDUCTIONS.indexOf(r.reduction ?? 'none')],
      [23, FINISHES.indexOf(r.finish ?? 'none')],
      [26, r.half],
      [27, r.twice],
      [28, r.masked],
      [29, r.byContext],
      [30, r.byPosition],
      [31, r.two],
    ),
    word([0, r.n0], [16, r.n2 ?? 1]),
    word([0, (r.n1 ?? 1) - 1], [4, r.wait], [5, r.byToken], [8, r.offset], [16, r.fill ?? r.n0]),
    word([0, walkA.start], [16, walkA.t]),
    word([0, walkA.g], [16, walkC.start]),
    word([0, walkC.t], [16, walkC.g]),
    word([0, walkW.start], [16, walkW.t]),
    word([0, walkW.g], [16, r.scalarB], [21, r.scalarK], [26, r.scalarR]),
    bitsOf(r.x ?? 0),
    bitsOf(r.y ?? 0),
    low(r.parameters ?? 0),
    word([0, high(r.parameters ?? 0)], [16, r.parameterBeats]),
    word([0, r.stride]),
    word([0, r.xor], [8, APPENDS.indexOf(r.append ?? 'keys16')]),
    low(r.appendTo ?? 0),
    word([0, high(r.appendTo ?? 0)], [8, r.appendStride]),
  );
}

/** Words of a product record. */
export function productWords(r: ProductFields): Uint32Array<ArrayBuffer> {
  const addresses = [...r.weights].flatMap((address) => [low(address), high(address)]);
  return Uint32Array.of(
    word(
      [0, 1],
      [4, r.format],
      [8, (r.tokens ?? 1) - 1],
      [12, r.reuse],
      [13, r.top],
      [14, r.groupsByContext],
      [15, r.blocksByContext],
      [16, r.toVectorUnit],
      [17, r.wait],
      [18, r.byPass],
    ),
    word([0, r.groups], [16, r.blocks]),
    word([0, r.offset]),
    word([0, r.outputs]),
    ...addresses,
    0,
    0,
    low(r.results ?? 0),
    high(r.results ?? 0),
  );
}

/** Words of an again record: the largest token, and up to four that end the text. */
export function againWords(lastToken: number, stopTokens: readonly number[]): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(16);
  words[0] = 3;
  words[3] = lastToken;
  for (let i = 0; i < 4; i++) {
    words[4 + 2 * i] = stopTokens[i] ?? 2 ** 18;
  }
  return words;
}

/** The bytes of a list, little-endian. */
export function listBytes(records: readonly Uint32Array[]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(64 * records.length));
  records.forEach((words, r) => {
    words.forEach((each, i) => {
      view.setUint32(64 * r + 4 * i, each, true);
    });
  });
  return new Uint8Array(view.buffer);
}
