/**
 * Decompresses a block of FastLZ, level 1 or 2 (told by the first three bits), into exactly `size` bytes. The format:
 * an instruction byte whose upper three bits are 0 is followed by that many literals plus one; otherwise they are a
 * match's length minus two, 7 for a longer one that goes on in the next bytes, and the lower five the upper bits of
 * its distance minus one. Level 2 has longer lengths, and distances above 8191 in 16 bits more. Throws for damage.
 */
export function decompressFastLz(source: Uint8Array, size: number): Uint8Array {
  const level = (source[0] >> 5) + 1;
  if (level > 2) {
    throw new Error(`FastLZ level ${level}; expected 1 or 2`);
  }
  const out = new Uint8Array(size);
  let at = 0;
  let p = 0;
  let instruction = source[p++] & 31;
  for (;;) {
    if (instruction < 32) {
      const end = p + instruction + 1;
      if (end > source.length || at + instruction + 1 > size) {
        break;
      }
      while (p < end) {
        out[at++] = source[p++];
      }
    } else {
      let length = (instruction >> 5) + 2;
      if (length === 9) {
        let more = source[p++];
        length += more;
        while (level === 2 && more === 255) {
          more = source[p++];
          length += more;
        }
      }
      let distance = ((instruction & 31) << 8) + source[p++];
      if (level === 2 && distance === 8191) {
        distance += (source[p] << 8) + source[p + 1];
        p += 2;
      }
      let from = at - distance - 1;
      if (!(from >= 0 && at + length <= size && p <= source.length)) {
        break;
      }
      for (const end = at + length; at < end; ) {
        out[at++] = out[from++];
      }
    }
    if (p >= source.length) {
      break;
    }
    instruction = source[p++];
  }
  if (at !== size) {
    throw new Error(`FastLZ: ${at} bytes instead of ${size}`);
  }
  return out;
}
