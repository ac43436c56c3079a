import { InvalidArgumentError } from 'commander';

/** A commander argument parser for integers of a range. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) {
      return value;
    }
    const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`Expected an integer ${range}.`);
  };
}

/** A commander argument parser for numbers of a range. */
export function number(min: number, max: number = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value) && value >= min && value <= max) {
      return value;
    }
    const range = max === Number.POSITIVE_INFINITY ? `from ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`Expected a number ${range}.`);
  };
}

/** A commander argument parser for one of a few numbers. */
export function oneOf(values: readonly number[]): (text: string) => number {
  return (text) => {
    const value = values.find((candidate) => String(candidate) === text);
    if (value !== undefined) {
      return value;
    }
    throw new InvalidArgumentError(`Allowed choices are ${values.join(', ')}.`);
  };
}
