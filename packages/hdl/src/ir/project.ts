import type { Signal } from './design.ts';
import type { Statement } from './statement.ts';

/**
 * The statements of `body` that assign one of `targets`, with the conditions around them; everything else is dropped.
 */
export const project = (body: readonly Statement[], targets: ReadonlySet<Signal>): Statement[] =>
  filterStatements(body, (leaf) => leaf.kind === 'assign' && targets.has(leaf.target.signal));

/**
 * The leaf statements that `keep` accepts, with the conditions around them. Subtrees kept whole are the same objects.
 */
export function filterStatements(body: readonly Statement[], keep: (leaf: Statement) => boolean): Statement[] {
  const kept: Statement[] = [];
  for (const statement of body) {
    if (statement.kind === 'when') {
      const arms = statement.arms.map((arm) => ({ ...arm, body: filterStatements(arm.body, keep) }));
      const otherwise = statement.otherwise && filterStatements(statement.otherwise, keep);
      if (arms.some((arm) => arm.body.length > 0) || otherwise?.length) {
        kept.push({
          ...statement,
          arms: dropEmptyTail(arms, otherwise),
          otherwise: otherwise?.length ? otherwise : undefined,
        });
      }
    } else if (statement.kind === 'switch') {
      const cases = statement.cases.map((each) => ({ ...each, body: filterStatements(each.body, keep) }));
      const otherwise = statement.otherwise && filterStatements(statement.otherwise, keep);
      if (cases.some((each) => each.body.length > 0) || otherwise?.length) {
        kept.push({ ...statement, cases, otherwise });
      }
    } else if (keep(statement)) {
      kept.push(statement);
    }
  }
  return kept;
}

/** Empty arms at the end of a chain without `otherwise` do nothing. */
function dropEmptyTail<A extends { readonly body: readonly Statement[] }>(
  arms: readonly A[],
  otherwise: readonly Statement[] | undefined,
): readonly A[] {
  if (otherwise?.length) {
    return arms;
  }
  let end = arms.length;
  while (end > 1 && arms[end - 1].body.length === 0) {
    end--;
  }
  return arms.slice(0, end);
}
