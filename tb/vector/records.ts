import type { Random } from '@chisel-lite/testbench';
import type { VectorRecord, Walk } from 'macromac/backends/golden/list-records.ts';
import type { VectorFields } from '../../sw/backends/golden/test/list-encoder.ts';

/** Parts of the vector memory that random records read and write: near its beginning, and up to its end. */
const AREA_BEATS = 512;
export const AREAS = [0, 16_384 - AREA_BEATS] as const;
const MAX_VECTORS = 8;
const SCALARS = 32;

/** Bits of a float: of middling size, or (one in `1 / wild`) of any kind. */
export function someFloat(random: Random, wild: number): number {
  if (random.chance(wild)) {
    const kinds = [0, 0x80000000, 0x7f800000, 0xff800000, 0x7fc12345, random.uint32(), random.uint32() & 0x807fffff];
    return kinds[random.below(kinds.length)] >>> 0;
  }
  const exponent = 118 + random.below(14);
  return ((random.uint32() & 0x807fffff) | (exponent << 23)) >>> 0;
}

const view = new DataView(new ArrayBuffer(4));
export function floatOf(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** Bits of a float32, with the one NaN. */
export function bitsOf(value: number): number {
  view.setFloat32(0, value);
  return Number.isNaN(value) ? 0x7fc00000 : view.getUint32(0);
}

const oneOf = <T>(random: Random, values: readonly T[]): T => values[random.below(values.length)];

interface Shape {
  readonly n0: number;
  readonly n1: number;
  readonly n2: number;
}

/**
 * A walk whose every beat, up to `reach` behind where a vector begins, lies in one area; undefined where none is found.
 */
function someWalk(random: Random, { n1, n2 }: Shape, reach: number): Walk | undefined {
  const step = (count: number) => (count === 1 ? random.below(65_536) : random.below(Math.ceil(300 / count)));
  const walk = { t: step(n1), g: step(n2) };
  const length = (n1 - 1) * walk.t + (n2 - 1) * walk.g + reach + 1;
  if (length > AREA_BEATS) {
    return undefined;
  }
  return { ...walk, start: oneOf(random, AREAS) + random.below(AREA_BEATS - length + 1) };
}

const someJunk = (random: Random): Walk => ({
  start: random.below(65_536),
  t: random.below(65_536),
  g: random.below(65_536),
});

/** Beats as they are written and read, in the order of the loops. */
function* loops({ n0, n1, n2 }: Shape, twice: boolean): Generator<readonly [number, number, number]> {
  for (let g = 0; g < n2; g++) {
    for (let round = 0; round < (twice ? 2 : 1); round++) {
      for (let t = 0; t < n1; t++) {
        for (let i = 0; i < n0; i++) {
          yield [g, t, i];
        }
      }
    }
  }
}

/**
 * Whether a record never reads what an earlier beat of it wrote: what else happens depends on how long a beat takes.
 */
export function isInOrder(record: VectorRecord): boolean {
  if (record.destination !== 'memory') {
    return true;
  }
  const written = new Set<number>();
  const at = (walk: Walk, g: number, t: number, i: number) => walk.start + t * walk.t + g * walk.g + i;
  for (const [g, t, i] of loops(record, record.twice)) {
    if (record.a === 'memory' && written.has(at(record.walkA, g, t, i))) {
      return false;
    }
    const readsC = record.c === 'memory' || record.e === 'memory';
    if (readsC && written.has(at(record.walkC, g, t, i ^ record.xor))) {
      return false;
    }
    written.add(at(record.walkW, g, t, i));
  }
  return true;
}

/** A record, or undefined where the choices do not go together. `context` is of its position. */
export function tryRecord(random: Random, context: number): VectorFields | undefined {
  const destination = oneOf(random, ['none', 'memory', 'memory', 'memory', 'activations', 'append'] as const);
  const appends = destination === 'append';
  const reduction = random.chance(0.5)
    ? ('none' as const)
    : oneOf(random, ['sum', 'squares', 'maximum', 'magnitude'] as const);
  const reduces = reduction !== 'none';
  const byContext = !appends && random.chance(0.2);
  const n0 = appends
    ? 8 * (1 + random.below(4))
    : byContext
      ? 8 * (1 + random.below(2))
      : 1 + random.below(oneOf(random, [4, 17, 40]));
  const n1 = random.chance(0.4) ? 1 : 1 + random.below(reduces || appends ? MAX_VECTORS : 16);
  const n2 = appends ? 1 : byContext ? Math.ceil(context / (4 * n0)) : 1 + random.below(oneOf(random, [1, 3, 8]));
  const shape = { n0, n1, n2 };
  if (n0 * n1 * n2 > 400 || (reduces && (n0 * n2) % 8 !== 0)) {
    return undefined;
  }
  const twice = !reduces && !appends && random.chance(0.2);

  const a = appends ? 'memory' : oneOf(random, ['memory', 'memory', 'results', 'parameters'] as const);
  const b = oneOf(random, ['one', 'scalar', 'immediate', ...(appends ? [] : (['parameters'] as const))] as const);
  const c = oneOf(random, [
    'nothing',
    'memory',
    'scalar',
    'one',
    ...(appends ? [] : (['parameters'] as const)),
  ] as const);
  const two = !appends && random.chance(0.2);
  const d = two && random.chance(0.7) ? 'second' : oneOf(random, ['one', 'immediate'] as const);
  const e =
    reduction === 'squares'
      ? 'nothing'
      : oneOf(random, [
          'nothing',
          'scalar',
          'immediate',
          'memory',
          ...(appends ? [] : (['parameters'] as const)),
        ] as const);
  const parameters = [a, b, c, e].includes('parameters') || d === 'second';
  if (two && !parameters) {
    return undefined;
  }
  const half = parameters && !two && n0 % 2 === 0 && random.chance(0.3);
  const parameterBeats = two ? 2 * n0 : half ? n0 / 2 : n0;
  if (parameters && (n1 > 1 || twice) && parameterBeats > 64) {
    return undefined;
  }

  const xor = random.chance(0.4) ? oneOf(random, [1, 2, 3, 4, 8, 16, 255, random.below(256)]) : 0;
  const readsC = c === 'memory' || e === 'memory';
  const walkA = a === 'memory' ? someWalk(random, shape, n0 - 1) : someJunk(random);
  const walkC = readsC ? someWalk(random, shape, (n0 - 1) | xor) : someJunk(random);
  const over = a === 'memory' && random.chance(0.2);
  const walkW = destination !== 'memory' ? someJunk(random) : over ? walkA : someWalk(random, shape, n0 - 1);
  if (!walkA || !walkC || !walkW) {
    return undefined;
  }

  const scalar = (used: boolean) => random.below(used ? SCALARS - n1 + 1 : SCALARS);
  const finish = reduces ? oneOf(random, ['none', 'rsqrt', 'reciprocal', 'key-scale', 'byte-scale'] as const) : 'none';
  const wild = 0.05;
  return {
    a,
    b,
    c,
    d,
    function: oneOf(random, ['none', 'none', 'exp', 'reciprocal'] as const),
    e,
    destination,
    reduction,
    finish,
    half,
    twice,
    masked: random.chance(0.3),
    byContext,
    two,
    n0,
    n1,
    n2: byContext ? random.below(65_536) : n2,
    fill: appends || random.chance(0.7) ? n0 : random.below(n0 + 2),
    walkA,
    walkC,
    walkW,
    xor,
    scalarB: scalar(b === 'scalar'),
    scalarK: scalar(c === 'scalar' || e === 'scalar'),
    scalarR: scalar(reduces),
    x: floatOf(someFloat(random, wild)),
    y: finish.endsWith('scale')
      ? (random.chance(0.1) ? -1 : 1) * 2 ** -random.below(24)
      : floatOf(someFloat(random, wild)),
    parameterBeats: parameters ? parameterBeats : random.below(65_536),
    append: oneOf(random, ['keys16', 'keys8', 'values8'] as const),
    stride: random.below(65_536),
    appendStride: random.below(2 ** 24),
  };
}
