import { bits, bool, module, registered, stream, uint } from '@chisel-lite/hdl';
import { fields } from '../fp/float32.ts';
import { LANES_K, STRIP } from '../parameters.ts';

/**
 * What `BlockFloat` is for the engine `fp32`: the values stay as they are, and there are no exponents. Same ports, one
 * cycle.
 */
export const FloatBeat = () =>
  module(
    'float_beat',
    {
      in: { x: stream(bits(STRIP)) },
      out: { valid: bool(), values: bits(STRIP), exponent: uint(8), non_finite: bool() },
    },
    ({ x, valid, values, exponent, non_finite }) => {
      const lanes = Array.from({ length: LANES_K }, (_, lane) => fields(x.payload.slice(32 * lane, 32)));
      const { valid_1 } = registered({ valid_1: x.valid }, { init: { valid_1: 0 } });
      const { values_1, non_finite_1 } = registered({
        values_1: x.payload,
        non_finite_1: lanes.map((value) => value.isInfinite.or(value.isNan)).reduce((a, b) => a.or(b)),
      });
      x.ready.set(1);
      valid.set(valid_1);
      values.set(values_1);
      exponent.set(0);
      non_finite.set(non_finite_1);
    },
  );
