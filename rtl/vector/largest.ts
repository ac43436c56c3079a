import {
  bits,
  bool,
  delay,
  lit,
  memories,
  memory,
  module,
  mux,
  named,
  registered,
  type UInt,
  uint,
  when,
} from '@chisel-lite/hdl';
import { fields, NAN } from '../fp/float32.ts';
import { STRIP } from '../parameters.ts';
import { REDUCED_VECTORS } from './record.ts';

const LANES = 4;
const VECTOR_BITS = Math.log2(REDUCED_VECTORS);
const NAN_KEY = 0xffffffff;
/** −∞, below which there is only what is left out. */
const LOWEST_KEY = 0x007fffff;
/** +0: the least magnitude. */
const ZERO_KEY = 0x80000000;

/** Cycles from a beat's coming to its part in `largest`. */
export const LARGEST_LATENCY = 4;

/** An unsigned key of the order of the floats, −0 below +0, a NaN above everything. */
function keyOf(value: UInt<32>): UInt<32> {
  const { sign, isNan } = fields(value);
  return mux(isNan, lit(NAN_KEY, uint(32)), mux(sign, value.not(), value.or(0x80000000)));
}

/**
 * The largest element, or the largest magnitude, of each of up to 8 vectors, whatever the order they come in: `largest`
 * is that of vector `vector_read`. `left_out`, a bit a lane, does not count.
 */
export const VectorLargest = () =>
  module(
    'vector_largest',
    {
      in: {
        valid: bool(),
        data: bits(STRIP),
        left_out: uint(LANES),
        magnitude: bool(),
        vector: uint(VECTOR_BITS),
        /** The first beat of its vector. */
        first: bool(),
        vector_read: uint(VECTOR_BITS),
      },
      out: { largest: bits(32) },
    },
    (io) => {
      const larger = (a: UInt<32>, b: UInt<32>) => mux(a.lt(b), b, a);
      const lane = (i: number) => {
        const value = io.data.slice(32 * i, 32);
        const unsigned = mux(io.magnitude, value.and(0x7fffffff), value);
        return mux(io.left_out.bit(i), lit(0, uint(32)), keyOf(unsigned));
      };
      const keys = registered({ key_0: lane(0), key_1: lane(1), key_2: lane(2), key_3: lane(3) });
      const pairs = registered({
        lower_2: larger(keys.key_0, keys.key_1),
        upper_2: larger(keys.key_2, keys.key_3),
      });
      const { beat_3 } = registered({ beat_3: larger(pairs.lower_2, pairs.upper_2) });

      const { valid_3 } = delay({ valid_3: io.valid }, 3, { init: { valid_3: 0 } });
      const { vector_3, first_3 } = delay({ vector_3: io.vector, first_3: io.first }, 3);
      const { best } = memories({ best: memory(uint(32), REDUCED_VECTORS, { style: 'distributed' }) });
      const lowest = mux(io.magnitude, lit(ZERO_KEY, uint(32)), LOWEST_KEY);
      const { so_far } = named({ so_far: mux(first_3, lowest, best.read(vector_3)) });
      when(valid_3, () => best.write(vector_3, larger(so_far, beat_3)));

      const { key } = named({ key: best.read(io.vector_read) });
      io.largest.set(
        mux(key.eq(NAN_KEY), lit(NAN, bits(32)), mux(key.bit(31), key.xor(0x80000000), key.not())) as UInt<32>,
      );
    },
  );
