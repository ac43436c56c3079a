/** A snapshot is this header and the model's memory from its first datum to the end of its heap. */
const MAGIC = 0x31535756; // "VWS1"
const HEADER_BYTES = 20;

/** Where data begins: below lies the stack, which holds nothing between calls (build/toolchain.ts). */
const DATA_START = 2 ** 20;

/** @param id the model's identity, at least 16 hexadecimal digits */
export function takeSnapshot(memory: ArrayBuffer, heapTop: number, id: string): Uint8Array {
  const snapshot = new Uint8Array(HEADER_BYTES + heapTop - DATA_START);
  new DataView(snapshot.buffer).setUint32(0, MAGIC, true);
  snapshot.set(new TextEncoder().encode(id.slice(0, 16)), 4);
  snapshot.set(new Uint8Array(memory, DATA_START, heapTop - DATA_START), HEADER_BYTES);
  return snapshot;
}

export function restoreSnapshot(memory: ArrayBuffer, snapshot: Uint8Array, id: string): void {
  const { buffer, byteOffset, length } = snapshot;
  if (length < HEADER_BYTES || new DataView(buffer, byteOffset, length).getUint32(0, true) !== MAGIC) {
    throw new Error(`restore: ${length} bytes that are not a snapshot`);
  }
  const taken = new TextDecoder().decode(snapshot.subarray(4, HEADER_BYTES));
  if (taken !== id.slice(0, 16)) {
    throw new Error(`restore: the snapshot is of model ${taken}, this is model ${id.slice(0, 16)}`);
  }
  const state = snapshot.subarray(HEADER_BYTES);
  if (DATA_START + state.length > memory.byteLength) {
    throw new Error(
      `restore: the snapshot's ${state.length} bytes do not fit; give instantiate() the same spareMemory`,
    );
  }
  new Uint8Array(memory, DATA_START).set(state);
}
