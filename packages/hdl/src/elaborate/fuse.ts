import type { Statement, When } from '../ir/index.ts';

/**
 * Joins neighbouring `when`s that ask the same conditions, as a loop over lanes leaves them. Sound because no condition
 * reads what the statements around it assign: clocked assignments take effect later, combinational ones never read
 * their own targets.
 */
export function fuse(statements: readonly Statement[]): Statement[] {
  const runs: Statement[][] = [];
  for (const statement of statements) {
    const run = runs.at(-1);
    const first = run?.[0];
    if (first?.kind === 'when' && statement.kind === 'when' && asksTheSame(first, statement)) {
      run!.push(statement);
    } else {
      runs.push([statement]);
    }
  }
  return runs.map(join);
}

const asksTheSame = (a: When, b: When): boolean =>
  a.arms.length === b.arms.length && a.arms.every((arm, i) => arm.condition === b.arms[i].condition);

function join(run: readonly Statement[]): Statement {
  const [first] = run as [Statement];
  if (first.kind === 'switch') {
    const cases = first.cases.map((each) => ({ ...each, body: fuse(each.body) }));
    return { ...first, cases, otherwise: first.otherwise && fuse(first.otherwise) };
  }
  if (first.kind !== 'when') {
    return first;
  }
  const whens = run as readonly When[];
  const arms = first.arms.map((arm, i) => ({ ...arm, body: fuse(whens.flatMap((each) => each.arms[i].body)) }));
  const otherwise = whens.flatMap((each) => each.otherwise ?? []);
  return { ...first, arms, otherwise: otherwise.length > 0 ? fuse(otherwise) : undefined };
}
