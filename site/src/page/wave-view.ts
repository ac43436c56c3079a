import type { Wave } from '../shared/protocol.ts';
import { draw } from './svg.ts';

const ROW = 30;
const NAMES = 132;
const CYCLE = 26;

/** Signals over cycles: single bits as levels, wider ones as values that hold until they change. */
export function drawWaves(waves: readonly Wave[]): SVGElement {
  const cycles = waves[0]?.values.length ?? 0;
  const [width, height] = [NAMES + cycles * CYCLE, waves.length * ROW + 4];
  const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', class: 'waves' });
  svg.setAttribute('aria-label', `Waveform of ${waves.map(({ name }) => name).join(', ')}`);
  for (const [row, { name, width: bits, values }] of waves.entries()) {
    const top = row * ROW + 6;
    const bottom = top + ROW - 10;
    const label = bits > 1 ? `${name} [${bits}]` : name;
    svg.append(draw('text', { x: 0, y: bottom - 5, class: 'wave-name' }, label));
    if (bits === 1) {
      const level = (value: string) => (value === '1' ? top : bottom);
      const points = values.flatMap((value, i) => [
        `${NAMES + i * CYCLE},${level(value)}`,
        `${NAMES + (i + 1) * CYCLE},${level(value)}`,
      ]);
      svg.append(draw('polyline', { points: points.join(' '), class: 'wave-bit' }));
      continue;
    }
    for (let from = 0; from < cycles; ) {
      let to = from + 1;
      while (to < cycles && values[to] === values[from]) {
        to++;
      }
      const x = NAMES + from * CYCLE;
      const room = (to - from) * CYCLE;
      svg.append(draw('rect', { x: x + 1, y: top, width: room - 2, height: bottom - top, rx: 3, class: 'wave-value' }));
      const fits = Math.floor((room - 4) / 6.7);
      const text = values[from].length <= fits ? values[from] : '…';
      const middle = { x: x + room / 2, y: bottom - 5, 'text-anchor': 'middle', class: 'wave-text' };
      const element = draw('text', middle, text);
      element.append(draw('title', {}, values[from]));
      svg.append(element);
      from = to;
    }
  }
  return svg;
}
