import { plainSignals } from '../array.ts';
import type { Clock } from '../scheduler/clock.ts';
import type { ClockedModel } from '../scheduler/model.ts';
import type { Trigger } from '../scheduler/trigger.ts';
import type { Bus } from '../simulation.ts';
import {
  type BeatSupply,
  findHandshake,
  type Handshake,
  HandshakeMonitor,
  HandshakeSink,
  HandshakeSource,
} from './handshake.ts';
import { Inbox, withCount } from './inbox.ts';
import type { Pause } from './pause.ts';
import { type Beat, bindPayload, type Fields, naturalKind, type Payload } from './payload.ts';
import { Progress } from './progress.ts';

export interface StreamOptions {
  /** When this end holds back; default never. */
  pause?: Pause;
}

/** Sends beats into the design. */
export interface StreamSource<T> {
  /** Queues beats at once; awaiting what it returns waits until the last of them is accepted. */
  send(beats: readonly T[] | T): Trigger;
  /** Every queued beat is accepted. */
  idle(): Trigger;
  /** Queued and not yet accepted. */
  readonly waiting: number;
  readonly model: HandshakeSource;
}

/** Receives beats from the design, and checks the handshake's rules. */
export interface StreamSink<T> {
  receive(): Trigger<T>;
  /** The next `count` beats, once all are there. */
  receive(count: number): Trigger<T[]>;
  /** Beats received and not yet asked for. */
  readonly pending: readonly T[];
  /** How many those are. */
  readonly count: number;
  readonly empty: boolean;
  /** Forgets them. */
  clear(): void;
  readonly model: ClockedModel;
}

/** The names of a kind of stream's wires, and the models for it. */
export interface StreamDefinition<T> {
  source(bus: Bus, clock: Clock, options?: StreamOptions): StreamSource<T>;
  sink(bus: Bus, clock: Clock, options?: StreamOptions): StreamSink<T>;
  /** Watches a stream between others; drives nothing. */
  monitor(bus: Bus, clock: Clock): StreamSink<T>;
}

/**
 * Defines a kind of stream by its payload: `defineStream({ fields: { data: 'number', last: 'flag' } })` has beats
 * `{ data: number, last: boolean }`. The handshake wires are `valid` and `ready` unless named otherwise.
 */
export function defineStream<const F extends Fields>(definition: {
  fields: F;
  valid?: string;
  ready?: string;
}): StreamDefinition<Beat<F>> {
  const { fields, valid, ready } = definition;
  return modelsOf((bus) => {
    const handshake = findHandshake(bus, valid, ready);
    return { handshake, payload: bindPayload(fields, bus, handshake.name) };
  });
}

/**
 * A stream as it stands on the bus, without a definition: every other signal is payload. With one such signal a beat is
 * its value (boolean, number, or bigint above 32 bits); with several it is an object, its keys without the `payload_`
 * of the HDL's streams.
 */
function plainStream<T>(): StreamDefinition<T> {
  return modelsOf((bus) => {
    const handshake = findHandshake(bus);
    const signals = Object.entries(bus)
      .filter(([key, { elements }]) => key !== 'valid' && key !== 'ready' && elements === undefined)
      .map(([key, signal]) => [key.replace(/^payload_/, ''), signal] as const);
    const keys = signals.map(([key]) => key);
    const fields = Object.fromEntries(signals.map(([key, { width }]) => [key, naturalKind(width)]));
    const payload = bindPayload(fields, Object.fromEntries(signals), handshake.name);
    if (keys.length !== 1) {
      return { handshake, payload: payload as unknown as Payload<T> };
    }
    const [key] = keys;
    return {
      handshake,
      payload: {
        read: () => payload.read()[key] as T,
        write: (value) => payload.write({ [key]: value } as never),
      },
    };
  });
}

export function streamSource<T = number>(bus: Bus, clock: Clock, options?: StreamOptions): StreamSource<T> {
  return plainStream<T>().source(bus, clock, options);
}

export function streamSink<T = number>(bus: Bus, clock: Clock, options?: StreamOptions): StreamSink<T> {
  return plainStream<T>().sink(bus, clock, options);
}

export function streamMonitor<T = number>(bus: Bus, clock: Clock): StreamSink<T> {
  return plainStream<T>().monitor(bus, clock);
}

type Bind<T> = (bus: Bus) => { handshake: Handshake; payload: Payload<T> };

function modelsOf<T>(bind: Bind<T>): StreamDefinition<T> {
  return {
    source(bus, clock, options = {}) {
      const { handshake, payload } = bind(bus);
      const supply = createSupply(payload, clock, handshake.name);
      const model = clock.attach(new HandshakeSource(handshake, supply, options.pause));
      return {
        model,
        send: supply.send,
        idle: () => supply.progress.reached(`${handshake.name} to be idle`),
        get waiting() {
          return supply.waiting;
        },
      };
    },
    sink(bus, clock, options = {}) {
      const { handshake, payload } = bind(bus);
      const inbox = new Inbox<T>(clock, handshake.name);
      const take = () => inbox.add(payload.read());
      const sink = new HandshakeSink(handshake, payloadSignals(bus, handshake), take, options.pause);
      return receiver(inbox, clock.attach(sink));
    },
    monitor(bus, clock) {
      const { handshake, payload } = bind(bus);
      const inbox = new Inbox<T>(clock, handshake.name);
      const take = () => inbox.add(payload.read());
      const monitor = new HandshakeMonitor(handshake, payloadSignals(bus, handshake), take);
      return receiver(inbox, clock.attach(monitor));
    },
  };
}

function receiver<T>(inbox: Inbox<T>, model: ClockedModel): StreamSink<T> {
  const receive = (count?: number) => (count === undefined ? inbox.one() : inbox.many(count));
  return withCount(inbox, { model, pending: inbox.items, receive: receive as StreamSink<T>['receive'] });
}

export function payloadSignals(bus: Bus, { valid, ready }: Handshake) {
  return plainSignals(Object.values(bus))
    .map((signal) => signal.raw)
    .filter((handle) => handle.name !== valid.name && handle.name !== ready?.name);
}

/** A queue of beats that a source puts on the bus one after the other. */
function createSupply<T>(payload: Payload<T>, clock: Clock, name: string) {
  const beats: T[] = [];
  let head = 0;
  const progress = new Progress(clock);
  const supply = {
    progress,
    get waiting() {
      return progress.waiting;
    },
    send(sent: readonly T[] | T): Trigger {
      const list = Array.isArray(sent) ? (sent as readonly T[]) : [sent as T];
      for (const beat of list) {
        beats.push(beat);
      }
      progress.queued += list.length;
      return progress.reached(`${name} to accept ${list.length} beats`);
    },
    put() {
      if (head === beats.length) {
        return false;
      }
      payload.write(beats[head++]);
      if (head === beats.length) {
        beats.length = 0;
        head = 0;
      }
      return true;
    },
    accepted: () => progress.step(),
    reset(offered: boolean) {
      if (offered) {
        progress.step(); // lost with the reset; what is queued behind it is sent afterwards
      }
    },
  };
  return supply satisfies BeatSupply & Record<string, unknown>;
}
