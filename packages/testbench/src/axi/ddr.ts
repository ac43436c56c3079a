import type { Pause } from '../bus/pause.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Simulation } from '../simulation.ts';
import { AddressSpace } from './address-space.ts';
import type { AxiResponse } from './burst.ts';
import { hasChannel } from './channel.ts';
import { attachReadSlave, type PendingRead } from './read-slave.ts';
import { attachWriteSlave, type PendingWrite } from './write-slave.ts';

/** Timing of a DDR behind several AXI ports. */
export interface DdrTiming {
  /** Bytes a nanosecond the DDR delivers outside refresh pauses. */
  bandwidth: number;
  /** From an accepted address to its first data beat, with an idle DDR [ns]. */
  latency: number;
  /** Pauses of `pause` every `every` [ns]. */
  refresh: { every: number; pause: number } | undefined;
  /** The ports cut bursts to this many beats. */
  portBurst: number;
  /** Cut bursts in flight a port. */
  outstanding: number;
  /** Beats each port's read FIFO holds. */
  fifo: number;
}

/** The KV260: 19.2 GB/s DDR4 at 93 % with refresh included, HP ports of 16-beat bursts, 8 outstanding, a 2 KB read FIFO (design §6). */
export const KV260_DDR: DdrTiming = {
  bandwidth: 19.2 * 0.93,
  latency: 400,
  refresh: undefined,
  portBurst: 16,
  outstanding: 8,
  fifo: 128,
};

/** The same bandwidth with refresh as real pauses, and the longest latency another design reports. */
export const KV260_DDR_STRESS: DdrTiming = {
  ...KV260_DDR,
  bandwidth: (19.2 * 0.93) / (1 - 350 / 7800),
  latency: 650,
  refresh: { every: 7800, pause: 350 },
};

export interface DdrOptions {
  clock?: Clock;
  memory?: AddressSpace;
  timing?: DdrTiming;
  respond?(address: number): AxiResponse;
  pause?: { ar?: Pause; r?: Pause; aw?: Pause; w?: Pause; b?: Pause };
}

export interface Ddr {
  memory: AddressSpace;
  /** Beats delivered on each port's R channel. */
  readonly beats: readonly number[];
}

/** A piece of a read as the port passes it on. */
interface Request {
  read: PendingRead;
  beats: number;
  /** Earliest time of its data [ns]; infinite until the port issues it. */
  ready: number;
}

interface Port {
  waiting: Request[];
  /** Issued, not yet served by the DDR. */
  issued: Request[];
  /** Issued and not yet delivered whole. */
  inFlight: number;
  /** Beats served and not yet delivered. */
  fifo: number;
  bytesPerBeat: number;
}

/**
 * The KV260's memory behind the AXI ports of the design named by `prefixes` (one each for HPC0, HP0, HP2, HP3, or fewer). One DDR serves cut
 * bursts to completion in round-robin order and fills the ports' FIFOs; each port gives a beat a cycle. Checks the masters as `axiRam` does.
 */
export function kv260Ddr(sim: Simulation, prefixes: readonly string[], options: DdrOptions = {}): Ddr {
  const { timing = KV260_DDR, memory = new AddressSpace(), respond, pause } = options;
  const clock = options.clock ?? sim.clock;
  const period = clock.period / 1000;
  const ports: Port[] = [];
  const sources: { beats: number }[] = [];
  let now = 0;
  let freeAt = 0;
  let turn = 0;

  const issue = (port: Port) => {
    while (port.waiting.length && port.inFlight < timing.outstanding) {
      const request = port.waiting.shift() as Request;
      request.ready = now + timing.latency;
      port.inFlight++;
      port.issued.push(request);
    }
  };
  /** When the DDR can begin something at `time`, pauses taken into account. */
  const afterRefresh = (time: number) => {
    if (!timing.refresh) return time;
    const { every, pause: length } = timing.refresh;
    const into = time % every;
    return into < length ? time + length - into : time;
  };
  const nextPort = (): Port | undefined => {
    for (let step = 0; step < ports.length; step++) {
      const port = ports[(turn + step) % ports.length];
      const [request] = port.issued;
      if (!request || request.ready > now || port.fifo + request.beats > timing.fifo) continue;
      turn = (turn + step + 1) % ports.length;
      return port;
    }
    return undefined;
  };
  const server = {
    drive(cycle: number) {
      now = cycle * period;
      while (freeAt <= now) {
        const port = nextPort();
        if (!port) return;
        const request = port.issued.shift() as Request;
        const start = afterRefresh(Math.max(freeAt, request.ready));
        freeAt = start + (request.beats * port.bytesPerBeat) / timing.bandwidth;
        port.fifo += request.beats;
        request.read.available += request.beats;
      }
    },
  };
  clock.attach(server);

  for (const prefix of prefixes) {
    const bus = sim.bus(prefix);
    const port: Port = {
      waiting: [],
      issued: [],
      inFlight: 0,
      fifo: 0,
      bytesPerBeat: (bus['rdata'] ?? bus['wdata']).width / 8,
    };
    ports.push(port);
    if (hasChannel(bus, 'ar'))
      sources.push(
        attachReadSlave(bus, prefix, clock, {
          memory,
          respond,
          pause,
          outstanding: timing.outstanding,
          accepted(read) {
            read.available = 0;
            for (let left = read.beats; left > 0; left -= timing.portBurst)
              port.waiting.push({ read, beats: Math.min(left, timing.portBurst), ready: Number.POSITIVE_INFINITY });
            issue(port);
          },
          delivered(read, last) {
            port.fifo--;
            if (!last && read.sent % timing.portBurst) return;
            port.inFlight--;
            issue(port);
          },
        }),
      );
    if (hasChannel(bus, 'aw')) {
      const done = new WeakMap<PendingWrite, number>();
      attachWriteSlave(bus, prefix, clock, {
        memory,
        respond,
        pause,
        outstanding: timing.outstanding,
        completed(write) {
          const start = afterRefresh(Math.max(freeAt, now));
          freeAt = start + (write.beats * port.bytesPerBeat) / timing.bandwidth;
          done.set(write, start + timing.latency);
        },
        finished: (write) => (done.get(write) ?? 0) <= now,
      });
    }
  }
  return {
    memory,
    get beats() {
      return sources.map((source) => source.beats);
    },
  };
}
