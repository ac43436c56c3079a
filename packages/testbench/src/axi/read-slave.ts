import { type BeatSupply, type HandshakeSink, HandshakeSource } from '../bus/handshake.ts';
import type { Pause } from '../bus/pause.ts';
import type { Random } from '../random.ts';
import type { Clock } from '../scheduler/clock.ts';
import type { Bus } from '../simulation.ts';
import type { SignalHandle } from '../simulator.ts';
import type { AddressSpace, Region } from './address-space.ts';
import { type AxiResponse, type Burst, beatAddress, DECERR, EXOKAY, INCR, OKAY, takeBurst } from './burst.ts';
import { bindChannel, type Channel, channelSink, setNumber } from './channel.ts';
import type { ExclusiveMonitor } from './exclusive.ts';

/** A read the slave has accepted. */
export interface PendingRead {
  readonly burst: Burst;
  readonly id: number;
  readonly beats: number;
  /** Beats handed to the R channel. */
  sent: number;
  /** Beats the memory has released so far; all of them where no `accepted` says otherwise. */
  available: number;
}

/** As the slave keeps it. */
interface QueuedRead extends PendingRead {
  /**
   * The region that holds the whole of an incrementing burst of bus width, and the word in it where the next beat
   * begins.
   */
  readonly region: Region | undefined;
  word: number;
}

export interface ReadSlaveOptions {
  memory: AddressSpace;
  /** Cycles from an address to its first beat; default none. */
  latency?: number;
  /** A memory with a timing of its own sets `read.available` to 0 here, and raises it as data comes. */
  accepted?(read: PendingRead): void;
  /** Beats accepted by the master. */
  delivered?(read: PendingRead, last: boolean): void;
  /** A reset: none of the reads accepted so far goes on. */
  dropped?(): void;
  /** Reads accepted and not yet complete; default 8. */
  outstanding?: number;
  /** Lets reads of different IDs overtake each other, by chance; default in order. */
  outOfOrder?: Random;
  /** With `outOfOrder`: beats of different IDs may also alternate. */
  interleave?: boolean;
  /** Response to the beat at an address: to inject errors. Default OKAY, and DECERR where no memory is mapped. */
  respond?(address: number): AxiResponse;
  /** Answers exclusive reads; without one they are plain reads. */
  monitor?: ExclusiveMonitor;
  pause?: { ar?: Pause; r?: Pause };
}

/** The AR and R channels of an AXI4 memory for the design's read master on `bus`. */
export function attachReadSlave(bus: Bus, prefix: string, clock: Clock, options: ReadSlaveOptions) {
  const ar = bindChannel(bus, prefix, 'ar');
  const r = bindChannel(bus, prefix, 'r');
  const reads = new ReadQueue(ar, r, options);
  reads.sink = clock.attach(channelSink(ar, (cycle) => reads.accept(cycle), options.pause?.ar));
  return clock.attach(new HandshakeSource(r.handshake, reads, options.pause?.r));
}

/**
 * Reads from their address to their last beat. At full rate `put` runs a port a cycle: no objects, no address
 * arithmetic there.
 */
class ReadQueue implements BeatSupply {
  /** Accepted and not yet complete. */
  waiting = 0;
  /** Where the addresses come in. */
  sink: HandshakeSink | undefined;
  readonly #limit: number;
  readonly #options: ReadSlaveOptions;
  readonly #latency: number;
  readonly #ar: Channel;
  readonly #data: SignalHandle | undefined;
  /** Of a data bus wider than 32 bits. */
  readonly #words: Uint32Array | undefined;
  readonly #busBytes: number;
  readonly #resp: SignalHandle | undefined;
  readonly #id: SignalHandle | undefined;
  readonly #last: SignalHandle | undefined;
  readonly #reads: QueuedRead[] = [];
  #current: QueuedRead | undefined;
  #offered: QueuedRead | undefined;
  // What the signals that rarely change hold; -1 at first.
  #shownResponse = -1;
  #shownId = -1;
  #shownLast = -1;

  constructor(ar: Channel, r: Channel, options: ReadSlaveOptions) {
    const { data, resp, id, last } = r.signal;
    this.#options = options;
    this.#latency = options.latency ?? 0;
    this.#limit = options.outstanding ?? 8;
    this.#ar = ar;
    this.#data = data;
    this.#words = data?.words;
    this.#busBytes = (data?.width ?? 0) / 8;
    this.#resp = resp;
    this.#id = id;
    this.#last = last;
  }

  accept(cycle: number): void {
    const burst = takeBurst(this.#ar, this.#busBytes, cycle);
    const { id, address, beats, size, type } = burst;
    const { memory, respond, accepted, monitor } = this.#options;
    const ordinary = type === INCR && size === this.#busBytes && address % size === 0 && this.#words && !respond;
    const region = ordinary ? memory.find(address, beats * size) : undefined;
    const word = region ? Math.trunc((address - region.base) / 4) : 0;
    const read: QueuedRead = { burst, id, beats, sent: 0, available: beats, region, word };
    if (burst.exclusive) {
      monitor?.read(burst);
    }
    this.#reads.push(read);
    this.#count(1);
    accepted?.(read);
  }

  put(cycle: number): boolean {
    const read = this.#choose(cycle);
    if (read === undefined) {
      return false;
    }
    const { region } = read;
    let response: AxiResponse =
      region === undefined ? this.#putAt(beatAddress(read.burst, read.sent)) : this.#putNext(read, region);
    if (response === OKAY && read.burst.exclusive && this.#options.monitor) {
      response = EXOKAY;
    }
    if (response !== this.#shownResponse) {
      this.#shownResponse = response;
      setNumber(this.#resp, response);
    }
    if (read.id !== this.#shownId) {
      this.#shownId = read.id;
      setNumber(this.#id, read.id);
    }
    read.sent++;
    const isLast = read.sent === read.beats ? 1 : 0;
    if (isLast !== this.#shownLast) {
      this.#shownLast = isLast;
      setNumber(this.#last, isLast);
    }
    this.#offered = read;
    this.#current = isLast ? undefined : read;
    if (isLast) {
      this.#remove(read);
    }
    return true;
  }

  reset(): void {
    this.#reads.length = 0;
    this.#current = undefined;
    this.#offered = undefined;
    this.#count(-this.waiting);
    this.#options.monitor?.reset();
    this.#options.dropped?.();
  }

  accepted(): void {
    const read = this.#offered as QueuedRead;
    const isLast = read.sent === read.beats;
    if (isLast) {
      this.#count(-1);
    }
    this.#options.delivered?.(read, isLast);
  }

  #count(more: number): void {
    this.waiting += more;
    if (this.sink) {
      this.sink.full = this.waiting >= this.#limit;
    }
  }

  #choose(cycle: number): QueuedRead | undefined {
    const { outOfOrder, interleave } = this.#options;
    const current = this.#current;
    if (current !== undefined && !interleave) {
      return this.#isAvailable(current, cycle) ? current : undefined;
    }
    const reads = this.#reads;
    if (reads.length === 0) {
      return undefined;
    }
    if (!outOfOrder) {
      return this.#isAvailable(reads[0], cycle) ? reads[0] : undefined;
    }
    const heads = reads.filter(
      (read, at) => reads.findIndex((other) => other.id === read.id) === at && this.#isAvailable(read, cycle),
    );
    return heads.length ? heads[outOfOrder.below(heads.length)] : undefined;
  }

  #isAvailable(read: QueuedRead, cycle: number): boolean {
    return read.available > read.sent && cycle + 1 >= read.burst.cycle + this.#latency;
  }

  #remove(read: QueuedRead): void {
    if (this.#reads[0] === read) {
      this.#reads.shift();
    } else {
      this.#reads.splice(this.#reads.indexOf(read), 1);
    }
  }

  /** Puts the next beat of an ordinary burst on the bus without computing an address. */
  #putNext(read: QueuedRead, region: Region): AxiResponse {
    const to = this.#words as Uint32Array;
    const from = region.words;
    const at = read.word;
    for (let i = 0; i < to.length; i++) {
      to[i] = from[at + i];
    }
    read.word = at + to.length;
    return OKAY;
  }

  /** The same for any beat: its address, its memory, the response for it. */
  #putAt(address: number): AxiResponse {
    const aligned = address - (address % this.#busBytes);
    const region = this.#options.memory.find(aligned, this.#busBytes);
    const words = this.#words;
    if (words) {
      const from = region ? (aligned - region.base) / 4 : 0;
      for (let i = 0; i < words.length; i++) {
        words[i] = region ? region.words[from + i] : 0;
      }
    } else if (this.#data) {
      this.#data.value = region ? narrowWord(region.bytes, aligned - region.base, this.#busBytes) : 0;
    }
    return region ? (this.#options.respond?.(address) ?? OKAY) : DECERR;
  }
}

function narrowWord(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) {
    value = value * 256 + bytes[at + i];
  }
  return value;
}
