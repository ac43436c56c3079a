import type { RegisterAccess } from './fields.ts';
import type { control_registers as MAP } from './registers.ts';

const NAMES = [
  'cycles_busy',
  'cycles_streaming',
  'beats',
  'back_pressured',
  'starved_x',
  'starved_0',
  'starved_1',
  'starved_2',
  'starved_3',
] as const satisfies readonly (keyof typeof MAP)[];

/** Performance counters [cycles]. */
export interface DeviceCounters {
  /** With a command queued or running. */
  readonly busy: number;
  /** From the first strip of a queue of commands to its last. */
  readonly streaming: number;
  /** In which each of the four channels gave a strip. */
  readonly beats: number;
  /** In which strips were there, but no room for results. */
  readonly backPressured: number;
  /** In which the core waited for activations. */
  readonly starvedOfActivations: number;
  /** In which the core waited for a channel, by channel. */
  readonly starved: readonly number[];
}

/** Totals of the 32-bit counters since now, right as long as they are asked for once in 2^32 cycles. */
export function openCounters(read: RegisterAccess['read']): () => DeviceCounters {
  const value = (name: (typeof NAMES)[number]) => (read(name) as Record<string, number>)[name];
  const last = NAMES.map(value);
  const totals = NAMES.map(() => 0);
  return () => {
    for (const [i, name] of NAMES.entries()) {
      const now = value(name);
      totals[i] += (now - last[i]) >>> 0;
      last[i] = now;
    }
    const [busy, streaming, beats, backPressured, starvedOfActivations, ...starved] = totals;
    return { busy, streaming, beats, backPressured, starvedOfActivations, starved };
  };
}
