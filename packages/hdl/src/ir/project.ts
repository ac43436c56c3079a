import type { Signal } from './module.ts';
import type { Statement } from './statement.ts';

/** The statements of `body` that assign one of `targets`, with the conditions around them; everything else is dropped. */
export function project(body: readonly Statement[], targets: ReadonlySet<Signal>): Statement[] {
  const kept: Statement[] = [];
  for (const statement of body) {
    if (statement.kind === 'assign') {
      if (targets.has(statement.target.signal)) kept.push(statement);
    } else if (statement.kind === 'when') {
      const arms = statement.arms.map((arm) => ({ ...arm, body: project(arm.body, targets) }));
      const otherwise = statement.otherwise && project(statement.otherwise, targets);
      if (arms.some((arm) => arm.body.length > 0) || otherwise?.length)
        kept.push({ ...statement, arms, otherwise: otherwise?.length ? otherwise : undefined });
    } else if (statement.kind === 'switch') {
      const cases = statement.cases.map((each) => ({ ...each, body: project(each.body, targets) }));
      const otherwise = statement.otherwise && project(statement.otherwise, targets);
      if (cases.some((each) => each.body.length > 0) || otherwise?.length)
        kept.push({ ...statement, cases, otherwise });
    }
  }
  return kept;
}
