import type { Chance } from './chance.ts';

/** Values that a reader may not expect where it finds them. */
const STRANGE: readonly unknown[] = [
  null, true, false, 0, 1, -1, 2, 7, 64, 0.5, -0.5, 1e-300, 1e300, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53),
  '', ' ', 'x', '\u0000', '\ud800', '\ufeff', '../../x', '/etc/passwd', '__proto__', 'constructor', '[UNK]', '(a+)+$',
  '{{ x }}', '{% for i in range(10**9) %}', 'x'.repeat(5000), [], [[]], {}, [null], [1, 2, 3], { a: 1 }, [{}], { type: 'x' }, { type: null },
]; // biome-ignore format: a list
const KEYS = ['__proto__', 'constructor', 'toString', 'length', '', 'type', 'x', '0', 'hasOwnProperty'];

type Place = { readonly container: unknown[] | Record<string, unknown>; readonly key: string | number };

/** Places of values, those near the root first. */
function placesOf(root: object, most = 4000): Place[] {
  const found: Place[] = [];
  const open: object[] = [root];
  for (let container = open.shift(); container && found.length < most; container = open.shift()) {
    for (const key of Array.isArray(container) ? container.keys() : Object.keys(container)) {
      found.push({ container: container as never, key });
      const value = (container as never)[key] as unknown;
      if (typeof value === 'object' && value !== null) {
        open.push(value);
      }
      if (found.length >= most) {
        break;
      }
    }
  }
  return found;
}

/** Stands for a value that is nested so deeply that not every writer of JSON could write it. */
const DEEP = { list: '@deep list@', object: '@deep object@' };
const DEPTH = 20_000;
const DEEP_TEXT: Readonly<Record<string, string>> = {
  [DEEP.list]: `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`,
  [DEEP.object]: `${'{"a":'.repeat(DEPTH)}0${'}'.repeat(DEPTH)}`,
};

/** Another value of about the same kind, or one of any kind. */
function strangeFor(value: unknown, chance: Chance): unknown {
  if (typeof value === 'number' && chance.oneIn(2)) {
    return chance.pick([value + 1, value - 1, value * 2, value / 2, -value, value * 1e6, value + 0.5]);
  }
  if (typeof value === 'string' && chance.oneIn(2)) {
    const at = chance.below(value.length + 1);
    return chance.pick([value + value, value.slice(0, at), value.slice(at), `${value.slice(0, at)}\u0000${value.slice(at)}`, value.toUpperCase()]);
  }
  return chance.oneIn(100) ? chance.pick([DEEP.list, DEEP.object]) : structuredClone(chance.pick(STRANGE));
} // biome-ignore format: a choice

function edit(root: { value: unknown }, chance: Chance): void {
  const places = placesOf(root);
  // Few places lie near the root, and most of what a reader knows by name is there.
  const near = places.slice(0, 1 + chance.below(chance.pick([4, 30, 300, places.length])));
  const { container, key } = chance.pick(near);
  const at = container as Record<string | number, unknown>;
  switch (chance.below(7)) {
    case 0:
      if (Array.isArray(container)) {
        container.splice(key as number, 1);
      } else {
        delete at[key];
        root.value ??= null;
      }
      return;
    case 1: {
      const other = chance.pick(places);
      at[key] = structuredClone((other.container as Record<string | number, unknown>)[other.key]);
      return;
    }
    case 2: {
      const value = at[key];
      if (Array.isArray(value)) {
        value.push(structuredClone(value.length > 0 && chance.oneIn(2) ? chance.pick(value) : chance.pick(STRANGE)));
      } else if (typeof value === 'object' && value !== null) {
        Object.defineProperty(value, chance.pick(KEYS), {
          value: structuredClone(chance.pick(STRANGE)),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      } else {
        at[key] = chance.oneIn(2) ? [value] : { value };
      }
      return;
    }
    default:
      at[key] = strangeFor(at[key], chance);
  }
}

/** A JSON text in which values, keys or the text itself are not what they were. */
export function mutateJson(json: string, chance: Chance): string {
  try {
    return mutated(JSON.parse(json), chance);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) {
      return json; // broken, or nested without end, by an edit before this one
    }
    throw error;
  }
}

function mutated(value: unknown, chance: Chance): string {
  const root = { value };
  for (let edits = 1 + chance.below(3); edits > 0; edits--) {
    edit(root, chance);
  }
  const text = (JSON.stringify(root.value) ?? 'null').replace(
    /"(@deep (?:list|object)@)"/g,
    (_, kind) => DEEP_TEXT[kind],
  );
  if (!chance.oneIn(12)) {
    return text;
  }
  const key = /"([^"\\]+)":/.exec(text)?.[1] ?? 'a';
  return chance.pick([
    `\ufeff${text}`,
    text.replace('{', `{"${key}":null,`),
    text.replace(/\d+/, 'NaN'),
    text.replace(/\d+/, '1e999'),
    text.slice(0, chance.below(text.length)),
    `${text}${text}`,
    '',
    'null',
    '[]',
    '"x"',
    '0',
  ]);
}
