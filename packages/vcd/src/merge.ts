import { createChanges, type GrowingChanges } from './columns.ts';
import { type Changes, changeAt, type Scope, textOf, type Variable } from './vcd.ts';

/**
 * Joins vectors that a simulator dumped in parts, `acc [15]`, `acc [14]`, …, into one variable each, as GTKWave and
 * Surfer do: neighbours in one scope with one name, whose ranges adjoin. Gives the variables that remain, numbered
 * anew.
 */
export function mergeParts(
  variables: readonly Variable[],
  scopes: readonly Scope[],
  isBits = ({ changes }: Variable) => changes.kind === 'bits',
): Variable[] {
  const inScopes = new Set<Variable>();
  const merged = new Map<Variable, Variable>();
  const columns = new Map<string, () => Changes>();
  const dropped = new Set<Variable>();
  const join = (list: readonly Variable[]): Variable[] =>
    groupParts(list, isBits).map((parts) => {
      if (parts.length === 1) {
        return parts[0];
      }
      const whole = joinParts(parts, columns);
      merged.set(parts[0], whole);
      for (const part of parts.slice(1)) {
        dropped.add(part);
      }
      return whole;
    });
  const walk = (list: readonly Scope[]) => {
    for (const scope of list) {
      for (const variable of scope.variables) {
        inScopes.add(variable);
      }
      scope.variables = join(scope.variables);
      walk(scope.scopes);
    }
  };
  walk(scopes);
  join(variables.filter((variable) => !inScopes.has(variable)));
  const remaining = variables.flatMap((variable) => (dropped.has(variable) ? [] : [merged.get(variable) ?? variable]));
  remaining.forEach((variable, id) => {
    variable.id = id;
  });
  return remaining;
}

/** Runs of neighbours that are parts of one vector, the most significant first. */
function groupParts(list: readonly Variable[], isBits: (variable: Variable) => boolean): Variable[][] {
  const groups: Variable[][] = [];
  let range: Variable['range'];
  for (const variable of list) {
    const group = groups.at(-1);
    const like = group?.[0];
    const continues = like?.name === variable.name && like.type === variable.type && isBits(like) && isBits(variable);
    const joined = range && continues ? adjoin(range, variable) : undefined;
    if (group && joined) {
      if (joined.first) {
        group.unshift(variable);
      } else {
        group.push(variable);
      }
      range = joined.range;
    } else {
      groups.push([variable]);
      range = variable.range;
    }
  }
  return groups;
}

/**
 * The range of a vector that is continued by `next`, and whether that comes first; undefined when it does not
 * continue it.
 */
function adjoin(
  range: NonNullable<Variable['range']>,
  next: Variable,
): { range: NonNullable<Variable['range']>; first: boolean } | undefined {
  if (!next.range) {
    return undefined;
  }
  const { msb, lsb } = range;
  const rises = (msb < lsb || next.range.msb < next.range.lsb) && msb <= lsb && next.range.msb <= next.range.lsb;
  if (rises) {
    if (next.range.msb === lsb + 1) {
      return { range: { msb, lsb: next.range.lsb }, first: false };
    }
    return next.range.lsb === msb - 1 ? { range: { msb: next.range.msb, lsb }, first: true } : undefined;
  }
  if (msb < lsb || next.range.msb < next.range.lsb) {
    return undefined;
  }
  if (next.range.msb === lsb - 1) {
    return { range: { msb, lsb: next.range.lsb }, first: false };
  }
  return next.range.lsb === msb + 1 ? { range: { msb: next.range.msb, lsb }, first: true } : undefined;
}

/**
 * The vector of which `parts` are the parts, the most significant first. Vectors of the same codes share their
 * column, which is made when it is first looked at.
 */
function joinParts(parts: readonly Variable[], columns: Map<string, () => Changes>): Variable {
  const code = parts.map((part) => part.code).join(' ');
  let join = columns.get(code);
  if (!join) {
    let joined: Changes | undefined;
    join = () => {
      joined ??= joinColumns(parts.map((part) => part.changes));
      return joined;
    };
    columns.set(code, join);
  }
  const { id, name, path, type } = parts[0];
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const range = { msb: parts[0].range?.msb ?? 0, lsb: parts[parts.length - 1].range?.lsb ?? 0 };
  const changes = join;
  return {
    ...{ id, name, path, type, width, code, range },
    get changes() {
      return changes();
    },
  };
}

/**
 * One column of the values of several, side by side, the first the most significant. A part without a value yet is x.
 */
export function joinColumns(parts: readonly Changes[]): Changes {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const joined: GrowingChanges = createChanges('wire', width);
  const { words } = joined;
  const at = allTimes(parts);
  const value = new Uint32Array(at.length * words);
  const unknown = new Uint32Array(at.length * words);
  const exotic = new Set<number>();
  let low = width;
  for (const part of parts) {
    low -= part.width;
    for (let i = 0, j = -1; i < at.length; i++) {
      while (j + 1 < part.count && part.at[j + 1] <= at[i]) {
        j++;
      }
      if (part.nine?.has(j)) {
        exotic.add(i);
      }
      for (let bit = 0; bit < part.width; bit++) {
        const from = j * part.words + (bit >>> 5);
        const one = j < 0 ? 0 : (part.value[from] >>> (bit & 31)) & 1;
        const open = j < 0 ? 1 : ((part.unknown?.[from] ?? 0) >>> (bit & 31)) & 1;
        const to = i * words + ((low + bit) >>> 5);
        value[to] |= one << ((low + bit) & 31);
        unknown[to] |= open << ((low + bit) & 31);
      }
    }
  }
  const nine = exotic.size ? new Map<number, string>() : undefined;
  for (const i of exotic) {
    nine?.set(i, parts.map((part) => textAt(part, at[i])).join(''));
  }
  return { ...joined, count: at.length, at, value, unknown: unknown.some(Boolean) ? unknown : undefined, nine };
}

/** Every time index at which one of the columns changes, once, rising. */
function allTimes(parts: readonly Changes[]): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(parts.reduce((sum, { count }) => sum + count, 0));
  let filled = 0;
  for (const { at, count } of parts) {
    all.set(at.subarray(0, count), filled);
    filled += count;
  }
  all.sort();
  let kept = 0;
  for (const time of all) {
    if (kept === 0 || all[kept - 1] !== time) {
      all[kept++] = time;
    }
  }
  return all.slice(0, kept);
}

function textAt(part: Changes, timeIndex: number): string {
  const index = changeAt(part, timeIndex);
  return index < 0 ? 'x'.repeat(part.width) : textOf(part, index);
}
