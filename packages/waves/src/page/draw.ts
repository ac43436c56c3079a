import { type Changes, timeIndexAt, type Vcd } from '@chisel-lite/vcd';
import { firstChange, ROW, type Scene, type Span } from './canvas.ts';
import { COLOURS } from './colours.ts';
import { drawAnalog } from './draw-analog.ts';
import { drawLane } from './draw-lane.ts';
import { drawRuler, RULER } from './draw-ruler.ts';
import { formatValue, type Labels, type Radix } from './format.ts';

/** Draws everything. The work grows with pixels and rows, not with the changes between them. */
export function drawScene(context: CanvasRenderingContext2D, scene: Scene): void {
  const { vcd, view, rows, width, height, scroll } = scene;
  const scale = width / (view.to - view.from);
  context.fillStyle = COLOURS.back;
  context.fillRect(0, 0, width, height);
  const shown = rows.filter((row) => row.top + row.height > scroll && row.top < scroll + height);
  const selected = new Set(view.selected);
  context.fillStyle = COLOURS.selected;
  for (const row of shown) {
    if (selected.has(row.index)) {
      context.fillRect(0, RULER + row.top - scroll, width, row.height);
    }
  }
  drawRuler(context, scene, scale);
  const span: Span = {
    context,
    vcd,
    from: view.from,
    scale,
    width,
    firstAt: firstStamps(vcd, view.from, scale, width),
    top: 0,
    height: ROW,
  };
  context.save();
  context.beginPath();
  context.rect(0, RULER, width, height - RULER);
  context.clip();
  context.font = '12px ui-monospace, "DejaVu Sans Mono", monospace';
  context.textBaseline = 'middle';
  for (const { drawable: row, top, height } of shown) {
    span.top = RULER + top - scroll;
    span.height = height;
    if (row.kind === 'stream') {
      drawLane(span, row.lane);
    } else if (row.kind === 'signal' && row.changes.count) {
      if (row.analog && row.changes.kind !== 'event' && row.changes.kind !== 'string') {
        drawAnalog(span, row.changes, row.radix, row.analog, row.colour ?? COLOURS.bus);
      } else if (row.changes.kind === 'bits' && row.changes.width <= 1) {
        drawBit(span, row.changes, row.colour ?? COLOURS.bit);
      } else if (row.changes.kind === 'event') {
        drawEvents(span, row.changes, row.colour ?? COLOURS.high);
      } else {
        drawBus(span, row.changes, row.radix, row.labels, row.colour ?? COLOURS.bus);
      }
    }
  }
  context.restore();
  for (const { name, time } of view.markers ?? []) {
    drawMarker(context, scene, scale, time, COLOURS.marker, name);
  }
  drawMarker(context, scene, scale, view.base, COLOURS.base);
  drawMarker(context, scene, scale, view.cursor, COLOURS.cursor);
}

function firstStamps(vcd: Vcd, from: number, scale: number, width: number): Uint32Array {
  const { times } = vcd;
  const columns = Math.ceil(width);
  const firstAt = new Uint32Array(columns + 1);
  let index = timeIndexAt(times, from);
  if (index < 0 || times[index] < from) {
    index++;
  }
  for (let x = 0; x <= columns; x++) {
    const time = from + x / scale;
    // gallop: stamps between two pixels may be one or a million
    let step = 1;
    while (index + step < times.length && times[index + step] < time) {
      step *= 2;
    }
    let high = Math.min(index + step, times.length);
    let low = index;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    index = low;
    firstAt[x] = index;
  }
  return firstAt;
}

/** Stretches narrower than this are drawn like pixels with several changes [px]. */
const NARROW = 1.5;

/** Calls `segment` for each stretch of one value and `dense` for each run of pixels that hold several changes. */
function eachStretch(
  { vcd, from, scale, width, firstAt }: Span,
  changes: Changes,
  segment: (index: number, left: number, right: number) => void,
  dense: (left: number, right: number) => void,
): void {
  const { times } = vcd;
  let next = firstChange(changes, firstAt[0], 0);
  let left = 0;
  let denseFrom = -1;
  for (let jump = 1; ; ) {
    const begins = next < changes.count ? (times[changes.at[next]] - from) * scale : width;
    const right = Math.min(begins, width);
    if (right - left >= NARROW) {
      if (denseFrom >= 0) {
        dense(denseFrom, left);
      }
      denseFrom = -1;
      if (next > 0) {
        segment(next - 1, left, right);
      }
    } else if (denseFrom < 0 && next > 0 && right > left) {
      denseFrom = left;
    }
    if (begins >= width) {
      if (denseFrom >= 0) {
        dense(denseFrom, width);
      }
      return;
    }
    const x = Math.floor(begins);
    const after = firstChange(changes, firstAt[x + 1], next + 1, jump);
    jump = after - next;
    if (jump > 1) {
      if (denseFrom < 0) {
        denseFrom = x;
      }
      left = x + 1;
    } else {
      left = begins;
    }
    next = after;
  }
}

function drawBit(span: Span, changes: Changes, colour: string): void {
  const { context, top, height } = span;
  const high = top + 5.5;
  const low = top + height - 5.5;
  const { value, unknown } = changes;
  let levelBefore = -1;
  context.fillStyle = colour;
  context.beginPath();
  eachStretch(
    span,
    changes,
    (index, left, right) => {
      const x = Math.round(left) + 0.5;
      if (unknown?.[index]) {
        const z = value[index] === 1;
        context.fillStyle = z ? COLOURS.high : COLOURS.unknown;
        if (z) {
          context.fillRect(left, (high + low) / 2 - 0.75, right - left, 1.5);
        } else {
          context.globalAlpha = 0.35;
          context.fillRect(left, high, right - left, low - high);
          context.globalAlpha = 1;
        }
        context.fillStyle = colour;
        levelBefore = -1;
        return;
      }
      const y = value[index] ? high : low;
      if (levelBefore >= 0 && levelBefore !== value[index] && left > 0) {
        context.moveTo(x, value[index] ? low : high);
        context.lineTo(x, y);
      } else {
        context.moveTo(x, y);
      }
      context.lineTo(Math.round(right) + 0.5, y);
      if (value[index]) {
        context.globalAlpha = 0.12;
        context.fillRect(left, high, right - left, low - high);
        context.globalAlpha = 1;
      }
      levelBefore = value[index];
    },
    (left, right) => {
      context.globalAlpha = 0.45;
      context.fillRect(left, high, right - left, low - high);
      context.globalAlpha = 1;
      levelBefore = -1;
    },
  );
  context.strokeStyle = colour;
  context.lineWidth = 1.2;
  context.stroke();
}

function drawBus(span: Span, changes: Changes, radix: Radix, labels: Labels | undefined, colour: string): void {
  const { context, top, height } = span;
  const high = top + 4.5;
  const low = top + height - 4.5;
  const middle = (high + low) / 2;
  const texts: [string, number, number, boolean][] = [];
  context.beginPath();
  eachStretch(
    span,
    changes,
    (index, left, right) => {
      const isUnknown = hasUnknown(changes, index);
      if (isUnknown) {
        context.fillStyle = COLOURS.unknown;
        context.globalAlpha = 0.22;
        context.fillRect(left, high, right - left, low - high);
        context.globalAlpha = 1;
      }
      const slope = Math.min(3, (right - left) / 2);
      const open = left <= 0;
      context.moveTo(right, middle);
      context.lineTo(right - slope, high);
      context.lineTo(open ? 0 : left + slope, high);
      if (!open) {
        context.lineTo(left, middle);
      }
      context.moveTo(right, middle);
      context.lineTo(right - slope, low);
      context.lineTo(open ? 0 : left + slope, low);
      if (!open) {
        context.lineTo(left, middle);
      }
      if (right - left > 14) {
        texts.push([formatValue(changes, index, radix, labels), left + 6, right - left - 10, isUnknown]);
      }
    },
    (left, right) => {
      context.fillStyle = COLOURS.dense;
      context.fillRect(left, high, right - left, low - high);
    },
  );
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.stroke();
  for (const [text, x, room, isUnknown] of texts) {
    context.fillStyle = isUnknown ? COLOURS.unknown : COLOURS.text;
    const fits = Math.floor(room / CHARACTER);
    if (fits >= 1) {
      context.fillText(text.length <= fits ? text : `${text.slice(0, fits - 1)}…`, x, middle + 0.5);
    }
  }
}

/** Width of a character of the 12 px monospace font. */
const CHARACTER = 7.23;

function drawEvents(span: Span, changes: Changes, colour: string): void {
  const { context, top, width, height } = span;
  context.fillStyle = colour;
  for (let next = firstChange(changes, span.firstAt[0], 0), x = 0; next < changes.count; ) {
    x = Math.floor((span.vcd.times[changes.at[next]] - span.from) * span.scale);
    if (x >= width) {
      return;
    }
    context.fillRect(x, top + 5, 1.5, height - 10);
    next = Math.max(next + 1, firstChange(changes, span.firstAt[x + 1], next));
  }
}

function hasUnknown({ unknown, words }: Changes, index: number): boolean {
  if (!unknown) {
    return false;
  }
  for (let word = 0; word < words; word++) {
    if (unknown[index * words + word]) {
      return true;
    }
  }
  return false;
}

function drawMarker(
  context: CanvasRenderingContext2D,
  { view, height, width }: Scene,
  scale: number,
  time: number | undefined,
  colour: string,
  name?: string,
): void {
  if (time === undefined) {
    return;
  }
  const x = Math.round((time - view.from) * scale) + 0.5;
  if (x < 0 || x > width) {
    return;
  }
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.stroke();
  if (name) {
    context.font = '11px system-ui, "DejaVu Sans", sans-serif';
    context.fillStyle = colour;
    context.fillText(name, x + 3, RULER - 8);
  }
}
