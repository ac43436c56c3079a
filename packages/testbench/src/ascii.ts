/** One signal of an ASCII waveform: a value a column. */
export interface WaveRow {
  name: string;
  width: number;
  values: readonly (bigint | number)[];
}

/**
 * Draws rows as text, a cell a cycle: single bits as levels, buses as hexadecimal values that start where they change.
 * A value too long for its stretch is cut with `…`.
 *
 * ```
 *            ┌───────────┐     ┌─────
 * valid ─────┘           └─────┘
 * data  │00  │3a         │00   │ff
 * ```
 */
export function asciiWave(rows: readonly WaveRow[], options: { cell?: number } = {}): string {
  const nameWidth = Math.max(0, ...rows.map((row) => row.name.length));
  const cell = options.cell ?? 6;
  return rows
    .flatMap((row) => (row.width === 1 ? levelLines(row, nameWidth, cell) : [busLine(row, nameWidth, cell)]))
    .map((line) => line.trimEnd())
    .join('\n');
}

function levelLines(row: WaveRow, nameWidth: number, cell: number): string[] {
  let top = ''.padEnd(nameWidth + 1);
  let bottom = row.name.padEnd(nameWidth + 1);
  let before: boolean | undefined;
  for (const value of row.values) {
    const high = Boolean(value);
    const edge = before !== undefined && before !== high;
    top += (edge ? (high ? '┌' : '┐') : high ? '─' : ' ') + (high ? '─' : ' ').repeat(cell - 1);
    bottom += (edge ? (high ? '┘' : '└') : high ? ' ' : '─') + (high ? ' ' : '─').repeat(cell - 1);
    before = high;
  }
  return [top, bottom];
}

function busLine(row: WaveRow, nameWidth: number, cell: number): string {
  const digits = Math.ceil(row.width / 4);
  let line = row.name.padEnd(nameWidth + 1);
  for (let at = 0; at < row.values.length; ) {
    let end = at + 1;
    while (end < row.values.length && row.values[end] === row.values[at]) {
      end++;
    }
    const room = (end - at) * cell - 1;
    const text = BigInt(row.values[at]).toString(16).padStart(digits, '0');
    line += `│${text.length > room ? `${text.slice(0, room - 1)}…` : text.padEnd(room)}`;
    at = end;
  }
  return line;
}
