import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import { append } from '../ir/append.ts';
import {
  type Assign,
  type BitRange,
  complement,
  type Item,
  type Location,
  leafStatements,
  type Module,
  rangeText,
  type Signal,
  type Statement,
  type Target,
} from '../ir/index.ts';

interface Driver {
  readonly range: BitRange;
  readonly at: Location;
  /** Assignments of one process may overlap: the last one wins. */
  readonly process: Item;
}

/** Every bit of every output, wire and register has a driver, and only one. */
export function checkDrivers(module: Module): Diagnostic[] {
  const drivers = collectDrivers(module);
  const found: Diagnostic[] = [];
  const missing = new Map<Location, { signal: Signal; gaps: BitRange[] }[]>();
  for (const signal of [...module.ports, ...module.signals]) {
    if (signal.kind === 'input') {
      continue;
    }
    const own = drivers.get(signal) ?? [];
    const gaps = complement(
      own.map(({ range }) => range),
      signal.width,
    );
    if (gaps.length > 0) {
      append(missing, signal.at, { signal, gaps });
    }
    found.push(...overlaps(module, signal, own));
  }
  for (const [at, undriven] of missing) {
    found.push(undrivenAt(module, at, undriven));
  }
  return found;
}

/** Unconditional assignments of a body that a later unconditional one overwrites altogether. */
export function overwritten(body: readonly Statement[]): { earlier: Assign; later: Assign }[] {
  const found: { earlier: Assign; later: Assign }[] = [];
  const covering = new Map<Signal, Assign[]>();
  for (let i = body.length - 1; i >= 0; i--) {
    const statement = body[i];
    if (statement.kind !== 'assign' || statement.target.kind === 'index') {
      continue;
    }
    const { signal } = statement.target;
    const [low, end] = targetRange(statement.target);
    const later = covering.get(signal);
    const whole = later?.find(({ target }) => targetRange(target)[0] <= low && targetRange(target)[1] >= end);
    if (whole) {
      found.push({ earlier: statement, later: whole });
    }
    append(covering, signal, statement);
  }
  return found;
}

/** Signals of one declaration are reported together: an instance whose inputs are unconnected is one mistake. */
function undrivenAt(module: Module, at: Location, undriven: { signal: Signal; gaps: BitRange[] }[]): Diagnostic {
  const names = undriven.flatMap(({ signal, gaps }) =>
    gaps.map((gap) => `\`${rangeText(signal.name, gap, signal.width)}\``),
  );
  const instance = module.items.find((item) => item.kind === 'instance' && item.at === at);
  const registers = undriven.every(({ signal }) => signal.kind === 'register');
  const what = names.length === 1 ? 'is' : 'are';
  return {
    severity: 'error',
    code: instance ? 'unconnected' : 'undriven',
    message: instance
      ? `${names.join(', ')} ${what} not driven: input${names.length === 1 ? '' : 's'} of an instance`
      : `${names.join(', ')} ${what} never ${registers ? 'set' : 'driven'}`,
    places: [{ at }],
    hint: undefined,
    module: module.name,
  };
}

function overlaps(module: Module, signal: Signal, drivers: readonly Driver[]): Diagnostic[] {
  const sorted = [...drivers].sort((a, b) => a.range[0] - b.range[0]);
  const found: Diagnostic[] = [];
  let widest: Driver | undefined;
  for (const driver of sorted) {
    if (widest && driver.range[0] < widest.range[1] && driver.process !== widest.process) {
      const bits: BitRange = [driver.range[0], Math.min(driver.range[1], widest.range[1])];
      const places: Place[] = [
        { at: driver.at },
        { at: widest.at, note: 'the other driver' },
        { at: signal.at, note: 'declared here' },
      ];
      found.push({
        severity: 'error',
        code: 'multiply-driven',
        message: `\`${rangeText(signal.name, bits, signal.width)}\` has two drivers`,
        places,
        hint: undefined,
        module: module.name,
      });
    }
    if (!widest || driver.range[1] > widest.range[1]) {
      widest = driver;
    }
  }
  return found;
}

function collectDrivers(module: Module): Map<Signal, Driver[]> {
  const drivers = new Map<Signal, Driver[]>();
  const add = (signal: Signal, driver: Driver) => append(drivers, signal, driver);
  for (const item of module.items) {
    if (item.kind === 'drive') {
      add(item.target.signal, { range: targetRange(item.target), at: item.at, process: item });
    } else if (item.kind === 'instance') {
      for (const signal of item.outputs.values()) {
        add(signal, { range: [0, signal.width], at: item.at, process: item });
      }
    } else {
      leafStatements(item.body, (leaf) => {
        if (leaf.kind !== 'assign') {
          return;
        }
        add(leaf.target.signal, { range: targetRange(leaf.target), at: leaf.at, process: item });
      });
    }
  }
  return drivers;
}

/** The bits a target may touch: all, when the place is computed. */
export function targetRange(target: Target): BitRange {
  return target.kind === 'slice' ? [target.low, target.low + target.width] : [0, target.signal.width];
}
