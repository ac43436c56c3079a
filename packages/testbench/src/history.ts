import type { WaveRow } from './ascii.ts';
import type { Recorder } from './kernel/timeline.ts';
import type { SignalHandle } from './simulator.ts';

/** The last rising edges of a run: a ring of what the flip-flops sampled, for the waveform in a failure's report. */
export interface History extends Recorder {
  /** Rows in the order of `signals`, oldest value first, and the time of each column [ps]. */
  rows(columns?: number): { times: number[]; rows: WaveRow[] };
}

/** Remembers `depth` edges of `signals` (the words of wide ones, up to 256 bits). */
export function createHistory(signals: readonly SignalHandle[], depth = 64): History {
  const times = new Float64Array(depth);
  const narrow = signals.filter((signal) => signal.width <= 32);
  const wide = signals.filter((signal) => signal.width > 32 && signal.width <= 256 && signal.words);
  const values = narrow.map(() => new Uint32Array(depth));
  const words = wide.map((signal) => new Uint32Array(depth * Math.ceil(signal.width / 32)));
  let count = 0;

  const read = (signal: SignalHandle, slot: number): bigint => {
    const at = narrow.indexOf(signal);
    if (at >= 0) return BigInt(values[at][slot]);
    const size = Math.ceil(signal.width / 32);
    const ring = words[wide.indexOf(signal)];
    let value = 0n;
    for (let i = size - 1; i >= 0; i--) value = (value << 32n) | BigInt(ring[slot * size + i]);
    return value;
  };
  return {
    depth,
    record(time) {
      const slot = count++ % depth;
      times[slot] = time;
      for (let i = 0; i < narrow.length; i++) values[i][slot] = narrow[i].value as number;
      for (let i = 0; i < wide.length; i++) {
        const now = wide[i].words as Uint32Array;
        const ring = words[i];
        // `set` costs more than these few words
        for (let w = 0, at = slot * now.length; w < now.length; w++) ring[at + w] = now[w];
      }
    },
    rows(columns = depth) {
      const shown = Math.min(count, columns, depth);
      const slots = Array.from({ length: shown }, (_, i) => (count - shown + i) % depth);
      return {
        times: slots.map((slot) => times[slot]),
        rows: signals
          .filter((signal) => narrow.includes(signal) || wide.includes(signal))
          .map(({ name, width }, i, kept) => ({
            name,
            width,
            values: slots.map((slot) =>
              read(signals.find((signal) => signal.name === kept[i].name) as SignalHandle, slot),
            ),
          })),
      };
    },
  };
}
