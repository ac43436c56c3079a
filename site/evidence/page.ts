import { charts } from './charts.ts';
import type { Evidence, Run } from './schema.ts';

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const shown = (value: number) => (Number.isInteger(value) ? value.toLocaleString('en-US') : String(value));

/** The body of the results page, out of the evidence alone. `waterfallSvg`: the picture of docs/figures. */
export async function resultsBody(evidence: Evidence, waterfallSvg: string): Promise<string> {
  const drawn = await charts(evidence);
  const figure = (id: string, { title, about, svg }: { title: string; about: string; svg: string }) =>
    `<figure id="${id}"><h3>${escaped(title)}</h3><p class="note">${escaped(about)}</p>${svg}</figure>`;
  return `<h1>Results, and where each comes from</h1>
<p class="lead">Every figure stands here with the command that makes it, its date, its commit and its label. <strong>Simulated</strong>: cycles of the
emitted Verilog on a model of the board’s memory. <strong>Measured here</strong>: on the machine that is named. <strong>Estimated</strong>: reckoned, by
Yosys for resources. <strong>From the paper</strong>: arXiv 2504.17376. <strong>Nothing has been measured on a board.</strong></p>
<section><h2>Pictures</h2>
${figure('waterfall', { title: 'From the paper’s token to ours', about: 'Matrix products on the PL, the processor’s work priced.', svg: waterfallSvg })}
${Object.entries(drawn)
  .map(([id, chart]) => figure(id, chart))
  .join('\n')}
</section>
<section><h2>Every figure</h2>
<div class="wide-table"><table><thead><tr><th>what</th><th>value</th><th>label</th><th>command or source</th><th>date</th><th>commit</th><th>machine</th></tr></thead>
<tbody>${evidence.runs.map(rowsOf).join('\n')}</tbody></table></div></section>
<section><h2>Others, on the same board</h2>
<p>By their own claims. Bytes a token and shares are reckoned from these where they are not stated, as the last column says.</p>
<div class="wide-table"><table><thead><tr><th>work</th><th>model</th><th>claim</th><th>MB a token</th><th>share of 19.2 GB/s</th><th>source</th><th>how</th></tr></thead>
<tbody>${evidence.peers
    .map(
      ({ name, model, claim, megabytes, shareOfPeak, source, note }) =>
        `<tr><td>${escaped(name)}</td><td>${escaped(model)}</td><td>${escaped(claim)}</td><td>${shown(megabytes)}</td><td>${shareOfPeak} %</td><td>${escaped(source)}</td><td>${escaped(note)}</td></tr>`,
    )
    .join('\n')}</tbody></table></div></section>
<section><h2>What has not been measured</h2><ul>${evidence.notMeasured.map((line) => `<li>${escaped(line)}</li>`).join('\n')}</ul></section>
<section><h2>What did not work, or was worth nothing</h2><ul>${evidence.negative
    .map(({ text, page }) => `<li>${escaped(text)} (${escaped(page)})</li>`)
    .join('\n')}</ul></section>`;
}

function rowsOf({ command, source, label, date, commit, machine, note, figures }: Run): string {
  const span = ` rowspan="${figures.length}"`;
  const how = command === '' ? escaped(source ?? '') : `<code>${escaped(command)}</code>`;
  const about = note === undefined ? '' : `<br><span class="note">${escaped(note)}</span>`;
  const rest = [label, how + about, date ?? '', commit ? `<code>${commit}</code>` : '', escaped(machine ?? '')];
  const shared = rest.map((cell) => `<td${span}>${cell}</td>`).join('');
  return figures
    .map(({ what, value, unit }, i) => {
      const own = `<td>${escaped(what)}</td><td class="value">${shown(value)} ${escaped(unit)}</td>`;
      return `<tr>${own}${i === 0 ? shared : ''}</tr>`;
    })
    .join('\n');
}
