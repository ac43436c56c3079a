import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  type BitRange,
  complement,
  intersect,
  type Location,
  type Module,
  rangeText,
  type Signal,
  type Statement,
} from '../ir/index.ts';

/** Every target of a combinational process gets a value on every path; otherwise it would be a latch. */
export function checkLatches(module: Module): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const item of module.items) {
    if (item.kind !== 'comb') {
      continue;
    }
    for (const signal of item.targets) {
      const { covered, leak } = coverage(item.body, signal);
      const gaps = complement(covered, signal.width);
      if (gaps.length === 0) {
        continue;
      }
      const names = gaps.map((gap) => `\`${rangeText(signal.name, gap, signal.width)}\``).join(', ');
      found.push({
        severity: 'error',
        code: 'latch',
        message: `${names} has no value on some path, so it would need a latch`,
        places: [
          { at: leak ?? item.at, note: 'not set when no condition here holds' },
          { at: signal.at, note: 'declared here' },
        ],
        hint: 'set a default before the first when, or add otherwise(…)',
        module: module.name,
      });
    }
  }
  return found;
}

interface Coverage {
  readonly covered: readonly BitRange[];
  /** The statement through which a path without assignment runs. */
  readonly leak: Location | undefined;
}

/** The bits of `signal` that every path through `body` assigns. */
function coverage(body: readonly Statement[], signal: Signal): Coverage {
  let covered: readonly BitRange[] = [];
  let leak: Location | undefined;
  for (const statement of body) {
    const part = statementCoverage(statement, signal);
    covered = [...covered, ...part.covered];
    leak ??= part.leak;
  }
  return { covered, leak };
}

function statementCoverage(statement: Statement, signal: Signal): Coverage {
  switch (statement.kind) {
    case 'assign': {
      const { target } = statement;
      if (target.signal !== signal || target.kind === 'index') {
        return { covered: [], leak: undefined };
      }
      const range: BitRange = target.kind === 'slice' ? [target.low, target.low + target.width] : [0, signal.width];
      return { covered: [range], leak: undefined };
    }
    case 'when': {
      const paths = statement.arms.map((arm) => ({ body: arm.body, at: arm.at }));
      return branches([...paths, { body: statement.otherwise ?? [], at: statement.at }], signal);
    }
    case 'switch': {
      const paths = statement.cases.map((each) => ({ body: each.body, at: each.at }));
      const covers = statement.cases.length === 2 ** statement.subject.width;
      const rest = { body: statement.otherwise ?? [], at: statement.at };
      return branches(covers ? paths : [...paths, rest], signal);
    }
    default:
      return { covered: [], leak: undefined };
  }
}

function branches(
  paths: readonly { readonly body: readonly Statement[]; readonly at: Location }[],
  signal: Signal,
): Coverage {
  let covered: readonly BitRange[] | undefined;
  let leak: Location | undefined;
  for (const { body, at } of paths) {
    const part = coverage(body, signal);
    covered = covered ? intersect(covered, part.covered, signal.width) : part.covered;
    if (complement(part.covered, signal.width).length > 0) {
      leak ??= part.leak ?? at;
    }
  }
  return { covered: covered ?? [], leak };
}
