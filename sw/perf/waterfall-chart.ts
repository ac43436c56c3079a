import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Step } from './waterfall.ts';

/** The waterfall as an SVG, without a browser. */
export async function waterfallSvg(steps: readonly Step[], title: string): Promise<string> {
  const last = steps.at(-1)!;
  const rows = [
    ...steps.map(({ name, change, total, isUnexplained }, i) => ({
      name: i === 0 ? `${name}: ${(1000 / total).toFixed(1)} tokens/s` : name,
      from: i === 0 ? 0 : total - change,
      to: total,
      label: i === 0 ? total.toFixed(1) : `${change < 0 ? '−' : '+'}${Math.abs(change).toFixed(1)}`,
      end: Math.max(total, total - change),
      kind: i === 0 ? 'total' : isUnexplained ? 'unexplained' : change < 0 ? 'saved' : 'added',
    })),
    {
      name: `ours: ${(1000 / last.total).toFixed(1)} tokens/s`,
      from: 0,
      to: last.total,
      label: last.total.toFixed(1),
      end: last.total,
      kind: 'total',
    },
  ];
  const y = { field: 'name', type: 'nominal', sort: null, axis: { title: null, labelLimit: 320 } } as const;
  const spec: TopLevelSpec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title,
    width: 560,
    height: { step: 30 },
    background: 'white',
    data: { values: rows },
    layer: [
      {
        mark: { type: 'bar', height: 18 },
        encoding: {
          y,
          x: {
            field: 'from',
            type: 'quantitative',
            axis: { title: 'time of a token [ms]' },
            scale: { domainMax: 215 },
          },
          x2: { field: 'to' },
          color: {
            field: 'kind',
            type: 'nominal',
            scale: {
              domain: ['total', 'saved', 'added', 'unexplained'],
              range: ['#4c566a', '#4f9d69', '#c8553d', '#b8bcc4'],
            },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 5 },
        encoding: { y, x: { field: 'end', type: 'quantitative' }, text: { field: 'label' } },
      },
    ],
    config: { font: 'sans-serif', axis: { labelFontSize: 12, titleFontSize: 12 }, title: { fontSize: 14 } },
  };
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  return view.toSVG();
}
