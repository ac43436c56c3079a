import { type MatrixFormat, matrixLayout } from '../../port/layout.ts';
import { appendExtents, appendFits, type Extent } from './append.ts';
import { LIST_PLACE, ListError, type ListErrorName } from './list-error.ts';
import { BEAT_BYTES } from './list-memory.ts';
import {
  HALF_COUNT,
  LIST_FORMATS,
  type ProductRecord,
  SCALARS,
  TOP_BYTES,
  takesParameters,
  VECTOR_BEATS,
  type VectorRecord,
  type Walk,
} from './list-records.ts';

/** Most groups and blocks of a product: what the activation buffer holds, and N = 262,144. */
const MAX_GROUPS = 128;
const MAX_BLOCKS = 8192;
const PAGE_SHIFT = 12;
/** Largest context. */
const MAX_CONTEXT = 65_535;
/** Parameter beats of a step that a record can see again. */
const MAX_REPLAYED = 64;
/** Beats of parameters that a record does not reach. */
const MAX_PARAMETERS = 2 ** 28;
/** Beats of the longest head that is appended. */
const MAX_HEAD_BEATS = 32;

/** What a record is checked against. */
export interface CheckContext {
  /** T: vectors a pass. */
  readonly tokens: number;
  /** Pages of 4 KiB that a list may touch. */
  readonly windowFirst: number;
  readonly windowLast: number;
}

/** Groups and vectors of the activations that a product with `reuse` would take. */
export type Loaded = Pick<ProductRecord, 'groups' | 'tokens'> | undefined;

/** Throws a ListError where a product or vector record cannot be. `loaded` is of the product before it in the list. */
export function checkRecord(
  record: ProductRecord | VectorRecord,
  number: number,
  loaded: Loaded,
  context: CheckContext,
): void {
  const check = new Check(number, context);
  if (record.kind === 'product') {
    checkProduct(record, loaded, check, context.tokens);
  } else {
    checkVector(record, check);
  }
}

/** Throws what is wrong with a region, a field or a combination of one record, or with the list (record 0). */
export class Check {
  private readonly record: number;
  private readonly context: CheckContext;

  constructor(record: number, context: CheckContext) {
    this.record = record;
    this.context = context;
  }

  refuse(wrong: boolean, error: ListErrorName, place: number, what: string): void {
    if (wrong) {
      throw new ListError(error, place, this.record, what);
    }
  }

  alignment({ what, address }: Extent, place: number, alignment = BEAT_BYTES): void {
    const wrong = address % alignment !== 0;
    this.refuse(wrong, 'alignment', place, `${what} at ${hex(address)}: not a multiple of ${alignment}`);
  }

  window({ what, address, bytes }: Extent, place: number): void {
    const { windowFirst, windowLast } = this.context;
    const last = address + bytes - 1;
    const outside = page(address) < windowFirst || page(last) > windowLast;
    this.refuse(outside, 'window', place, `${what}, ${hex(address)} … ${hex(last)}, leaves the window`);
  }

  region(extent: Extent, place: number, alignment = BEAT_BYTES): void {
    this.alignment(extent, place, alignment);
    this.window(extent, place);
  }
}

const page = (address: number): number => Math.floor(address / 2 ** PAGE_SHIFT);
const hex = (address: number): string => `0x${address.toString(16)}`;

function checkProduct(record: ProductRecord, loaded: Loaded, check: Check, maxTokens: number): void {
  const { groups, blocks, format, tokens, reuse, top, toVectorUnit, weights, results } = record;
  check.refuse(groups === 0 || groups > MAX_GROUPS, 'groups', 0, `${groups} groups; 1 … ${MAX_GROUPS} can be`);
  check.refuse(blocks === 0 || blocks > MAX_BLOCKS, 'blocks', 0, `${blocks} blocks; 1 … ${MAX_BLOCKS} can be`);
  check.refuse(format >= LIST_FORMATS.length, 'format', 0, `format ${format} is none`);
  check.refuse(tokens > maxTokens, 'tokens', 0, `${tokens} vectors; the build takes ${maxTokens}`);
  const alike = loaded !== undefined && loaded.groups === groups && loaded.tokens === tokens;
  check.refuse(reuse && !alike, 'reuse', LIST_PLACE.activations, 'activations of another size, or none, to reuse');
  const bytes = weightBytes(record);
  weights.forEach((address, channel) => {
    check.region({ what: `weights ${channel}`, address, bytes }, channel);
  });
  if (toVectorUnit) {
    return;
  }
  const resultBytes = (top ? TOP_BYTES : 128 * blocks) * tokens;
  check.region({ what: 'results', address: results, bytes: resultBytes }, LIST_PLACE.results, 128);
}

/** Bytes of a channel's region of a product's matrix. */
export function weightBytes({ format, groups, blocks }: ProductRecord): number {
  const name: MatrixFormat = LIST_FORMATS[format];
  return matrixLayout(name, 32 * blocks, 64 * groups).channelBytes;
}

function checkVector(record: VectorRecord, check: Check): void {
  checkFields(record, check);
  checkBounds(record, check);
  checkMemory(record, check);
}

/** Combinations of fields. */
function checkFields(record: VectorRecord, check: Check): void {
  const refuse = (wrong: boolean, what: string) => check.refuse(wrong, 'record', LIST_PLACE.list, what);
  const { n0, n1, n2, fill, twice, half, two, parameterBeats } = record;
  refuse(n0 === 0 || n2 === 0, `n0 = ${n0}, n2 = ${n2}; at least 1 each`);

  const reduces = record.reduction !== 'none';
  refuse(!reduces && record.finish !== 'none', 'a finish without a reduction');
  refuse(reduces && (n0 * n2) % 8 !== 0, `a reduction over ${n0 * n2} beats; a multiple of 8 can be`);
  refuse(reduces && n1 > HALF_COUNT, `reductions of ${n1} vectors; ${HALF_COUNT} can be`);
  refuse(reduces && twice, 'a reduction with twice');
  refuse(record.reduction === 'squares' && record.e !== 'nothing', 'a sum of squares with E');

  const parameters = takesParameters(record);
  const beats = two ? 2 * n0 : half ? n0 / 2 : n0;
  refuse(!parameters && (half || two || record.byPosition), 'half, two or by position, and no parameters are taken');
  refuse(record.byToken && !record.byPosition, 'by token, and not by position');
  refuse(half && two, 'both half and two');
  refuse(record.d === 'second' && !two, 'second parameters without two');
  refuse(parameters && parameterBeats !== beats, `${parameterBeats} parameter beats; n0 = ${n0} takes ${beats}`);
  refuse(parameters && (n1 > 1 || twice) && beats > MAX_REPLAYED, `${beats} parameter beats to be seen again`);

  if (record.destination !== 'append') {
    return;
  }
  refuse(record.a !== 'memory', 'an append of what is not in the vector memory');
  refuse(n1 > HALF_COUNT, `an append of ${n1} heads; ${HALF_COUNT} can be`);
  refuse(n2 !== 1 || record.byContext || twice, 'an append in more than one step');
  refuse(n0 % 8 !== 0 || n0 > MAX_HEAD_BEATS, `an append of heads of ${4 * n0}; 32, 64, 96 or 128 can be`);
  refuse(parameters, 'an append with parameters');
  refuse(fill !== n0, 'an append with fill');
}

/** What reaches into the vector memory, the scalars, an append's stride; and the context. */
function checkBounds(record: VectorRecord, check: Check): void {
  const { n1, n0, n2, position, context } = record;
  const bounds = (wrong: boolean, what: string) => check.refuse(wrong, 'bounds', LIST_PLACE.list, what);
  bounds(context > MAX_CONTEXT, `position ${position}; 0 … ${MAX_CONTEXT - 1} can be`);
  const scalar = (used: boolean, name: string, first: number) =>
    bounds(used && first + n1 > SCALARS, `scalars ${name} = ${first} … ${first + n1 - 1}`);
  scalar(record.b === 'scalar', 'b', record.scalarB);
  scalar(record.c === 'scalar' || record.e === 'scalar', 'k', record.scalarK);
  scalar(record.reduction !== 'none', 'r', record.scalarR);
  const walk = (used: boolean, name: string, { start, t, g }: Walk, last: number) => {
    const end = start + (n1 - 1) * t + (n2 - 1) * g + last;
    bounds(used && end >= VECTOR_BEATS, `the walk ${name} ends at beat ${end}`);
  };
  walk(record.a === 'memory', 'a', record.walkA, n0 - 1);
  walk(record.c === 'memory' || record.e === 'memory', 'c', record.walkC, (n0 - 1) | record.xor);
  walk(record.destination === 'memory', 'w', record.walkW, n0 - 1);
  const fits = record.destination !== 'append' || appendFits(record);
  bounds(!fits, `position ${position} ends behind the append's stride`);
}

/** What lies in memory: parameters, or what is appended. */
function checkMemory(record: VectorRecord, check: Check): void {
  const place = LIST_PLACE.parametersOrAppend;
  const beats = record.n2 * record.parameterBeats;
  const takes = takesParameters(record);
  const extents: Extent[] = record.destination === 'append' ? [...appendExtents(record)] : [];
  if (takes) {
    extents.push({ what: 'parameters', address: record.parameters, bytes: beats * BEAT_BYTES });
  }
  for (const extent of extents) {
    check.alignment(extent, place);
  }
  check.refuse(takes && beats >= MAX_PARAMETERS, 'window', place, `${beats} beats of parameters`);
  for (const extent of extents) {
    check.window(extent, place);
  }
}
