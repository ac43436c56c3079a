import type { Signal } from './module.ts';
import type { Statement } from './statement.ts';

/** The statements of `body` that assign one of `targets`, with the conditions around them; everything else is dropped. */
export function project(body: readonly Statement[], targets: ReadonlySet<Signal>): Statement[] {
  return body.flatMap((statement): Statement[] => {
    switch (statement.kind) {
      case 'assign':
        return targets.has(statement.target.signal) ? [statement] : [];
      case 'when': {
        const arms = statement.arms.map((arm) => ({ ...arm, body: project(arm.body, targets) }));
        const otherwise = statement.otherwise && project(statement.otherwise, targets);
        const empty = arms.every((arm) => arm.body.length === 0) && !otherwise?.length;
        return empty ? [] : [{ ...statement, arms, otherwise: otherwise?.length ? otherwise : undefined }];
      }
      case 'switch': {
        const cases = statement.cases.map((each) => ({ ...each, body: project(each.body, targets) }));
        const otherwise = statement.otherwise && project(statement.otherwise, targets);
        const empty = cases.every((each) => each.body.length === 0) && !otherwise?.length;
        return empty ? [] : [{ ...statement, cases, otherwise }];
      }
      case 'memoryWrite':
      case 'check':
      case 'print':
        return [];
    }
  });
}
