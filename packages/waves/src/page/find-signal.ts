import type { Variable } from '@chisel-lite/vcd';

/**
 * What a search finds: signals that match each of its words. A word is a part of the path, a part with `*` and `?`, a
 * regular expression between slashes, or `:reg` for a kind of variable; capitals do not matter. Undefined for an
 * expression that is none.
 */
export function variableMatcher(search: string): ((variable: Variable) => boolean) | undefined {
  const tests: ((variable: Variable) => boolean)[] = [];
  for (const word of search.toLowerCase().split(/\s+/).filter(Boolean)) {
    if (word.length > 1 && word.startsWith(':')) {
      tests.push(({ type }) => type.toLowerCase().startsWith(word.slice(1)));
      continue;
    }
    const [, expression] = /^\/(.+)\/$/.exec(word) ?? [];
    const glob = /[*?]/.test(word) ? `(^|\\.)${globExpression(word)}$` : undefined;
    if (expression === undefined && glob === undefined) {
      tests.push(({ path }) => path.toLowerCase().includes(word));
      continue;
    }
    try {
      const found = new RegExp(expression ?? glob ?? '', 'i');
      tests.push(({ path }) => found.test(path));
    } catch {
      return undefined;
    }
  }
  return (variable) => tests.every((test) => test(variable));
}

const globExpression = (glob: string): string =>
  glob.replace(/[.*+?^${}()|[\]\\]/g, (sign) => (sign === '*' ? '.*' : sign === '?' ? '.' : `\\${sign}`));
