import { exp } from './exp.ts';
import { add, CANONICAL_NAN, multiply } from './float32.ts';
import { floatToHalf, HALVES, halfToFloat } from './half.ts';
import { BEAT_BYTES, LANES, type ListMemory, readWords } from './list-memory.ts';
import { HALF_COUNT, SCALARS, takesParameters, VECTOR_BEATS, type VectorRecord } from './list-records.ts';
import { reciprocal, reciprocalSquareRoot } from './reciprocal.ts';
import { balancedSum, PARTIAL_SUMS } from './sum32.ts';

const HALF_INFINITY = 0x7c00;
const HALF_NAN = 0x7e00;

/** What the vector unit takes and gives, beside memory and parameters. */
export interface VectorStreams {
  /** The next four results of the products before. */
  takeResults(): Float32Array;
  /** Four activations, as bits, for the products behind. */
  giveActivations(beat: Uint32Array<ArrayBuffer>): void;
  /** y [4 n0] of a head to append, and the bits of its scale. */
  append(head: number, y: Float64Array, scale: number): void;
}

/** The vector unit of docs/command-list.md: what it keeps from record to record, and what a record does. */
export class VectorUnit {
  /** Vector memory, as bits: four lanes of each beat. */
  readonly bits = new Uint32Array(LANES * VECTOR_BEATS);
  readonly memory = new Float32Array(this.bits.buffer);
  readonly scalars = new Float64Array(SCALARS);
  /** Bits of binary16. */
  readonly halves = new Uint16Array(HALF_COUNT);

  run(record: VectorRecord, memory: ListMemory, streams: VectorStreams): void {
    const { n0, n1, n2, twice, fill, masked, context, destination } = record;
    const reductions = Array.from({ length: n1 }, () => new Reduction(record.reduction));
    const appended = Array.from({ length: n1 }, () => new Float64Array(destination === 'append' ? LANES * n0 : 0));
    const parameters = new Parameters(record, memory);
    const at = { t: 0, g: 0, i: 0 };
    const results: { beat: Float32Array } = { beat: new Float32Array(LANES) };
    const element = this.elementOf(record, at, parameters, results);
    const beat = new Uint32Array(LANES);

    for (at.g = 0; at.g < n2; at.g++) {
      parameters.step(at.g);
      for (let round = 0; round < (twice ? 2 : 1); round++) {
        for (at.t = 0; at.t < n1; at.t++) {
          for (at.i = 0; at.i < n0; at.i++) {
            if (record.a === 'results') {
              results.beat = streams.takeResults();
            }
            for (let lane = 0; lane < LANES; lane++) {
              const number = LANES * (at.g * n0 + at.i) + lane;
              const isLeftOut = (masked && number >= context) || at.i >= fill;
              const { v, y } = isLeftOut ? ZERO : element(lane);
              reductions[at.t].take(number, isLeftOut ? undefined : v);
              beat[lane] = bitsOf(y);
              if (destination === 'append') {
                appended[at.t][LANES * at.i + lane] = y;
              }
            }
            if (destination === 'memory') {
              this.bits.set(beat, LANES * place(record.walkW, at, at.i));
            }
            if (destination === 'activations') {
              streams.giveActivations(beat.slice());
            }
          }
        }
      }
    }

    if (destination === 'append') {
      for (let t = 0; t < n1; t++) {
        streams.append(t, appended[t], this.halves[t]);
      }
    }
    if (record.reduction !== 'none') {
      for (let t = 0; t < n1; t++) {
        this.finish(record, t, reductions[t].value());
      }
    }
  }

  /** v and y of a lane of the beat that the loops stand at. */
  private elementOf(
    record: VectorRecord,
    at: Readonly<At>,
    parameters: Parameters,
    results: { readonly beat: Float32Array },
  ): (lane: number) => { v: number; y: number } {
    const { memory, scalars } = this;
    const first = (lane: number) => parameters.first(at.i, lane);
    const second = (lane: number) => parameters.second(at.i, lane);
    const one = () => 1;
    const x = () => record.x;
    const y = () => record.y;
    const ofA = (lane: number) => memory[LANES * place(record.walkA, at, at.i) + lane];
    const ofC = (lane: number) => memory[LANES * place(record.walkC, at, at.i ^ record.xor) + lane];
    const ofB = () => scalars[record.scalarB + at.t];
    const ofK = () => scalars[record.scalarK + at.t];

    const a = { memory: ofA, results: (lane: number) => results.beat[lane], parameters: first }[record.a];
    const b = { one, scalar: ofB, immediate: x, parameters: first }[record.b];
    const c = { nothing: undefined, memory: ofC, scalar: ofK, one, parameters: first }[record.c];
    const d = { one, immediate: y, second }[record.d];
    const apply = { none: (s: number) => s, exp, reciprocal }[record.function];
    const e = { nothing: undefined, scalar: ofK, immediate: y, parameters: first, memory: ofC }[record.e];

    return (lane) => {
      const product = multiply(a(lane), b(lane));
      const s = c ? add(product, multiply(c(lane), d(lane))) : product;
      const v = apply(s);
      return { v, y: e ? multiply(v, e(lane)) : v };
    };
  }

  /** What becomes of the reduction R of vector t. */
  private finish({ finish, scalarR, x, y }: VectorRecord, t: number, reduced: number): void {
    const { scalar, half } = finished(finish, reduced, x, y);
    this.scalars[scalarR + t] = scalar;
    if (half !== undefined) {
      this.halves[t] = half;
    }
  }
}

/** The scalar of a reduction R, and of the scales the bits of the half. */
export function finished(
  finish: VectorRecord['finish'],
  reduced: number,
  x: number,
  y: number,
): { readonly scalar: number; readonly half?: number } {
  if (finish === 'none') {
    return { scalar: reduced };
  }
  if (finish === 'rsqrt') {
    return { scalar: reciprocalSquareRoot(add(multiply(reduced, x), y)) };
  }
  if (finish === 'reciprocal') {
    return { scalar: reciprocal(reduced) };
  }
  const half = (finish === 'key-scale' ? keyScale : byteScale)(reduced, multiply(reduced, y));
  return { scalar: reciprocal(halfToFloat(half)), half };
}

/** Where the loops stand. */
interface At {
  t: number;
  g: number;
  i: number;
}

/** Beat of the vector memory of a walk. */
const place = (walk: VectorRecord['walkA'], { t, g }: Readonly<At>, i: number): number =>
  walk.start + t * walk.t + g * walk.g + i;

const ZERO = { v: 0, y: 0 };

/** Scale of 16-bit keys: 256 · h must be a binary16 number too. */
function keyScale(reduced: number, scaled: number): number {
  const half = floatToHalf(scaled);
  return Number.isFinite(reduced) && Math.abs(halfToFloat(half)) < 256 ? half : HALF_INFINITY;
}

const byteScale = (reduced: number, scaled: number): number =>
  Number.isFinite(reduced) ? floatToHalf(scaled) : HALF_NAN;

/** The parameters of a step of g, which every round of the step sees. */
class Parameters {
  private values: Float32Array | Float64Array = new Float32Array(0);

  private readonly record: VectorRecord;
  private readonly memory: ListMemory;

  constructor(record: VectorRecord, memory: ListMemory) {
    this.record = record;
    this.memory = memory;
  }

  step(g: number): void {
    const { parameters, parameterBeats, half } = this.record;
    if (!takesParameters(this.record)) {
      return;
    }
    const from = parameters + g * parameterBeats * BEAT_BYTES;
    const words = readWords(this.memory, from, LANES * parameterBeats);
    this.values = half
      ? Float64Array.from(new Uint16Array(words.buffer), (bits) => HALVES[bits])
      : new Float32Array(words.buffer);
  }

  first(i: number, lane: number): number {
    return this.values[LANES * (this.record.two ? 2 * i : i) + lane];
  }

  second(i: number, lane: number): number {
    return this.values[LANES * (2 * i + 1) + lane];
  }
}

/** A reduction over the elements of one vector. */
class Reduction {
  private readonly partial = new Float64Array(PARTIAL_SUMS);
  private largest: number;

  private readonly kind: VectorRecord['reduction'];

  constructor(kind: VectorRecord['reduction']) {
    this.kind = kind;
    this.largest = kind === 'maximum' ? Number.NEGATIVE_INFINITY : 0;
  }

  /** Element `number`; one that is left out is undefined. */
  take(number: number, v: number | undefined): void {
    const j = number % PARTIAL_SUMS;
    if (this.kind === 'sum') {
      this.partial[j] = add(this.partial[j], v ?? 0);
    }
    if (this.kind === 'squares') {
      this.partial[j] = add(this.partial[j], v === undefined ? 0 : multiply(v, v));
    }
    if (v === undefined) {
      return;
    }
    if (this.kind === 'maximum') {
      this.largest = Math.max(this.largest, v);
    }
    if (this.kind === 'magnitude') {
      this.largest = Math.max(this.largest, Math.abs(v));
    }
  }

  value(): number {
    return this.kind === 'sum' || this.kind === 'squares' ? balancedSum(this.partial) : this.largest;
  }
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

function bitsOf(value: number): number {
  if (Number.isNaN(value)) {
    return CANONICAL_NAN;
  }
  float[0] = value;
  return word[0];
}
