import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Row } from './rows.ts';

interface Panel {
  readonly x: string;
  readonly y: string;
  readonly xTitle: string;
  readonly yTitle: string;
}

const AREA: readonly Panel[] = [
  { x: 'LUT', y: 'tokens', xTitle: 'LUTs, estimated', yTitle: 'tokens/s, simulated' },
  { x: 'LUT', y: 'prompt', xTitle: 'LUTs, estimated', yTitle: "a prompt's tokens/s, simulated" },
  { x: 'DSP', y: 'prompt', xTitle: 'DSPs, estimated', yTitle: "a prompt's tokens/s, simulated" },
];
const SPEED: readonly Panel[] = [
  { x: 'megabytes', y: 'tokens', xTitle: 'size of the model [MB]', yTitle: 'tokens/s, simulated' },
];
const QUALITY: readonly Panel[] = [
  { x: 'megabytes', y: 'perplexity', xTitle: 'size of the model [MB]', yTitle: 'perplexity, measured' },
  { x: 'tokens', y: 'perplexity', xTitle: 'tokens/s, simulated', yTitle: 'perplexity, measured' },
];

/** Points under one clock and memory, two figures of each a panel, as an SVG without a browser. */
export async function paretoSvg(rows: readonly Row[], title: string): Promise<string> {
  const values = rows.map(({ hardware, tokensPerSecond, promptPerSecond, area, bytes, perplexity, isBest }) => ({
    T: hardware.engine === 'fp32' ? `${hardware.tokens}, fp32` : `${hardware.tokens}`,
    tokens: tokensPerSecond,
    prompt: promptPerSecond,
    LUT: area?.LUT,
    DSP: area?.DSP,
    megabytes: bytes / 1e6,
    perplexity: perplexity?.mean,
    kind: isBest ? 'best' : 'other',
  }));
  const panels = [
    ...(rows.some(({ area }) => area !== null) ? AREA : []),
    ...SPEED,
    ...(rows.some(({ perplexity }) => perplexity !== null) ? QUALITY : []),
  ];
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: {
      text: title,
      subtitle: 'dark: no other point is as good in all figures and better in one; pale: the others',
    },
    background: 'white',
    data: { values },
    columns: 2,
    concat: panels.map(({ x, y, xTitle, yTitle }) => ({
      width: 340,
      height: 220,
      layer: (['other', 'best'] as const).map((kind) => ({
        transform: [{ filter: { field: 'kind', equal: kind } }],
        mark: {
          type: 'point' as const,
          filled: true,
          size: kind === 'best' ? 70 : 35,
          opacity: kind === 'best' ? 0.95 : 0.35,
        },
        encoding: {
          x: { field: x, type: 'quantitative' as const, axis: { title: xTitle }, scale: { zero: false, padding: 15 } },
          y: { field: y, type: 'quantitative' as const, axis: { title: yTitle }, scale: { zero: false, padding: 15 } },
          color: { field: 'T', type: 'nominal' as const, scale: { scheme: 'viridis' as const } },
        },
      })),
    })),
    config: {
      font: 'sans-serif',
      axis: { labelFontSize: 11, titleFontSize: 12 },
      title: { fontSize: 14, anchor: 'start' },
    },
  };
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  return view.toSVG();
}
