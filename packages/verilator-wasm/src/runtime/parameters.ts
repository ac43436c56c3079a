import type { ParameterValue } from './description.ts';

/** A parameter as a test reads it: a number up to 53 bits, a bigint above, a real number, or a string. */
export type Parameter = number | bigint | string;

export function readParameter(value: ParameterValue): Parameter {
  if ('text' in value) {
    return value.text;
  }
  if ('real' in value) {
    return value.real;
  }
  const integer = BigInt(value.integer);
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}
