import type { Random } from '@chisel-lite/testbench';
import { ListMachine } from 'macromac/backends/golden/list.ts';
import type { ListMemory } from 'macromac/backends/golden/list-memory.ts';
import {
  LIST_FORMATS,
  parseRecord,
  takesParameters,
  type VectorRecord,
} from 'macromac/backends/golden/list-records.ts';
import {
  listBytes,
  type ProductFields,
  productWords,
  type VectorFields,
  vectorWords,
} from '../../sw/backends/golden/test/list-encoder.ts';
import { channels, randomMatrix } from '../arbitraries.ts';
import { AREAS, isInOrder, someFloat, tryRecord } from '../vector/records.ts';

const PAGE = 4096;

/** Any multiple of `alignment`, a power of two up to a page, in the address space. */
export const anyAddress = (random: Random, alignment: number): number =>
  alignment * Math.floor((random.below(2 ** 28) * PAGE + random.below(PAGE)) / alignment);

/** Memory of a board that golden has a copy of: regions at rising addresses. */
export class Arena {
  readonly regions: {
    readonly base: number;
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly golden: Uint8Array<ArrayBuffer>;
  }[] = [];
  private top: number;

  constructor(base: number) {
    this.top = base;
  }

  /** Places bytes, `skew` behind a page's beginning; gives their address. */
  place(bytes: Uint8Array, skew = 0): number {
    const base = this.top + skew;
    this.regions.push({ base, bytes: Uint8Array.from(bytes), golden: Uint8Array.from(bytes) });
    this.top += Math.ceil((skew + bytes.length) / PAGE + 1) * PAGE;
    return base;
  }

  /** Golden's copy. */
  golden(): ListMemory {
    const at = (address: number, length: number) => {
      const region = this.regions.find(({ base, bytes }) => base <= address && address + length <= base + bytes.length);
      if (!region) {
        throw new RangeError(`nothing is placed at 0x${address.toString(16)}, ${length} bytes`);
      }
      return region.golden.subarray(address - region.base, address - region.base + length);
    };
    return {
      read: (address, length) => at(address, length).slice(),
      write: (address, data) => at(address, data.length).set(data),
    };
  }

  /** Regions in which the board's memory is not what golden's is: the first byte of each. */
  differences(): string[] {
    return this.regions.flatMap(({ base, bytes, golden }) => {
      const first = bytes.findIndex((byte, i) => byte !== golden[i]);
      if (first < 0) {
        return [];
      }
      const count = bytes.reduce((sum, byte, i) => sum + Number(byte !== golden[i]), 0);
      return [
        `0x${(base + first).toString(16)}: ${bytes[first]}, and golden has ${golden[first]}; ${count} bytes of ${bytes.length} differ`,
      ];
    });
  }
}

/** A list as it is started. */
export interface PlacedList {
  readonly address: number;
  readonly records: number;
  readonly position: number;
  /** Of one that runs again. */
  readonly passes?: number;
  readonly token?: number;
}

/** Keys, or values, of some heads, into which lists append and out of which they read. */
interface Cache {
  readonly append: 'keys16' | 'keys8' | 'values8';
  readonly n0: number;
  readonly heads: number;
  readonly to: number;
  /** Beats. */
  readonly stride: number;
  readonly scales: number;
  readonly scaleStride: number;
}

/** Positions that the caches hold. */
const POSITIONS = 128;
const MACRO_STRIPS = 33;

const regionsOf = ({ append, n0 }: Pick<Cache, 'append' | 'n0'>): number => (append === 'values8' ? n0 / 2 : 4);
const groupsOf = ({ append, n0 }: Pick<Cache, 'append' | 'n0'>): number =>
  append === 'values8' ? POSITIONS / 64 : Math.ceil(n0 / 16) * (append === 'keys16' ? 2 : 1);

/** Writes random lists, one after another, for a machine that keeps its vector memory from list to list. */
export class ListWriter {
  readonly arena: Arena;
  readonly machine: ListMachine;
  private readonly random: Random;
  private readonly tokens: number;
  private readonly caches: readonly Cache[];
  /** Those that a product of the list has read: what is appended to them now might come before it reads. */
  private readonly read = new Set<Cache>();
  private words: Uint32Array[] = [];
  private position = 0;
  /** Groups and vectors of the activations of the product before. */
  private loaded: { groups: number; tokens: number } | undefined;

  constructor(random: Random, tokens: number, arena: Arena) {
    this.random = random;
    this.tokens = tokens;
    this.arena = arena;
    this.machine = new ListMachine(arena.golden(), { tokens });
    this.caches = (['keys16', 'keys8', 'values8'] as const).map((append) => this.someCache(append));
  }

  /** A list of some records. The first of a machine fills what it keeps. */
  write(steps: number, isFirst: boolean): PlacedList {
    this.words = [];
    this.loaded = undefined;
    this.read.clear();
    this.position = this.random.below(POSITIONS - 8);
    if (isFirst) {
      this.fill();
    }
    for (let i = 0; i < steps; i++) {
      this.step();
    }
    this.product(this.activations());
    return {
      address: this.arena.place(listBytes(this.words), 64 * this.random.below(64)),
      records: this.words.length,
      position: this.position,
    };
  }

  private fill(): void {
    for (const start of AREAS) {
      this.vector({ a: 'parameters', destination: 'memory', n0: 512, parameterBeats: 512, walkW: { start } });
    }
    for (let r = 0; r < 32; r += 8) {
      this.vector({
        n0: 8,
        n1: 8,
        walkA: { start: r, t: 24 },
        reduction: 'magnitude',
        scalarR: r,
        finish: 'byte-scale',
        y: this.random.chance(0.5) ? 1 : -1,
      });
    }
  }

  private step(): void {
    const kind = this.random.below(8);
    if (kind < 2) {
      this.vector(
        this.some(({ a, destination }) => a !== 'results' && (destination === 'none' || destination === 'memory')),
      );
    } else if (kind < 4) {
      this.append();
    } else {
      this.product(kind < 6 ? undefined : this.activations());
    }
  }

  /** Activations for a product; its groups and vectors. */
  private activations(): { groups: number; tokens: number } {
    const tokens = 1 + this.random.below(this.tokens);
    const fields = this.some(
      (fields) =>
        fields.destination === 'activations' &&
        fields.a !== 'results' &&
        beatsOf(fields, this.context(fields)) % (16 * tokens) === 0,
    );
    const beats = beatsOf(fields, this.context(fields));
    this.vector(fields);
    return { groups: beats / (16 * tokens), tokens };
  }

  /** A product, with the activations of before where none come; and who takes its results. */
  private product(given: { groups: number; tokens: number } | undefined): void {
    const reuse = given === undefined && this.loaded !== undefined;
    this.loaded = given ?? this.loaded ?? this.activations();
    const { random } = this;
    const { groups, tokens } = this.loaded;
    const fields = { reuse, tokens, wait: random.chance(0.2) };
    const cache = this.caches.find((each) => groupsOf(each) === groups);
    if (cache && random.chance(0.5)) {
      this.read.add(cache);
      const head = random.below(cache.heads);
      const at = (channel: number) => cache.to + 16 * cache.stride * (regionsOf(cache) * head + channel);
      const isKey = cache.append !== 'values8';
      this.results({
        ...fields,
        wait: true,
        format: 2,
        groups,
        blocks: isKey ? 0 : 1,
        blocksByContext: isKey,
        weights: [0, 1, 2, 3].map(at),
      });
      return;
    }
    const format = random.below(3);
    const blocks = 1 + random.below(4);
    const matrix = randomMatrix(
      32 * blocks,
      64 * groups,
      LIST_FORMATS[format],
      random.chance(0.9) ? 'ordinary' : 'anything',
      random.uint32(),
    );
    const weights = channels(matrix).map((bytes) => this.arena.place(bytes, 16 * random.below(256)));
    this.results({ ...fields, format, groups, blocks, weights });
  }

  /** A product, with a place for its results or a record that takes them. */
  private results(fields: ProductFields): void {
    const { random } = this;
    const offset = random.below(4);
    const context = this.position + offset + 1;
    const blocks = fields.blocksByContext ? Math.ceil(context / 32) : (fields.blocks ?? 0);
    const tokens = fields.tokens ?? 1;
    if (random.chance(0.4)) {
      const top = random.chance(0.3);
      const results = this.arena.place(new Uint8Array((top ? 512 : 128 * blocks) * tokens), 128 * random.below(32));
      this.words.push(
        productWords({
          ...fields,
          offset,
          results,
          top,
          outputs: top ? 1 + random.below(32 * blocks) : random.below(2 ** 19),
        }),
      );
      return;
    }
    this.words.push(productWords({ ...fields, offset, toVectorUnit: true }));
    // Others between it and who takes its results: as many as may be.
    if (random.chance(0.3)) {
      for (let i = 1 + random.below(7); i > 0; i--) {
        this.between(fields.groups ?? 0, tokens);
      }
    }
    for (let i = 0; i < 200; i++) {
      const taker = this.trySome(
        (some) =>
          some.a === 'results' &&
          some.destination !== 'activations' &&
          beatsOf(some, this.context(some)) === 8 * blocks * tokens,
      );
      if (taker) {
        this.vector(taker);
        return;
      }
    }
    this.vector({
      a: 'results',
      n0: 8,
      n1: tokens,
      n2: blocks,
      destination: 'memory',
      walkW: { start: 3, t: 8 * blocks, g: 8 },
    });
  }

  /** A product on the activations of the one before, its results to memory. */
  private between(groups: number, tokens: number): void {
    const { random } = this;
    const matrix = randomMatrix(32, 64 * groups, 'awq-macro', 'ordinary', random.uint32());
    const weights = channels(matrix).map((bytes) => this.arena.place(bytes));
    const results = this.arena.place(new Uint8Array(128 * tokens));
    this.words.push(productWords({ reuse: true, groups, blocks: 1, tokens, weights, results }));
  }

  /** Scales, and the append of some heads. */
  private append(): void {
    const { random } = this;
    const cache = this.caches[random.below(this.caches.length)];
    if (this.read.has(cache)) { return; }
    const { append, n0, heads, to, stride, scales, scaleStride } = cache;
    const isWide = append === 'keys16';
    const offset = random.below(8);
    this.vector({ n0, n1: heads, walkA: { start: random.below(64), t: n0 }, reduction: 'magnitude', finish: isWide ? 'key-scale' : 'byte-scale',
      y: isWide ? 1 / 32_512 : 1 / 127, scalarR: 4, b: 'immediate', x: isWide ? 256 : 1, destination: 'memory', walkW: { start: AREAS[1], t: n0 } });
    this.vector({ n0, n1: heads, walkA: { start: AREAS[1], t: n0 }, b: 'scalar', scalarB: 4, destination: 'append', append,
      appendTo: to, appendStride: stride, parameters: scales, stride: scaleStride, offset, wait: random.chance(0.2) });
  } // biome-ignore format: two records

  private someCache(append: Cache['append']): Cache {
    const n0 = 8 * (1 + this.random.below(4));
    const heads = 1 + this.random.below(3);
    const macros = append === 'values8' ? POSITIONS / 64 : (POSITIONS / 32) * groupsOf({ append, n0 });
    const stride = MACRO_STRIPS * macros + this.random.below(3);
    const scaleStride = POSITIONS / 8 + this.random.below(3);
    return {
      append,
      n0,
      heads,
      stride,
      to: this.arena.place(
        new Uint8Array(16 * heads * regionsOf({ append, n0 }) * stride),
        16 * this.random.below(256),
      ),
      scales: this.arena.place(new Uint8Array(16 * heads * scaleStride), 16 * this.random.below(256)),
      scaleStride,
    };
  }

  private context({ offset = 0 }: VectorFields): number {
    return this.position + offset + 1;
  }

  private trySome(suits: (fields: VectorFields) => boolean): VectorFields | undefined {
    const offset = this.random.below(8);
    const fields = tryRecord(this.random, this.position + offset + 1);
    if (!fields || fields.destination === 'append' || !suits({ ...fields, offset })) {
      return undefined;
    }
    return isInOrder(parseRecord(vectorWords({ ...fields, offset }), this.position) as VectorRecord)
      ? { ...fields, offset }
      : undefined;
  }

  private some(suits: (fields: VectorFields) => boolean): VectorFields {
    for (;;) {
      const fields = this.trySome(suits);
      if (fields) {
        return fields;
      }
    }
  }

  /** A vector record, its parameters in memory. */
  private vector(fields: VectorFields): void {
    const { random } = this;
    const record = parseRecord(vectorWords(fields), this.position) as VectorRecord;
    if (!takesParameters(record)) {
      this.words.push(vectorWords({ ...fields, wait: fields.wait ?? random.chance(0.05) }));
      return;
    }
    const byPosition = random.chance(0.3);
    const stride = byPosition ? random.below(8) : (fields.stride ?? 0);
    const before = byPosition ? 4 * stride * record.position : 0;
    const floats = Uint32Array.from({ length: before + 4 * record.n2 * record.parameterBeats }, () =>
      record.half ? (random.uint32() & 0x87ff87ff) | 0x38003400 : someFloat(random, 0.002),
    );
    const parameters = this.arena.place(new Uint8Array(floats.buffer), 16 * random.below(256));
    this.words.push(vectorWords({ ...fields, parameters, byPosition, stride, wait: random.chance(0.1) }));
  }
}

/** Beats of a record's loops. */
function beatsOf(fields: VectorFields, context: number): number {
  const { n0, n1 = 1, n2 = 1, twice, byContext } = fields;
  return n0 * n1 * (byContext ? Math.ceil(context / (4 * n0)) : n2) * (twice ? 2 : 1);
}
