import { overwritten, targetRange } from '../check/drivers.ts';
import { fail } from '../diagnostics/report.ts';
import { append } from '../ir/append.ts';
import {
  type Assign,
  type BitRange,
  type ClockedProcess,
  type CombProcess,
  complement,
  type Drive,
  type Expr,
  filterStatements,
  type Item,
  leafStatements,
  project,
  rangeText,
  type Signal,
  type Statement,
  statementExpressions,
  type Target,
  walk,
} from '../ir/index.ts';
import type { Builder, OpenDomain } from '../module/builder.ts';
import { slice } from '../simplify/nodes.ts';
import { connectInstances } from './connect.ts';
import { fuse } from './fuse.ts';
import { groupBySharedTargets } from './group.ts';
import { collectTargets, type Touched } from './touched.ts';

/** An item and the place in the source order it keeps. */
export interface Placed {
  readonly position: number;
  readonly item: Item;
}

/**
 * Turns the statements of a module body, in which clocked and combinational assignments stand mixed, into items:
 * continuous assignments, combinational processes and clocked processes. Source order is kept throughout. Signals read
 * elsewhere keep their names.
 */
export function partition(
  b: Builder,
  readElsewhere: ReadonlySet<Signal> = new Set(),
): { items: Item[]; signals: Signal[] } {
  reportOverwritten(b.statements);
  const touched = b.statements.map((statement) => collectTargets(statement, b.domainOf));
  const placed = [...combinational(b.statements, touched), ...clocked(b, touched)];
  return connectInstances(b, placed, readElsewhere);
}

/** An unconditional assignment that another one overwrites was meant otherwise. */
function reportOverwritten(statements: readonly Statement[]): void {
  for (const { earlier, later } of overwritten(statements)) {
    const { target } = earlier;
    fail(
      'multiply-driven',
      `\`${rangeText(target.signal.name, targetRange(target), target.signal.width)}\` is set twice`,
      {
        places: [{ at: later.at }, { at: earlier.at, note: 'never takes effect' }],
        hint: 'only the last unconditional set counts: remove the other, or put one of them in a when',
      },
    );
  }
}

function combinational(statements: readonly Statement[], touched: readonly Touched[]): Placed[] {
  const touching = new Map<Signal, number[]>();
  touched.forEach(({ comb }, position) => {
    for (const signal of comb) {
      append(touching, signal, position);
    }
  });
  const simple = new Set<Signal>();
  const unconditional = new Map<Signal, Map<Statement, Drive[]>>();
  for (const [signal, positions] of touching) {
    const own = positions.map((position) => statements[position]);
    if (drivesDisjointParts(own)) {
      simple.add(signal);
    } else if (own.every(isFixedAssign)) {
      unconditional.set(signal, visibleParts(own));
    }
  }

  const placed: Placed[] = [];
  const complex: { position: number; targets: Set<Signal> }[] = [];
  touched.forEach(({ comb }, position) => {
    const statement = statements[position];
    if (statement.kind === 'assign' && simple.has(statement.target.signal)) {
      const { target, value, at } = statement;
      placed.push({ position, item: { kind: 'drive', target, value, at } satisfies Drive });
      return;
    }
    if (statement.kind === 'assign' && unconditional.has(statement.target.signal)) {
      for (const item of unconditional.get(statement.target.signal)!.get(statement) ?? []) {
        placed.push({ position, item });
      }
      return;
    }
    const targets = new Set([...comb].filter((signal) => !simple.has(signal) && !unconditional.has(signal)));
    if (targets.size > 0) {
      complex.push({ position, targets });
    }
  });
  for (const group of groupBySharedTargets(complex)) {
    const targets = new Set(group.flatMap((entry) => [...entry.targets]));
    const body = fuse(group.flatMap(({ position }) => project([statements[position]], targets)));
    for (const item of splitWhereItReadsItself(body, [...targets])) {
      placed.push({ position: group[0].position, item });
    }
  }
  return placed;
}

/** Whether a signal is driven only by unconditional assignments to parts that do not overlap. */
function drivesDisjointParts(statements: readonly Statement[]): boolean {
  const ranges: [low: number, end: number][] = [];
  for (const statement of statements) {
    if (statement.kind !== 'assign' || statement.target.kind === 'index') {
      return false;
    }
    const { target } = statement;
    ranges.push(target.kind === 'whole' ? [0, target.signal.width] : [target.low, target.low + target.width]);
  }
  ranges.sort(([a], [b]) => a - b);
  return ranges.every(([low], i) => i === 0 || ranges[i - 1][1] <= low);
}

const isFixedAssign = (statement: Statement): statement is Assign =>
  statement.kind === 'assign' && statement.target.kind !== 'index';

/**
 * Unconditional assignments to overlapping parts (a default and exceptions): what remains of each is a continuous
 * assignment.
 */
function visibleParts(statements: readonly Assign[]): Map<Statement, Drive[]> {
  const parts = new Map<Statement, Drive[]>();
  const covered: BitRange[] = [];
  for (const statement of [...statements].reverse()) {
    const { target, value, at } = statement;
    const { signal } = target;
    const [low, end] = targetRange(target);
    const free = complement([...covered, [0, low], [end, signal.width]], signal.width);
    const drives = free.map(([from, to]): Drive => {
      const part: Target = { kind: 'slice', signal, low: from, width: to - from };
      return { kind: 'drive', target: part, value: slice(value, from - low, to - from), at };
    });
    parts.set(statement, drives);
    covered.push([low, end]);
  }
  return parts;
}

/**
 * `always @*` must not read what it assigns: Verilog would see the intermediate value. Then each target gets a process
 * of its own.
 */
function splitWhereItReadsItself(body: readonly Statement[], targets: readonly Signal[]): CombProcess[] {
  const at = body[0].at;
  const own = new Set(targets);
  if (targets.length === 1 || !readsAny(body, own)) {
    return [{ kind: 'comb', targets, body, at }];
  }
  return targets.map((target) => {
    const part = project(body, new Set([target]));
    return { kind: 'comb', targets: [target], body: part, at: part[0].at };
  });
}

function readsAny(body: readonly Statement[], signals: ReadonlySet<Signal>): boolean {
  const seen = new Set<Expr>();
  let found = false;
  for (const statement of body) {
    statementExpressions(statement, (root) =>
      walk(
        [root],
        (e) => {
          if (e.kind === 'ref' && signals.has(e.signal)) {
            found = true;
          }
        },
        seen,
      ),
    );
  }
  return found;
}

function clocked(b: Builder, touched: readonly Touched[]): Placed[] {
  const placed: Placed[] = [];
  for (const domain of b.domains) {
    const entries: { position: number; targets: Set<Signal> }[] = [];
    touched.forEach(({ registers, effects }, position) => {
      const targets = registers.get(domain);
      if (targets || effects.has(domain)) {
        entries.push({ position, targets: targets ?? new Set() });
      }
    });
    if (entries.length === 0) {
      continue;
    }
    domain.clockUsed = true;
    for (const group of mergeNeighbours(b, groupBySharedTargets(entries))) {
      const statements = group.map(({ position }) => b.statements[position]);
      const item = clockedProcess(b, domain, statements);
      placed.push({ position: group[0].position, item });
    }
  }
  return placed;
}

function clockedProcess(b: Builder, domain: OpenDomain, statements: readonly Statement[]): ClockedProcess {
  const mine = (leaf: Statement) =>
    leaf.kind === 'assign' ? leaf.target.signal.domain === domain : b.domainOf.get(leaf) === domain;
  const body = fuse(filterStatements(statements, mine));
  const targets = new Set<Signal>();
  leafStatements(body, (leaf) => {
    if (leaf.kind === 'assign') {
      targets.add(leaf.target.signal);
    }
    if (leaf.kind === 'check' || leaf.kind === 'print') {
      domain.resetUsed = domain.reset !== undefined;
    }
  });
  if (domain.reset && [...targets].some((signal) => signal.init !== undefined)) {
    domain.resetUsed = true;
  }
  return { kind: 'clocked', domain, targets: [...targets], body, at: statements[0].at };
}

type Entry = { position: number; targets: Set<Signal> };

/**
 * Neighbours that do the same kind of thing share a process: unconditional loads (a pipeline stage reads better so),
 * and `when`s under one and the same condition.
 */
function mergeNeighbours(b: Builder, groups: readonly Entry[][]): Entry[][] {
  const merged: Entry[][] = [];
  let lastKind: unknown;
  for (const group of groups) {
    const kind = kindOf(group.map(({ position }) => b.statements[position]));
    if (kind !== undefined && kind === lastKind) {
      merged.at(-1)!.push(...group);
    } else {
      merged.push([...group]);
    }
    lastKind = kind;
  }
  return merged;
}

/**
 * What makes statements alike: 'plain' for unconditional loads, 'checks' for unconditional checks, a condition all
 * `when`s share; undefined for anything that stands alone.
 */
function kindOf(statements: readonly Statement[]): unknown {
  if (statements.every(({ kind }) => kind === 'assign')) {
    return 'plain';
  }
  if (statements.every(({ kind }) => kind === 'check')) {
    return 'checks';
  }
  const conditions = new Set(statements.map((each) => (each.kind === 'when' ? each.arms[0].condition : undefined)));
  return conditions.size === 1 ? [...conditions][0] : undefined;
}
