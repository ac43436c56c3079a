import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lcg } from '../../../testing/arbitrary.ts';
import { createSampler } from '../../sampler.ts';
import { constrained, tokenFilter, tokenTable } from '../constraint.ts';
import { createExpressions, type Expression } from '../expression.ts';
import { SchemaError, schemaExpression } from '../json-schema.ts';

const parse = (schema: unknown) => {
  const language = createExpressions();
  return { language, start: schemaExpression(schema, language) };
};
const accepts = (schema: unknown, text: string): boolean => {
  const { start } = parse(schema);
  return [...Buffer.from(text)].reduce<Expression>((at, byte) => at.after(byte), start).isNullable();
};

const PERSON = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 5 },
    age: { type: 'integer' },
    tags: { type: 'array', items: { enum: ['a', 'b'] } },
  },
  required: ['name'],
  additionalProperties: false,
};
const TREE = {
  $ref: '#/$defs/node',
  $defs: {
    node: {
      type: 'object',
      properties: {
        value: { type: ['integer', 'null'] },
        children: { type: 'array', items: { $ref: '#/$defs/node' }, maxItems: 2 },
      },
      required: ['value', 'children'],
      additionalProperties: false,
    },
  },
};

test.each<[unknown, string, boolean]>([
  [PERSON, '{"name": "Ann"}', true],
  [PERSON, '{"name":"Ann","age":-12,"tags":["a", "b"]}', true],
  [PERSON, '{\n  "name": "Ann",\n  "tags": []\n}', true],
  [PERSON, '{"name":"é漢🙂\\n\\ud83d\\ude42"}', false],
  [PERSON, '{"name":"é漢🙂\\n\\u00e9"}', true],
  [PERSON, '{"age":1}', false],
  [PERSON, '{"name":"Ann","other":1}', false],
  [PERSON, '{"name":"Annabel"}', false],
  [PERSON, '{"name":"Ann","age":01}', false],
  [PERSON, '{"name":"Ann",}', false],
  [PERSON, '{"name":"An\nn"}', false],
  [PERSON, '{"name":"Ann"} ', false],
  [TREE, '{"value":1,"children":[{"value":null,"children":[]},{"value":2,"children":[]}]}', true],
  [TREE, '{"value":1,"children":[{"value":2}]}', false],
  [{}, '{"a":[1,2.5e-3,{"b":null}],"c":"x"}', true],
  [true, '[[[]]]', true],
  [{ type: 'object' }, '{"any":"thing"}', true],
  [{ type: 'object', additionalProperties: { type: 'boolean' } }, '{"x":true,"y":1}', false],
  [{ type: 'object', required: ['a'] }, '{"a":[]}', true],
  [{ type: 'object', required: ['a'] }, '{}', false],
  [{ type: 'object', properties: {}, additionalProperties: false }, '{}', true],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'null', true],
  [{ const: 4 }, '4', true],
  [{ const: null, enum: [1, null] }, '1', false],
  [{ const: null, enum: [1, null] }, 'null', true],
  [{ enum: [1, 'x', null], type: 'string' }, '1', false],
  [{ enum: [1, 'x', null], type: 'string' }, '"x"', true],
  [{ type: 'array', minItems: 1 }, '[]', false],
  [{ type: 'number' }, '-0.5E+10', true],
  [{ type: 'integer' }, '1.0', false],
])('%j: %s %s', (schema, text, expected) => {
  expect(accepts(schema, text)).toBe(expected);
});

test.each<[unknown, string]>([
  [{ type: 'blah' }, 'schema /type: "blah", expected one of object'],
  [{ type: 'string', pattern: 'a+' }, 'keyword pattern is not held'],
  [{ type: 'integer', minimum: 3 }, 'keyword minimum is not held'],
  [{ type: 'object', properties: { a: { format: 'date' } } }, 'schema /properties/a: keyword format is not held'],
  [{ $ref: '#/$defs/none' }, '"#/$defs/none" is not there'],
  [{ $ref: 'http://example.com/' }, 'expected a place in this schema'],
  [{ $ref: '#' }, 'refers to itself without an end'],
  [{ $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] } } }, 'without an end'],
  [{ type: 'array', minItems: 3, maxItems: 2 }, 'minItems is more than maxItems'],
  [{ enum: [] }, 'expected a list with something in it'],
  [{ enum: [1], type: 'string' }, 'no value is allowed'],
  [{ type: 'object', required: ['a'], additionalProperties: false }, '"a" is no property'],
  [{ $ref: '#/%zz' }, '"#/%zz" is not there'],
  [7, 'expected an object'],
  [Array.from({ length: 300 }).reduce((inner) => ({ type: 'array', items: inner }), {}), 'inside one another'],
])('%j is refused: %s', (schema, message) => {
  expect(() => parse(schema)).toThrow(SchemaError);
  expect(() => parse(schema)).toThrow(message);
});

test('a long text of a schema costs what is met of it', () => {
  const long = 'x'.repeat(1_000_000);
  const schema = { type: 'object', properties: { [long]: { enum: [long, `${long}y`] } }, additionalProperties: false };
  const { language, start } = parse(schema);
  const end = [...Buffer.from(`{"${'x'.repeat(100)}`)].reduce<Expression>((at, byte) => at.after(byte), start);
  expect(end.after(0x78)).not.toBe(language.nothing);
  expect(end.after(0x79)).toBe(language.nothing);
  // Expressions are counted as they are made.
  expect(language.literal('the last').id).toBeLessThan(2000);
});

test('of many properties that may be there any may follow any before it', () => {
  const names = Array.from({ length: 2000 }, (_, i) => `p${i}`);
  const { language, start } = parse({
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'null' }])),
    required: ['p1000'],
  });
  const isText = (json: object) => {
    const bytes = [...Buffer.from(JSON.stringify(json))];
    return bytes.reduce<Expression>((at, byte) => at.after(byte), start) === language.empty;
  };
  expect(isText({ p1000: null })).toBe(true);
  expect(isText({ p7: null, p999: null, p1000: null, p1999: null })).toBe(true);
  expect(isText({ p7: null, p1999: null })).toBe(false);
  expect(isText({ p999: null, p7: null, p1000: null })).toBe(false);
  expect(isText({})).toBe(false);
});

/** A vocabulary of single bytes and of longer pieces, among them some that cross the borders of JSON's parts. */
const PIECES = [
  '":',
  '",',
  '{"',
  '"}',
  '": "',
  'name',
  'na',
  'e',
  '[]',
  '}]',
  ', "',
  '漢',
  '\n ',
  'true',
  'null',
  '12',
];
const VOCABULARY: (Uint8Array | undefined)[] = [
  undefined,
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...PIECES.map((text) => Buffer.from(text)),
];
const STOP = 0;

describe('a constrained sampler', () => {
  test('lets exactly those tokens through that an expression takes byte by byte', () =>
    fc.assert(
      fc.property(fc.constantFrom(PERSON, TREE, {}), fc.nat(), (schema, seed) => {
        const { language, start } = parse(schema);
        const filter = tokenFilter(tokenTable(VOCABULARY), language, VOCABULARY.length);
        const random = lcg(seed);
        let state = start;
        for (let step = 0; step < 12; step++) {
          const allowed = filter.allowed(state);
          const expected = VOCABULARY.map((bytes) => {
            const end = bytes && [...bytes].reduce<Expression>((at, byte) => at.after(byte), state);
            return Number(end !== undefined && end !== language.nothing);
          });
          expect([...allowed]).toEqual(expected);
          const some = [...allowed.keys()].filter((token) => allowed[token]);
          if (some.length === 0) {
            break;
          }
          state = filter.after(state, some[Math.floor(random() * some.length)]);
        }
      }),
      { numRuns: 30 },
    ));

  test('makes a text that the schema allows, whatever the logits', () =>
    fc.assert(
      fc.property(fc.constantFrom(PERSON, TREE), fc.nat(), (schema, seed) => {
        const { language, start } = parse(schema);
        const filter = tokenFilter(tokenTable(VOCABULARY), language, VOCABULARY.length);
        const sampler = constrained(createSampler({ temperature: 1, seed }), filter, start, language, [STOP]);
        const random = lcg(seed);
        const bytes: number[] = [];
        // A closing bracket is likelier than the rest, so that trees end.
        const bias = (token: number) => (token === 1 + 0x7d || token === 1 + 0x5d || token === 1 + 0x22 ? 3 : 0);
        for (let step = 0; step < 3000 && !sampler.isComplete; step++) {
          const logits = Float32Array.from(VOCABULARY, (_, token) => random() * 4 + bias(token));
          const token = sampler.fromLogits(logits, []);
          if (token === STOP) {
            break;
          }
          bytes.push(...VOCABULARY[token]!);
        }
        const text = Buffer.from(bytes).toString();
        expect(() => JSON.parse(text)).not.toThrow();
        expect(accepts(schema, text)).toBe(true);
      }),
      { numRuns: 40 },
    ));
});
