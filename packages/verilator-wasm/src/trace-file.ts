import { gzipSync } from 'node:zlib';
import { createVcdToFst } from '@chisel-lite/vcd';
import { openOutput } from './files/index.ts';
import type { Instance } from './runtime/instance.ts';
import type { Trace, TraceOptions } from './runtime/trace.ts';

/** Waveforms are mostly repetition: the quickest level already shrinks them tenfold. */
const GZIP_LEVEL = 1;
const BLOCK_BYTES = 2 ** 20;

/** What becomes of the VCD's bytes on their way to the file. */
interface Encoding {
  /** Bytes for the file now, if any. */
  encode(vcd: Uint8Array): Uint8Array;
  /** The last bytes for the file. */
  end(): Uint8Array;
}

const NOTHING = new Uint8Array(0);

function encodingOf(path: string): Encoding {
  if (path.endsWith('.fst')) {
    const converter = createVcdToFst();
    return {
      encode(vcd) {
        converter.write(vcd);
        return NOTHING;
      },
      end: () => converter.end().fst,
    };
  }
  const compress = path.endsWith('.gz');
  return {
    encode: (vcd) => (compress ? gzipSync(vcd, { level: GZIP_LEVEL }) : vcd),
    end: () => NOTHING,
  };
}

/**
 * Dumps to a VCD file; a name that ends in `.gz` is compressed (as a series of gzip members, which `zcat`, GTKWave and
 * Node read as one), one that ends in `.fst` is an FST, a tenth of the VCD or less. The file has its name once
 * `close()` has been called, and is whole then; a device or a pipe is written as the simulation goes, an FST at its
 * end.
 */
export function traceToFile(
  instance: Pick<Instance, 'trace'>,
  path: string,
  options: Omit<TraceOptions, 'write'> = {},
): Trace {
  const encoding = encodingOf(path);
  const output = openOutput(path);
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const flush = (): void => {
    const block = Buffer.concat(waiting);
    output.write(encoding.encode(block));
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
      output.write(encoding.end());
      output.commit();
    },
  };
}
