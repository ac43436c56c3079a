import { firstChange, type Span } from './canvas.ts';
import { COLOURS } from './colours.ts';
import { STREAM_STATES, type StreamLane, timeInStates } from './streams.ts';

/** Colours of a stream's states. */
const streamColours = () => [COLOURS.idle, COLOURS.beat, COLOURS.stall, COLOURS.starve];

/**
 * A stream as a strip: one colour a state; where a pixel holds several, their shares stacked, so that zoomed out it
 * is a graph.
 */
export function drawLane({ context, vcd, from, scale, width, firstAt, top, height }: Span, lane: StreamLane): void {
  const colours = streamColours();
  const changes = { at: lane.at, count: lane.at.length };
  const high = top + 5;
  const size = height - 10;
  let next = firstChange(changes, firstAt[0], 0);
  let sums = timeInStates(lane, vcd, from);
  for (let x = 0; x < width; ) {
    const begins = next < changes.count ? (vcd.times[lane.at[next]] - from) * scale : width;
    const until = Math.min(Math.floor(begins), Math.ceil(width));
    if (until > x) {
      const state = next > 0 ? lane.state[next - 1] : 0;
      if (next > 0) {
        context.fillStyle = colours[state];
        context.fillRect(x, high, until - x, size);
        if (until - x > 60 && state) {
          context.fillStyle = '#0b0e12';
          context.fillText(STREAM_STATES[state], x + 6, top + height / 2 + 0.5);
        }
      }
      x = until;
      sums = timeInStates(lane, vcd, from + x / scale);
      continue;
    }
    const after = timeInStates(lane, vcd, from + (x + 1) / scale);
    let bottom = high + size;
    for (const state of [1, 2, 3, 0]) {
      const share = ((after[state] - sums[state]) * scale * size) | 0;
      context.fillStyle = colours[state];
      context.fillRect(x, bottom - share, 1, share);
      bottom -= share;
    }
    sums = after;
    x++;
    next = firstChange(changes, firstAt[Math.min(x, firstAt.length - 1)], next);
  }
}
