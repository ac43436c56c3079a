/** Weights of any bits; scales, wherever they lie, stay finite: no byte has all the exponent's upper bits. */
export function randomBytes(bytes: number, random: () => number): Uint8Array {
  const words = Uint32Array.from({ length: bytes / 4 }, () => random() * 2 ** 32);
  for (let i = 0; i < words.length; i++) {
    words[i] &= 0xbfbf_bfbf;
  }
  return new Uint8Array(words.buffer);
}
