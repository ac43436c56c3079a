import { createVcdReader } from '../reader.ts';
import type { Vcd } from '../vcd.ts';
import { createFstWriter, type FstWriter } from './writer.ts';

/** Changes of a section, about: enough to compress well, few enough to stay in memory. */
const SECTION = 2 ** 21;
/** Bytes of VCD between two looks at how many changes there are. */
const LOOK = 2 ** 22;

/** Takes a VCD piece by piece and makes an FST of it, of which only the compressed form is kept in memory. */
export interface VcdToFst {
  /** The next bytes of the VCD, cut anywhere. */
  write(chunk: Uint8Array): void;
  /** No more bytes; the FST, and what was wrong with the VCD. */
  end(): { readonly fst: Uint8Array; readonly warnings: readonly string[] };
}

/** `look`: bytes of VCD between two looks at whether there are enough changes for a section. */
export function createVcdToFst(look = LOOK): VcdToFst {
  const reader = createVcdReader();
  let writer: FstWriter | undefined;
  let waiting = 0;
  let warnings: readonly string[] = [];
  const flush = (whole: boolean) =>
    reader.drain((part) => {
      writer ??= createFstWriter(part);
      writer.section({ times: part.times, exactTimes: part.exactTimes, from: 0, until: part.complete });
      ({ warnings } = part);
    }, whole);
  return {
    write(chunk) {
      reader.write(chunk);
      waiting += chunk.length;
      if (waiting > look && reader.pending > (look / LOOK) * SECTION) {
        flush(false);
        waiting = 0;
      }
    },
    end() {
      flush(true);
      return { fst: (writer as FstWriter).end(), warnings };
    },
  };
}

/** Makes an FST of a dump that is in memory. */
export function encodeFst(dump: Vcd): Uint8Array {
  const writer = createFstWriter(dump);
  const { times, exactTimes } = dump;
  const columns = [...new Set(dump.variables.map(({ changes }) => changes))];
  const total = columns.reduce((sum, { count }) => sum + count, 0);
  const sections = Math.max(1, Math.ceil(total / SECTION));
  for (let i = 0; i < sections; i++) {
    const [from, until] = [i, i + 1].map((share) => Math.floor((times.length * share) / sections));
    writer.section({ times, exactTimes, from, until });
  }
  return writer.end();
}
