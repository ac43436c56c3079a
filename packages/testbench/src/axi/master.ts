import { type BeatSupply, HandshakeSource } from '../bus/handshake.ts';
import type { Pause } from '../bus/pause.ts';
import type { Clock } from '../scheduler/clock.ts';
import { ProtocolViolation } from '../scheduler/errors.ts';
import type { Trigger } from '../scheduler/trigger.ts';
import type { Simulation } from '../simulation.ts';
import { ATTRIBUTES, type AxiAccess, type BurstPiece, bytesOfBeat, cutIntoBursts } from './access.ts';
import { EXOKAY, exclusiveBreach } from './burst.ts';
import { bindChannel, type Channel, channelSink, hasChannel, numberOf, setNumber } from './channel.ts';
import { createOperation, type Operation } from './operation.ts';

export interface AxiMasterOptions {
  clock?: Clock;
  /** Beats a burst at most; default 16. */
  maxBurst?: number;
  /** IDs used in turn; default 1, which keeps everything in order. */
  ids?: number;
  pause?: { ar?: Pause; r?: Pause; aw?: Pause; w?: Pause; b?: Pause };
}

/** Drives an AXI4 (or AXI4-Lite) slave in the design; any address and length, cut into legal bursts. */
export interface AxiMaster {
  /**
   * Starts reading `length` bytes at `address`; awaiting gives them. Throws `AxiResponseError` on an error response.
   */
  read(address: number, length: number, access?: AxiAccess): Trigger<Uint8Array>;
  /** Starts writing; awaiting waits for the last response. */
  write(address: number, data: ArrayBufferView, access?: AxiAccess): Trigger;
  /** An exclusive read, one burst; `exclusive` tells whether the slave watches the address from now on (EXOKAY). */
  readExclusive(
    address: number,
    length: number,
    access?: AxiAccess,
  ): Trigger<{ readonly data: Uint8Array; readonly exclusive: boolean }>;
  /** An exclusive write, one burst; gives whether it was carried out (EXOKAY). */
  writeExclusive(address: number, data: ArrayBufferView, access?: AxiAccess): Trigger<boolean>;
}

/** A piece of an operation: one burst. */
interface MasterBurst extends BurstPiece {
  readonly id: number;
  readonly access: AxiAccess;
  readonly exclusive: boolean;
  /** Of its beats, those done. */
  done: number;
  readonly operation: Operation<unknown>;
  /** The operation's bytes. */
  readonly data: Uint8Array;
}

/**
 * An AXI4 master on the ports `prefix_ar…`, `prefix_aw…`; checks the slave: handshakes, RLAST, responses nobody asked
 * for.
 */
export function axiMaster(sim: Simulation, prefix: string, options: AxiMasterOptions = {}): AxiMaster {
  const { maxBurst = 16, ids = 1, pause } = options;
  const bus = sim.bus(prefix);
  const clock = options.clock ?? sim.clock;
  const width = bus['wdata'] ?? bus['rdata'];
  if (!width) {
    throw new Error(`${prefix} has neither wdata nor rdata; its signals are ${Object.keys(bus).join(', ')}`);
  }
  const busBytes = width.width / 8;
  let nextId = 0;

  const begin = <T>(
    what: string,
    address: number,
    data: Uint8Array,
    access: AxiAccess,
    result: T,
    exclusive = false,
  ) => {
    const pieces = cutIntoBursts(prefix, address, data.length, access, busBytes, maxBurst);
    const breach = exclusive ? exclusiveBreach({ ...pieces[0], address }) : undefined;
    if (exclusive && (breach || pieces.length !== 1)) {
      throw new RangeError(`${prefix}: exclusive access: ${breach?.detail ?? 'more than one burst'}`);
    }
    const text = `${prefix} to ${what} ${data.length} bytes at 0x${address.toString(16)}`;
    const operation = createOperation(clock, text, result);
    const bursts = pieces.map((piece): MasterBurst => {
      const id = access.id ?? nextId;
      nextId = access.id === undefined ? (nextId + 1) % ids : nextId;
      return { ...piece, id, access, exclusive, done: 0, operation, data };
    });
    operation.bursts = bursts.length;
    return { operation, bursts };
  };
  const reads = hasChannel(bus, 'ar')
    ? createReader(clock, bindChannel(bus, prefix, 'ar'), bindChannel(bus, prefix, 'r'), pause)
    : undefined;
  const writes = hasChannel(bus, 'aw')
    ? createWriter(
        clock,
        bindChannel(bus, prefix, 'aw'),
        bindChannel(bus, prefix, 'w'),
        bindChannel(bus, prefix, 'b'),
        pause,
      )
    : undefined;
  const startReads = (bursts: MasterBurst[]) => {
    if (!reads) {
      throw new Error(`${prefix} has no read channels`);
    }
    reads.push(...bursts);
  };
  const startWrites = (bursts: MasterBurst[]) => {
    if (!writes) {
      throw new Error(`${prefix} has no write channels`);
    }
    writes(bursts);
  };
  const bytesOf = (data: ArrayBufferView) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    read(address, length, access = {}) {
      const data = new Uint8Array(length);
      const { operation, bursts } = begin('read', address, data, access, data);
      startReads(bursts);
      return operation.trigger;
    },
    write(address, data, access = {}) {
      const { operation, bursts } = begin<void>('write', address, bytesOf(data), access, undefined);
      startWrites(bursts);
      return operation.trigger;
    },
    readExclusive(address, length, access = {}) {
      const data = new Uint8Array(length);
      const { operation, bursts } = begin('read exclusively', address, data, access, data, true);
      startReads(bursts);
      return mapped(clock, operation.trigger, (bytes) => ({ data: bytes, exclusive: operation.exclusive }));
    },
    writeExclusive(address, data, access = {}) {
      const { operation, bursts } = begin('write exclusively', address, bytesOf(data), access, true, true);
      startWrites(bursts);
      return mapped(clock, operation.trigger, () => operation.exclusive);
    },
  };
}

/** A trigger that fires with `make` of what another fires with. */
function mapped<A, B>(clock: Clock, trigger: Trigger<A>, make: (value: A) => B): Trigger<B> {
  return clock.trigger<B>({
    description: trigger.description,
    prime: (listener) =>
      trigger.prime({ fire: (value) => listener.fire(make(value as A)), fail: (error) => listener.fail(error) }),
  });
}

function createReader(clock: Clock, ar: Channel, r: Channel, pause: AxiMasterOptions['pause']) {
  const requests: MasterBurst[] = [];
  const started: MasterBurst[] = [];
  const { name } = r.handshake;
  const busBytes = (r.signal.data?.width ?? 0) / 8;
  clock.attach(new HandshakeSource(ar.handshake, addressSupply(ar, requests, started), pause?.ar));
  clock.attach(
    channelSink(
      r,
      (cycle) => {
        const id = numberOf(r.signal.id, 0);
        const index = started.findIndex((burst) => !r.signal.id || burst.id === id);
        if (index < 0) {
          throw new ProtocolViolation(name, 'response nobody asked for', `data with id ${id} (cycle ${cycle})`);
        }
        const burst = started[index];
        const { data } = burst;
        const words = r.signal.data?.words ?? Uint32Array.of(numberOf(r.signal.data, 0));
        const bytes = new Uint8Array(words.slice().buffer);
        const { lane, at, count } = bytesOfBeat(burst, burst.done, busBytes);
        for (let i = 0; i < count; i++) {
          if (at + i >= 0 && at + i < data.length) {
            data[at + i] = bytes[lane + i];
          }
        }
        answer(burst, numberOf(r.signal.resp, 0), burst.address + at - burst.at, name, cycle);
        burst.done++;
        const isLast = burst.done === burst.beats;
        if (r.signal.last && Boolean(r.signal.last.value) !== isLast) {
          throw new ProtocolViolation(
            name,
            'RLAST wrong',
            `beat ${burst.done} of ${burst.beats} from 0x${burst.address.toString(16)} has rlast ${r.signal.last.value} (cycle ${cycle})`,
          );
        }
        if (!isLast) {
          return;
        }
        started.splice(index, 1);
        burst.operation.burstDone();
      },
      pause?.r,
    ),
  );
  return requests;
}

function createWriter(clock: Clock, aw: Channel, w: Channel, b: Channel, pause: AxiMasterOptions['pause']) {
  const requests: MasterBurst[] = [];
  const started: MasterBurst[] = [];
  const sending: MasterBurst[] = [];
  const busBytes = (w.signal.data?.width ?? 0) / 8;
  const beat = new Uint32Array(Math.ceil(busBytes / 4));
  const beatBytes = new Uint8Array(beat.buffer);
  const data: BeatSupply = {
    get waiting() {
      return sending.length;
    },
    put() {
      if (sending.length === 0) {
        return false;
      }
      const burst = sending[0];
      const { data: bytes } = burst;
      const { lane, at, count } = bytesOfBeat(burst, burst.done, busBytes);
      let strobe = 0n;
      beatBytes.fill(0);
      for (let i = 0; i < count; i++) {
        if (at + i >= 0 && at + i < bytes.length) {
          beatBytes[lane + i] = bytes[at + i];
          strobe |= 1n << BigInt(lane + i);
        }
      }
      const handle = w.signal.data;
      if (handle?.words) {
        handle.words.set(beat);
      } else if (handle) {
        handle.value = beat[0];
      }
      if (w.signal.strb) {
        w.signal.strb.value = w.signal.strb.width > 32 ? strobe : Number(strobe);
      }
      burst.done++;
      setNumber(w.signal.last, burst.done === burst.beats ? 1 : 0);
      if (burst.done === burst.beats) {
        sending.shift();
      }
      return true;
    },
    accepted() {},
    reset() {
      sending.length = 0;
    },
  };
  clock.attach(new HandshakeSource(aw.handshake, addressSupply(aw, requests, started), pause?.aw));
  clock.attach(new HandshakeSource(w.handshake, data, pause?.w));
  clock.attach(
    channelSink(
      b,
      (cycle) => {
        const id = numberOf(b.signal.id, 0);
        const index = started.findIndex((burst) => (!b.signal.id || burst.id === id) && burst.done === burst.beats);
        if (index < 0) {
          throw new ProtocolViolation(b.handshake.name, 'response nobody asked for', `id ${id} (cycle ${cycle})`);
        }
        const [burst] = started.splice(index, 1);
        answer(burst, numberOf(b.signal.resp, 0), burst.address, b.handshake.name, cycle);
        burst.operation.burstDone();
      },
      pause?.b,
    ),
  );
  return (bursts: MasterBurst[]) => {
    requests.push(...bursts);
    sending.push(...bursts);
  };
}

/** Notes a response of the slave, EXOKAY only to what is exclusive. */
function answer({ operation, exclusive }: MasterBurst, response: number, address: number, name: string, cycle: number) {
  if (response === EXOKAY && !exclusive) {
    throw new ProtocolViolation(
      name,
      'EXOKAY to a plain access',
      `from address 0x${address.toString(16)} (cycle ${cycle})`,
    );
  }
  operation.respond(response, address);
}

/** Puts the addresses of `requests` on an AW or AR channel; what is accepted moves to `started`. */
function addressSupply<T extends MasterBurst>({ signal }: Channel, requests: T[], started: T[]): BeatSupply {
  return {
    get waiting() {
      return requests.length;
    },
    put() {
      if (requests.length === 0) {
        return false;
      }
      const burst = requests[0];
      setNumber(signal.addr, burst.address);
      setNumber(signal.id, burst.id);
      setNumber(signal.len, burst.beats - 1);
      setNumber(signal.size, Math.log2(burst.size));
      setNumber(signal.burst, burst.type);
      setNumber(signal.lock, burst.exclusive ? 1 : 0);
      for (const key of ATTRIBUTES) {
        setNumber(signal[key], burst.access[key] ?? 0);
      }
      return true;
    },
    accepted() {
      started.push(requests.shift() as T);
    },
    reset() {
      for (const { operation } of [...started, ...requests]) {
        operation.cut();
      }
      started.length = 0;
      requests.length = 0;
    },
  };
}
