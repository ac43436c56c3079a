import * as v from 'valibot';
import { expect, test } from 'vitest';
import { issueText } from '../issue-text.ts';

const schema = v.strictObject({
  kind: v.picklist(['a', 'b']),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(9)),
  share: v.nullish(v.pipe(v.number(), v.gtValue(0))),
  names: v.nullish(v.array(v.string())),
  flag: v.nullish(v.boolean()),
});
const good = { kind: 'a', size: 3 };

test.each<[unknown, string]>([
  [{ ...good, kind: 'c' }, 'kind is "c", expected "a" or "b"'],
  [{ size: 3 }, 'kind is missing'],
  [{ ...good, size: '3' }, 'size is "3", expected a number'],
  [{ ...good, size: 0 }, 'size is 0, expected at least 1'],
  [{ ...good, size: 10 }, 'size is 10, expected at most 9'],
  [{ ...good, size: 1.5 }, 'size is 1.5, expected a whole number'],
  [{ ...good, share: 0 }, 'share is 0, expected more than 0'],
  [{ ...good, names: 'x' }, 'names is "x", expected a list'],
  [{ ...good, names: ['x', 2] }, 'names.1 is 2, expected a string'],
  [{ ...good, flag: 'yes' }, 'flag is "yes", expected true or false'],
  [{ ...good, more: 1 }, 'more is 1: unknown here'],
  [[], 'kind is missing'],
  [7, 'the top level is 7, expected an object'],
])('%j: %s', (value, text) => {
  const result = v.safeParse(schema, value);
  expect(issueText(result.issues![0])).toBe(text);
});
