const UNITS = [
  ['s', 1],
  ['ms', 1e-3],
  ['µs', 1e-6],
  ['ns', 1e-9],
  ['ps', 1e-12],
  ['fs', 1e-15],
] as const;

/** A time in dump units as an engineer writes it: `12.5 ns`. */
export function formatTime(time: number, secondsPerUnit: number): string {
  const seconds = Math.abs(time * secondsPerUnit);
  if (seconds === 0) {
    return '0';
  }
  const [unit, size] = UNITS.find(([, scale]) => seconds >= scale * 0.9999) ?? UNITS[UNITS.length - 1];
  return `${time < 0 ? '-' : ''}${trim(seconds / size)} ${unit}`;
}

/** The frequency whose period is a time in dump units: `80 MHz`. */
export function formatFrequency(time: number, secondsPerUnit: number): string {
  const hertz = 1 / Math.abs(time * secondsPerUnit);
  const [unit, size] = FREQUENCIES.find(([, scale]) => hertz >= scale) ?? FREQUENCIES[FREQUENCIES.length - 1];
  return `${Number((hertz / size).toPrecision(4))} ${unit}`;
}

const FREQUENCIES = [
  ['THz', 1e12],
  ['GHz', 1e9],
  ['MHz', 1e6],
  ['kHz', 1e3],
  ['Hz', 1],
] as const;

/** What `text` (`12.5 ns`, `3us`, `100` in dump units) means in dump units; undefined when it is no time. */
export function parseTime(text: string, secondsPerUnit: number): number | undefined {
  const match = /^\s*(-?[\d.]+(?:e[+-]?\d+)?)\s*(s|ms|us|µs|ns|ps|fs)?\s*$/i.exec(text);
  if (!match) {
    return undefined;
  }
  const value = Number(match[1]);
  if (Number.isNaN(value)) {
    return undefined;
  }
  if (!match[2]) {
    return value;
  }
  const name = match[2].toLowerCase().replace('us', 'µs');
  const unit = UNITS.find(([symbol]) => symbol === name);
  return unit && Math.round((value * unit[1]) / secondsPerUnit);
}

/** Steps of 1, 2 or 5 times a power of ten, at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least * 0.9999) ?? least;
}

const trim = (value: number) => String(Number(value.toPrecision(10)));
