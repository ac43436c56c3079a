import { type BeatSupply, HandshakeSink, HandshakeSource } from '../bus/handshake.ts';
import { type Pause, pauseFunction } from '../bus/pause.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Random } from '../random.ts';
import type { Bus } from '../simulation.ts';
import type { AddressSpace, Region } from './address-space.ts';
import { type AxiResponse, type Burst, beatAddress, DECERR, INCR, OKAY, takeBurst } from './burst.ts';
import { bindChannel, checkChannel, setNumber } from './channel.ts';

/** A read the slave has accepted. */
export interface PendingRead extends Burst {
  /** Beats handed to the R channel. */
  sent: number;
  /** Beats the memory has released so far; all of them where no `accepted` says otherwise. */
  available: number;
  /** The region that holds the whole of an incrementing burst of bus width, and the word in it where the next beat begins. */
  region: Region | undefined;
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
  /** Reads accepted and not yet complete; default 8. */
  outstanding?: number;
  /** Lets reads of different IDs overtake each other, by chance; default in order. */
  outOfOrder?: Random;
  /** With `outOfOrder`: beats of different IDs may also alternate. */
  interleave?: boolean;
  /** Response to the beat at an address: to inject errors. Default OKAY, and DECERR where no memory is mapped. */
  respond?(address: number): AxiResponse;
  pause?: { ar?: Pause; r?: Pause };
}

/** The AR and R channels of an AXI4 memory for the design's read master on `bus`. */
export function attachReadSlave(bus: Bus, prefix: string, clock: Clock, options: ReadSlaveOptions) {
  const ar = bindChannel(bus, prefix, 'ar');
  const r = bindChannel(bus, prefix, 'r');
  const { memory, outOfOrder, interleave, latency = 0 } = options;
  const { data, resp, id, last } = r.signal;
  const limit = options.outstanding ?? 8;
  const busBytes = (data?.width ?? 0) / 8;
  const held = pauseFunction(options.pause?.ar, ar.handshake.name);
  const reads: PendingRead[] = [];
  let current: PendingRead | undefined;
  let offered: PendingRead | undefined;
  let outstanding = 0;

  const choose = (cycle: number): PendingRead | undefined => {
    if (current && !interleave) return isAvailable(current, cycle) ? current : undefined;
    if (!outOfOrder) return reads.length && isAvailable(reads[0], cycle) ? reads[0] : undefined;
    const heads = reads.filter(
      (read, at) => reads.findIndex((other) => other.id === read.id) === at && isAvailable(read, cycle),
    );
    return heads.length ? heads[outOfOrder.below(heads.length)] : undefined;
  };
  const isAvailable = (read: PendingRead, cycle: number) =>
    read.available > read.sent && cycle + 1 >= read.cycle + latency;

  /** Puts the next beat of an ordinary burst on the bus without computing an address. */
  const putNext = (read: PendingRead, region: Region): AxiResponse => {
    const words = data?.words as Uint32Array;
    for (let i = 0; i < words.length; i++) words[i] = region.words[read.word + i];
    read.word += words.length;
    return OKAY;
  };
  /** The same for any beat: its address, its memory, the response for it. */
  const putAt = (address: number): AxiResponse => {
    const aligned = address - (address % busBytes);
    const region = memory.find(aligned, busBytes);
    const words = data?.words;
    if (words) {
      const from = region ? (aligned - region.base) / 4 : 0;
      for (let i = 0; i < words.length; i++) words[i] = region ? region.words[from + i] : 0;
    } else if (data) data.value = region ? narrowWord(region.bytes, aligned - region.base, busBytes) : 0;
    return region ? (options.respond?.(address) ?? OKAY) : DECERR;
  };
  const accept = (cycle: number): PendingRead => {
    const burst = takeBurst(ar, busBytes, cycle);
    const { address, beats, size, type } = burst;
    const ordinary = type === INCR && size === busBytes && address % busBytes === 0 && data?.words && !options.respond;
    const region = ordinary ? memory.find(address, beats * busBytes) : undefined;
    return { ...burst, sent: 0, available: beats, region, word: region ? (address - region.base) / 4 : 0 };
  };
  /** What the signals hold that rarely change. */
  const shown = { response: -1, id: -1, last: undefined as boolean | undefined };

  const supply: BeatSupply = {
    get waiting() {
      return outstanding;
    },
    put(cycle) {
      const read = choose(cycle);
      if (!read) return false;
      const response = read.region ? putNext(read, read.region) : putAt(beatAddress(read, read.sent));
      if (response !== shown.response) {
        shown.response = response;
        setNumber(resp, response);
      }
      if (read.id !== shown.id) {
        shown.id = read.id;
        setNumber(id, read.id);
      }
      read.sent++;
      const isLast = read.sent === read.beats;
      if (isLast !== shown.last) {
        shown.last = isLast;
        setNumber(last, isLast ? 1 : 0);
      }
      offered = read;
      current = isLast ? undefined : read;
      if (isLast) reads.splice(reads.indexOf(read), 1);
      return true;
    },
    accepted() {
      const read = offered as PendingRead;
      const isLast = read.sent === read.beats;
      if (isLast) outstanding--;
      options.delivered?.(read, isLast);
    },
  };
  clock.attach(checkChannel(ar));
  clock.attach(
    new HandshakeSink(
      ar.handshake,
      (cycle) => {
        const read = accept(cycle);
        reads.push(read);
        outstanding++;
        options.accepted?.(read);
      },
      (cycle) => held(cycle) || outstanding >= limit,
    ),
  );
  return clock.attach(new HandshakeSource(r.handshake, supply, options.pause?.r));
}

function narrowWord(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = size - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}
