import { atDoor, fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import { bundle } from '../types/bundle.ts';
import { codes } from '../types/code.ts';
import { expectRecord, type Passive } from '../types/data.ts';
import { type BoolType, bits, bool, type UIntType, uint } from '../types/scalar.ts';
import { type StreamType, stream } from './stream.ts';

/** Response codes of AXI (IHI 0022, table A3-4). */
export const AxiResponse = codes('axi_response', { okay: 0, exclusiveOkay: 1, slaveError: 2, decodeError: 3 });
/** Burst types of AXI (IHI 0022, table A3-3). */
export const AxiBurst = codes('axi_burst', { fixed: 0, increment: 1, wrap: 2 });

/** `araddr` from `ar.payload.addr`, `rvalid` from `r.valid`: the names Vivado infers. */
const channelName = ([channel, ...rest]: readonly string[]): string =>
  `${channel}${rest.filter((part) => part !== 'payload').join('')}`;

const axiBundle = <F extends Channels, B extends Channels>(forward: F, backward: B, name: string) =>
  bundle(forward, backward, name, { names: channelName });

type Channels = Readonly<Record<string, StreamType<Passive>>>;

export interface Axi4Options<A extends number = number, D extends number = number, I extends number = number> {
  /** Bits of an address and of a beat. */
  readonly address: A;
  readonly data: D;
  /** Bits of a transaction ID; none by default, and then there is no ID. */
  readonly id?: I;
}

/** An ID where IDs are used. */
// biome-ignore lint/complexity/noBannedTypes: no members
type IdMember<I extends number> = I extends 0 ? {} : { readonly id: UIntType<I> };

const idMember = <I extends number>(id: I): IdMember<I> => (id > 0 ? { id: bits(id) } : {}) as IdMember<I>;
const idName = (id: number): string => (id > 0 ? `_id${id}` : '');

type AddressMembers<A extends number, I extends number> = IdMember<I> & {
  readonly addr: UIntType<A>;
  readonly len: UIntType<8>;
  readonly size: UIntType<3>;
  readonly burst: UIntType<2>;
  readonly cache: UIntType<4>;
  readonly prot: UIntType<3>;
};
type ReadMembers<D extends number, I extends number> = IdMember<I> & {
  readonly data: UIntType<D>;
  readonly resp: UIntType<2>;
  readonly last: BoolType;
};
type ResponseMembers<I extends number> = IdMember<I> & { readonly resp: UIntType<2> };

/** AR or AW: a burst of `len + 1` beats of 2^`size` bytes. */
export function addressChannel<A extends number, I extends number = 0>(address: A, id = 0 as I) {
  const members = {
    ...idMember(id),
    addr: uint(address),
    len: uint(8),
    size: uint(3),
    burst: bits(2),
    cache: bits(4),
    prot: bits(3),
  } as AddressMembers<A, I>;
  return bundle(members, {}, `axi_address${address}${idName(id)}`);
}

/** R: one beat read. */
export function readChannel<D extends number, I extends number = 0>(data: D, id = 0 as I) {
  const members = { ...idMember(id), data: bits(data), resp: bits(2), last: bool() } as ReadMembers<D, I>;
  return bundle(members, {}, `axi_read${data}${idName(id)}`);
}

/** W: one beat to write; bit i of `strb` enables byte i. */
export const writeChannel = atDoor(<D extends number>(data: D) =>
  bundle({ data: bits(data), strb: bits(data / 8), last: bool() }, {}, `axi_write${data}`),
);

/** B: the end of a write. */
export function responseChannel<I extends number = 0>(id = 0 as I) {
  return bundle({ ...idMember(id), resp: bits(2) } as ResponseMembers<I>, {}, `axi_response${idName(id)}`);
}

/**
 * The read half of AXI4, from the master's side: `ar` forward, `r` back. An output port of a master, an input port of a
 * slave.
 */
export const axi4Read = atDoor(
  <A extends number, D extends number, I extends number = 0>({ address, data, id = 0 as I }: Axi4Options<A, D, I>) =>
    axiBundle(
      { ar: stream(addressChannel(address, id)) },
      { r: stream(readChannel(data, id)) },
      `axi4_read_a${address}_d${data}${idName(id)}`,
    ),
);

/** The write half of AXI4, from the master's side. */
export const axi4Write = atDoor(
  <A extends number, D extends number, I extends number = 0>({ address, data, id = 0 as I }: Axi4Options<A, D, I>) =>
    axiBundle(
      { aw: stream(addressChannel(address, id)), w: stream(writeChannel(data)) },
      { b: stream(responseChannel(id)) },
      `axi4_write_a${address}_d${data}${idName(id)}`,
    ),
);

/** All five channels of AXI4, from the master's side. */
export const axi4 = atDoor(
  <A extends number, D extends number, I extends number = 0>({ address, data, id = 0 as I }: Axi4Options<A, D, I>) =>
    axiBundle(
      {
        aw: stream(addressChannel(address, id)),
        w: stream(writeChannel(data)),
        ar: stream(addressChannel(address, id)),
      },
      { b: stream(responseChannel(id)), r: stream(readChannel(data, id)) },
      `axi4_a${address}_d${data}${idName(id)}`,
    ),
);

/** AXI4-Lite, from the master's side. */
export const axi4Lite = atDoor(<A extends number, D extends number = 32>(address: A, data: D = 32 as D) => {
  const request = bundle({ addr: uint(address), prot: bits(3) }, {}, `axil_address${address}`);
  return axiBundle(
    {
      aw: stream(request),
      w: stream(bundle({ data: bits(data), strb: bits(data / 8) }, {}, `axil_write${data}`)),
      ar: stream(request),
    },
    {
      b: stream(bundle({ resp: bits(2) }, {}, 'axil_response')),
      r: stream(bundle({ data: bits(data), resp: bits(2) }, {}, `axil_read${data}`)),
    },
    `axi4_lite_a${address}_d${data}`,
  );
});

/** What a beat of AXI4-Stream has besides `tdata`: single bits, and bits of an identifier. */
export interface AxiStreamOptions {
  /** Of each byte: whether it is data, and not a position alone (`tstrb`). */
  readonly strb?: boolean;
  /** Of each byte: whether it belongs to the stream at all (`tkeep`). */
  readonly keep?: boolean;
  /** The end of a packet (`tlast`); there unless it is `false`. */
  readonly last?: boolean;
  readonly id?: number;
  readonly dest?: number;
  readonly user?: number;
}

/** A member where it is asked for. */
type Member<O, K extends keyof AxiStreamOptions, T> = O extends { readonly [key in K]: true | number }
  ? { readonly [key in K]: T }
  : // biome-ignore lint/complexity/noBannedTypes: no members
    {};
type Bits<O, K extends 'id' | 'dest' | 'user'> = O extends { readonly [key in K]: infer W extends number }
  ? UIntType<W>
  : UIntType;
type BeatMembers<D extends number, O> = { readonly data: UIntType<D> } & Member<O, 'strb', UIntType> &
  Member<O, 'keep', UIntType> &
  (O extends { readonly last: false }
    ? // biome-ignore lint/complexity/noBannedTypes: no members
      {}
    : { readonly last: BoolType }) &
  Member<O, 'id', Bits<O, 'id'>> &
  Member<O, 'dest', Bits<O, 'dest'>> &
  Member<O, 'user', Bits<O, 'user'>>;

/**
 * AXI4-Stream: leaves `tdata`, `tlast`, `tvalid`, `tready`, and what is asked for of `tstrb`, `tkeep`, `tid`, `tdest`,
 * `tuser` (IHI 0051): `axiStream(32, { keep: true, dest: 4 })`.
 */
export function axiStream<D extends number, const O extends AxiStreamOptions = Readonly<Record<never, never>>>(
  data: D,
  options: O = {} as O,
) {
  const {
    strb,
    keep,
    last = true,
    id,
    dest,
    user,
  } = expectRecord(options as AxiStreamOptions, 'axiStream: what holds the options');
  if ((strb || keep) && data % 8 !== 0) {
    fail('width', `axiStream: ${data} bits of data are no bytes, which strb and keep tell apart`);
  }
  const members = {
    data: bits(data),
    ...(strb && { strb: bits(data / 8) }),
    ...(keep && { keep: bits(data / 8) }),
    ...(last && { last: bool() }),
    ...(id && { id: bits(id) }),
    ...(dest && { dest: bits(dest) }),
    ...(user && { user: bits(user) }),
  };
  const name = [
    `beat${data}`,
    strb && 'strb',
    keep && 'keep',
    !last && 'endless',
    id && `id${id}`,
    dest && `dest${dest}`,
    user && `user${user}`,
  ];
  return stream(bundle(members as unknown as BeatMembers<D, O>, {}, name.filter(Boolean).join('_')), { names: 'axis' });
}

/**
 * Attributes that tell Vivado which ports make up an AXI interface, for `portAttributes`: `X_INTERFACE_INFO` and, on
 * the clock, `X_INTERFACE_PARAMETER` with the interfaces and the reset that belong to it.
 */
export function clockAttributes(clock: string, reset: string, interfaces: readonly string[]) {
  if (!Array.isArray(interfaces)) {
    return stop('type', `clockAttributes: a list of names is expected, not ${shownValue(interfaces)}`);
  }
  return {
    [clock]: {
      X_INTERFACE_INFO: `xilinx.com:signal:clock:1.0 ${clock} CLK`,
      X_INTERFACE_PARAMETER: `ASSOCIATED_BUSIF ${interfaces.join(':')}, ASSOCIATED_RESET ${reset}`,
    },
    [reset]: {
      X_INTERFACE_INFO: `xilinx.com:signal:reset:1.0 ${reset} RST`,
      X_INTERFACE_PARAMETER: 'POLARITY ACTIVE_LOW',
    },
  };
}
