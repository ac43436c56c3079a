import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Design, Domain, Expr, Instance, Module, Signal } from '../ir/index.ts';

/**
 * A representative for each clock of a module: related clocks have the same one, as have the names of one clock and of
 * its inverse.
 */
export function clockGroups(module: Module): (clock: Signal) => Signal {
  const leader = new Map<Signal, Signal>();
  const find = (clock: Signal): Signal => {
    let at = clock;
    for (let next = leader.get(at); next; next = leader.get(at)) {
      at = next;
    }
    return at;
  };
  const join = (a: Signal, b: Signal): void => {
    const [x, y] = [find(a), find(b)];
    if (x !== y) {
      leader.set(y, x);
    }
  };
  for (const [a, b] of module.related ?? []) {
    join(a.clock, b.clock);
  }
  for (const item of module.items) {
    const source = item.kind === 'drive' && item.target.kind === 'whole' ? signalOf(item.value) : undefined;
    if (item.kind === 'drive' && source?.width === 1) {
      join(source, item.target.signal);
    }
  }
  return find;
}

const signalOf = (e: Expr | undefined): Signal | undefined => {
  if (e?.kind === 'unary' && e.op === 'not') {
    return signalOf(e.a);
  }
  return e?.kind === 'ref' ? e.signal : undefined;
};

/** Clocks that are made where they are used, and have no name: each is one of its own. */
const nameless = new WeakMap<Expr, Signal>();

/** The parent's signal that clocks a domain of an instance, perhaps inverted; undefined where nothing does. */
export function clockOf(instance: Instance, { clock }: Pick<Domain, 'clock'>): Signal | undefined {
  const e = instance.inputs.get(clock.name);
  const signal = signalOf(e);
  if (signal || !e || e.kind === 'const') {
    return signal;
  }
  const made = nameless.get(e) ?? { ...clock, kind: 'wire', name: `${instance.name}_${clock.name}` };
  nameless.set(e, made);
  return made;
}

/**
 * Finds the domain of `module` that drives a domain of an instance: one of its own, or one made for a clock that only
 * instances have.
 */
export function parentDomains(module: Module): (instance: Instance, child: Domain) => Domain | undefined {
  const byClock = new Map<Signal, Domain>();
  for (const domain of module.domains) {
    byClock.set(domain.clock, byClock.get(domain.clock) ?? domain);
  }
  return (instance, child) => {
    const clock = clockOf(instance, child);
    if (clock && !byClock.has(clock)) {
      byClock.set(clock, { name: clock.name, clock, reset: undefined });
    }
    return clock && byClock.get(clock);
  };
}

/** Whether any module has two clocks, for itself or for what stands in it. */
export function hasSeveralClocks({ modules }: Design): boolean {
  const clocksOf = new Map<Module, ReadonlySet<Signal>>();
  for (const module of modules) {
    const clocks = new Set(module.domains.map(({ clock }) => clock));
    for (const item of module.items) {
      for (const clock of item.kind === 'instance' ? (clocksOf.get(item.module) ?? []) : []) {
        const outside = clockOf(item as Instance, { clock });
        if (outside) {
          clocks.add(outside);
        }
      }
    }
    if (clocks.size > 1) {
      return true;
    }
    clocksOf.set(module, clocks);
  }
  return false;
}

/** What a module says of its clocks must be true wherever it stands. */
export function unrelatedClaims(module: Module, instance: Instance, groupOf: (clock: Signal) => Signal): Diagnostic[] {
  return (instance.module.related ?? []).flatMap(([a, b]) => {
    const [x, y] = [clockOf(instance, a), clockOf(instance, b)];
    if (!x || !y || groupOf(x) === groupOf(y)) {
      return [];
    }
    return {
      severity: 'error',
      code: 'clock-crossing',
      message:
        `${instance.module.name} takes its clocks \`${a.clock.name}\` and \`${b.clock.name}\` for related, ` +
        `but \`${instance.name}\` has \`${x.name}\` and \`${y.name}\``,
      places: [{ at: instance.at }, { at: instance.module.at, note: 'made here' }],
      hint: 'related(a, b) says that clocks have a known phase',
      module: module.name,
    } satisfies Diagnostic;
  });
}
