import type { Clock } from '../scheduler/clock.ts';
import { ProtocolViolation } from '../scheduler/errors.ts';
import type { ClockedModel } from '../scheduler/model.ts';
import type { Listener, Trigger } from '../scheduler/trigger.ts';
import type { Bus, Simulation } from '../simulation.ts';
import type { SignalHandle } from '../simulator.ts';
import { type BeatSupply, findHandshake, HandshakeMonitor, HandshakeSink, HandshakeSource } from './handshake.ts';
import { Inbox } from './inbox.ts';
import { Progress } from './progress.ts';
import type { StreamOptions } from './stream.ts';
import { payloadSignals } from './stream.ts';

/** The side-band wires that stay the same through a frame. */
export interface AxiStreamSideband {
  id?: number;
  dest?: number;
  user?: number;
}

/** A frame as received: everything up to a beat with `tlast`. */
export interface AxiStreamFrame extends AxiStreamSideband {
  data: Uint8Array;
  /** Cycles of its first and last beat. */
  start: number;
  end: number;
}

export interface AxiStreamSource {
  /**
   * Queues the bytes of `data` as one frame (`tlast` on its last beat unless `last: false`), little-endian, without copying: do not
   * change `data` before it is sent. Awaiting what it returns waits until the last beat is accepted.
   */
  send(data: ArrayBufferView, options?: AxiStreamSideband & { last?: boolean }): Trigger;
  idle(): Trigger;
  readonly waiting: number;
  readonly model: HandshakeSource;
}

export interface AxiStreamSink {
  /** The data of the next whole frame. */
  receive(): Trigger<Uint8Array>;
  receiveFrame(): Trigger<AxiStreamFrame>;
  /** The next `count` bytes, whatever the framing; for streams without `tlast`. Do not mix with `receive`. */
  receiveBytes(count: number): Trigger<Uint8Array>;
  readonly model: ClockedModel;
}

interface Wires {
  tdata: SignalHandle;
  bytes: number;
  tkeep: SignalHandle | undefined;
  tlast: SignalHandle | undefined;
  side: { key: keyof AxiStreamSideband; handle: SignalHandle }[];
}

function wiresOf(bus: Bus, name: string): Wires {
  const { tdata, tkeep, tlast } = bus;
  if (!tdata) {
    throw new Error(`${name} has no tdata; its signals are ${Object.keys(bus).join(', ')}`);
  }
  if (tdata.width % 8) {
    throw new Error(`${tdata.name} is ${tdata.width} bits wide: expected whole bytes`);
  }
  const side = (['id', 'dest', 'user'] as const).flatMap((key) =>
    bus[`t${key}`] ? [{ key, handle: bus[`t${key}`].raw }] : [],
  );
  return { tdata: tdata.raw, bytes: tdata.width / 8, tkeep: tkeep?.raw, tlast: tlast?.raw, side };
}

/** Sends frames on the AXI4-Stream whose ports begin with `prefix_`. */
export function axiStreamSource(
  sim: Simulation,
  prefix: string,
  options: StreamOptions & { clock?: Clock } = {},
): AxiStreamSource {
  const bus = sim.bus(prefix);
  const clock = options.clock ?? sim.clock;
  const handshake = findHandshake(bus, 'tvalid', 'tready');
  const wires = wiresOf(bus, handshake.name);
  const supply = createFrameSupply(wires, clock, handshake.name);
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

/** Receives frames from the AXI4-Stream whose ports begin with `prefix_`, and checks the protocol. */
export function axiStreamSink(
  sim: Simulation,
  prefix: string,
  options: StreamOptions & { clock?: Clock } = {},
): AxiStreamSink {
  const clock = options.clock ?? sim.clock;
  const { handshake, bus, take, forget, receiver } = receiving(sim, prefix, clock);
  const sink = new HandshakeSink(handshake, payloadSignals(bus, handshake), take, options.pause, forget);
  return { ...receiver, model: clock.attach(sink) };
}

/** Watches an AXI4-Stream between others: records its frames, checks the protocol, drives nothing. */
export function axiStreamMonitor(sim: Simulation, prefix: string, options: { clock?: Clock } = {}): AxiStreamSink {
  const clock = options.clock ?? sim.clock;
  const { handshake, bus, take, forget, receiver } = receiving(sim, prefix, clock);
  const monitor = new HandshakeMonitor(handshake, payloadSignals(bus, handshake), take, forget);
  return { ...receiver, model: clock.attach(monitor) };
}

interface Frame extends AxiStreamSideband {
  bytes: Uint8Array;
  /** The same bytes as words where alignment allows, so that a beat is a few word copies. */
  words: Uint32Array | undefined;
  last: boolean;
}

function createFrameSupply({ tdata, bytes, tkeep, tlast, side }: Wires, clock: Clock, name: string) {
  const frames: Frame[] = [];
  const wordsPerBeat = bytes / 4;
  const beatWords = new Uint32Array(Math.ceil(bytes / 4));
  const beatBytes = new Uint8Array(beatWords.buffer);
  let frame: Frame | undefined;
  let at = 0;
  let keepAll = false;
  let lastNow = -1;

  const write = (from: Uint32Array, offset: number) => {
    if (bytes <= 4) {
      tdata.value = from[offset];
    } else {
      const words = tdata.words as Uint32Array;
      for (let i = 0; i < words.length; i++) {
        words[i] = from[offset + i];
      }
    }
  };
  const begin = (next: Frame) => {
    frame = next;
    at = 0;
    for (const { key, handle } of side) {
      handle.value = handle.width > 32 ? BigInt(next[key] ?? 0) : (next[key] ?? 0);
    }
  };
  const progress = new Progress(clock);
  const supply = {
    progress,
    get waiting() {
      return progress.waiting;
    },
    send(data: ArrayBufferView, options: AxiStreamSideband & { last?: boolean } = {}): Trigger {
      const { last = true, ...sideband } = options;
      if (data.byteLength === 0) {
        throw new RangeError(`${name}: an AXI4-Stream frame needs at least one byte`);
      }
      if (data.byteLength % bytes && !tkeep) {
        throw new RangeError(`${name} has no tkeep: frames are multiples of ${bytes} bytes, got ${data.byteLength}`);
      }
      const aligned = data.byteOffset % 4 === 0 && bytes % 4 === 0;
      frames.push({
        bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
        words: aligned ? new Uint32Array(data.buffer, data.byteOffset, data.byteLength >> 2) : undefined,
        last,
        ...sideband,
      });
      progress.queued += Math.ceil(data.byteLength / bytes);
      return progress.reached(`${name} to accept ${data.byteLength} bytes`);
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
      const offset = at * bytes;
      const left = current.bytes.length - offset;
      if (current.words && left >= bytes) {
        write(current.words, at * wordsPerBeat);
      } else {
        beatBytes.fill(0);
        beatBytes.set(current.bytes.subarray(offset, Math.min(offset + bytes, current.bytes.length)));
        write(beatWords, 0);
      }
      if (tkeep && (left < bytes || !keepAll)) {
        const keep = (1n << BigInt(Math.min(left, bytes))) - 1n;
        tkeep.value = tkeep.width > 32 ? keep : Number(keep);
        keepAll = left >= bytes;
      }
      const last = left <= bytes && current.last ? 1 : 0;
      if (tlast && last !== lastNow) {
        tlast.value = last;
        lastNow = last;
      }
      at++;
      if (left <= bytes) {
        frame = undefined;
      }
      return true;
    },
    accepted: () => progress.step(),
    /** The frame under way is lost; those behind it are sent afterwards. */
    reset(offered: boolean) {
      let lost = offered ? 1 : 0;
      if (frame) {
        lost += Math.ceil(frame.bytes.length / bytes) - at;
      }
      frame = undefined;
      for (; lost > 0; lost--) {
        progress.step();
      }
    },
  };
  return supply satisfies BeatSupply & Record<string, unknown>;
}

function receiving(sim: Simulation, prefix: string, clock: Clock) {
  const bus = sim.bus(prefix);
  const handshake = findHandshake(bus, 'tvalid', 'tready');
  const { name } = handshake;
  const { tdata, bytes, tkeep, tlast, side } = wiresOf(bus, name);
  const frames = new Inbox<AxiStreamFrame>(clock, name);
  const full = (1n << BigInt(bytes)) - 1n;
  const fullKeep = tkeep && tkeep.width <= 32 ? Number(full) : full;
  let buffer = new Uint8Array(4096);
  let length = 0;
  let start = -1;
  let byteWaiters: { count: number; listener: Listener<Uint8Array> }[] = [];

  const append = (cycle: number) => {
    if (length + bytes > buffer.length) {
      const larger = new Uint8Array(buffer.length * 2);
      larger.set(buffer);
      buffer = larger;
    }
    const keep = tkeep ? tkeep.value : fullKeep;
    const { words } = tdata;
    for (let i = 0; i < bytes; i++) {
      const word = words ? words[i >> 2] : (tdata.value as number);
      buffer[length + i] = word >>> (8 * (i & 3));
    }
    if (keep === fullKeep) {
      length += bytes;
    } else {
      length += keptBytes(BigInt(keep), cycle);
    }
  };
  /** Null bytes may only follow the last kept byte of a packed stream's last beat. */
  const keptBytes = (keep: bigint, cycle: number): number => {
    if (keep & (keep + 1n)) {
      throw new ProtocolViolation(name, 'tkeep has a gap', `tkeep is 0b${keep.toString(2)} (cycle ${cycle})`);
    }
    if (tlast && !tlast.value) {
      throw new ProtocolViolation(
        name,
        'partial beat inside a frame',
        `tkeep is 0b${keep.toString(2)} without tlast (cycle ${cycle})`,
      );
    }
    return keep.toString(2).replaceAll('0', '').length;
  };
  const serveBytes = () => {
    while (byteWaiters.length && length >= byteWaiters[0].count) {
      const { count, listener } = byteWaiters.shift() as (typeof byteWaiters)[number];
      listener.fire(buffer.slice(0, count));
      buffer.copyWithin(0, count, length);
      length -= count;
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
    if (!tlast?.value) {
      return;
    }
    const frame: AxiStreamFrame = { data: buffer.slice(0, length), start, end: cycle };
    for (const { key, handle } of side) {
      frame[key] = Number(handle.value);
    }
    length = 0;
    start = -1;
    frames.add(frame);
  };
  /** A frame that a reset cut short; bytes of a stream without frames stay. */
  const forget = () => {
    if (tlast) {
      length = 0;
    }
    start = -1;
  };
  const receiver = {
    receiveFrame: () => frames.one(),
    receive: () => {
      const frame = frames.one();
      return clock.trigger<Uint8Array>({
        description: () => frame.description.replace('1 from', 'a frame from'),
        prime: (listener) =>
          frame.prime({ fire: ({ data }) => listener.fire(data), fail: (error) => listener.fail(error) }),
      });
    },
    receiveBytes: (count: number) =>
      clock.trigger<Uint8Array>({
        description: () => `${count} bytes from ${name} (${length} there)`,
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
  return { handshake, bus, take, forget, receiver };
}
