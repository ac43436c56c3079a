import type { Signal } from '../signal.ts';
import type { Simulation } from '../simulation.ts';

/** A wire with a pull-up that anybody may pull low: an `inout` port, or the design's own pair of input and output. */
export type OpenDrainPort =
  | Signal
  | {
      /** What the design sees. */
      readonly in: Signal;
      /** What the design drives: the wire is low while it is 0. */
      readonly out: Signal;
      /** Where the design has an enable: it drives `out` while this is 1. */
      readonly enable?: Signal;
    };

/** One end of an open-drain wire. */
export interface OpenDrain {
  readonly name: string;
  /** Pulls the wire low, or lets it go; as with every write, once the design settles. */
  hold(low: boolean): void;
  readonly level: number;
  /** The signal to wait for. */
  readonly signal: Signal;
}

/** Who holds a wire low, by its port. */
const holders = new WeakMap<Signal, Set<object>>();

/** A new end on the wire; several share it. */
export function openDrain(sim: Simulation, port: OpenDrainPort): OpenDrain {
  const split = 'out' in port ? port : undefined;
  const signal = 'out' in port ? port.in : port;
  const isFirst = !holders.has(signal);
  const held = holders.get(signal) ?? new Set<object>();
  holders.set(signal, held);
  const me = {};
  const designPulls = () => split !== undefined && split.out.value === 0 && (split.enable?.value ?? 1) !== 0;
  const apply = () => {
    if (split) {
      signal.value = held.size > 0 || designPulls() ? 0 : 1;
    } else if (held.size > 0) {
      signal.value = 0;
    } else {
      signal.release();
    }
  };
  if (isFirst) {
    if (split) {
      const { out, enable } = split;
      sim.fork(async () => {
        for (;;) {
          apply();
          await (enable ? sim.select({ out: sim.changed(out), enable: sim.changed(enable) }) : sim.changed(out));
        }
      }, `wire ${signal.name}`);
    } else {
      signal.pull('up');
    }
  }
  return {
    name: signal.name,
    signal,
    hold(low) {
      if (low) {
        held.add(me);
      } else {
        held.delete(me);
      }
      apply();
    },
    get level() {
      return Number(signal.value);
    },
  };
}
