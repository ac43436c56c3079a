import { gzipSync } from 'node:zlib';
import { openOutput } from './files/index.ts';
import type { Instance } from './runtime/instance.ts';
import type { Trace, TraceOptions } from './runtime/trace.ts';

/** Waveforms are mostly repetition: the quickest level already shrinks them tenfold. */
const GZIP_LEVEL = 1;
const BLOCK_BYTES = 2 ** 20;

/**
 * Dumps to a VCD file; a name that ends in `.gz` is compressed (as a series of gzip members, which `zcat`, GTKWave and
 * Node read as one). The file has its name once `close()` has been called, and is whole then; a device or a pipe is
 * written as the simulation goes.
 */
export function traceToFile(
  instance: Pick<Instance, 'trace'>,
  path: string,
  options: Omit<TraceOptions, 'write'> = {},
): Trace {
  const compress = path.endsWith('.gz');
  const output = openOutput(path);
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const flush = (): void => {
    const block = Buffer.concat(waiting);
    output.write(compress ? gzipSync(block, { level: GZIP_LEVEL }) : block);
    waiting = [];
    bytes = 0;
  };
  let trace: Trace;
  try {
    trace = instance.trace({
      ...options,
      write(chunk) {
        waiting.push(chunk);
        bytes += chunk.length;
        if (bytes >= BLOCK_BYTES) {
          flush();
        }
      },
    });
  } catch (error) {
    output.abort();
    throw error;
  }
  let open = true;
  return {
    dump: trace.dump,
    close() {
      if (!open) {
        return;
      }
      open = false;
      trace.close();
      flush();
      output.commit();
    },
  };
}
