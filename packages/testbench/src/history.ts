import type { WaveRow } from './ascii.ts';
import type { Recorder } from './scheduler/timeline.ts';
import type { SignalHandle } from './simulator.ts';

/** The last rising edges of a run: a ring of what the flip-flops sampled, for the waveform in a failure's report. */
export interface History extends Recorder {
  /** Rows in the order of `signals`, oldest value first, and the time of each column [ps]. */
  rows(columns?: number): { times: number[]; rows: WaveRow[] };
}

/** What of the simulation's state a ring keeps, and how to get a signal's value out of it again. */
interface Ring {
  record(slot: number): void;
  read(signal: SignalHandle, slot: number): bigint;
}

/** Wider signals are left out of the waveform. */
const WIDEST = 256;

/** Remembers `depth` edges of `signals` up to 256 bits wide. */
export function createHistory(signals: readonly SignalHandle[], depth = 64): History {
  const times = new Float64Array(depth);
  const kept = signals.filter((signal) => signal.width <= WIDEST && (signal.width <= 32 || signal.words));
  const ring = blockRing(kept, depth) ?? valueRing(kept, depth);
  let count = 0;
  return {
    depth,
    record(time) {
      const slot = count++ % depth;
      times[slot] = time;
      ring.record(slot);
    },
    rows(columns = depth) {
      const shown = Math.min(count, columns, depth);
      const slots = Array.from({ length: shown }, (_, i) => (count - shown + i) % depth);
      return {
        times: slots.map((slot) => times[slot]),
        rows: kept.map((signal) => ({
          name: signal.name,
          width: signal.width,
          values: slots.map((slot) => ring.read(signal, slot)),
        })),
      };
    },
  };
}

/** Signals that lie this close together in memory [bytes] are copied with what is between them. */
const GAP = 256;

/**
 * For simulators that keep signals in memory: a few block copies an edge, whatever the number of signals. Undefined
 * where one of `signals` shows no place in memory, or they do not share one memory.
 */
function blockRing(signals: readonly SignalHandle[], depth: number): Ring | undefined {
  const views = new Map(signals.map((signal) => [signal, signal.storage ?? signal.words]));
  const places = [...views.values()].filter((view) => view !== undefined);
  if (places.length !== signals.length || places.some(({ buffer }) => buffer !== places[0].buffer)) {
    return undefined;
  }
  const blocks: { from: number; to: number }[] = [];
  for (const { byteOffset, byteLength } of places.toSorted((a, b) => a.byteOffset - b.byteOffset)) {
    const block = blocks.at(-1);
    if (block && byteOffset - block.to <= GAP) {
      block.to = Math.max(block.to, byteOffset + byteLength);
    } else {
      blocks.push({ from: byteOffset, to: byteOffset + byteLength });
    }
  }
  const copies = blocks.map(({ from, to }) => {
    const size = to - from;
    return { from, to, size, now: new Uint8Array(places[0].buffer, from, size), past: new Uint8Array(depth * size) };
  });
  return {
    record(slot) {
      for (let i = 0; i < copies.length; i++) {
        copies[i].past.set(copies[i].now, slot * copies[i].size);
      }
    },
    read(signal, slot) {
      const { byteOffset, byteLength } = views.get(signal) as ArrayBufferView;
      const { from, size, past } = copies.find(({ to }) => byteOffset < to) as (typeof copies)[number];
      const begin = slot * size + byteOffset - from;
      let value = 0n;
      for (let i = byteLength - 1; i >= 0; i--) {
        value = (value << 8n) | BigInt(past[begin + i]);
      }
      return BigInt.asUintN(signal.width, value);
    },
  };
}

/** For any simulator. */
function valueRing(signals: readonly SignalHandle[], depth: number): Ring {
  const past = signals.map(({ width }) => new Uint32Array(depth * Math.ceil(width / 32)));
  return {
    record(slot) {
      for (let i = 0; i < signals.length; i++) {
        const { words } = signals[i];
        if (words) {
          past[i].set(words, slot * words.length);
        } else {
          past[i][slot] = signals[i].value as number;
        }
      }
    },
    read(signal, slot) {
      const size = Math.ceil(signal.width / 32);
      const words = past[signals.indexOf(signal)];
      let value = 0n;
      for (let i = size - 1; i >= 0; i--) {
        value = (value << 32n) | BigInt(words[slot * size + i]);
      }
      return value;
    },
  };
}
