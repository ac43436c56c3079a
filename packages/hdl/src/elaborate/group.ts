import type { Signal } from '../ir/index.ts';

interface Entry {
  readonly position: number;
  readonly targets: Set<Signal>;
}

/**
 * Statements that assign a common signal must stay together, in order. Groups come in the order of their first
 * statement.
 */
export function groupBySharedTargets<E extends Entry>(entries: readonly E[]): E[][] {
  const parent = entries.map((_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (parent[root] !== root) {
      root = parent[root];
    }
    for (let at = i; parent[at] !== root; ) {
      const next = parent[at];
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const firstWith = new Map<Signal, number>();
  entries.forEach(({ targets }, i) => {
    for (const signal of targets) {
      const earlier = firstWith.get(signal);
      if (earlier === undefined) {
        firstWith.set(signal, i);
      } else {
        const [a, b] = [find(earlier), find(i)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  });
  const groups = new Map<number, E[]>();
  entries.forEach((entry, i) => {
    const root = find(i);
    const group = groups.get(root);
    if (group) {
      group.push(entry);
    } else {
      groups.set(root, [entry]);
    }
  });
  return [...groups.values()];
}
