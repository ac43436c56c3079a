import { type BeatSupply, HandshakeSource } from '../bus/handshake.ts';
import type { Pause } from '../bus/pause.ts';
import type { Clock } from '../scheduler/clock.ts';
import { ProtocolViolation } from '../scheduler/errors.ts';
import type { Trigger } from '../scheduler/trigger.ts';
import type { Simulation } from '../simulation.ts';
import { INCR } from './burst.ts';
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
  /** Starts reading `length` bytes at `address`; awaiting gives them. Throws `AxiResponseError` on an error response. */
  read(address: number, length: number): Trigger<Uint8Array>;
  /** Starts writing; awaiting waits for the last response. */
  write(address: number, data: ArrayBufferView): Trigger;
}

/** A piece of an operation: one burst of whole-bus beats, INCR. */
interface MasterBurst {
  id: number;
  /** Aligned to the bus. */
  address: number;
  beats: number;
  /** Of its beats, those done. */
  done: number;
  operation: Operation<unknown>;
  /** The operation's bytes, and their address. */
  data: Uint8Array;
  base: number;
}

const PAGE = 4096;

/** An AXI4 master on the ports `prefix_ar…`, `prefix_aw…`; checks the slave: handshakes, RLAST, responses nobody asked for. */
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

  const cut = (operation: Operation<unknown>, address: number, data: Uint8Array): MasterBurst[] => {
    const bursts: MasterBurst[] = [];
    const end = Math.ceil((address + data.length) / busBytes) * busBytes;
    for (let at = address - (address % busBytes); at < end; ) {
      const stop = Math.min(end, at + maxBurst * busBytes, at - (at % PAGE) + PAGE);
      bursts.push({ id: nextId, address: at, beats: (stop - at) / busBytes, done: 0, operation, data, base: address });
      nextId = (nextId + 1) % ids;
      at = stop;
    }
    operation.bursts = bursts.length;
    return bursts;
  };
  const reads = hasChannel(bus, 'ar')
    ? createReader(clock, bindChannel(bus, prefix, 'ar'), bindChannel(bus, prefix, 'r'), pause)
    : undefined;
  const startWrites = hasChannel(bus, 'aw')
    ? createWriter(
        clock,
        bindChannel(bus, prefix, 'aw'),
        bindChannel(bus, prefix, 'w'),
        bindChannel(bus, prefix, 'b'),
        pause,
      )
    : undefined;
  return {
    read(address, length) {
      if (!reads) {
        throw new Error(`${prefix} has no read channels`);
      }
      const data = new Uint8Array(length);
      const operation = createOperation(clock, `${prefix} to read ${length} bytes at 0x${address.toString(16)}`, data);
      reads.push(...cut(operation, address, data));
      return operation.trigger;
    },
    write(address, data) {
      if (!startWrites) {
        throw new Error(`${prefix} has no write channels`);
      }
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const operation = createOperation<void>(
        clock,
        `${prefix} to write ${bytes.length} bytes at 0x${address.toString(16)}`,
        undefined,
      );
      startWrites(cut(operation, address, bytes));
      return operation.trigger;
    },
  };
}

function createReader(clock: Clock, ar: Channel, r: Channel, pause: AxiMasterOptions['pause']) {
  const requests: MasterBurst[] = [];
  const started: MasterBurst[] = [];
  const { name } = r.handshake;
  const busBytes = (r.signal.data?.width ?? 0) / 8;
  clock.attach(new HandshakeSource(ar.handshake, addressSupply(ar, requests, started, busBytes), pause?.ar));
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
        const { data, base } = burst;
        const words = r.signal.data?.words ?? Uint32Array.of(numberOf(r.signal.data, 0));
        const bytes = new Uint8Array(words.slice().buffer);
        const at = burst.address + burst.done * busBytes - base;
        for (let lane = 0; lane < busBytes; lane++) {
          if (at + lane >= 0 && at + lane < data.length) {
            data[at + lane] = bytes[lane];
          }
        }
        burst.operation.respond(numberOf(r.signal.resp, 0), burst.address + burst.done * busBytes);
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
      const { data: bytes, base } = burst;
      const at = burst.address + burst.done * busBytes - base;
      let strobe = 0n;
      for (let lane = 0; lane < busBytes; lane++) {
        const inside = at + lane >= 0 && at + lane < bytes.length;
        beatBytes[lane] = inside ? bytes[at + lane] : 0;
        if (inside) {
          strobe |= 1n << BigInt(lane);
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
  clock.attach(new HandshakeSource(aw.handshake, addressSupply(aw, requests, started, busBytes), pause?.aw));
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
        burst.operation.respond(numberOf(b.signal.resp, 0), burst.address);
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

/** Puts the addresses of `requests` on an AW or AR channel; what is accepted moves to `started`. */
function addressSupply<T extends MasterBurst>(
  { signal }: Channel,
  requests: T[],
  started: T[],
  busBytes: number,
): BeatSupply {
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
      setNumber(signal.size, Math.log2(busBytes));
      setNumber(signal.burst, INCR);
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
