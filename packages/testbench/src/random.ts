/** Seeded random numbers (sfc32): the same seed gives the same run on every machine. */
export interface Random {
  readonly seed: number;
  /** 0 … 2^32-1. */
  uint32(): number;
  /** 0 … limit-1. */
  below(limit: number): number;
  /** `width` random bits: a bigint. */
  bits(width: number): bigint;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** Independent stream for `name`, so that adding a consumer does not change the others. */
  fork(name: string): Random;
}

export function createRandom(seed: number): Random {
  let a = seed | 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const uint32 = () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result;
    c |= 0;
    return result >>> 0;
  };
  for (let round = 0; round < 12; round++) {
    uint32();
  }
  return {
    seed,
    uint32,
    below: (limit) => Math.floor((uint32() / 2 ** 32) * limit),
    bits: (width) => {
      let value = 0n;
      for (let at = 0; at < width; at += 32) {
        value |= BigInt(uint32()) << BigInt(at);
      }
      return BigInt.asUintN(width, value);
    },
    chance: (probability) => uint32() < probability * 2 ** 32,
    fork: (name) => createRandom(hashText(name, seed)),
  };
}

/** FNV-1a of `text`, 32 bits. */
export function hashText(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
