import {
  type AnyModule,
  assert,
  bits,
  cover,
  inst,
  lit,
  module,
  mux,
  named,
  past,
  sint,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';
import {
  HALF_TO_FLOAT_LATENCY,
  HalfToFloat,
  INT_TO_FLOAT_LATENCY,
  IntToFloat,
  WEIGHT_TO_FLOAT_LATENCY,
  WeightToFloat,
} from '@macromac/rtl/fp/convert.ts';
import type { Proof } from './proof.ts';

/** Of binary32: the exponent of 1, and bits of a fraction. */
const BIAS = 127;
const FRACTION = 23;
const NAN = 0x7fc00000;

/** A float of binary32: its sign, its exponent and the whole significand of 24 bits, if it is a normal number. */
const partsOf = (float: UInt) => {
  const { exponent, significand } = named({
    exponent: float.slice(FRACTION, 8),
    significand: float
      .slice(0, FRACTION)
      .extend(FRACTION + 1)
      .or(lit(1 << FRACTION, uint(FRACTION + 1))),
  });
  return { sign: float.bit(31), exponent, significand };
};

/** `float` is the whole number ± `magnitude`, rounded to the nearest float, to the even one of two. */
function isRounded(float: UInt, negative: UInt<1>, magnitude: UInt, most: number): void {
  const WIDE = most + 2;
  const { sign, exponent, significand } = partsOf(float);
  when(magnitude.eq(0), () => assert(float.eq(0), 'zero is 0')).otherwise(() => {
    assert(sign.eq(negative), 'the sign is that of the number');
    assert(exponent.ge(BIAS).and(exponent.le(BIAS + most)), 'the exponent is one of a whole number');
    for (let place = 0; place <= most; place++) {
      when(exponent.eq(BIAS + place), () => {
        const shift = place - FRACTION;
        const number = magnitude.resize(WIDE);
        if (shift <= 0) {
          assert(
            significand.resize(WIDE + 24).eq(number.resize(WIDE + 24).shl(-shift)),
            `of exponent ${place} it is exact`,
          );
          return;
        }
        const value = significand.resize(WIDE).shl(shift);
        const above = number.ge(value);
        const distance = mux(above, number.sub(value), value.sub(number));
        const half = 1 << (shift - 1);
        const isEven = significand.bit(0).not();
        assert(
          distance.lt(half).or(distance.eq(half).and(isEven)),
          `of exponent ${place} no float is nearer, and of two the even one is taken`,
        );
        // Below a power of two floats lie twice as close.
        const isPower = significand.eq(1 << FRACTION);
        assert(isPower.not().or(above).or(distance.shl(1).le(half)), `nor is one below the power of two ${place}`);
      });
    }
  });
}

const integers = (name: string, width: number, dut: AnyModule, input: string, latency: number): AnyModule =>
  module(`${name}_proof`, { in: { value: sint(width) }, out: { result: bits(32) } }, ({ value, result }) => {
    const u = inst('u_dut', dut) as unknown as Record<string, UInt & { set(value: unknown): void }>;
    u[input].set(value);
    result.set(u['result'].resize(32));
    verification(() => {
      const before = past(value, latency);
      isRounded(result, before.bit(width - 1), before.abs().asUInt(), width - 1);
      cover(result.eq(0x3f800000), 'one');
    });
  });

/** Of a half of value ± f · 2⁻²⁴ or ± (1024 + f) · 2^(e − 25): each place of its leading one by itself. */
const halves = (): AnyModule =>
  module('fp16_to_fp32_proof', { in: { half: bits(16) }, out: { result: bits(32) } }, ({ half, result }) => {
    const u = inst('u_dut', HalfToFloat());
    u.half.set(half);
    result.set(u.result);
    verification(() => {
      const before = past(half, HALF_TO_FLOAT_LATENCY);
      const [sign, exponent, fraction] = [before.bit(15), before.slice(10, 5), before.slice(0, 10)];
      const { exponent: larger, significand, sign: same } = partsOf(result);
      const isNumber = exponent.ne(31);
      when(exponent.eq(31), () => {
        assert(fraction.eq(0).or(result.eq(NAN)), 'a NaN is the one NaN');
        assert(fraction.ne(0).or(same.eq(sign).and(result.slice(0, 31).eq(0x7f800000))), 'infinity is infinity');
      });
      when(isNumber, () => assert(same.eq(sign), 'the sign stays'));
      when(exponent.eq(0).and(fraction.eq(0)), () => assert(result.slice(0, 31).eq(0), 'zero is zero'));
      for (let place = 0; place < 10; place++) {
        when(exponent.eq(0).and(fraction.shr(place).eq(1)), () => {
          assert(larger.eq(BIAS - 24 + place), `a subnormal of bit ${place} has its exponent`);
          assert(significand.eq(fraction.resize(24).shl(FRACTION - place)), `a subnormal of bit ${place} is exact`);
        });
      }
      when(exponent.ne(0).and(isNumber), () => {
        assert(larger.eq(exponent.resize(8).add(BIAS - 15)), 'the exponent is the same power of two');
        assert(significand.eq(fraction.resize(24).add(1024).shl(13)), 'the significand is exact');
      });
      cover(result.eq(0x3f800000), 'one');
    });
  });

/** A pipeline without a way back: what holds of some cycles from any state holds for ever. */
const pipeline = (name: string, latency: number, top: () => AnyModule, mutants: number): Proof => ({
  name,
  source: 'rtl/fp/convert.ts',
  top,
  method: 'induction',
  depth: latency + 2,
  mutate: [name],
  mutants,
  remarks: ['For every operand, against a specification in whole numbers.'],
});

export const floatProofs: readonly Proof[] = [
  pipeline('fp16_to_fp32', HALF_TO_FLOAT_LATENCY, halves, 60),
  pipeline(
    'weight_to_fp32',
    WEIGHT_TO_FLOAT_LATENCY,
    () => integers('weight_to_fp32', 8, WeightToFloat(), 'weight', WEIGHT_TO_FLOAT_LATENCY),
    60,
  ),
  pipeline(
    'int32_to_fp32',
    INT_TO_FLOAT_LATENCY,
    () => integers('int32_to_fp32', 32, IntToFloat(), 'value', INT_TO_FLOAT_LATENCY),
    60,
  ),
];
