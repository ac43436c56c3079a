/** Memory as a command list sees it, by byte addresses of 40 bits. What `read` gives may be a view: it is not kept. */
export interface ListMemory {
  read(address: number, bytes: number): Uint8Array;
  write(address: number, data: Uint8Array): void;
}

/** The vector unit's beats and the memory ports' alike. */
export const BEAT_BYTES = 16;
export const LANES = 4;

/** The 32-bit words of a region, little-endian. */
export function readWords(memory: ListMemory, address: number, words: number): Uint32Array {
  const bytes = memory.read(address, 4 * words);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: words }, (_, i) => view.getUint32(4 * i, true));
}

/** Words → bytes, little-endian. */
export function bytesOfWords(words: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  return bytes;
}
