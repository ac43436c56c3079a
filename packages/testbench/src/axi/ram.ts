import type { Pause } from '../bus/pause.ts';
import type { Clock } from '../scheduler/clock.ts';
import type { Simulation } from '../simulation.ts';
import { AddressSpace } from './address-space.ts';
import type { AxiResponse } from './burst.ts';
import { hasChannel } from './channel.ts';
import { ExclusiveMonitor } from './exclusive.ts';
import { attachReadSlave } from './read-slave.ts';
import { attachWriteSlave } from './write-slave.ts';

export interface AxiRamOptions {
  clock?: Clock;
  /** Memory behind the bus, shared with others if you like; default an empty one: map regions into it. */
  memory?: AddressSpace;
  /** Cycles from an address to its first data beat, or from the last data beat to the response; default 1. */
  latency?: number;
  /** Reads, and writes, accepted and not yet complete; default 8 each. */
  outstanding?: number;
  /** Transfers of different IDs overtake each other at random (from `sim.random`). */
  outOfOrder?: boolean;
  /** With `outOfOrder`: read beats of different IDs alternate too. */
  interleave?: boolean;
  /** Response for an address: to inject SLVERR and DECERR. */
  respond?(address: number): AxiResponse;
  /** Answers exclusive accesses; default yes. Without, they are plain ones, answered OKAY. */
  exclusive?: boolean;
  pause?: { ar?: Pause; r?: Pause; aw?: Pause; w?: Pause; b?: Pause };
}

/**
 * An AXI4 memory for the design's master on the ports `prefix_ar…`, `prefix_aw…` and so on; read-only and write-only
 * masters may leave channels out. Checks the master: handshakes, burst rules, 4 KiB, WLAST, strobes.
 */
export function axiRam(sim: Simulation, prefix: string, options: AxiRamOptions = {}): { memory: AddressSpace } {
  const { latency = 1, outstanding, respond, pause, interleave } = options;
  const bus = sim.bus(prefix);
  const clock = options.clock ?? sim.clock;
  const memory = options.memory ?? new AddressSpace();
  const outOfOrder = options.outOfOrder ? sim.random.fork(prefix) : undefined;
  const monitor = options.exclusive === false ? undefined : new ExclusiveMonitor();
  const shared = { memory, outstanding, outOfOrder, respond, monitor, pause };
  if (hasChannel(bus, 'ar')) {
    attachReadSlave(bus, prefix, clock, {
      ...shared,
      interleave,
      latency,
    });
  }
  if (hasChannel(bus, 'aw')) {
    attachWriteSlave(bus, prefix, clock, {
      ...shared,
      finished: (write, cycle) => cycle + 1 >= write.complete + latency,
    });
  }
  return { memory };
}
