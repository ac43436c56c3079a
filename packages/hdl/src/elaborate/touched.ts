import { leafStatements, type Signal, type Statement } from '../ir/index.ts';
import type { OpenDomain } from '../module/builder.ts';

/** What a statement assigns or does, by kind. */
export interface Touched {
  readonly comb: ReadonlySet<Signal>;
  readonly registers: ReadonlyMap<OpenDomain, Set<Signal>>;
  /** Domains with memory writes, checks or prints. */
  readonly effects: ReadonlySet<OpenDomain>;
}

const NOTHING = {
  comb: new Set<Signal>(),
  registers: new Map<OpenDomain, Set<Signal>>(),
  effects: new Set<OpenDomain>(),
};

export function collectTargets(statement: Statement, domainOf: ReadonlyMap<Statement, OpenDomain>): Touched {
  if (statement.kind === 'assign') {
    const { signal } = statement.target;
    const targets = new Set([signal]);
    return signal.kind === 'register'
      ? { ...NOTHING, registers: new Map([[signal.domain as OpenDomain, targets]]) }
      : { ...NOTHING, comb: targets };
  }
  const comb = new Set<Signal>();
  const registers = new Map<OpenDomain, Set<Signal>>();
  const effects = new Set<OpenDomain>();
  const addRegister = (signal: Signal) => {
    const domain = signal.domain as OpenDomain;
    const known = registers.get(domain);
    if (known) {
      known.add(signal);
    } else {
      registers.set(domain, new Set([signal]));
    }
  };
  leafStatements([statement], (leaf) => {
    if (leaf.kind !== 'assign') {
      const domain = domainOf.get(leaf);
      if (domain) {
        effects.add(domain);
      }
      if (leaf.kind === 'memoryWrite' && leaf.port?.register) {
        addRegister(leaf.port.register);
      }
      return;
    }
    const { signal } = leaf.target;
    if (signal.kind === 'register') {
      addRegister(signal);
    } else {
      comb.add(signal);
    }
  });
  return { comb, registers, effects };
}
