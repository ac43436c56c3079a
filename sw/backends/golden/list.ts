import { appendHead } from './append.ts';
import { CANONICAL_NAN } from './float32.ts';
import { Check, type CheckContext, checkRecord, type Loaded, weightBytes } from './list-check.ts';
import { LIST_PLACE, ListError } from './list-error.ts';
import { bytesOfWords, LANES, type ListMemory, readWords } from './list-memory.ts';
import {
  type AgainRecord,
  LIST_FORMATS,
  type ListRecord,
  type Pass,
  type ProductRecord,
  parseRecord,
  RECORD_BYTES,
  RECORD_WORDS,
  TOP_BYTES,
  UnreadableRecord,
} from './list-records.ts';
import { goldenProduct } from './matmul.ts';
import { goldenTopK } from './top-k.ts';
import { VectorUnit } from './vector-unit.ts';

/** A list in memory, and P: the position of the pass's first token. */
export interface ListCommand {
  readonly address: number;
  readonly records: number;
  readonly position: number;
  /** Of a list that ends with an `again` record: passes at most, and the token of the first. Default 1 and 0. */
  readonly passes?: number;
  readonly token?: number;
}

export interface ListMachineOptions {
  /** T: vectors a pass. */
  readonly tokens: number;
  /** Pages of 4 KiB that a list may touch; default all. */
  readonly windowFirst?: number;
  readonly windowLast?: number;
  /** M: bits of a block-floating-point mantissa; default 27. */
  readonly mantissa?: number;
}

const MAX_RECORDS = 262_143;
const MAX_PASSES = 65_536;
/** Positions that a register counts; of them the last has no context. */
const POSITIONS = 65_536;
const LIST_ALIGNMENT = 64;
/** Beats of a group of activations, and of a block of results, of one vector. */
const GROUP_BEATS = 16;
const BLOCK_BEATS = 8;
/** Products between one whose results go to the vector unit and the record that takes them. */
const MAX_LEAD = 8;
const TOP_ENTRIES = 64;
/** Value and index of an entry that no result fills. */
const NO_ENTRY = [CANONICAL_NAN, 0x3ffff] as const;

/**
 * What a command list does to memory (docs/command-list.md), record by record. Vector memory, scalars and halves stay
 * from list to list.
 */
export class ListMachine {
  readonly vectorUnit = new VectorUnit();
  private readonly context: CheckContext;

  private readonly memory: ListMemory;
  private readonly mantissa: number | undefined;
  /** The first entry of the last list of the largest results. */
  private largest = { token: 0, isNumber: false };

  constructor(memory: ListMemory, { tokens, windowFirst = 0, windowLast = 2 ** 28 - 1, mantissa }: ListMachineOptions) {
    this.memory = memory;
    this.mantissa = mantissa;
    this.context = { tokens, windowFirst, windowLast };
  }

  /**
   * Runs a list: one that ends with an `again` record pass after pass. Throws a ListError where it, or one of its
   * records, cannot be: then no part of it has run, unless it is wrong only between its first and its last position.
   */
  run(command: ListCommand): void {
    const { position, passes = 1 } = command;
    let { token = 0 } = command;
    let records = this.check(command);
    for (let pass = 0; ; pass++) {
      if (pass > 0) {
        records = this.checkPass(command, position + pass, { pass, token });
      }
      this.runPass(records);
      const again = records[records.length - 1];
      const { largest } = this;
      if (again.kind !== 'again' || pass + 1 === passes || !largest.isNumber || isStop(again, largest.token)) {
        return;
      }
      token = largest.token;
    }
  }

  private runPass(records: readonly ListRecord[]): void {
    const activations = new Beats();
    const results = new Beats();
    const beat = new Uint32Array(LANES);
    const beatValues = new Float32Array(beat.buffer);
    let taken = new Float32Array(0);
    let products = 0;

    records.forEach((record, number) => {
      const stall = (what: string): never => {
        throw new ListError('stalled', LIST_PLACE.list, number, what);
      };
      if (record.kind === 'vector') {
        this.vectorUnit.run(record, this.memory, {
          takeResults: () => {
            if (results.count() === 0) {
              return stall('takes results that no product before it gives');
            }
            if (products - results.givenBy() > MAX_LEAD) {
              return stall(`takes results of more than ${MAX_LEAD} products before`);
            }
            results.take(beat, 0);
            return beatValues;
          },
          giveActivations: (given) => {
            activations.give(given, 0, number);
          },
          append: (head, y, scale) => {
            appendHead(this.memory, record, head, y, scale);
          },
        });
        return;
      }
      if (record.kind === 'again') {
        return; // the last one
      }
      if (!record.reuse) {
        const beats = record.groups * record.tokens * GROUP_BEATS;
        if (activations.count() < beats) {
          stall(`takes ${beats} beats of activations, and ${activations.count()} are given`);
        }
        taken = vectorsOf(activations, record);
      }
      const y = this.product(record, taken);
      if (record.toVectorUnit) {
        giveResults(results, y, record, products);
      } else {
        this.writeResults(record, y);
      }
      products++;
    });
    const last = records.length - 1;
    if (activations.count() > 0) {
      throw new ListError(
        'stalled',
        LIST_PLACE.list,
        last,
        `${activations.count()} beats of activations are left over`,
      );
    }
    if (results.count() > 0) {
      throw new ListError('stalled', LIST_PLACE.list, last, `${results.count()} beats of results are left over`);
    }
  }

  /**
   * The records of a list as they are in its first pass, or a ListError of the first that cannot be in its first or
   * last one.
   */
  check(command: ListCommand): ListRecord[] {
    const { position, passes = 1, token = 0 } = command;
    if (passes < 1 || passes > MAX_PASSES) {
      throw new RangeError(`${passes} passes; 1 … ${MAX_PASSES} can be`);
    }
    const records = this.checkPass(command, position, { pass: 0, token });
    const again = records[records.length - 1];
    if (again.kind === 'again') {
      this.checkPass(command, position + passes - 1, { pass: passes - 1, token: again.lastToken });
    }
    return records;
  }

  private checkPass({ address, records }: ListCommand, position: number, pass: Pass): ListRecord[] {
    const check = new Check(0, this.context);
    const place = LIST_PLACE.list;
    check.refuse(
      records < 1 || records > MAX_RECORDS,
      'reserved',
      place,
      `${records} records; 1 … ${MAX_RECORDS} can be`,
    );
    check.region({ what: 'list', address, bytes: records * RECORD_BYTES }, place, LIST_ALIGNMENT);
    check.refuse(position >= POSITIONS, 'bounds', place, `position ${position} of a pass; 0 … ${POSITIONS - 1} can be`);

    let loaded: Loaded;
    let hasTop = false;
    return Array.from({ length: records }, (_, number) => {
      const words = readWords(this.memory, address + number * RECORD_BYTES, RECORD_WORDS);
      const record = this.parse(words, position, pass, number);
      if (record.kind === 'again') {
        const wrong = new Check(number, this.context);
        wrong.refuse(number < records - 1, 'record', place, 'again before the end of the list');
        wrong.refuse(!hasTop, 'record', place, 'again in a list without a product that finds the largest results');
        return record;
      }
      checkRecord(record, number, loaded, this.context);
      if (record.kind === 'product') {
        loaded = record;
        hasTop ||= record.top;
      }
      return record;
    });
  }

  private parse(words: Uint32Array, position: number, pass: Pass, number: number): ListRecord {
    try {
      return parseRecord(words, position, pass);
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) {
        throw error;
      }
      const isProduct = words[0] % 16 === 1;
      throw new ListError(isProduct ? 'reserved' : 'record', isProduct ? 0 : LIST_PLACE.list, number, error.message);
    }
  }

  /** y [tokens, 32 blocks] of x [tokens, 64 groups], with the weights that memory holds. */
  private product(record: ProductRecord, x: Float32Array): Float32Array {
    const { format, groups, blocks, tokens, weights } = record;
    const bytes = weightBytes(record);
    const regions = weights.map((address) => this.memory.read(address, bytes));
    const matrix = { k: 64 * groups, format: LIST_FORMATS[format], regions };
    return goldenProduct('fused', matrix, x, tokens, [0, 32 * blocks], this.mantissa);
  }

  /** Rows of y, or for each of them the list of its largest: value and index of each. */
  private writeResults({ top, blocks, tokens, outputs, results }: ProductRecord, y: Float32Array): void {
    if (!top) {
      this.memory.write(results, bytesOfWords(bitsOf(y)));
      return;
    }
    for (let t = 0; t < tokens; t++) {
      const row = y.subarray(32 * blocks * t, 32 * blocks * (t + 1));
      const { values, indices } = goldenTopK(row.subarray(0, outputs), TOP_ENTRIES);
      const list = new Uint32Array(TOP_BYTES / 4);
      for (let i = 0; i < TOP_ENTRIES; i++) {
        list.set(NO_ENTRY, 2 * i);
      }
      bitsOf(values).forEach((value, i) => {
        list[2 * i] = value;
        list[2 * i + 1] = indices[i];
      });
      this.memory.write(results + TOP_BYTES * t, bytesOfWords(list));
      this.largest = { token: list[1], isNumber: list[0] !== CANONICAL_NAN };
    }
  }
}

const isStop = ({ stopTokens }: AgainRecord, token: number): boolean => stopTokens.includes(token);

/** Runs one list on a machine of its own, whose vector memory, scalars and halves begin as zeros. */
export function runList(memory: ListMemory, { tokens = 8, ...command }: ListCommand & { tokens?: number }): void {
  new ListMachine(memory, { tokens }).run(command);
}

/** x [tokens, 64 groups] from beats that come group by group, in a group vector by vector. */
function vectorsOf(activations: Beats, { groups, tokens }: ProductRecord): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(tokens * groups * 64);
  for (let g = 0; g < groups; g++) {
    for (let t = 0; t < tokens; t++) {
      for (let i = 0; i < GROUP_BEATS; i++) {
        activations.take(bits, 64 * (t * groups + g) + LANES * i);
      }
    }
  }
  return new Float32Array(bits.buffer);
}

/** y [tokens, 32 blocks] as beats, block by block, in a block vector by vector. */
function giveResults(results: Beats, y: Float32Array, { blocks, tokens }: ProductRecord, product: number): void {
  const bits = bitsOf(y);
  for (let block = 0; block < blocks; block++) {
    for (let t = 0; t < tokens; t++) {
      for (let i = 0; i < BLOCK_BEATS; i++) {
        results.give(bits, 32 * (t * blocks + block) + LANES * i, product);
      }
    }
  }
}

const bitsOf = (values: Float32Array): Uint32Array => new Uint32Array(values.buffer, values.byteOffset, values.length);

/** A stream between products and the vector unit: beats in order, as bits, and who gave them. */
class Beats {
  private words = new Uint32Array(LANES * 1024);
  private givers = new Uint32Array(1024);
  private first = 0;
  private end = 0;

  /** Takes over the beat at `at` of `from`. */
  give(from: Uint32Array, at: number, giver: number): void {
    if (this.first === this.end) {
      this.first = 0;
      this.end = 0;
    }
    if (this.end === this.givers.length) {
      this.words = grown(this.words);
      this.givers = grown(this.givers);
    }
    for (let lane = 0; lane < LANES; lane++) {
      this.words[LANES * this.end + lane] = from[at + lane];
    }
    this.givers[this.end++] = giver;
  }

  /** Puts the next beat to `at` of `into`. */
  take(into: Uint32Array, at: number): void {
    for (let lane = 0; lane < LANES; lane++) {
      into[at + lane] = this.words[LANES * this.first + lane];
    }
    this.first++;
  }

  count(): number {
    return this.end - this.first;
  }

  /** Who gave the next beat. */
  givenBy(): number {
    return this.givers[this.first];
  }
}

function grown(full: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * full.length);
  larger.set(full);
  return larger;
}
