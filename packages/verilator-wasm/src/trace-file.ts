import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Instance } from './runtime/instance.ts';
import type { Trace, TraceOptions } from './runtime/trace.ts';

/** Waveforms are mostly repetition: the quickest level already shrinks them tenfold. */
const GZIP_LEVEL = 1;
const BLOCK_BYTES = 2 ** 20;

/**
 * Dumps to a VCD file; a name that ends in `.gz` is compressed (as a series of gzip members, which `zcat`, GTKWave and
 * Node read as one). The file has its name once `close()` has been called; until then `.part` is appended.
 */
export function traceToFile(
  instance: Pick<Instance, 'trace'>,
  path: string,
  options: Omit<TraceOptions, 'write'> = {},
): Trace {
  const compress = path.endsWith('.gz');
  const partial = `${path}.part`;
  const descriptor = openSync(partial, 'w');
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const flush = (): void => {
    const block = Buffer.concat(waiting);
    writeSync(descriptor, compress ? gzipSync(block, { level: GZIP_LEVEL }) : block);
    waiting = [];
    bytes = 0;
  };
  const trace = instance.trace({
    ...options,
    write(chunk) {
      waiting.push(chunk);
      bytes += chunk.length;
      if (bytes >= BLOCK_BYTES) flush();
    },
  });
  let open = true;
  return {
    dump: trace.dump,
    close() {
      if (!open) return;
      open = false;
      trace.close();
      flush();
      closeSync(descriptor);
      renameSync(partial, path);
    },
  };
}
