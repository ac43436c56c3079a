import { bits, bool, bundle, uint } from '@chisel-lite/hdl';
import { STRIP } from '../parameters.ts';

/** Byte addresses of the Zynq UltraScale+ PS. */
export const ADDRESS_BITS = 40;
/** Bytes of a beat. */
export const BEAT_BYTES = STRIP / 8;
/** Beats of a burst: the ports cut longer ones (design §6). 256 bytes, aligned, never cross a 4 KiB boundary. */
export const BURST_BEATS = 16;
/** Reads, and writes, that a port accepts before it has answered the first. */
export const OUTSTANDING = 8;

/** A run of beats in memory. */
export const region = bundle({ address: uint(ADDRESS_BITS), beats: uint(27) }, {}, 'region');

/** AXI4 read address, as far as it varies: bursts are INCR of 16-byte beats. `length` is beats − 1. */
export const readAddress = bundle({ address: uint(ADDRESS_BITS), length: uint(4) }, {}, 'read_address');

/** AXI4 read data. */
export const readData = bundle({ data: bits(STRIP), response: uint(2), last: bool() }, {}, 'read_data');

/** AXI4 write address and data. */
export const writeAddress = bundle({ address: uint(ADDRESS_BITS), length: uint(4) }, {}, 'write_address');
export const writeData = bundle({ data: bits(STRIP), last: bool() }, {}, 'write_data');

/** AXI4 OKAY. */
export const OKAY = 0;
