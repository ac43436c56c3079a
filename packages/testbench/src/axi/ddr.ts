import type { Pause } from '../bus/pause.ts';
import type { Clock } from '../scheduler/clock.ts';
import type { ClockedModel } from '../scheduler/model.ts';
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

/**
 * The KV260: 19.2 GB/s DDR4 at 93 % with refresh included, HP ports of 16-beat bursts, 8 outstanding, a 2 KB read FIFO
 * (design §6).
 */
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
  /** What is written is in memory when it is answered, and not before; default as soon as its data has come. */
  late?: boolean;
  /** Of every port alike, or of each by its place among the prefixes. */
  pause?: DdrPauses | ((port: number) => DdrPauses);
}

export interface DdrPauses {
  ar?: Pause;
  r?: Pause;
  aw?: Pause;
  w?: Pause;
  b?: Pause;
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
 * The one DDR behind the ports. A class, since its times are numbers that change every cycle, which closures would
 * allocate anew.
 */
class DdrServer implements ClockedModel {
  /** [ns] */
  now = 0;
  #freeAt = 0;
  #turn = 0;
  readonly #ports: readonly Port[];
  readonly #timing: DdrTiming;
  /** [ns] */
  readonly #period: number;

  constructor(ports: readonly Port[], timing: DdrTiming, period: number) {
    this.#ports = ports;
    this.#timing = timing;
    this.#period = period;
  }

  drive(cycle: number): void {
    this.now = cycle * this.#period;
    while (this.#freeAt <= this.now) {
      const port = this.#nextPort();
      if (port === undefined) {
        return;
      }
      const { read, beats, ready } = port.issued.shift() as Request;
      this.serve(beats * port.bytesPerBeat, ready);
      port.fifo += beats;
      read.available += beats;
    }
  }

  /** Moves `bytes` as soon as the DDR is free, from `earliest` [ns] on; gives the time it begins. */
  serve(bytes: number, earliest = this.now): number {
    const start = this.#afterRefresh(Math.max(this.#freeAt, earliest));
    this.#freeAt = start + bytes / this.#timing.bandwidth;
    return start;
  }

  /** Passes on what waits in `port`, as far as it may have more in flight. */
  issue(port: Port): void {
    while (port.waiting.length > 0 && port.inFlight < this.#timing.outstanding) {
      const request = port.waiting.shift() as Request;
      request.ready = this.now + this.#timing.latency;
      port.inFlight++;
      port.issued.push(request);
    }
  }

  /** When the DDR can begin something at `time`, pauses taken into account. */
  #afterRefresh(time: number): number {
    if (!this.#timing.refresh) {
      return time;
    }
    const { every, pause } = this.#timing.refresh;
    const into = time % every;
    return into < pause ? time + pause - into : time;
  }

  /** The next port in turn that has something to serve now, and room for it. */
  #nextPort(): Port | undefined {
    const count = this.#ports.length;
    for (let step = 0; step < count; step++) {
      const at = (this.#turn + step) % count;
      const port = this.#ports[at];
      if (port.issued.length === 0) {
        continue;
      }
      const request = port.issued[0];
      if (request.ready > this.now || port.fifo + request.beats > this.#timing.fifo) {
        continue;
      }
      this.#turn = (at + 1) % count;
      return port;
    }
    return undefined;
  }
}

/**
 * The KV260's memory behind the AXI ports of the design named by `prefixes` (one each for HPC0, HP0, HP2, HP3, or
 * fewer). One DDR serves cut bursts to completion in round-robin order and fills the ports' FIFOs; each port gives a
 * beat a cycle. Checks the masters as `axiRam` does.
 */
export function kv260Ddr(sim: Simulation, prefixes: readonly string[], options: DdrOptions = {}): Ddr {
  const { timing = KV260_DDR, memory = new AddressSpace(), respond, late } = options;
  const clock = options.clock ?? sim.clock;
  const ports: Port[] = [];
  const sources: { beats: number }[] = [];
  const server = new DdrServer(ports, timing, clock.period / 1000);
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
    const pause = typeof options.pause === 'function' ? options.pause(ports.length) : options.pause;
    ports.push(port);
    if (hasChannel(bus, 'ar')) {
      sources.push(
        attachReadSlave(bus, prefix, clock, {
          memory,
          respond,
          pause,
          outstanding: timing.outstanding,
          accepted(read) {
            read.available = 0;
            for (let left = read.beats; left > 0; left -= timing.portBurst) {
              port.waiting.push({ read, beats: Math.min(left, timing.portBurst), ready: Number.POSITIVE_INFINITY });
            }
            server.issue(port);
          },
          dropped() {
            port.waiting.length = 0;
            port.issued.length = 0;
            port.inFlight = 0;
            port.fifo = 0;
          },
          delivered(read, last) {
            port.fifo--;
            if (!last && read.sent % timing.portBurst) {
              return;
            }
            port.inFlight--;
            server.issue(port);
          },
        }),
      );
    }
    if (hasChannel(bus, 'aw')) {
      const done = new WeakMap<PendingWrite, number>();
      attachWriteSlave(bus, prefix, clock, {
        memory,
        respond,
        late,
        pause,
        outstanding: timing.outstanding,
        completed(write) {
          done.set(write, server.serve(write.beats * port.bytesPerBeat) + timing.latency);
        },
        finished: (write) => (done.get(write) ?? 0) <= server.now,
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
