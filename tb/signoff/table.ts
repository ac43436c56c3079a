import { COLUMNS, fall, type Recorded, type Signoff } from './cells.ts';
import type { Module } from './modules.ts';
import type { Row } from './page.ts';
import type { Results } from './results.ts';

/** What a command said, and the texts of the modules it said it of. */
export interface Judged {
  readonly texts: Readonly<Record<string, string>>;
  readonly results: Results;
}

/** The rows: of each module what was recorded before, what commands have said since, and what needs no command. */
export const rowsOf = (modules: readonly Module[], before: Signoff, judged: readonly Judged[]): Row[] =>
  modules.map(({ name, source, text, cells }) => {
    const own: Judged = { texts: { [name]: text }, results: { [name]: cells } };
    const fresh = [...judged, own].flatMap(({ texts, results }) =>
      Object.entries(results[name] ?? {}).map(([column, value]) => [column, { value, text: texts[name] ?? '' }]),
    );
    const recorded: Recorded = { ...before[name], ...Object.fromEntries(fresh) };
    // Always in one order, so that a difference shows what has changed.
    const sorted = COLUMNS.filter((column) => recorded[column]).map((column) => [column, recorded[column]]);
    return { name, source, text, recorded: Object.fromEntries(sorted) };
  });

/** Cells that are worse than before: `Fifo2_vectors: toggles: 90.1 % where it was 95.0 %`. */
export const falls = (before: Signoff, rows: readonly Row[]): string[] =>
  rows.flatMap(({ name, recorded }) =>
    COLUMNS.flatMap((column) => {
      const [was, is] = [before[name]?.[column], recorded[column]];
      const worse = was && is ? fall(column, was.value as never, is.value as never) : undefined;
      return worse === undefined ? [] : [`${name}: ${column}: ${worse}`];
    }),
  );
