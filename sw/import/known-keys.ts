import { DataError } from '../errors.ts';
import { valueText } from '../value-text.ts';

/** What a program must know of a table of settings so that nothing in it is dropped in silence. */
export interface KnownKeys {
  /** Keys whose values are used. */
  readonly used: readonly string[];
  /** Keys that change nothing that is computed here, whatever they say. */
  readonly harmless: readonly string[];
  /** Keys that are not supported, with the values that mean that they do nothing. */
  readonly neutral: Readonly<Record<string, readonly unknown[]>>;
}

/** Refuses, by name and value, whatever is neither used nor known to change nothing; null is as good as absent. */
export function refuseUnknownKeys(
  settings: Iterable<readonly [key: string, value: unknown]>,
  { used, harmless, neutral }: KnownKeys,
  place: (key: string) => string,
): void {
  for (const [key, value] of settings) {
    if (value === null || value === undefined || used.includes(key) || harmless.includes(key)) {
      continue;
    }
    const allowed = Object.hasOwn(neutral, key) ? neutral[key] : undefined;
    if (!allowed) {
      throw new DataError(
        `${place(key)} is ${valueText(value)}: unknown here, and it may change what the model computes`,
      );
    }
    if (!allowed.some((each) => valueText(each) === valueText(value))) {
      const expected = allowed.map(valueText).join(' or ');
      throw new DataError(`${place(key)} is ${valueText(value)}: not supported, expected ${expected}`);
    }
  }
}
