import type { Signal } from './signal.ts';

/** Name of an array's element: the array, and the place in each dimension. */
const ELEMENT = /^(.*?)((?:\[\d+\])+)$/;

/** `signals` and, for those that are elements (`a[0]`, `a[1]`, …), the arrays they make up, by the array's name. */
export function withArrays(signals: Readonly<Record<string, Signal>>): Record<string, Signal> {
  const all: Record<string, Signal> = {};
  const groups = new Map<string, { path: number[]; signal: Signal }[]>();
  for (const [name, signal] of Object.entries(signals)) {
    all[name] = signal;
    const [, base, places] = ELEMENT.exec(name) ?? [];
    if (base === undefined) {
      continue;
    }
    const group = groups.get(base) ?? [];
    groups.set(base, group);
    group.push({ path: [...places.matchAll(/\d+/g)].map(Number), signal });
  }
  for (const [name, members] of groups) {
    if (!(name in all)) {
      all[name] = arrayOf(name, members, 0);
    }
  }
  return all;
}

/** `signals` without the arrays, whose elements are among them. */
export const plainSignals = (signals: Iterable<Signal>): Signal[] =>
  [...signals].filter(({ elements }) => elements === undefined);

function arrayOf(name: string, members: readonly { path: number[]; signal: Signal }[], dimension: number): Signal {
  const rows = new Map<number, { path: number[]; signal: Signal }[]>();
  for (const member of members) {
    const place = member.path[dimension];
    rows.set(place, [...(rows.get(place) ?? []), member]);
  }
  const items = [...rows].map(([place, row]) =>
    row.length === 1 && row[0].path.length === dimension + 1
      ? row[0].signal
      : arrayOf(`${name}[${place}]`, row, dimension + 1),
  );
  const elements = members.map(({ signal }) => signal);
  const [{ width, direction }] = elements;
  const refuse = (): never => {
    throw new TypeError(
      `${name} is an array of ${elements.length} words: take one (${elements[0].name}) or all of them (values)`,
    );
  };
  const array = {
    name,
    width,
    direction,
    elements,
    get values(): (number | bigint)[] {
      return elements.map((element) => element.value);
    },
    set values(values: readonly (number | bigint | boolean)[]) {
      if (values.length !== elements.length) {
        throw new RangeError(`${name} is an array of ${elements.length} words: got ${values.length} values`);
      }
      values.forEach((value, i) => {
        elements[i].value = value;
      });
    },
  };
  for (const key of ['value', 'number', 'bigint', 'signed', 'raw', 'force', 'release']) {
    Object.defineProperty(array, key, { get: refuse, set: refuse });
  }
  return Object.assign(array, Object.fromEntries(items.entries())) as unknown as Signal;
}
