import { fail } from '../diagnostics/report.ts';
import { type Expr, type Location, leafStatements, statementExpressions, walk } from '../ir/index.ts';
import { type Builder, type Owned, ownerOf } from '../module/builder.ts';

/**
 * Whether everything that the module being built refers to is its own: what expressions read and statements assign, memories, and the
 * clocks and resets of its domains. A JavaScript closure sees the signals of every module around it, where Verilog would find nothing, or
 * a namesake. Each stranger is reported once, where it is first used and where it was declared. Runs before anything is simplified away.
 */
export function ownsAll(b: Builder): boolean {
  const strangers = new Set<Owned>();

  function refer(made: Owned, verb: string, at: Location): void {
    if (ownerOf(made) === b || strangers.has(made)) {
      return;
    }
    strangers.add(made);
    reportStranger(b, made, verb, at);
  }

  const seen = new Set<Expr>();
  for (const statement of b.statements) {
    leafStatements([statement], (leaf) => {
      if (leaf.kind === 'assign') {
        refer(leaf.target.signal, 'set', leaf.at);
      }
      if (leaf.kind === 'memoryWrite') {
        refer(leaf.memory, 'written', leaf.at);
      }
    });
    statementExpressions(statement, (root, _, at) =>
      walk(
        [root],
        (e) => {
          if (e.kind === 'ref') {
            refer(e.signal, 'used', at);
          }
          if (e.kind === 'memoryRead') {
            refer(e.memory, 'read', at);
          }
        },
        seen,
      ),
    );
  }
  for (const { clock, reset, at } of b.domains) {
    refer(clock, 'used as a clock', at);
    if (reset) {
      refer(reset.signal, 'used as a reset', at);
    }
  }
  return strangers.size === 0;
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
