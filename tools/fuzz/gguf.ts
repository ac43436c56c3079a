import type { Chance } from './chance.ts';

/** A value of GGUF's metadata, by its type in the file; 8 is a text, 9 a list. */
type Value =
  | { type: number; bytes: Buffer }
  | { type: 8; text: Buffer; length?: bigint }
  | { type: 9; of: number; items: Value[]; length?: bigint };

interface Tensor {
  name: Buffer;
  extents: bigint[];
  type: number;
  offset: bigint;
}

/**
 * A GGUF file taken apart, so that one thing can be changed and everything behind it stays where a reader looks for it.
 */
interface GgufParts {
  magic: Buffer;
  version: number;
  entries: { key: Buffer; value: Value }[];
  tensors: Tensor[];
  data: Buffer;
}

const SIZES = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8];
const padded = (at: number) => Math.ceil(at / 32) * 32;

function takeApart(bytes: Buffer): GgufParts {
  let at = 0;
  const take = (length: number) => {
    // Also where a type has no length: a list of 2³¹ of them would be taken from nothing.
    if (!(length <= bytes.length - at)) {
      throw new RangeError(`no ${length} bytes at ${at} of ${bytes.length}`);
    }
    at += length;
    return bytes.subarray(at - length, at);
  };
  const u32 = () => take(4).readUInt32LE();
  const u64 = () => take(8).readBigUInt64LE();
  const text = () => take(Number(u64()));
  const value = (type: number): Value => {
    if (type === 8) {
      return { type, text: text() };
    }
    if (type === 9) {
      const of = u32();
      return { type, of, items: Array.from({ length: Number(u64()) }, () => value(of)) };
    }
    return { type, bytes: take(SIZES[type]) };
  };
  const magic = take(4);
  const version = u32();
  const [tensorCount, entryCount] = [u64(), u64()];
  const entries = Array.from({ length: Number(entryCount) }, () => ({ key: text(), value: value(u32()) }));
  const tensors = Array.from({ length: Number(tensorCount) }, () => ({
    name: text(),
    extents: Array.from({ length: u32() }, u64),
    type: u32(),
    offset: u64(),
  }));
  return { magic, version, entries, tensors, data: bytes.subarray(padded(at)) };
}

const u32 = (value: number) => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
};
const u64 = (value: bigint) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt.asUintN(64, value));
  return buffer;
};
const withLength = (bytes: Buffer, length = BigInt(bytes.length)) => Buffer.concat([u64(length), bytes]);

function valueBytes(value: Value): Buffer {
  if ('text' in value) {
    return withLength(value.text, value.length);
  }
  if ('items' in value) {
    return Buffer.concat([
      u32(value.of),
      u64(value.length ?? BigInt(value.items.length)),
      ...value.items.map(valueBytes),
    ]);
  }
  return value.bytes;
}

function putTogether({ magic, version, entries, tensors, data }: GgufParts): Buffer {
  const header = Buffer.concat([
    magic,
    u32(version),
    u64(BigInt(tensors.length)),
    u64(BigInt(entries.length)),
    ...entries.flatMap(({ key, value }) => [withLength(key), u32(value.type), valueBytes(value)]),
    ...tensors.flatMap(({ name, extents, type, offset }) => [
      withLength(name),
      u32(extents.length),
      ...extents.map(u64),
      u32(type),
      u64(offset),
    ]),
  ]);
  return Buffer.concat([header, Buffer.alloc(padded(header.length) - header.length), data]);
}

const COUNTS = [
  0n,
  1n,
  2n,
  3n,
  31n,
  64n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  3n * 2n ** 32n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];
const TEXTS = [
  '',
  'gpt2',
  'llama',
  'qwen2',
  'qwen3',
  'yarn',
  'linear',
  'none',
  'default',
  '<s>',
  '</s>',
  '<|im_end|>',
  '\u0000',
  '\ufeff',
  'x'.repeat(3000),
  '{{ x',
  '{% for i in range(9999999) %}{% endfor %}',
  '__proto__',
  'constructor',
];
const KEYS = [
  'general.alignment', 'general.type', 'general.name', 'split.count', 'split.no', 'llama.rope.scaling.type', 'llama.rope.scaling.factor',
  'llama.rope.freq_base', 'llama.rope.dimension_count', 'llama.attention.key_length', 'llama.attention.scale', 'llama.vocab_size',
  'llama.expert_count', 'llama.attention.sliding_window', 'tokenizer.ggml.add_bos_token', 'tokenizer.ggml.pre', 'tokenizer.ggml.merges',
  'tokenizer.chat_template', 'tokenizer.ggml.eot_token_id', 'tokenizer.ggml.precompiled_charsmap', '__proto__',
]; // biome-ignore format: a list

function anyValue(chance: Chance): Value {
  const type = chance.below(13);
  if (type === 8) {
    return { type, text: Buffer.from(chance.pick(TEXTS)) };
  }
  if (type === 9) {
    const of = chance.oneIn(8) ? 9 : chance.pick([0, 4, 5, 6, 8, 10]);
    return { type, of, items: Array.from({ length: chance.below(4) }, () => ofType(of, chance)) };
  }
  return ofType(type, chance);
}

function ofType(type: number, chance: Chance): Value {
  if (type === 8) {
    return { type, text: Buffer.from(chance.pick(TEXTS)) };
  }
  if (type === 9) {
    return { type, of: 4, items: [] };
  }
  const bytes = u64(chance.pick(COUNTS)).subarray(0, SIZES[type] ?? 4);
  if (type === 6 && chance.oneIn(2)) {
    bytes.writeFloatLE(chance.pick([0, -1, 1e-5, 1e4, Number.NaN, Number.POSITIVE_INFINITY, 1e38, 4, 0.1]));
  }
  return { type, bytes: Buffer.from(bytes) };
}

function editEntry(parts: GgufParts, chance: Chance): void {
  const { entries } = parts;
  const at = chance.below(entries.length);
  const { value } = entries[at];
  switch (chance.below(7)) {
    case 0:
      entries.splice(at, 1);
      return;
    case 1:
      entries.push({ key: Buffer.from(chance.pick(KEYS)), value: anyValue(chance) });
      return;
    case 2:
      entries[at].value = anyValue(chance);
      return;
    case 3:
      entries.splice(at, 0, entries[chance.below(entries.length)]);
      return;
    default:
      if ('items' in value) {
        editList(value, chance);
      } else if ('text' in value) {
        entries[at].value = chance.oneIn(4)
          ? { ...value, length: chance.pick(COUNTS) }
          : { type: 8, text: Buffer.from(chance.pick(TEXTS)) };
      } else {
        entries[at].value = ofType(value.type, chance);
      }
  }
}

function editList(list: Extract<Value, { items: Value[] }>, chance: Chance): void {
  const { items } = list;
  const at = chance.below(items.length + 1);
  switch (chance.below(6)) {
    case 0:
      items.splice(at, 1 + chance.below(3));
      return;
    case 1:
      items.splice(at, 0, ofType(list.of, chance));
      return;
    case 2:
      list.length = chance.pick(COUNTS);
      return;
    case 3:
      list.of = chance.below(16);
      return;
    default:
      if (items.length > 0) {
        items[at % items.length] = chance.oneIn(3) ? chance.pick(items) : ofType(list.of, chance);
      }
  }
}

function editTensor(parts: GgufParts, chance: Chance): void {
  const { tensors } = parts;
  const at = chance.below(tensors.length);
  const tensor = tensors[at];
  switch (chance.below(6)) {
    case 0:
      tensors.splice(at, 1);
      return;
    case 1:
      tensors.splice(at, 0, { ...tensor, name: chance.oneIn(2) ? tensor.name : Buffer.from('rope_freqs.weight') });
      return;
    case 2:
      tensor.offset = chance.oneIn(2) ? tensors[chance.below(tensors.length)].offset : chance.pick(COUNTS);
      return;
    case 3:
      tensor.type = chance.below(44);
      return;
    case 4:
      tensor.extents[chance.below(tensor.extents.length)] = chance.oneIn(2)
        ? chance.pick(COUNTS)
        : BigInt(chance.below(200));
      return;
    default:
      if (chance.oneIn(2)) {
        tensor.extents.reverse();
      } else {
        tensor.extents.push(chance.pick(COUNTS));
      }
  }
}

/** A GGUF file in which metadata, tensors, version or data are not what they were. */
export function mutateGguf(bytes: Uint8Array, chance: Chance): Uint8Array {
  const parts = takeApart(Buffer.from(bytes));
  for (let edits = 1 + chance.below(3); edits > 0; edits--) {
    const kind = chance.below(20);
    if (kind < 12 && parts.entries.length > 0) {
      editEntry(parts, chance);
    } else if (kind < 18 && parts.tensors.length > 0) {
      editTensor(parts, chance);
    } else if (kind === 18) {
      parts.data = parts.data.subarray(0, chance.below(parts.data.length + 1));
    } else {
      parts.version = chance.pick([0, 1, 2, 3, 4, 0x03000000]);
    }
  }
  return new Uint8Array(putTogether(parts));
}
