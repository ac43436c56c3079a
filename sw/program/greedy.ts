import { isResident } from '../decoder/linear.ts';
import type { Model } from '../decoder/model.ts';
import { DataError } from '../errors.ts';
import { fitsHalf, floatToHalf } from '../model/half.ts';
import type { ListBuffer, ListDevice, TopK } from '../port/accelerator.ts';
import type { KvCache } from '../port/kv-cache.ts';
import { LIST_BYTES, TOP_K } from '../port/limits.ts';
import type { GreedyPasses } from '../port/passes.ts';
import { type AnswerRows, checkAnswer, expectAnswers } from './answers.ts';
import { compilePass, embeddingRowBeats, type PlacedText } from './compile.ts';
import type { DeviceCache } from './device-cache.ts';
import { BEAT_BYTES, type PlacedModel } from './placement.ts';
import { type ListRecord, MAX_STOP_TOKENS } from './records.ts';

/** Passes of a start at most: there is room for as many lists of the largest logits. */
const MOST_PASSES = 256;
/** Rows of the embedding that are made at once. */
const ROWS = 512;

/** How lists come to a device and are run there. */
export interface ListRunner {
  readonly device: ListDevice;
  readonly placed: PlacedModel;
  readonly chunk: number;
  /** Runs the list of that name, which is compiled where there is none yet for that cache. */
  run(
    what: string,
    list: string,
    cache: DeviceCache,
    compile: () => readonly ListRecord[],
    more: { readonly position: number; readonly passes: number; readonly token: number },
  ): Promise<void>;
}

/** Whether a device can go from token to token by itself: it finds the likeliest one, and runs lists again. */
export const canRunOn = ({ again }: ListDevice, { architecture, lmHead }: Pick<Model, 'architecture' | 'lmHead'>) =>
  again && isResident(lmHead.matrix) && 4 * architecture.vocab > LIST_BYTES;

/**
 * Greedy passes by a list that runs again for each token that it finds, whose embedding lies in the device's memory.
 */
export function greedyPasses(
  model: Pick<Model, 'architecture' | 'embed'>,
  { device, placed, chunk, run }: ListRunner,
): GreedyPasses {
  const { architecture } = model;
  const { vocab } = architecture;
  let memory: { readonly table: EmbeddingTable; readonly lists: ListBuffer } | undefined;

  return {
    most(given, stopTokens) {
      const cache = given as DeviceCache;
      const inChunk = chunk - (cache.length % chunk);
      return stopTokens.length > MAX_STOP_TOKENS ? 1 : Math.min(MOST_PASSES, inChunk, cache.capacity - cache.length);
    },
    async run(given: KvCache, token: number, count: number, stopTokens: readonly number[]): Promise<TopK[]> {
      const cache = given as DeviceCache;
      memory ??= {
        table: placeEmbedding(model, device),
        lists: device.allocate('largest logits of each token', MOST_PASSES * LIST_BYTES),
      };
      const { table, lists } = memory;
      const text: PlacedText = { ...table, lists: lists.address, stopTokens };
      const index = Math.floor(cache.length / chunk);
      cache.handOver();
      const first = cache.length;
      const rows: AnswerRows = { buffer: lists, bytes: LIST_BYTES };
      expectAnswers(device, rows, count);
      await run(
        `tokens ${first} … ${first + count - 1}`,
        `text, chunk ${index}, stops ${stopTokens}`,
        cache,
        () => compilePass(placed, cache.placed, 1, 'top', index, text),
        { position: first % chunk, passes: count, token },
      );
      device.read(lists);
      const found: TopK[] = [];
      do {
        found.push(readList(rows, found.length, vocab));
      } while (found.length < count && !endsText(found[found.length - 1], stopTokens));
      cache.advance(found.length);
      return found;
    },
  };
}

/** Whether no pass follows behind the likeliest token: as the list itself decides it. */
const endsText = ({ indices, values }: TopK, stopTokens: readonly number[]): boolean =>
  Number.isNaN(values[0]) || stopTokens.includes(indices[0]);

/** A list of the largest logits, as it lies at place `number`: one that was written, of tokens that there are. */
export function readList(rows: AnswerRows, number: number, vocab: number): TopK {
  checkAnswer(rows, number);
  const { bytes } = rows.buffer;
  const count = Math.min(vocab, TOP_K);
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + number * LIST_BYTES, 2 * count);
  const values = Uint32Array.from({ length: count }, (_, i) => words[2 * i]);
  const indices = Uint32Array.from({ length: count }, (_, i) => words[2 * i + 1]);
  const unknown = indices.find((index) => index >= vocab);
  if (unknown !== undefined) {
    throw new DataError(`${rows.buffer.name}: row ${number} names token ${unknown}, of ${vocab}`);
  }
  return { indices, values: new Float32Array(values.buffer) };
}

type EmbeddingTable = Pick<PlacedText, 'table' | 'rowBeats' | 'half'>;

/** All rows of the embedding as the processor would give them: binary16 where that holds them all, else float32. */
function placeEmbedding({ architecture, embed }: Pick<Model, 'architecture' | 'embed'>, device: ListDevice) {
  const { vocab, hidden } = architecture;
  const starts = Array.from({ length: Math.ceil(vocab / ROWS) }, (_, i) => i * ROWS);
  const rowsFrom = (start: number) => embed(Array.from({ length: Math.min(ROWS, vocab - start) }, (_, i) => start + i));
  const half = starts.every((start) => fitsHalf(rowsFrom(start)));
  const rowBeats = embeddingRowBeats(architecture, half);
  const bytes = rowBeats * BEAT_BYTES;
  const buffer = device.allocate('embedding', vocab * bytes);
  for (const start of starts) {
    const rows = rowsFrom(start);
    for (let i = 0; i * hidden < rows.length; i++) {
      const row = rows.subarray(i * hidden, (i + 1) * hidden);
      const from = half ? Uint16Array.from(row, floatToHalf) : row;
      buffer.bytes.set(new Uint8Array(from.buffer, from.byteOffset, from.byteLength), (start + i) * bytes);
    }
  }
  device.written(buffer);
  return { table: buffer.address, rowBeats, half };
}
