import {
  bits,
  bool,
  cat,
  delay,
  memories,
  memory,
  module,
  mux,
  named,
  pack,
  registered,
  regs,
  sint,
  stream,
  type UInt,
  uint,
  vec,
  when,
} from '@chisel-lite/hdl';
import { fields, shiftRightSticky } from '../fp/float32.ts';
import { LANES_K, STRIP, STRIPS_PER_GROUP } from '../parameters.ts';

/** Cycles from a beat's leaving the group buffer to its mantissas. */
export const BLOCK_FLOAT_LATENCY = 3;

/**
 * m = RNE(x · 2^-e), saturated, from the significand of x, aligned so that a shift of 0 is for the group's largest
 * exponent.
 */
function mantissaOf(magnitude: UInt<number>, sign: UInt<1>, mantissa: number) {
  // Two bits below the integer: guard and sticky. Rounding may overflow where M is below 27 (then 2^(M-1) - 1 is the
  // limit).
  const integer = magnitude.slice(2, mantissa - 1);
  const up = magnitude.bit(1).and(magnitude.bit(0).or(magnitude.bit(2)));
  const rounded = integer.addGrow(up);
  const overflow = rounded.bit(mantissa - 1);
  const limited = mux(overflow, integer, rounded.slice(0, mantissa - 1))
    .extend(mantissa)
    .asSInt();
  return mux(sign, limited.neg(), limited);
}

/**
 * Block floating point (design §5): groups of 64 float32, 16 beats of 4, become mantissas of M bits that share one
 * exponent. A group is buffered until its largest exponent is known, while the one before it is converted: a beat a
 * cycle is kept up.
 *
 * `exponent` is the exponent field of the group's largest normal value, 0 where there is none (then all mantissas
 * are 0); `non_finite` says that an infinity or NaN was among the four values of this beat. There is no back-pressure
 * on the output, and none is needed at the input: a group leaves in 16 cycles from the moment it is there, and the next
 * takes 16 to come.
 */
export const BlockFloat = (mantissa: number) =>
  module(
    `block_float_m${mantissa}`,
    {
      in: { x: stream(bits(STRIP)) },
      out: { valid: bool(), values: bits(LANES_K * mantissa), exponent: uint(8), non_finite: bool() },
    },
    ({ x, valid, values: mantissas, exponent, non_finite }) => {
      const { buffer } = memories({ buffer: memory(bits(STRIP), 2 * STRIPS_PER_GROUP, { style: 'distributed' }) });
      const { write_beat, write_bank, write_last, full, largest_0, largest_1, running } = regs({
        write_beat: uint(4, 0),
        write_bank: bool(false),
        /** The next beat is the last of its group. */
        write_last: bool(false),
        /** Banks whose group and its largest exponent are there. */
        full: uint(2, 0),
        largest_0: uint(8),
        largest_1: uint(8),
        running: uint(8, 0),
      });
      const { read_beat, read_bank } = regs({ read_beat: uint(4, 0), read_bank: bool(false) });

      // Fill: the largest exponent field of the beat, and of the group so far. 255 (infinity, NaN) poisons the vector
      // anyway.
      const values = Array.from({ length: LANES_K }, (_, lane) => x.payload.slice(32 * lane, 32));
      const max = (a: UInt<8>, b: UInt<8>) => mux(a.lt(b), b, a);
      const [e0, e1, e2, e3] = values.map((value) => value.slice(23, 8)) as [UInt<8>, UInt<8>, UInt<8>, UInt<8>];
      x.ready.set(1);

      const { filled } = named({ filled: x.valid.and(write_last) });
      when(x.valid, () => {
        buffer.write(cat(write_bank, write_beat), x.payload);
        write_beat.set(write_beat.add(1));
        write_last.set(write_beat.eq(STRIPS_PER_GROUP - 2));
        when(filled, () => write_bank.set(write_bank.not()));
      });
      // The exponents a cycle later: so much hangs on x that what is found in it is first kept.
      const { taken_1, filled_1 } = delay({ taken_1: x.valid, filled_1: filled }, 1, {
        init: { taken_1: 0, filled_1: 0 },
      });
      const { lower_1, upper_1, bank_1 } = registered({
        lower_1: max(e0, e1),
        upper_1: max(e2, e3),
        bank_1: write_bank,
      });
      const { group_largest } = named({ group_largest: max(running, max(lower_1, upper_1)) });
      when(taken_1, () => running.set(group_largest));
      when(filled_1, () => {
        running.set(0);
        when(bank_1, () => largest_1.set(group_largest)).otherwise(() => largest_0.set(group_largest));
      });

      // Drain: a beat a cycle from a full bank. It never waits, and is 15 beats ahead of what is written over it.
      const { draining } = named({ draining: full.bit(read_bank) });
      const drained = draining.and(read_beat.eq(STRIPS_PER_GROUP - 1));
      when(draining, () => read_beat.set(read_beat.add(1)));
      when(drained, () => read_bank.set(read_bank.not()));
      const one = (bank: UInt<1>) => cat(bank, bank.not()).fit(2);
      const { filled_bank, drained_bank } = named({
        filled_bank: mux(filled_1, one(bank_1), 0),
        drained_bank: mux(drained, one(read_bank), 0),
      });
      full.set(full.or(filled_bank).and(drained_bank.not()));

      const beat = buffer.read(cat(read_bank, read_beat));
      const { largest } = named({ largest: mux(read_bank, largest_1, largest_0) });
      const s1 = registered({
        beat_1: beat,
        largest_1st: largest,
        distances_1: cat(
          ...Array.from({ length: LANES_K }, (_, lane) => largest.sub(beat.slice(32 * lane + 23, 8))).reverse(),
        ).fit(8 * LANES_K),
        normal_1: cat(
          ...Array.from({ length: LANES_K }, (_, lane) => beat.slice(32 * lane + 23, 8).ne(0)).reverse(),
        ).fit(LANES_K),
      });
      const { valid_1, valid_2, valid_3 } = regs({ valid_1: bool(false), valid_2: bool(false), valid_3: bool(false) });
      valid_1.set(draining);
      valid_2.set(valid_1);
      valid_3.set(valid_2);

      // Align: M - 1 magnitude bits and two below them; the significand's top bit is the magnitude's for the largest
      // exponent.
      const MAGNITUDE = mantissa + 1;
      const significandAt = 27 - 1 - 24;
      const lanes = Array.from({ length: LANES_K }, (_, lane) => fields(s1.beat_1.slice(32 * lane, 32)));
      const { aligned_2, sign_2, non_finite_2, largest_2 } = regs({
        aligned_2: vec(LANES_K, uint(MAGNITUDE)),
        sign_2: uint(LANES_K),
        non_finite_2: bool(),
        largest_2: uint(8),
      });
      lanes.forEach((value, lane) => {
        const distance = s1.distances_1.slice(8 * lane, 8);
        const normal = s1.normal_1.bit(lane);
        const significand = cat(normal, value.fraction.and(normal.replicate(23).fit(23))).fit(24);
        const wide = significand.shlGrow(significandAt + 2).fit(28);
        const dropped = 27 - mantissa;
        const near = shiftRightSticky(wide, distance.slice(0, 5)).fit(28);
        const placed = distance.slice(5, 3).orR();
        const whole = mux(placed, normal.extend(28), near);
        const kept =
          dropped === 0
            ? whole
            : whole.shr(dropped).or(
                whole
                  .bits(dropped - 1, 0)
                  .orR()
                  .extend(28),
              );
        aligned_2.at(lane).set(kept.slice(0, MAGNITUDE));
        sign_2.bit(lane).set(value.sign);
      });
      non_finite_2.set(lanes.map((value) => value.isInfinite.or(value.isNan)).reduce((a, b) => a.or(b)));
      largest_2.set(s1.largest_1st);

      // Round to nearest even, and negate.
      const s3 = registered({ non_finite_3: non_finite_2, largest_3: largest_2 });
      const { mantissas_3 } = regs({ mantissas_3: vec(LANES_K, sint(mantissa)) });
      for (let lane = 0; lane < LANES_K; lane++) {
        mantissas_3.at(lane).set(mantissaOf(aligned_2.at(lane), sign_2.bit(lane), mantissa));
      }

      valid.set(valid_3);
      mantissas.set(pack(mantissas_3));
      exponent.set(s3.largest_3);
      non_finite.set(s3.non_finite_3);
    },
  );
