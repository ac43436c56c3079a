import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import { type Location, leafStatements, type Statement } from '../ir/index.ts';
import { type Builder, type Owned, ownerOf } from '../module/builder.ts';
import { newSimplifier, type Simplifier } from '../simplify/pass.ts';

/*
 * Everything that a module refers to must be its own: what expressions read and statements assign, memories, and the
 * clocks and resets of its domains. A JavaScript closure sees the signals of every module around it, where Verilog
 * would find nothing, or a namesake. Each stranger is reported once, where it is first used and where it was declared.
 */

/**
 * Simplifies the expressions of a module, and looks at each whether it is the module's before anything is simplified
 * away.
 */
export const ownSimplifier = (b: Builder): Simplifier =>
  newSimplifier((e, at) => {
    if (e.kind === 'ref') {
      refer(b, e.signal, 'used', at);
    } else if (e.kind === 'memoryRead') {
      refer(b, e.memory, 'read', at);
    }
  });

/** Looks at what a statement assigns. */
export function checkTargets(b: Builder, statement: Statement): void {
  leafStatements([statement], (leaf) => {
    if (leaf.kind === 'assign') {
      refer(b, leaf.target.signal, 'set', leaf.at);
    }
    if (leaf.kind === 'memoryWrite') {
      refer(b, leaf.memory, 'written', leaf.at);
    }
  });
}

/** Looks at the clocks and resets. */
export function checkDomains(b: Builder): void {
  for (const { clock, reset, at } of b.domains) {
    refer(b, clock, 'used as a clock', at);
    if (reset) {
      refer(b, reset.signal, 'used as a reset', at);
    }
  }
}

function refer(b: Builder, made: Owned, verb: string, at: Location | undefined): void {
  if (ownerOf(made) !== b && !b.strangers.has(made)) {
    b.strangers.add(made);
    reportStranger(b, made, verb, at ?? here());
  }
}

/** Reports the use of something that belongs to another module. */
export function reportStranger(b: Builder, made: Owned, verb: string, at: Location): void {
  const owner = ownerOf(made)?.moduleName ?? 'no module';
  const whose = owner === b.moduleName ? `another elaboration of ${owner}` : owner;
  fail('scope', `\`${made.name}\` of ${whose} is ${verb} in ${b.moduleName}`, {
    places: [{ at }, { at: made.at, note: 'declared here' }],
    hint: 'a module sees only what is its own: make it a port of the module that needs it, or of the one that has it',
  });
}
