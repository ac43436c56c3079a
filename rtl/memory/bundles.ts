import {
  AxiBurst,
  addressChannel,
  axi4,
  axi4Read,
  axi4Write,
  bits,
  bool,
  bundle,
  lit,
  type UInt,
  uint,
} from '@chisel-lite/hdl';
import { STRIP } from '../parameters.ts';

/** Byte addresses of the Zynq UltraScale+ PS. */
export const ADDRESS_BITS = 40;
/** Bytes of a beat. */
export const BEAT_BYTES = STRIP / 8;
export const BEAT_SHIFT = Math.log2(BEAT_BYTES);
/** Reads, and writes, that a port accepts before it has answered the first. */
export const OUTSTANDING = 8;
/** Counts the beats of a region. */
export const COUNT_BITS = 28;

/** IDs of reads: whom the data is for. */
export const READER = { activations: 0, weights: 1 } as const;

/** Addresses inside the accelerator are those of beats: what is read and written is aligned. */
export const BEAT_ADDRESS_BITS = ADDRESS_BITS - BEAT_SHIFT;

/** A run of beats in memory. */
export const region = bundle({ address: uint(BEAT_ADDRESS_BITS), beats: uint(COUNT_BITS) }, {}, 'region');

/** The activation vectors of a command, one behind the other; `tokens` is their number − 1. */
export const vectors = bundle({ address: uint(BEAT_ADDRESS_BITS), groups: uint(8), tokens: uint(3) }, {}, 'vectors');

/** A burst; `length` is beats − 1. */
export const burst = bundle({ address: uint(BEAT_ADDRESS_BITS), length: uint(4) }, {}, 'burst');

/** A beat read. */
export const beatRead = bundle({ data: bits(STRIP), response: uint(2), last: bool() }, {}, 'beat_read');

/** Each port carries the weights of a channel and a quarter of the activations; port 0 the results too. */
const PORT = { address: ADDRESS_BITS, data: STRIP, id: 1 } as const;
export const fullPort = axi4(PORT);
export const readPort = axi4Read(PORT);
export const writePort = axi4Write(PORT);

/**
 * What is the same in every address: incrementing bursts of whole beats. AxPROT 000 is data, secure, unprivileged: the
 * Zynq's memory is open to secure and to non-secure accesses as it leaves the boot firmware. AxCACHE is software's to
 * say (`axi_cache`, rtl/command/registers.ts): 0011, normal memory that is not cacheable but bufferable, suits ports
 * that are not coherent; coherent ones need 1111 or 1011, which allocate.
 */
export const constantAddressMembers = () => ({
  size: lit(BEAT_SHIFT, uint(3)),
  burst: lit(AxiBurst.increment, bits(2)),
  prot: lit(0, bits(3)),
});

/** The byte address of a beat. */
export const byteAddress = (beat: UInt<number>): UInt<typeof ADDRESS_BITS> =>
  beat.shlGrow(BEAT_SHIFT).fit(ADDRESS_BITS);

export const addressBeat = addressChannel(ADDRESS_BITS);

/** What is reported of the first answer that was not OKAY. */
export const fault = bundle({ valid: bool(), address: uint(BEAT_ADDRESS_BITS), response: uint(2) }, {}, 'fault');
