import * as v from 'valibot';
import { valueText } from '../value-text.ts';

/** What is wrong with a value that was read: which field, what it is, and what was expected. */
export function issueText(issue: v.BaseIssue<unknown>): string {
  const field = v.getDotPath(issue) ?? 'the top level';
  if (issue.expected === 'never') {
    return `${field} is ${valueText(issue.path?.at(-1)?.value)}: unknown here`;
  }
  // A key that is not there is expected by its own name, which says nothing.
  if (issue.type.endsWith('object') && issue.message.startsWith('Invalid key')) {
    return `${field} is missing`;
  }
  return `${field} is ${valueText(issue.input)}, expected ${expectation(issue)}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  Object: 'an object',
  Array: 'a list',
  null: 'null',
  undefined: 'nothing',
};
/** Demands that the schemas make of a value, by their kind. */
const DEMANDS: Readonly<Record<string, string>> = {
  safe_integer: 'a whole number',
  integer: 'a whole number',
  finite: 'a finite number',
  non_empty: 'something in it',
};
const BOUNDS: readonly (readonly [sign: string, words: string])[] = [
  ['>=', 'at least '],
  ['<=', 'at most '],
  ['>', 'more than '],
  ['<', 'less than '],
];

function expectation({ type, expected, message }: v.BaseIssue<unknown>): string {
  if (Object.hasOwn(DEMANDS, type)) {
    return DEMANDS[type];
  }
  if (expected === null) {
    return message;
  }
  const bound = BOUNDS.find(([sign]) => expected.startsWith(sign));
  if (bound) {
    return bound[1] + expected.slice(bound[0].length);
  }
  const parts = expected.replace(/^\((.*)\)$/, '$1').split(' | ');
  const words = [...new Set(parts.map((part) => (Object.hasOwn(KINDS, part) ? KINDS[part] : part)))];
  return words.join(' or ');
}
