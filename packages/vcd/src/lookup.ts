import type { Variable, Vcd } from './vcd.ts';

/** Names that lead to variables, and the name by which one variable is found again. */
export interface Lookup {
  /**
   * The variable called `name`: a path (`top.acc`), a path with its range (`top.acc[15:0]`), or what `nameOf` gives.
   * Undefined where there is none; throws, naming them, where it stands for several that differ.
   */
  find(name: string): Variable | undefined;
  /**
   * The shortest name that stands for this variable alone: path, path and range, or with `#2` the second of that
   * name.
   */
  nameOf(variable: Variable): string;
}

/** `[15:0]`, `[3]`; empty for a variable without a range. */
export function rangeText({ range }: Pick<Variable, 'range'>): string {
  if (!range) {
    return '';
  }
  return range.msb === range.lsb ? `[${range.msb}]` : `[${range.msb}:${range.lsb}]`;
}

/** Prepares look-ups by name in a dump. */
export function createLookup({ variables }: Pick<Vcd, 'variables'>): Lookup {
  const byPath = group(variables, ({ path }) => path);
  const byFull = group(variables, (variable) => variable.path + rangeText(variable));
  const names = new Map<Variable, string>();
  const numbered = new Map<string, Variable>();
  const allOf = (name: string) => [...new Set([...(byPath.get(name) ?? []), ...(byFull.get(name) ?? [])])];
  for (const [path, [first]] of byPath) {
    if (allOf(path).length === 1) {
      names.set(first, path);
    }
  }
  for (const [full, sharers] of byFull) {
    const isAlone = allOf(full).length === 1;
    sharers.forEach((variable, i) => {
      if (names.has(variable)) {
        return;
      }
      const name = isAlone ? full : `${full}#${i + 1}`;
      names.set(variable, name);
      numbered.set(name, variable);
    });
  }
  const nameOf = (variable: Variable) => names.get(variable) ?? variable.path;
  return {
    nameOf,
    find(name) {
      const found = allOf(name);
      if (!found.length) {
        return numbered.get(name);
      }
      if (found.every(({ changes, width }) => changes === found[0].changes && width === found[0].width)) {
        return found[0];
      }
      throw new Error(
        `${name} stands for ${found.length} variables: ${found.slice(0, MOST_NAMED).map(nameOf).join(', ')}` +
          `${found.length > MOST_NAMED ? ', …' : ''}`,
      );
    },
  };
}

/** Variables that a refusal lists at most. */
const MOST_NAMED = 20;

function group(variables: readonly Variable[], keyOf: (variable: Variable) => string): Map<string, Variable[]> {
  const groups = new Map<string, Variable[]>();
  for (const variable of variables) {
    const key = keyOf(variable);
    const sharers = groups.get(key);
    if (sharers) {
      sharers.push(variable);
    } else {
      groups.set(key, [variable]);
    }
  }
  return groups;
}

/**
 * The variable called `name` (`top.u_mac.acc`, `top.u_mac.acc[15:0]`). Throws where there is none, naming the nearest
 * scope's contents, and where the name stands for several, naming them.
 */
export function findVariable(vcd: Vcd, name: string): Variable {
  const found = createLookup(vcd).find(name);
  if (found) {
    return found;
  }
  const parent = name.slice(0, Math.max(0, name.lastIndexOf('.')));
  const near = vcd.variables.filter((variable) => variable.path.startsWith(`${parent}.`)).slice(0, MOST_NAMED);
  throw new Error(
    `no variable ${name}; in ${parent || 'the dump'} there are ${near.map((v) => v.name).join(', ') || 'none'}`,
  );
}
