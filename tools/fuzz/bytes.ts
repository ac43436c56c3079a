import type { Chance } from './chance.ts';

/** Bytes that end a range, a sign or a text. */
const EDGES = [0, 1, 2, 0x0a, 0x20, 0x22, 0x24, 0x7f, 0x80, 0xc3, 0xef, 0xfe, 0xff];

type Edit = (bytes: Uint8Array, at: number, chance: Chance) => Uint8Array;

const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const changed = (bytes: Uint8Array, at: number, values: ArrayLike<number>): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy.set(Array.from(values).slice(0, copy.length - at), at);
  return copy;
};
const word = (value: bigint, length: number): Uint8Array => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt.asUintN(64, value));
  return buffer.subarray(0, length);
};
/** Counts, lengths and offsets that are hardly ever right. */
const WORDS = [
  0n,
  1n,
  -1n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 62n,
  255n,
  65535n,
];

const EDITS: readonly Edit[] = [
  (bytes, at, chance) => changed(bytes, at, [bytes[at] ^ (1 << chance.below(8))]),
  (bytes, at, chance) => changed(bytes, at, [chance.pick(EDGES)]),
  (bytes, at, chance) => changed(bytes, at, [bytes[at] + chance.below(3) - 1]),
  (bytes, at, chance) => changed(bytes, at, word(chance.pick(WORDS), chance.pick([1, 2, 4, 8]))),
  (bytes, at) => bytes.slice(0, at),
  (bytes, at, chance) => joined(bytes.subarray(0, at), bytes.subarray(at + 1 + chance.below(16))),
  (bytes, at, chance) => joined(bytes.subarray(0, at), Uint8Array.from({ length: 1 + chance.below(16) }, () => chance.below(256)), bytes.subarray(at)),
  (bytes, at, chance) => joined(bytes.subarray(0, at), bytes.subarray(chance.below(at + 1), at + chance.below(64)), bytes.subarray(at)),
]; // biome-ignore format: one a line

/** One to four edits anywhere, more of them near the beginning, where a header is. */
export function mutateBytes(bytes: Uint8Array, chance: Chance): Uint8Array {
  let result = bytes;
  for (let edits = 1 + chance.below(4); edits > 0; edits--) {
    if (result.length === 0) {
      return Uint8Array.of(chance.below(256));
    }
    const range = chance.oneIn(2) ? Math.min(result.length, 512) : result.length;
    result = chance.pick(EDITS)(result, chance.below(range), chance);
  }
  return result;
}
