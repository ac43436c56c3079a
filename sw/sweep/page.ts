import { K26 } from '@macromac/verilog/report/resources';
import { paretoSvg } from './chart.ts';
import { conditionOf, OBJECTIVES, type Row, type Table } from './rows.ts';

const thousands = (value: number): string => Math.round(value).toLocaleString('en-US');
const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : value.toLocaleString('en-US');

/** Columns of the table; those that are the same for all rows are said once, above it. */
const COLUMNS: readonly (readonly [title: string, cell: (row: Row) => string])[] = [
  ['point', ({ id }) => id],
  ['T', ({ hardware }) => `${hardware.tokens}`],
  ['engine', ({ hardware }) => hardware.engine],
  ['M', ({ hardware }) => (hardware.engine === 'fused' ? `${hardware.mantissa}` : '')],
  ['lists', ({ hardware }) => (hardware.lists ? 'yes' : 'no')],
  ['weight queue', ({ hardware }) => `${hardware.weightQueue}`],
  ['activation queue', ({ hardware }) => `${hardware.activationQueue}`],
  ['burst', ({ hardware }) => `${hardware.burst}`],
  ['clock, MHz', ({ clock }) => `${clock}`],
  ['memory', ({ memory }) => memory],
  ['keys', ({ keys }) => keys ?? 'processor'],
  ['weights', ({ weights }) => weights],
  ['INT8', ({ int8 }) => (int8.length === 0 ? 'none' : int8.join(' '))],
  ['head', ({ head }) => head],
  ['method', ({ method }) => method ?? ''],
  ['group', ({ groupSize }) => (groupSize === null ? '' : `${groupSize}`)],
  ['tokens/s', ({ tokensPerSecond }) => tokensPerSecond.toFixed(1)],
  ['prompt tokens/s', ({ promptPerSecond }) => promptPerSecond.toFixed(1)],
  ['cycles', ({ cycles }) => thousands(cycles)],
  ['LUT', ({ area }) => count(area?.LUT)],
  ['FF', ({ area }) => count(area?.FF)],
  ['DSP', ({ area }) => count(area?.DSP)],
  ['BRAM', ({ area }) => count(area?.BRAM)],
  ['URAM', ({ area }) => count(area?.URAM)],
  ['depth', ({ depth }) => count(depth)],
  ['fits', ({ fits }) => (fits === null ? '' : fits ? 'yes' : 'no')],
  ['error', ({ error }) => error.toExponential(1)],
  ['MB', ({ bytes }) => (bytes / 1e6).toFixed(3)],
  ['perplexity', ({ perplexity: p }) => (p ? `${p.mean.toFixed(3)} ± ${p.standardError.toFixed(3)}` : '')],
];
const FIGURES = OBJECTIVES.map(([name]) => name).join(', ');
/** Titles of what is chosen; the rest is what comes of it. */
const CHOSEN = COLUMNS.findIndex(([title]) => title === 'tokens/s');

interface Cells {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What all rows share, title and value. */
  readonly common: readonly (readonly [string, string])[];
}

function cellsOf(all: readonly Row[], shown: readonly Row[]): Cells {
  const isCommon = ([, cell]: (typeof COLUMNS)[number], i: number) =>
    i > 0 && all.length > 0 && all.every((row) => cell(row) === (i < CHOSEN ? cell(all[0]) : ''));
  const columns = COLUMNS.filter((column, i) => !isCommon(column, i));
  return {
    titles: columns.map(([title]) => title),
    rows: shown.map((row) => columns.map(([, cell]) => cell(row))),
    common: COLUMNS.filter(isCommon)
      .map(([title, cell]) => [title, cell(all[0])] as const)
      .filter(([, value]) => value !== ''),
  };
}

/** What the figures are, in a few sentences. */
function notes({ shape, context, reference, rows, failed }: Table): string[] {
  // Points that differ in how the model was made share a simulation.
  const simulated = new Map(
    rows.map(({ hardware, clock, memory, keys, weights, int8, head, compared: values }) => [
      JSON.stringify([hardware, clock, memory, keys, weights, int8, head]),
      values,
    ]),
  );
  const compared = [...simulated.values()].reduce((sum, values) => sum + values, 0);
  const areas =
    'LUT, FF, DSP, BRAM and URAM estimated by Yosys, module by module, without placement. ' +
    `The device has ${thousands(K26.LUT)} LUT, ${thousands(K26.DSP)} DSP, ${K26.BRAM} BRAM.`;
  return [
    `A token of ${shape.name} at context ${context}: cycles simulated on the accelerator's design, the processor's share priced.` +
      (rows.some(({ area }) => area !== null) ? ` ${areas}` : ''),
    'A clock is what is assumed: whether a build reaches it, no figure here says.',
    'Error: RMS error of a product relative to its RMS, against float64, on random numbers.' +
      (reference
        ? ` Perplexity of the quantised weights and KV cache in single precision; that of the checkpoint is ${reference.mean.toFixed(3)} ± ${reference.standardError.toFixed(3)}.`
        : ''),
    `Every build was compared with the golden model bit for bit under its clock and memory: ${thousands(compared)} values, all equal.` +
      (failed.length > 0 ? ` ${failed.length} points failed, and are not in the table.` : ''),
  ];
}

const conditionsOf = (rows: readonly Row[]): string[] => [...new Set(rows.map(conditionOf))];

/** The points that no other beats in everything, a table for each clock and memory. */
export function sweepMarkdown(name: string, table: Table): string {
  const { rows, failed } = table;
  const sections = conditionsOf(rows).flatMap((condition) => {
    const all = rows.filter((row) => conditionOf(row) === condition);
    const best = all.filter(({ isBest }) => isBest);
    const { titles, rows: cells, common } = cellsOf(all, best);
    const line = (each: readonly string[]) => `| ${each.join(' | ')} |`;
    return [
      `## ${condition}`,
      '',
      `${best.length} of ${all.length} points are listed; each of the others is beaten by one that is as good in all of ${FIGURES}, and better in one.`,
      ...(common.length > 0
        ? [`The same in all: ${common.map(([title, value]) => `${title} ${value}`).join(', ')}.`]
        : []),
      '',
      line(titles),
      line(titles.map((_, i) => (i === 0 ? '---' : '---:'))),
      ...cells.map(line),
      '',
    ];
  });
  const failures =
    failed.length > 0 ? ['## Failed', '', ...failed.map(({ id, reason }) => `* ${id}: ${reason}`), ''] : [];
  return [`# Sweep ${name}`, '', ...notes(table).flatMap((note) => [note, '']), ...sections, ...failures].join('\n');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE = `
  body { font: 15px/1.5 sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; color: #2e3440; background: white }
  svg { max-width: 100%; height: auto }
  div { overflow-x: auto }
  table { border-collapse: collapse; font-size: 13px }
  th, td { padding: .15rem .5rem; text-align: right; border-bottom: 1px solid #e5e9f0; white-space: nowrap }
  tr.best { background: #eef6f0 }
`;

/** A page for a browser, of one file; nothing in it runs. Also the picture of each clock and memory by itself. */
export async function sweepPage(
  name: string,
  table: Table,
): Promise<{ readonly html: string; readonly pictures: ReadonlyMap<string, string> }> {
  const { rows, failed } = table;
  const pictures = new Map<string, string>();
  const sections: string[] = [];
  for (const condition of conditionsOf(rows)) {
    const all = rows.filter((row) => conditionOf(row) === condition);
    const svg = await paretoSvg(all, `${name}: ${all.length} points, ${condition}`);
    pictures.set(`${all[0].clock}-${all[0].memory}.svg`, svg);
    const sorted = [...all].sort((a, b) => Number(b.isBest) - Number(a.isBest));
    const { titles, rows: cells, common } = cellsOf(all, sorted);
    const best = sorted.filter(({ isBest }) => isBest).length;
    const body = cells.map(
      (row, i) =>
        `<tr${sorted[i].isBest ? ' class="best"' : ''}>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`,
    );
    sections.push(
      `<h2>${escaped(condition)}</h2>`,
      svg,
      `<p>${best} of ${all.length} points are shaded; each of the others is beaten by one that is as good in all of ${FIGURES}, and better in one. ` +
        `${escaped(common.map(([title, value]) => `${title} ${value}`).join(', '))}</p>`,
      `<div><table><thead><tr>${titles.map((title) => `<th>${escaped(title)}</th>`).join('')}</tr></thead>`,
      `<tbody>\n${body.join('\n')}\n</tbody></table></div>`,
    );
  }
  const failures =
    failed.length > 0
      ? ['<h2>Failed</h2>', '<ul>', ...failed.map(({ id, reason }) => `<li>${id}: ${escaped(reason)}</li>`), '</ul>']
      : [];
  const html = [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>Sweep ${escaped(name)}</title><style>${STYLE}</style></head>`,
    '<body>',
    `<h1>Sweep ${escaped(name)}</h1>`,
    ...notes(table).map((note) => `<p>${escaped(note)}</p>`),
    ...sections,
    ...failures,
    '</body>',
    '</html>',
    '',
  ].join('\n');
  return { html, pictures };
}
