import { fail } from '../diagnostics/report.ts';
import {
  type Check,
  type Design,
  type Expr,
  filterStatements,
  type Instance,
  type Item,
  leafStatements,
  type Module,
  type Signal,
  type Statement,
  statementExpressions,
  type Verification,
  walk,
} from '../ir/index.ts';
import type { Builder } from '../module/builder.ts';
import { historyOf } from '../module/past.ts';
import { binary, unary } from '../simplify/nodes.ts';
import { partition } from './partition.ts';

/**
 * The items of a module body, with those that are there only to be checked kept apart. Hardware is partitioned as if
 * there were no checks, so that nothing of them reaches synthesis or the simulator.
 */
export function partitionWithChecks(b: Builder): {
  readonly items: Item[];
  readonly signals: Signal[];
  readonly verification?: Verification;
} {
  const { signals: ghosts, instances } = b.verification;
  const isGhost = (leaf: Statement) =>
    leaf.kind === 'check' || (leaf.kind === 'assign' && ghosts.has(leaf.target.signal));
  const checked = b.statements.map((statement) => only(statement, isGhost));
  if (ghosts.size === 0 && instances.size === 0 && checked.every((each) => each === undefined)) {
    return partition(b);
  }
  const hardware = b.statements.map((statement, i) =>
    checked[i] ? only(statement, (leaf) => !isGhost(leaf)) : statement,
  );
  refuseGhosts(hardware, ghosts);
  const read = new Set<Signal>();
  for (const statement of checked) {
    eachRef(statement, ({ signal }) => read.add(signal));
  }
  const built = partition(
    {
      ...b,
      statements: hardware.map((each, i) => each ?? nothing(b.statements[i])),
      signals: b.signals.filter((signal) => !ghosts.has(signal)),
      instances: b.instances.filter((instance) => !instances.has(instance)),
    },
    read,
  );
  const verification = partition({
    ...b,
    statements: checked.map((each, i) => (each ? lookBack(each, b) : nothing(b.statements[i]))),
    signals: b.signals.filter((signal) => ghosts.has(signal)),
    instances: b.instances.filter((instance) => instances.has(instance)),
  });
  return { ...built, verification };
}

/** The leaves of a statement that `keep` accepts, in the conditions around them. */
const only = (statement: Statement, keep: (leaf: Statement) => boolean): Statement | undefined =>
  filterStatements([statement], keep)[0];

/** Holds the place of a statement in the source order. */
const nothing = ({ at }: Statement): Statement => ({ kind: 'when', arms: [], otherwise: undefined, at });

/** Hardware that reads a signal declared for checks would be missing something where there are none. */
function refuseGhosts(hardware: readonly (Statement | undefined)[], ghosts: ReadonlySet<Signal>): void {
  const reported = new Set<Signal>();
  for (const statement of hardware) {
    eachRef(statement, ({ signal }, at) => {
      if (ghosts.has(signal) && !reported.has(signal)) {
        reported.add(signal);
        fail('verification', `\`${signal.name}\` is there for checks alone, and hardware reads it`, {
          places: [{ at }, { at: signal.at, note: 'declared in verification(…), or by past' }],
          hint: 'declare it outside verification(…); a register is the hardware for a value of the past',
        });
      }
    });
  }
}

function eachRef(
  statement: Statement | undefined,
  visit: (e: Expr & { kind: 'ref' }, at: Statement['at']) => void,
): void {
  if (!statement) {
    return;
  }
  statementExpressions(statement, (root, _, at) =>
    walk([root], (e) => {
      if (e.kind === 'ref') {
        visit(e, at);
      }
    }),
  );
}

/**
 * Checks that look back n edges, in their condition or in one around them, are silent on the first n edges after a
 * reset: there is no past to look at.
 */
function lookBack(statement: Statement, b: Builder): Statement {
  const edges = (e: Expr): number => {
    let most = 0;
    walk([e], (node) => {
      if (node.kind === 'ref') {
        most = Math.max(most, historyOf(node.signal)?.edges ?? 0);
      }
    });
    return most;
  };
  const bodies = (body: readonly Statement[], before: number) => body.map((each) => visit(each, before));
  const visit = (each: Statement, before: number): Statement => {
    switch (each.kind) {
      case 'when': {
        let so = before;
        const arms = each.arms.map((arm) => {
          so = Math.max(so, edges(arm.condition));
          return { ...arm, body: bodies(arm.body, so) };
        });
        return { ...each, arms, otherwise: each.otherwise && bodies(each.otherwise, so) };
      }
      case 'switch': {
        const so = Math.max(before, edges(each.subject));
        const cases = each.cases.map((one) => ({ ...one, body: bodies(one.body, so) }));
        return { ...each, cases, otherwise: each.otherwise && bodies(each.otherwise, so) };
      }
      case 'check':
        return guarded(each, Math.max(before, edges(each.condition)));
      default:
        return each;
    }
  };
  const guarded = (check: Check, back: number): Check => {
    if (back === 0) {
      return check;
    }
    const made = { ...check, condition: guard(check, back) };
    b.domainOf.set(made, b.domainOf.get(check)!);
    return made;
  };
  const guard = ({ check, condition }: Check, back: number): Expr => {
    const there = historyOf(firstPast(statement, condition))!.since[back - 1];
    return check === 'cover' ? binary('and', there, condition, 1) : binary('or', unary('not', there), condition, 1);
  };
  return visit(statement, 0);
}

/**
 * A register of the past that a check, or a condition around it, reads: all of a domain share the count of edges since
 * reset.
 */
function firstPast(statement: Statement, condition: Expr): Signal {
  let deepest: Signal | undefined;
  const consider = (signal: Signal) => {
    const edges = historyOf(signal)?.edges ?? 0;
    if (edges > (deepest ? historyOf(deepest)!.edges : 0)) {
      deepest = signal;
    }
  };
  walk([condition], (e) => e.kind === 'ref' && consider(e.signal));
  eachRef(statement, ({ signal }) => consider(signal));
  return deepest!;
}

/** The design with its checks as items like any other, for those who run or judge them. */
export function withVerification(design: Design): Design {
  if (design.modules.every(({ verification }) => !verification)) {
    return design;
  }
  const done = new Map<Module, Module>();
  const whole = (module: Module): Module => done.get(module) ?? module;
  const item = (each: Item): Item =>
    each.kind === 'instance' && whole(each.module) !== each.module
      ? ({ ...each, module: whole(each.module) } satisfies Instance)
      : each;
  for (const module of design.modules) {
    const { verification, ...rest } = module;
    const changed = module.items.some((each) => item(each) !== each);
    if (!verification && !changed) {
      continue;
    }
    const items = [...module.items, ...(verification?.items ?? [])].map(item);
    done.set(module, { ...rest, signals: [...module.signals, ...(verification?.signals ?? [])], items });
  }
  return { top: whole(design.top), modules: design.modules.map(whole) };
}

/** Whether hardware is set inside `verification(…)`, where it would vanish with the checks. */
export function refuseHardware(b: Builder, body: readonly Statement[]): void {
  leafStatements(body, (leaf) => {
    const target = leaf.kind === 'assign' ? leaf.target.signal : leaf.kind === 'memoryWrite' ? leaf.memory : undefined;
    if (target && !b.verification.signals.has(target as Signal)) {
      fail('verification', `\`${target.name}\` is hardware, and is set inside verification(…)`, {
        places: [{ at: leaf.at }, { at: target.at, note: 'declared here' }],
        hint: 'set it outside; what is declared inside verification(…) may be set there',
      });
    }
  });
}
