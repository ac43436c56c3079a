import { type Changes, sameValue, textOf, type Variable, type Vcd } from './vcd.ts';

/** A variable as lists show it. */
export interface ListedVariable {
  readonly path: string;
  /** `[15:0]`, of a single bit `[3:3]`; empty where the dump gives none. */
  readonly index: string;
  readonly width: number;
  readonly kind: Changes['kind'];
  /**
   * Times at which the value differs from the one before, the first included; several values at one time count once.
   */
  readonly changes: number;
  /** First and last value as `valueText` writes them; empty for a variable without any. */
  readonly first: string;
  readonly last: string;
}

/** Every variable of a dump with its first and last value. */
export function listVariables({ variables }: Pick<Vcd, 'variables'>): ListedVariable[] {
  const known = new Map<Changes, Pick<ListedVariable, 'changes' | 'first' | 'last'>>();
  return variables.map(({ path, width, range, changes: column }: Variable) => {
    let ends = known.get(column);
    if (!ends) {
      let changes = 0;
      let first = -1;
      let last = -1;
      forEachSettled(column, (index) => {
        first = changes++ === 0 ? index : first;
        last = index;
      });
      const textAt = (index: number) => (index < 0 ? '' : valueText(column, index));
      ends = { changes, first: textAt(first), last: textAt(last) };
      known.set(column, ends);
    }
    const { kind } = column;
    return {
      path,
      index: range ? `[${range.msb}:${range.lsb}]` : '',
      width: kind === 'event' ? 0 : width,
      kind,
      ...ends,
    };
  });
}

/** Indices of the changes that are seen: the last one at its time, and another value than the one before. */
export function settledChanges(changes: Changes): number[] {
  const settled: number[] = [];
  forEachSettled(changes, (index) => settled.push(index));
  return settled;
}

function forEachSettled(changes: Changes, visit: (index: number) => void): void {
  const { at, count, kind, words, value, unknown, nine } = changes;
  const isPlain = kind === 'bits' && words === 1 && !unknown && !nine;
  let before = -1;
  for (let index = 0; index < count; index++) {
    if (index + 1 < count && at[index + 1] === at[index]) {
      continue;
    }
    const isSame = isPlain ? value[before] === value[index] : before >= 0 && sameValue(changes, before, index);
    if (!isSame || before < 0) {
      visit(index);
      before = index;
    }
  }
}

/** Change `index` with a letter before what is not bits: `0110`, `r1.5`, `sIdle`, `!` for an event. */
export function valueText(changes: Changes, index: number): string {
  if (changes.kind === 'string') {
    return `s${changes.strings[index]}`;
  }
  if (changes.kind === 'real') {
    return `r${realText(changes.reals[index])}`;
  }
  return textOf(changes, index);
}

/** A real always with a point or an exponent: `3.0`, `1e21`. */
function realText(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? 'inf' : '-inf';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-5 || size >= 1e16)) {
    return value.toExponential().replace('e+', 'e');
  }
  if (Object.is(value, -0)) {
    return '-0.0';
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
