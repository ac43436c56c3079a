import { expect, test } from 'vitest';
import { chatRequest, completionRequest, parseRequest } from '../requests.ts';

/** A list that counts how often its elements are looked at. */
function counted(length: number, value: unknown) {
  let looks = 0;
  const list = new Proxy(Array(length).fill(value), {
    get(target, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) {
        looks++;
      }
      return Reflect.get(target, key, receiver);
    },
  });
  return { list, looks: () => looks };
}

test.each([
  ['prompts', completionRequest, 'prompt', -1, 'prompt.0'],
  ['messages', chatRequest, 'messages', 0, 'messages.0'],
] as const)(
  'of %s with a million faults the first is told, and the others are not looked for',
  (_, schema, key, bad, place) => {
    const { list, looks } = counted(1_000_000, bad);
    expect(() => parseRequest(schema, { model: 'm', [key]: list })).toThrow(place);
    expect(looks()).toBeLessThan(20);
  },
);
