import type { Clock } from '../scheduler/clock.ts';
import { ProtocolViolation } from '../scheduler/errors.ts';
import type { ClockedModel } from '../scheduler/model.ts';
import type { Listener, Trigger } from '../scheduler/trigger.ts';
import type { Bus, Simulation } from '../simulation.ts';
import type { SignalHandle } from '../simulator.ts';
import { type BeatSupply, findHandshake, HandshakeMonitor, HandshakeSink, HandshakeSource } from './handshake.ts';
import { Inbox, withCount } from './inbox.ts';
import { byteSizeOf, type FrameData, type LaneValues, octets, type Packing, wideBytes } from './packing.ts';
import { Progress } from './progress.ts';
import type { StreamOptions } from './stream.ts';
import { payloadSignals } from './stream.ts';

/** The side-band wires that stay the same through a frame. */
export interface AxiStreamSideband {
  id?: number;
  dest?: number;
  user?: number;
}

/** A frame as received: everything up to a beat with `tlast`. `id`, `dest` and `user` are those of its last beat. */
export interface AxiStreamFrame<Data = Uint8Array> extends AxiStreamSideband {
  /** Data and position bytes in their order, without the null bytes (`tkeep` 0); empty for a frame of null bytes. */
  data: Data;
  /** Where the stream has `tstrb`: 1 for each byte of `data` that holds data, 0 for one that only keeps its place. */
  strobe?: Uint8Array;
  /** Where the stream has `tuser`: its value in each beat. */
  users?: number[];
  /** Cycles of its first and last beat. */
  start: number;
  end: number;
}

/** How a frame is sent. */
export interface AxiStreamSendOptions extends AxiStreamSideband {
  /** Is `tlast` set on its last beat? Default yes. */
  last?: boolean;
  /** A value of `tuser` for each beat, in place of `user`. */
  users?: readonly number[];
  /** For each byte 0 for a null byte, which takes its place but is none of the frame; needs `tkeep`. */
  keep?: Uint8Array;
  /** For each byte 0 for one that only keeps its place (`tstrb` 0); needs `tstrb`. */
  strobe?: Uint8Array;
}

/** `Data`: memory with bytes of eight bits, or a value for each byte of another width. */
export interface AxiStreamSource<Data = ArrayBufferView> {
  /**
   * Queues the bytes of `data` as one frame (`tlast` on its last beat unless `last: false`), little-endian, without
   * copying: do not change `data` before it is sent. No bytes are a frame of one beat of null bytes, which needs
   * `tkeep`. Awaiting what it returns waits until the last beat is accepted.
   */
  send(data: Data, options?: AxiStreamSendOptions): Trigger;
  idle(): Trigger;
  readonly waiting: number;
  readonly model: HandshakeSource;
}

export interface AxiStreamSink<Data = Uint8Array> {
  /** The data of the next whole frame. */
  receive(): Trigger<Data>;
  receiveFrame(): Trigger<AxiStreamFrame<Data>>;
  /** The next `count` bytes, whatever the framing; for streams without `tlast`. Do not mix with `receive`. */
  receiveBytes(count: number): Trigger<Data>;
  /** Whole frames received and not yet asked for. */
  readonly count: number;
  readonly empty: boolean;
  /** Forgets them; a frame under way stays. */
  clear(): void;
  readonly model: ClockedModel;
}

/**
 * For bytes of another width than eight bits: how many bits a byte has, or `'tkeep'` for as many as `tdata` has for
 * each bit of `tkeep` (or `tstrb`). Data then are values, one for each byte.
 */
export interface ByteSize {
  byteSize: number | 'tkeep';
}

interface Wires {
  tkeep: SignalHandle | undefined;
  tstrb: SignalHandle | undefined;
  tlast: SignalHandle | undefined;
  side: { key: keyof AxiStreamSideband; handle: SignalHandle }[];
}

function wiresOf({ tkeep, tstrb, tlast, ...bus }: Bus): Wires {
  const side = (['id', 'dest', 'user'] as const).flatMap((key) =>
    bus[`t${key}`] ? [{ key, handle: bus[`t${key}`].raw }] : [],
  );
  return { tkeep: tkeep?.raw, tstrb: tstrb?.raw, tlast: tlast?.raw, side };
}

/** The packing that `byteSize` asks for; eight bits a byte where it is not given. */
// biome-ignore lint/suspicious/noExplicitAny: the overloads below say which it is
function packingOf(bus: Bus, name: string, byteSize?: number | 'tkeep'): Packing<any, any> {
  const { tdata } = bus;
  if (!tdata) {
    throw new Error(`${name} has no tdata; its signals are ${Object.keys(bus).join(', ')}`);
  }
  const size = byteSizeOf(bus, byteSize ?? 8, name);
  return byteSize === undefined ? octets(tdata.raw) : wideBytes(tdata.raw, size, name);
}

/** Sends frames on the AXI4-Stream whose ports begin with `prefix_`. */
export function axiStreamSource(
  sim: Simulation,
  prefix: string,
  options: StreamOptions & { clock?: Clock } & ByteSize,
): AxiStreamSource<LaneValues>;
export function axiStreamSource(
  sim: Simulation,
  prefix: string,
  options?: StreamOptions & { clock?: Clock },
): AxiStreamSource;
export function axiStreamSource(
  sim: Simulation,
  prefix: string,
  options: StreamOptions & { clock?: Clock } & Partial<ByteSize> = {},
): AxiStreamSource<ArrayBufferView & LaneValues> {
  const bus = sim.bus(prefix);
  const clock = options.clock ?? sim.clock;
  const handshake = findHandshake(bus, 'tvalid', 'tready');
  const packing = packingOf(bus, handshake.name, options.byteSize);
  const supply = createFrameSupply(packing, wiresOf(bus), clock, handshake.name);
  const model = clock.attach(new HandshakeSource(handshake, supply, options.pause));
  return {
    model,
    send: supply.send,
    idle: () => supply.progress.reached(`${handshake.name} to be idle`),
    get waiting() {
      return supply.waiting;
    },
  };
}

/** What is checked of the frames that come. */
export interface AxiStreamReceiveOptions {
  clock?: Clock;
  /** Null bytes may only follow the last byte of a frame's last beat, as in a packed stream. Default no. */
  packed?: boolean;
}

/** Receives frames from the AXI4-Stream whose ports begin with `prefix_`, and checks the protocol. */
export function axiStreamSink(
  sim: Simulation,
  prefix: string,
  options: StreamOptions & AxiStreamReceiveOptions & ByteSize,
): AxiStreamSink<(number | bigint)[]>;
export function axiStreamSink(
  sim: Simulation,
  prefix: string,
  options?: StreamOptions & AxiStreamReceiveOptions,
): AxiStreamSink;
export function axiStreamSink(
  sim: Simulation,
  prefix: string,
  options: StreamOptions & AxiStreamReceiveOptions & Partial<ByteSize> = {},
): AxiStreamSink<unknown> {
  const clock = options.clock ?? sim.clock;
  const { handshake, bus, take, forget, receiver, frames } = receiving(sim, prefix, clock, options);
  const sink = new HandshakeSink(handshake, payloadSignals(bus, handshake), take, options.pause, forget);
  return withCount(frames, { ...receiver, model: clock.attach(sink) });
}

/** Watches an AXI4-Stream between others: records its frames, checks the protocol, drives nothing. */
export function axiStreamMonitor(
  sim: Simulation,
  prefix: string,
  options: AxiStreamReceiveOptions & ByteSize,
): AxiStreamSink<(number | bigint)[]>;
export function axiStreamMonitor(sim: Simulation, prefix: string, options?: AxiStreamReceiveOptions): AxiStreamSink;
export function axiStreamMonitor(
  sim: Simulation,
  prefix: string,
  options: AxiStreamReceiveOptions & Partial<ByteSize> = {},
): AxiStreamSink<unknown> {
  const clock = options.clock ?? sim.clock;
  const { handshake, bus, take, forget, receiver, frames } = receiving(sim, prefix, clock, options);
  const monitor = new HandshakeMonitor(handshake, payloadSignals(bus, handshake), take, forget);
  return withCount(frames, { ...receiver, model: clock.attach(monitor) });
}

interface Frame extends AxiStreamSideband {
  data: FrameData;
  last: boolean;
  users: readonly number[] | undefined;
  keep: Uint8Array | undefined;
  strobe: Uint8Array | undefined;
}

/** Bits `from … from + count` of a frame's bytes, where `given` says nothing else all 1 up to the `length` of it. */
function laneBits(given: Uint8Array | undefined, from: number, count: number, length: number): bigint {
  const there = Math.max(0, Math.min(count, length - from));
  let bits = (1n << BigInt(there)) - 1n;
  for (let lane = 0; given && lane < there; lane++) {
    bits &= given[from + lane] ? ~0n : ~(1n << BigInt(lane));
  }
  return bits;
}

function drive(handle: SignalHandle, value: bigint): void {
  handle.value = handle.width > 32 ? value : Number(value);
}

function createFrameSupply<Data>(
  packing: Packing<Data, unknown>,
  { tkeep, tstrb, tlast, side }: Wires,
  clock: Clock,
  name: string,
) {
  const { lanes } = packing;
  const frames: Frame[] = [];
  let frame: Frame | undefined;
  let at = 0;
  let keepAll = false;
  let lastNow = -1;

  const begin = (next: Frame) => {
    frame = next;
    at = 0;
    for (const { key, handle } of side) {
      drive(handle, BigInt(next[key] ?? 0));
    }
  };
  const user = side.find(({ key }) => key === 'user')?.handle;
  const progress = new Progress(clock);
  const supply = {
    progress,
    get waiting() {
      return progress.waiting;
    },
    send(given: Data, options: AxiStreamSendOptions = {}): Trigger {
      const { last = true, users, keep, strobe, ...sideband } = options;
      const data = packing.frame(given);
      const { length } = data;
      const beats = Math.max(1, Math.ceil(length / lanes));
      if (length === 0 && !tkeep) {
        throw new RangeError(`${name} has no tkeep: a frame has at least one byte`);
      }
      for (const [key, list, wire] of [
        ['keep', keep, tkeep],
        ['strobe', strobe, tstrb],
      ] as const) {
        if (list && (!wire || list.length !== length)) {
          throw new RangeError(
            wire
              ? `${name}: ${key} has ${list.length} entries for ${length} bytes`
              : `${name} has no ${key === 'keep' ? 'tkeep' : 'tstrb'} for ${key}`,
          );
        }
      }
      if (users && (!user || users.length !== beats)) {
        const why = user ? `: users has ${users.length} entries for ${beats} beats` : ' has no tuser for users';
        throw new RangeError(name + why);
      }
      if (length % lanes && !tkeep) {
        throw new RangeError(`${name} has no tkeep: frames are multiples of ${lanes} bytes, got ${length}`);
      }
      frames.push({ data, last, ...{ users, keep, strobe }, ...sideband });
      progress.queued += beats;
      return progress.reached(`${name} to accept ${length} bytes`);
    },
    put() {
      if (!frame) {
        const next = frames.shift();
        if (!next) {
          return false;
        }
        begin(next);
      }
      const current = frame as Frame;
      const { length } = current.data;
      const offset = at * lanes;
      const left = length - offset;
      current.data.drive(at);
      const isWhole = left >= lanes && !current.keep && !current.strobe;
      if (!isWhole || !keepAll) {
        if (tkeep) {
          drive(tkeep, laneBits(current.keep, offset, lanes, length));
        }
        if (tstrb) {
          const kept = laneBits(current.keep, offset, lanes, length);
          drive(tstrb, laneBits(current.strobe, offset, lanes, length) & kept);
        }
        keepAll = isWhole;
      }
      if (current.users && user) {
        drive(user, BigInt(current.users[at]));
      }
      const last = left <= lanes && current.last ? 1 : 0;
      if (tlast && last !== lastNow) {
        tlast.value = last;
        lastNow = last;
      }
      at++;
      if (left <= lanes) {
        frame = undefined;
      }
      return true;
    },
    accepted: () => progress.step(),
    /** The frame under way is lost; those behind it are sent afterwards. */
    reset(offered: boolean) {
      let lost = offered ? 1 : 0;
      if (frame) {
        lost += Math.max(1, Math.ceil(frame.data.length / lanes)) - at;
      }
      frame = undefined;
      for (; lost > 0; lost--) {
        progress.step();
      }
    },
  };
  return supply satisfies BeatSupply & Record<string, unknown>;
}

function receiving(
  sim: Simulation,
  prefix: string,
  clock: Clock,
  { packed = false, byteSize }: AxiStreamReceiveOptions & Partial<ByteSize>,
) {
  const bus = sim.bus(prefix);
  const handshake = findHandshake(bus, 'tvalid', 'tready');
  const { name } = handshake;
  const packing: Packing<unknown, unknown> = packingOf(bus, name, byteSize);
  const { lanes } = packing;
  const { tkeep, tstrb, tlast, side } = wiresOf(bus);
  const user = side.find(({ key }) => key === 'user')?.handle;
  const frames = new Inbox<AxiStreamFrame<unknown>>(clock, name);
  const full = (1n << BigInt(lanes)) - 1n;
  const fullKeep = tkeep && tkeep.width <= 32 ? Number(full) : full;
  const buffer = packing.buffer();
  let start = -1;
  /** Of the frame under way: the strobe of each byte, the user of each beat. */
  let strobe: number[] = [];
  let users: number[] = [];
  let byteWaiters: { count: number; listener: Listener<unknown> }[] = [];

  const append = (cycle: number) => {
    const keep = tkeep ? tkeep.value : fullKeep;
    buffer.append();
    if (keep !== fullKeep || tstrb) {
      keepSome(BigInt(keep), tstrb ? BigInt(tstrb.value) : full, cycle);
    }
    if (user) {
      users.push(Number(user.value));
    }
  };
  /** Closes up over the null bytes of the beat that stands at the buffer's end. */
  const keepSome = (keep: bigint, strb: bigint, cycle: number) => {
    const fail = (rule: string, wire: string, value: bigint, more = '') => {
      throw new ProtocolViolation(name, rule, `${wire} is 0b${value.toString(2)}${more} (cycle ${cycle})`);
    };
    if (packed && keep & (keep + 1n)) {
      fail('tkeep has a gap', 'tkeep', keep);
    }
    if (packed && keep !== full && tlast && !tlast.value) {
      fail('partial beat inside a frame', 'tkeep', keep, ' without tlast');
    }
    if (tstrb && strb & ~keep) {
      fail('tstrb without tkeep', 'tstrb', strb, ` with tkeep 0b${keep.toString(2)}`);
    }
    const first = buffer.length - lanes;
    let kept = first;
    for (let lane = 0; lane < lanes; lane++) {
      if ((keep >> BigInt(lane)) & 1n) {
        buffer.move(first + lane, kept++);
        if (tstrb) {
          strobe.push(Number((strb >> BigInt(lane)) & 1n));
        }
      }
    }
    buffer.length = kept;
  };
  const serveBytes = () => {
    while (byteWaiters.length && buffer.length >= byteWaiters[0].count) {
      const { count, listener } = byteWaiters.shift() as (typeof byteWaiters)[number];
      listener.fire(buffer.take(count));
    }
  };
  const take = (cycle: number) => {
    if (start < 0) {
      start = cycle;
    }
    append(cycle);
    if (byteWaiters.length) {
      serveBytes();
    }
    if (!tlast) {
      strobe = []; // who asks for bytes sees neither
      users = [];
    }
    if (!tlast?.value) {
      return;
    }
    const frame: AxiStreamFrame<unknown> = { data: buffer.take(buffer.length), start, end: cycle };
    for (const { key, handle } of side) {
      frame[key] = Number(handle.value);
    }
    if (tstrb) {
      frame.strobe = Uint8Array.from(strobe);
      strobe = [];
    }
    if (user) {
      frame.users = users;
      users = [];
    }
    start = -1;
    frames.add(frame);
  };
  /** A frame that a reset cut short; bytes of a stream without frames stay. */
  const forget = () => {
    if (tlast) {
      buffer.length = 0;
    }
    start = -1;
    strobe = [];
    users = [];
  };
  const receiver = {
    receiveFrame: () => frames.one(),
    receive: () => {
      const frame = frames.one();
      return clock.trigger<unknown>({
        description: () => frame.description.replace('1 from', 'a frame from'),
        prime: (listener) =>
          frame.prime({ fire: ({ data }) => listener.fire(data), fail: (error) => listener.fail(error) }),
      });
    },
    receiveBytes: (count: number) =>
      clock.trigger<unknown>({
        description: () => `${count} bytes from ${name} (${buffer.length} there)`,
        prime: (listener) => {
          const waiter = { count, listener };
          byteWaiters.push(waiter);
          serveBytes();
          return () => {
            byteWaiters = byteWaiters.filter((other) => other !== waiter);
          };
        },
      }),
  };
  return { handshake, bus, take, forget, receiver, frames };
}
