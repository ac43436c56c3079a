import { type Handshake, HandshakeSink } from '../bus/handshake.ts';
import type { Pause } from '../bus/pause.ts';
import type { Bus } from '../simulation.ts';
import type { SignalHandle } from '../simulator.ts';

/**
 * The signals of the five AXI4 channels after their channel's prefix; AXI4-Lite has a subset. Only the first ones are
 * required.
 */
const CHANNELS = {
  aw: {
    required: ['addr'],
    optional: ['id', 'len', 'size', 'burst', 'lock', 'cache', 'prot', 'qos', 'region', 'user'],
  },
  w: { required: ['data'], optional: ['strb', 'last', 'user'] },
  b: { required: ['resp'], optional: ['id', 'user'] },
  ar: {
    required: ['addr'],
    optional: ['id', 'len', 'size', 'burst', 'lock', 'cache', 'prot', 'qos', 'region', 'user'],
  },
  r: { required: ['data', 'resp'], optional: ['id', 'last', 'user'] },
} as const;

export type ChannelName = keyof typeof CHANNELS;

/** One bound AXI channel: its handshake, and its payload signals by their name without the channel's prefix. */
export interface Channel {
  handshake: Handshake;
  signal: Readonly<Record<string, SignalHandle | undefined>>;
  payload: SignalHandle[];
}

/** Binds channel `name` of an AXI bus whose ports begin with `prefix_`. */
export function bindChannel(bus: Bus, prefix: string, name: ChannelName): Channel {
  const need = (key: string): SignalHandle => {
    const signal = bus[`${name}${key}`];
    if (!signal) {
      throw new Error(`${prefix} has no ${name}${key}; its signals are ${Object.keys(bus).join(', ')}`);
    }
    return signal.raw;
  };
  const { required, optional } = CHANNELS[name];
  const signal: Record<string, SignalHandle | undefined> = {};
  for (const key of required) {
    signal[key] = need(key);
  }
  for (const key of optional) {
    signal[key] = bus[`${name}${key}`]?.raw;
  }
  return {
    handshake: { name: `${prefix}_${name}`, valid: need('valid'), ready: need('ready') },
    signal,
    payload: Object.values(signal).filter((handle) => handle !== undefined),
  };
}

export function hasChannel(bus: Bus, name: ChannelName): boolean {
  return bus[`${name}valid`] !== undefined;
}

/** A sink on a channel the design drives; it checks the handshake. */
export function channelSink({ handshake, payload }: Channel, take: (cycle: number) => void, pause?: Pause) {
  return new HandshakeSink(handshake, payload, take, pause);
}

/** A signal's value as a number, exact up to 2^53; `absent` where the bus does not have it. */
export function numberOf(handle: SignalHandle | undefined, absent: number): number {
  if (!handle) {
    return absent;
  }
  const { words } = handle;
  return words ? words[1] * 2 ** 32 + words[0] : (handle.value as number);
}

export function setNumber(handle: SignalHandle | undefined, value: number): void {
  if (handle) {
    handle.value = handle.width > 32 ? BigInt(value) : value;
  }
}
