import type { Scene } from './canvas.ts';
import { COLOURS } from './colours.ts';
import { formatTime, roundStep } from './time.ts';

/** Height of the time ruler [px]. */
export const RULER = 28;

/** Pixels between two labels, at least. */
const LABEL = 110;

/** The time ruler, and the grid below it. */
export function drawRuler(
  context: CanvasRenderingContext2D,
  { view, width, height, secondsPerUnit, vcd }: Scene,
  scale: number,
): void {
  const step = roundStep(LABEL / scale);
  context.fillStyle = COLOURS.panel;
  context.fillRect(0, 0, width, RULER);
  context.font = '11px system-ui, "DejaVu Sans", sans-serif';
  context.textBaseline = 'middle';
  context.strokeStyle = COLOURS.grid;
  context.lineWidth = 1;
  context.beginPath();
  for (let tick = Math.ceil(Math.max(0, view.from) / step); ; tick++) {
    const time = tick * step;
    const x = Math.round((time - view.from) * scale) + 0.5;
    if (x > width) {
      break;
    }
    context.moveTo(x, RULER - 6);
    context.lineTo(x, height);
    context.fillStyle = COLOURS.dim;
    const label = formatTime(time, secondsPerUnit);
    if (x + 4 + context.measureText(label).width <= width) {
      context.fillText(label, x + 4, RULER / 2 - 1);
    }
  }
  context.stroke();
  context.fillStyle = COLOURS.outside;
  const end = vcd.times.length ? (vcd.times[vcd.times.length - 1] - view.from) * scale : 0;
  if (end < width) {
    context.fillRect(Math.max(0, end), RULER, width - Math.max(0, end), height);
  }
  if (view.from < 0) {
    context.fillRect(0, RULER, -view.from * scale, height);
  }
  context.fillStyle = COLOURS.line;
  context.fillRect(0, RULER - 1, width, 1);
}
