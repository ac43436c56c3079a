declare module 'lz4js' {
  /** Decompresses a block; gives where its last byte stands in `target`, from `targetIndex` on. */
  export function decompressBlock(
    source: Uint8Array,
    target: Uint8Array,
    sourceIndex: number,
    sourceLength: number,
    targetIndex: number,
  ): number;
}
