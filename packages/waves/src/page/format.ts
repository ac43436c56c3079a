import { bigintOf, type Changes, textOf } from '@chisel-lite/vcd';

const RADICES = ['hex', 'dec', 'signed', 'bin', 'oct', 'ascii', 'fp32', 'fp16', 'awq'] as const;
/**
 * How a value is shown. `fp32`, `fp16`, `awq` and `int8` (signed integers of 8 bits) split a bus into lanes, the
 * lowest first.
 */
export type Radix = (typeof RADICES)[number] | `int${number}`;

/** How numbers become a curve: held until the next change, or joined by straight lines. */
export type Analog = 'steps' | 'lines';

/**
 * Widths of integer lanes that the menu offers where they divide a bus: weights and activations, products, sums. Any
 * other can be typed.
 */
const LANES = [4, 8, 16, 27, 32, 40] as const;

/** The width of the lanes of signed integers, where a radix shows such. */
export function laneWidth(radix: string): number | undefined {
  const match = /^int([1-9]\d{0,3})$/.exec(radix);
  return match ? Number(match[1]) : undefined;
}

/** Is this, from a file or typed, a radix? */
export function isRadix(text: unknown): text is Radix {
  return typeof text === 'string' && ((RADICES as readonly string[]).includes(text) || laneWidth(text) !== undefined);
}

/** Can a bus of this width be shown so? */
export function radixFits(radix: Radix, width: number): boolean {
  const lane = laneWidth(radix);
  if (lane !== undefined) {
    return width % lane === 0;
  }
  if (radix === 'fp32' || radix === 'awq') {
    return width >= 32 && width % 32 === 0;
  }
  if (radix === 'fp16') {
    return width >= 16 && width % 16 === 0;
  }
  return width > 1 || radix === 'bin';
}

/** Names of values, by value: states of a machine, members of an enum. */
export type Labels = Readonly<Record<string, string>>;

/** Radices that make sense for a width. */
export function radicesFor(width: number): Radix[] {
  const lanes = LANES.filter((lane) => lane < width).map((lane): Radix => `int${lane}`);
  return [...RADICES, ...lanes].filter((radix) => radixFits(radix, width));
}

/** Change `index` as text. Lanes are separated by a space. */
export function formatValue(changes: Changes, index: number, radix: Radix, labels?: Labels): string {
  if (index < 0) {
    return '';
  }
  if (changes.kind === 'string') {
    return changes.strings[index];
  }
  if (changes.kind === 'real') {
    return formatReal(changes.reals[index]);
  }
  if (changes.kind === 'event') {
    return '';
  }
  const lane = laneWidth(radix);
  const value = bigintOf(changes, index);
  if (lane !== undefined) {
    return integers(changes, index, lane, value);
  }
  if (value === undefined) {
    return formatUnknown(textOf(changes, index), radix);
  }
  const label = labels?.[value.toString()];
  if (label !== undefined) {
    return label;
  }
  const { width } = changes;
  if (radix === 'fp32') {
    return lanes(changes, index, 32, (bits) => formatReal(float32(bits)));
  }
  if (radix === 'fp16') {
    return lanes(changes, index, 16, (bits) => formatReal(float16(bits)));
  }
  if (radix === 'awq') {
    return awq(changes, index);
  }
  if (radix === 'dec') {
    return value.toString();
  }
  if (radix === 'signed') {
    return BigInt.asIntN(width, value).toString();
  }
  if (radix === 'bin') {
    return value.toString(2).padStart(width, '0');
  }
  if (radix === 'oct') {
    return value.toString(8).padStart(Math.ceil(width / 3), '0');
  }
  if (radix === 'ascii') {
    return ascii(value, width);
  }
  return value.toString(16).padStart(Math.ceil(width / 4), '0');
}

/**
 * Digits of which a bit is unknown become x or z, or what all bits are; a value of one unknown state throughout
 * becomes a single letter.
 */
function formatUnknown(bits: string, radix: Radix): string {
  if (/^([xzuw-])\1*$/.test(bits)) {
    return bits[0];
  }
  const size = radix === 'bin' ? 1 : radix === 'oct' ? 3 : 4;
  const padded = bits.padStart(Math.ceil(bits.length / size) * size, '0');
  let text = '';
  for (let at = 0; at < padded.length; at += size) {
    const digit = padded.slice(at, at + size);
    const known = digit.replaceAll('l', '0').replaceAll('h', '1');
    if (/^[01]+$/.test(known)) {
      text += Number.parseInt(known, 2).toString(16);
    } else {
      text += /^([zuw-])\1*$/.test(digit) ? digit[0] : 'x';
    }
  }
  return text;
}

function lanes(
  { value, words, width: whole }: Changes,
  index: number,
  width: 16 | 32,
  format: (bits: number) => string,
): string {
  const texts: string[] = [];
  for (let word = 0; word < words; word++) {
    const bits = value[index * words + word];
    if (width === 32) {
      texts.push(format(bits));
    } else {
      texts.push(format(bits & 0xffff));
      if (word * 32 + 16 < whole) {
        texts.push(format(bits >>> 16));
      }
    }
  }
  return texts.join(' ');
}

/** Signed integers of `lane` bits, the lowest first; x where a bit of one is unknown. */
function integers(changes: Changes, index: number, lane: number, value: bigint | undefined): string {
  const count = Math.floor(changes.width / lane);
  const texts: string[] = [];
  if (value !== undefined) {
    for (let i = 0; i < count; i++) {
      texts.push(BigInt.asIntN(lane, value >> BigInt(i * lane)).toString());
    }
    return texts.join(' ');
  }
  const bits = textOf(changes, index).replaceAll('l', '0').replaceAll('h', '1');
  for (let i = 0; i < count; i++) {
    const digits = bits.slice(bits.length - (i + 1) * lane, bits.length - i * lane);
    if (/^[01]+$/.test(digits)) {
      texts.push(BigInt.asIntN(lane, BigInt(`0b${digits}`)).toString());
    } else {
      texts.push(/^z+$/.test(digits) ? 'z' : 'x');
    }
  }
  return texts.join(' ');
}

/** A strip of AWQ_MACRO: eight 4-bit values a word, output 0 first. */
function awq({ value, words }: Changes, index: number): string {
  const rows: string[] = [];
  for (let word = 0; word < words; word++) {
    const bits = value[index * words + word];
    rows.push(Array.from({ length: 8 }, (_, j) => (bits >>> (4 * j)) & 15).join(','));
  }
  return rows.join(' ');
}

function ascii(value: bigint, width: number): string {
  let text = '';
  for (let at = Math.ceil(width / 8) - 1; at >= 0; at--) {
    const code = Number((value >> BigInt(8 * at)) & 255n);
    text += code >= 32 && code < 127 ? String.fromCharCode(code) : '·';
  }
  return text;
}

const word = new DataView(new ArrayBuffer(4));

function float32(bits: number): number {
  word.setUint32(0, bits);
  return word.getFloat32(0);
}

/** IEEE 754 binary16. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) {
    return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  }
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

function formatReal(value: number): string {
  if (Object.is(value, -0)) {
    return '-0';
  }
  if (!Number.isFinite(value) || Number.isInteger(value)) {
    return String(value);
  }
  const short = Number(value.toPrecision(6));
  return Math.abs(short) >= 1e-3 && Math.abs(short) < 1e7 ? String(short) : short.toExponential();
}
