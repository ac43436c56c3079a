import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Comparison } from './comparison-table.ts';

/** Perplexity, with its standard error, over size: an SVG, without a browser. */
export async function comparisonSvg({ text, windows, window, rows }: Comparison): Promise<string> {
  const values = rows.map(({ model, cache, bytes, quality: { perplexity } }) => ({
    name: cache === 'fp32' ? model : `${model}, ${cache}`,
    megabytes: bytes / 1e6,
    perplexity: perplexity.mean,
    low: perplexity.mean - perplexity.standardError,
    high: perplexity.mean + perplexity.standardError,
  }));
  const x = {
    field: 'megabytes',
    type: 'quantitative',
    axis: { title: 'size [MB]' },
    scale: { zero: false, padding: 30 },
  } as const;
  const scale = { zero: false, padding: 20 } as const;
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: `Perplexity of ${text}, ${windows} windows of ${window} tokens, and size`,
    width: 560,
    height: 360,
    background: 'white',
    data: { values },
    layer: [
      {
        mark: { type: 'rule', color: '#b8bcc4' },
        encoding: { x, y: { field: 'low', type: 'quantitative', scale }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, color: '#4c566a' },
        encoding: {
          x,
          y: { field: 'perplexity', type: 'quantitative', axis: { title: 'perplexity ± standard error' }, scale },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8 },
        encoding: { x, y: { field: 'perplexity', type: 'quantitative', scale }, text: { field: 'name' } },
      },
    ],
    config: { font: 'sans-serif', axis: { labelFontSize: 12, titleFontSize: 12 }, title: { fontSize: 14 } },
  };
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  return view.toSVG();
}
