/** One thing Verilator counts: a line or branch taken, a bit toggled, a `cover` statement hit. */
export interface CoveragePoint {
  readonly kind: 'line' | 'branch' | 'toggle' | 'user';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What it is, for instance `else`, `block` or the bit's name `q[3]`. */
  readonly comment: string;
  /** Instance, for instance `top.u_fifo`. */
  readonly instance: string;
  readonly count: number;
}

// C '\1f\2top.v\1l\2 12\1n\2 5\1page\2v_line/top\1o\2block\1h\2.top' 42
const RECORD = /^C '(.*)' (\d+)$/;
const KINDS = { v_line: 'line', v_branch: 'branch', v_toggle: 'toggle', v_user: 'user' } as const;

/** Reads Verilator's coverage.dat: one record a line, fields as \1 key \2 value. */
export function parseCoverage(text: string): CoveragePoint[] {
  const points: CoveragePoint[] = [];
  for (const line of text.split('\n')) {
    const match = RECORD.exec(line);
    if (match === null) {
      continue;
    }
    const fields = new Map(
      match[1]
        .split('\x01')
        .filter((field) => field !== '')
        .map((field) => field.split('\x02') as [string, string]),
    );
    const page = (fields.get('page') ?? '').split('/')[0];
    points.push({
      kind: KINDS[page as keyof typeof KINDS] ?? 'user',
      file: fields.get('f') ?? '',
      line: Number(fields.get('l') ?? 0),
      column: Number(fields.get('n') ?? 0),
      comment: fields.get('o') ?? '',
      instance: (fields.get('h') ?? '').replace(/^\.|^TOP\./, ''),
      count: Number(match[2]),
    });
  }
  return points;
}

/** Adds up runs of the same model. */
export function mergeCoverage(...runs: readonly (readonly CoveragePoint[])[]): CoveragePoint[] {
  const merged = new Map<string, CoveragePoint>();
  for (const point of runs.flat()) {
    const key = [point.kind, point.file, point.line, point.column, point.comment, point.instance].join('\x01');
    merged.set(key, { ...point, count: point.count + (merged.get(key)?.count ?? 0) });
  }
  return [...merged.values()];
}

/** Coverage of one line of a source file. */
export interface LineCoverage {
  readonly file: string;
  readonly line: number;
  readonly points: number;
  readonly hit: number;
  readonly missed: readonly CoveragePoint[];
}

// A generator's note at a line's end: `q <= d;  // Counter.ts:12`.
const ORIGIN = /\/\/.*?([\w./@-]+\.[cm]?[jt]sx?):(\d+)\s*$/;

/**
 * Coverage by source line. Where a Verilog line ends in a comment naming the line it was generated from
 * (`// Counter.ts:12`), that line takes the points.
 *
 * @param sources texts of the Verilog files by the names they were built under
 */
export function coverageBySource(
  points: readonly CoveragePoint[],
  sources: Readonly<Record<string, string>>,
): LineCoverage[] {
  const texts = new Map(Object.entries(sources).map(([name, text]) => [name, text.split('\n')]));
  const lines = new Map<string, { file: string; line: number; points: CoveragePoint[] }>();
  for (const point of points) {
    const origin = ORIGIN.exec(texts.get(point.file)?.[point.line - 1] ?? '');
    const file = origin?.[1] ?? point.file;
    const line = origin ? Number(origin[2]) : point.line;
    const entry = lines.get(`${file}:${line}`) ?? { file, line, points: [] };
    entry.points.push(point);
    lines.set(`${file}:${line}`, entry);
  }
  return [...lines.values()]
    .map(({ file, line, points: all }) => {
      const missed = all.filter(({ count }) => count === 0);
      return { file, line, points: all.length, hit: all.length - missed.length, missed };
    })
    .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
