/** What the commands have said of a module. A cell that is not there: the command has not judged the module. */
export interface Cells {
  /** Reached, of all (`make coverage`). */
  readonly lines?: Share;
  readonly toggles?: Share;
  /** Caught or explained, of those judged (`make mutation`). */
  readonly mutants?: Share;
  /** Met, of all (`make functional`). */
  readonly situations?: Share;
  /** `make prove`: mutants that the proof rejects or that are explained, of those judged. */
  readonly proofs?: Share & { readonly status: 'proved' | 'bounded' | 'not' };
  /** Values compared with X in them, random starts, and what differed (`make unknown`). */
  readonly unknown?: { readonly values: number; readonly seeds: number; readonly differences: number };
  /** Complaints of `verilator --lint-only -Wall`. */
  readonly lint?: number;
  /** Of one instance, without what it instantiates; estimated by Yosys (`make synth`). */
  readonly luts?: number;
  /** LUTs between registers. */
  readonly depth?: number;
  /** Whether the module says what it is for. */
  readonly documented?: boolean;
}

export interface Share {
  readonly hit: number;
  readonly of: number;
}

/** A module's cells, each with the text of the module it was recorded for. */
export type Recorded = {
  readonly [C in keyof Cells]: { readonly value: NonNullable<Cells[C]>; readonly text: string };
};

/** By module. */
export type Signoff = Readonly<Record<string, Recorded>>;

export const COLUMNS = [
  'lines',
  'toggles',
  'mutants',
  'situations',
  'proofs',
  'unknown',
  'lint',
  'luts',
  'depth',
  'documented',
] as const satisfies readonly (keyof Cells)[];
export type Column = (typeof COLUMNS)[number];

export const shareOf = ({ hit, of }: Share): number => (of === 0 ? 1 : hit / of);

/** Of what may differ between two runs of the same text: an estimate's rounding, a choice of mutants. */
const SHARE_SLACK = 0.0005;
const LUT_SLACK = 1.05;
const STATUS = ['not', 'bounded', 'proved'];

/** How far a cell has fallen back behind the one before it; undefined: it has not. */
export function fall<C extends Column>(
  column: C,
  before: NonNullable<Cells[C]>,
  now: NonNullable<Cells[C]>,
): string | undefined {
  const says = (isWorse: boolean) =>
    isWorse ? `${show(column, now)} where it was ${show(column, before)}` : undefined;
  switch (column) {
    case 'unknown': {
      const [a, b] = [before, now] as unknown as NonNullable<Cells['unknown']>[];
      return says(b.differences > a.differences);
    }
    case 'proofs': {
      const [a, b] = [before, now] as unknown as NonNullable<Cells['proofs']>[];
      const [was, is] = [a, b].map(({ status }) => STATUS.indexOf(status));
      return says(is < was || shareOf(b) < shareOf(a) - SHARE_SLACK);
    }
    case 'luts':
      return says(Number(now) > Number(before) * LUT_SLACK);
    case 'lint':
    case 'depth':
      return says(Number(now) > Number(before));
    case 'documented':
      return says(Boolean(before) && !now);
    default:
      return says(shareOf(now as Share) < shareOf(before as Share) - SHARE_SLACK);
  }
}

const percent = (share: Share): string => {
  const value = 100 * shareOf(share);
  return value === 100 ? '100 %' : `${(Math.floor(value * 10) / 10).toFixed(1)} %`;
};

/** A cell as the page has it. */
export function show<C extends Column>(column: C, value: NonNullable<Cells[C]>): string {
  switch (column) {
    case 'unknown':
      return (value as NonNullable<Cells['unknown']>).differences === 0 ? 'clean' : 'X';
    case 'proofs': {
      const { status, hit, of } = value as NonNullable<Cells['proofs']>;
      return `${status === 'bounded' ? 'in bounds' : status}, ${hit} of ${of}`;
    }
    case 'mutants':
    case 'situations': {
      const { hit, of } = value as Share;
      return `${hit} of ${of}`;
    }
    case 'lint':
      return value === 0 ? 'clean' : `${value}`;
    case 'luts':
    case 'depth':
      return `${value}`;
    case 'documented':
      return value ? 'yes' : 'no';
    default:
      return percent(value as Share);
  }
}
