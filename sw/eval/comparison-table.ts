import type { AcceleratorCacheKind } from '../port/kv-cache.ts';
import type { Mean } from '../quant/divergence.ts';
import type { Quality, Share } from './compare.ts';

/** One line of a comparison: a model with one way of keeping keys and values. */
export interface ComparedRow {
  readonly model: string;
  readonly cache: AcceleratorCacheKind | 'fp32';
  readonly bytes: number;
  /** A weight that is read for a token. */
  readonly bits: number;
  readonly quality: Quality;
  /** Decoding on back end cpu, measured [tokens/s]; null where it was not. */
  readonly cpuTokensPerSecond: number | null;
  /** Decoding on the board, simulated [tokens/s]; null where it was not. */
  readonly boardTokensPerSecond: number | null;
}

export interface Comparison {
  readonly reference: string;
  readonly text: string;
  readonly window: number;
  readonly windows: number;
  readonly rows: readonly ComparedRow[];
}

const withError = ({ mean, standardError }: Mean, digits: number, factor = 1): string =>
  `${(factor * mean).toFixed(digits)} ± ${(factor * standardError).toFixed(digits)}`;

const shareText = (share: Share): string => `${withError(share, 1, 100)} (${share.count})`;

const rateText = (rate: number | null): string | null => rate?.toFixed(1) ?? null;

/** Columns in their order; those that no row has are left out. */
const COLUMNS: readonly (readonly [title: string, cell: (row: ComparedRow) => string | null])[] = [
  ['model', ({ model }) => model],
  ['keys, values', ({ cache }) => cache],
  ['MB', ({ bytes }) => (bytes / 1e6).toFixed(2)],
  ['bits read', ({ bits }) => bits.toFixed(3)],
  ['perplexity', ({ quality }) => withError(quality.perplexity, 3)],
  ['KL, 10⁻³ nats', ({ quality }) => withError(quality.divergence, 2, 1e3)],
  ['same first token, %', ({ quality }) => withError(quality.agreement, 1, 100)],
  ['WNLI, %', ({ quality: { wnli } }) => wnli && shareText(wnli)],
  ['last words*, %', ({ quality: { lastWords } }) => lastWords && shareText(lastWords)],
  ['endings*, %', ({ quality: { endings } }) => endings && shareText(endings)],
  ['cpu tokens/s, measured', ({ cpuTokensPerSecond: rate }) => rateText(rate)],
  ['board tokens/s, simulated', ({ boardTokensPerSecond: rate }) => rateText(rate)],
];

/** The comparison as a Markdown table, with what its columns mean. */
export function comparisonMarkdown({ reference, text, window, windows, rows }: Comparison): string {
  const columns = COLUMNS.filter(([, cell]) => rows.some((row) => cell(row) !== null));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const hasTasks = rows.some(({ quality }) => quality.lastWords ?? quality.endings);
  return [
    line(columns.map(([title]) => title)),
    line(columns.map((_, i) => (i < 2 ? '---' : '---:'))),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row) ?? ''))),
    '',
    `Perplexity: ${text}, ${windows} windows of ${window} tokens; KL divergence and likeliest token against ${reference}.`,
    '± is one standard error, tokens or examples taken for independent; in brackets the number of examples.',
    ...(hasTasks ? ['\\* Cut from stories in the manner of LAMBADA and HellaSwag; not those data sets.'] : []),
    '',
  ].join('\n');
}
