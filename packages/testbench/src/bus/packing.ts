import type { Bus } from '../simulation.ts';
import type { SignalHandle } from '../simulator.ts';

/**
 * How the data of an AXI4-Stream's frames go over `tdata`, which carries `lanes` bytes a beat, the first in the lowest
 * bits. `Sent` and `Received` are what tests give and get as data.
 */
export interface Packing<Sent, Received> {
  readonly lanes: number;
  frame(data: Sent): FrameData;
  buffer(): LaneBuffer<Received>;
}

/** The data of a frame to be sent. */
export interface FrameData {
  /** Bytes. */
  readonly length: number;
  /** Puts beat `at` onto `tdata`; what is beyond the last byte is 0. */
  drive(at: number): void;
}

/** The bytes that have come and are in no frame yet. */
export interface LaneBuffer<Received> {
  /** Bytes held. */
  length: number;
  /** Takes all bytes of the beat on `tdata`. */
  append(): void;
  /** Puts the byte at `from` to `to` as well. */
  move(from: number, to: number): void;
  /** Takes the first `count` bytes out. */
  take(count: number): Received;
}

/** What a frame with bytes of a width of its own is sent from: a value for each byte. */
export type LaneValues = ArrayLike<number | bigint>;

/** Bytes of eight bits: the memory of an array is sent as it is. */
export function octets(tdata: SignalHandle): Packing<ArrayBufferView, Uint8Array> {
  const lanes = tdata.width / 8;
  const beatWords = new Uint32Array(Math.ceil(lanes / 4));
  const beatBytes = new Uint8Array(beatWords.buffer);
  const write = (from: Uint32Array, offset: number) => {
    if (lanes <= 4) {
      tdata.value = from[offset];
    } else {
      const words = tdata.words as Uint32Array;
      for (let i = 0; i < words.length; i++) {
        words[i] = from[offset + i];
      }
    }
  };
  return {
    lanes,
    frame(data) {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      const { length } = bytes;
      // The same bytes as words where alignment allows, so that a beat is a few word copies.
      const aligned = data.byteOffset % 4 === 0 && lanes % 4 === 0;
      const words = aligned ? new Uint32Array(data.buffer, data.byteOffset, length >> 2) : undefined;
      const wordsPerBeat = lanes / 4;
      return {
        length,
        drive(at) {
          const offset = at * lanes;
          if (words && length - offset >= lanes) {
            write(words, at * wordsPerBeat);
          } else {
            beatBytes.fill(0);
            beatBytes.set(bytes.subarray(offset, Math.min(offset + lanes, length)));
            write(beatWords, 0);
          }
        },
      };
    },
    buffer() {
      let buffer = new Uint8Array(4096);
      return {
        length: 0,
        append() {
          if (this.length + lanes > buffer.length) {
            const larger = new Uint8Array(Math.max(buffer.length * 2, this.length + lanes));
            larger.set(buffer);
            buffer = larger;
          }
          const { words } = tdata;
          for (let i = 0; i < lanes; i++) {
            const word = words ? words[i >> 2] : (tdata.value as number);
            buffer[this.length + i] = word >>> (8 * (i & 3));
          }
          this.length += lanes;
        },
        move(from, to) {
          buffer[to] = buffer[from];
        },
        take(count) {
          const taken = buffer.slice(0, count);
          buffer.copyWithin(0, count, this.length);
          this.length -= count;
          return taken;
        },
      };
    },
  };
}

/** Bytes of `size` bits: a value for each, a number up to 32 bits and a bigint above. */
export function wideBytes(tdata: SignalHandle, size: number, name: string): Packing<LaneValues, (number | bigint)[]> {
  const lanes = tdata.width / size;
  const bits = BigInt(size);
  return {
    lanes,
    frame(data) {
      const values = Array.from(data, (value, i) => fitting(value, size, `${name}: byte ${i}`));
      return {
        length: values.length,
        drive(at) {
          let beat = 0n;
          for (let lane = lanes - 1; lane >= 0; lane--) {
            beat = (beat << bits) | (values[at * lanes + lane] ?? 0n);
          }
          tdata.value = tdata.width > 32 ? beat : Number(beat);
        },
      };
    },
    buffer() {
      const values: (number | bigint)[] = [];
      return {
        get length() {
          return values.length;
        },
        set length(length: number) {
          values.length = length;
        },
        append() {
          let beat = BigInt(tdata.value);
          for (let lane = 0; lane < lanes; lane++) {
            const value = BigInt.asUintN(size, beat);
            values.push(size > 32 ? value : Number(value));
            beat >>= bits;
          }
        },
        move(from, to) {
          values[to] = values[from];
        },
        take: (count) => values.splice(0, count),
      };
    },
  };
}

function fitting(value: number | bigint, size: number, what: string): bigint {
  const bits = typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (bits === undefined || (bits < 0n ? bits >> BigInt(size - 1) !== -1n : bits >> BigInt(size) !== 0n)) {
    throw new RangeError(`${what} is ${value}: expected ${size} bits`);
  }
  return BigInt.asUintN(size, bits);
}

/**
 * Bits of a byte of the stream called `name`, checked against the widths of its wires: `asked`, or with `'tkeep'` what
 * `tdata` has for each bit of `tkeep` (or `tstrb`).
 */
export function byteSizeOf({ tdata, tkeep, tstrb }: Bus, asked: number | 'tkeep', name: string): number {
  const flags = tkeep ?? tstrb;
  if (asked === 'tkeep') {
    if (!flags) {
      throw new Error(`${name} has neither tkeep nor tstrb, which say how wide a byte is: give byteSize in bits`);
    }
    if (tdata.width % flags.width) {
      throw new Error(
        `${tdata.name} is ${tdata.width} bits wide and ${flags.name} ${flags.width}: expected as many bits for each byte`,
      );
    }
    return byteSizeOf({ tdata, tkeep, tstrb }, tdata.width / flags.width, name);
  }
  if (!Number.isInteger(asked) || asked < 1) {
    throw new RangeError(`${name}: byteSize is ${asked}, expected a number of bits`);
  }
  if (tdata.width % asked) {
    throw new Error(
      `${tdata.name} is ${tdata.width} bits wide: expected whole bytes${asked === 8 ? '' : ` of ${asked} bits`}`,
    );
  }
  const lanes = tdata.width / asked;
  for (const wire of [tkeep, tstrb]) {
    if (wire && wire.width !== lanes) {
      const other = tdata.width % wire.width ? '' : `; for others give byteSize: ${tdata.width / wire.width}`;
      throw new Error(
        `${wire.name} is ${wire.width} bits wide: expected ${lanes}, one for each byte of ${asked} bits of ${tdata.name}${other}`,
      );
    }
  }
  return asked;
}
