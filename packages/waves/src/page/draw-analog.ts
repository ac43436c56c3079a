import { bigintOf, type Changes } from '@chisel-lite/vcd';
import { firstChange, type Span } from './canvas.ts';
import { COLOURS } from './colours.ts';
import { type Analog, formatValue, type Radix } from './format.ts';

interface Curve {
  /** A number a change; NaN where it has none. */
  readonly numbers: Float64Array;
  readonly low: number;
  readonly high: number;
}

const curves = new WeakMap<Changes, Map<string, Curve>>();

/** The values of a signal as numbers: unsigned, or by a radix that is signed or floating. */
export function curveOf(changes: Changes, radix: Radix): Curve {
  const kind = radix === 'signed' || radix === 'fp32' || radix === 'fp16' || radix.startsWith('int') ? radix : 'dec';
  const known = curves.get(changes) ?? new Map<string, Curve>();
  curves.set(changes, known);
  const made = known.get(kind) ?? makeCurve(changes, kind);
  known.set(kind, made);
  return made;
}

function makeCurve(changes: Changes, radix: Radix): Curve {
  const numbers = new Float64Array(changes.count);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < changes.count; i++) {
    const number = numberOf(changes, i, radix);
    numbers[i] = number;
    if (Number.isFinite(number)) {
      low = Math.min(low, number);
      high = Math.max(high, number);
    }
  }
  return { numbers, low, high };
}

function numberOf(changes: Changes, index: number, radix: Radix): number {
  if (changes.kind === 'real') {
    return changes.reals[index];
  }
  const bits = changes.kind === 'bits' ? bigintOf(changes, index) : undefined;
  if (bits === undefined) {
    return Number.NaN;
  }
  if (radix === 'signed') {
    return Number(BigInt.asIntN(changes.width, bits));
  }
  return radix === 'dec' ? Number(bits) : Number(formatValue(changes, index, radix).split(' ')[0]);
}

/** A row as a curve between its least and its greatest value, which stand at its left. */
export function drawAnalog(span: Span, changes: Changes, radix: Radix, analog: Analog, colour: string): void {
  const { context, vcd, from, scale, width, firstAt, top, height } = span;
  const { numbers, low, high } = curveOf(changes, radix);
  if (!(high >= low)) {
    return;
  }
  const room = height - 8;
  const yOf = (number: number): number => top + 4 + room * (high === low ? 0.5 : (high - number) / (high - low));
  const xOf = (index: number): number => (vcd.times[changes.at[index]] - from) * scale;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.2;
  context.beginPath();
  let open = false;
  let next = firstChange(changes, firstAt[0], 0);
  if (next > 0 && Number.isFinite(numbers[next - 1])) {
    context.moveTo(analog === 'lines' ? xOf(next - 1) : 0, yOf(numbers[next - 1]));
    open = true;
  }
  for (let x = 0; x < width && next < changes.count; ) {
    const begins = xOf(next);
    if (begins >= width) {
      break;
    }
    x = Math.max(x, Math.floor(begins));
    const after = firstChange(changes, firstAt[Math.min(x + 1, firstAt.length - 1)], next + 1);
    let [least, most] = [numbers[next], numbers[next]];
    for (let i = next + 1; i < after; i++) {
      least = Math.min(least, numbers[i]);
      most = Math.max(most, numbers[i]);
    }
    const y = yOf(numbers[next]);
    if (!Number.isFinite(y)) {
      open = false;
    } else if (open) {
      if (analog === 'steps') {
        context.lineTo(begins, yOf(numbers[next - 1] ?? numbers[next]));
      }
      context.lineTo(begins, y);
    } else {
      context.moveTo(begins, y);
      open = true;
    }
    if (after - next > 1 && Number.isFinite(least + most)) {
      context.moveTo(x + 0.5, yOf(least));
      context.lineTo(x + 0.5, yOf(most));
    }
    const last = numbers[after - 1];
    open = Number.isFinite(last);
    if (open && after - next > 1) {
      context.moveTo(x + 1, yOf(last));
    }
    next = after;
    x++;
  }
  if (open && next > 0) {
    const last = numbers[next - 1];
    if (next < changes.count && analog === 'lines' && Number.isFinite(numbers[next])) {
      context.lineTo(xOf(next), yOf(numbers[next]));
    } else {
      context.lineTo(Math.min(width, (vcd.times[vcd.times.length - 1] - from) * scale), yOf(last));
    }
  }
  context.stroke();
  context.fillStyle = COLOURS.dim;
  context.fillText(shortNumber(high), 4, top + 9);
  if (height > 40) {
    context.fillText(shortNumber(low), 4, top + height - 9);
  }
}

const shortNumber = (value: number): string => String(Number(value.toPrecision(5)));
