import { type Expression, type Expressions, LeftRecursion } from './expression.ts';
import { jsonParts } from './json.ts';

/** The schema asks for what cannot be held while a text is made, or is none; `path` is where, as a JSON pointer. */
export class SchemaError extends Error {
  constructor(path: string, message: string) {
    super(`schema ${path === '' ? '(top level)' : path}: ${message}`);
  }
}

/** Schemas, properties and values of a schema, all together, and how deep they lie in one another. */
const MAX_PARTS = 5000;
const MAX_DEPTH = 100;

/** Say nothing of what is valid. */
const ANNOTATIONS = new Set(
  'title description default example examples deprecated readOnly writeOnly $schema $id $comment $defs definitions strict'.split(
    ' ',
  ),
);
const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'] as const;
type Type = (typeof TYPES)[number];
type Schema = Readonly<Record<string, unknown>>;

/** Keywords of each type. */
const KEYWORDS: Readonly<Record<Type, readonly string[]>> = {
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
  string: ['minLength', 'maxLength'],
  integer: [],
  number: [],
  boolean: [],
  null: [],
};

/**
 * Texts of JSON that a schema (draft 2020-12) allows. They are a part of all such texts: properties come in the
 * schema's order, without others where it names some, and blanks are few. A keyword that could not be held is refused
 * by its name.
 */
export function schemaExpression(schema: unknown, language: Expressions, scope = ''): Expression {
  const json = jsonParts(language);
  let parts = 0;

  const convert = (node: unknown, path: string, depth: number): Expression => {
    if (++parts > MAX_PARTS || depth > MAX_DEPTH) {
      throw new SchemaError(path, `more than ${MAX_PARTS} parts, or ${MAX_DEPTH} of them inside one another`);
    }
    if (node === true) {
      return json.value;
    }
    if (typeof node !== 'object' || node === null || Array.isArray(node)) {
      throw new SchemaError(path, `${JSON.stringify(node)}, expected an object`);
    }
    const own = node as Schema;
    const keys = Object.keys(own).filter((key) => !ANNOTATIONS.has(key));
    const expectOnly = (...allowed: readonly string[]) => {
      const other = keys.find((key) => !allowed.includes(key));
      if (other !== undefined) {
        throw new SchemaError(path, `keyword ${other} is not held${allowed.length > 0 ? ' here' : ''}`);
      }
    };
    if (own.$ref !== undefined) {
      expectOnly('$ref');
      return reference(own.$ref, path, depth);
    }
    if (own.anyOf !== undefined) {
      expectOnly('anyOf', 'type');
      return language.choice(
        ...list(own.anyOf, `${path}/anyOf`).map((part, i) => convert(part, `${path}/anyOf/${i}`, depth + 1)),
      );
    }
    const types = typesOf(own, path);
    if (own.enum !== undefined || own.const !== undefined) {
      expectOnly('enum', 'const', 'type');
      const values = own.enum === undefined ? [own.const] : list(own.enum, `${path}/enum`);
      const isConst = (value: unknown) => own.const === undefined || own.const === value;
      const allowed = values.filter((value) => isOfType(value, types) && isConst(value));
      parts += allowed.length;
      if (allowed.length === 0) {
        throw new SchemaError(path, 'no value is allowed');
      }
      return language.choice(...allowed.map((value) => language.literal(JSON.stringify(value))));
    }
    expectOnly('type', ...types.flatMap((type) => KEYWORDS[type]));
    if (keys.length === 0) {
      return json.value;
    }
    return language.choice(...types.map((type) => ofType(type, own, path, depth)));
  };

  const ofType = (type: Type, node: Schema, path: string, depth: number): Expression => {
    switch (type) {
      case 'object':
        return object(node, path, depth);
      case 'array': {
        const item = node.items === undefined ? json.value : convert(node.items, `${path}/items`, depth + 1);
        const [min, max] = bounds(node, 'minItems', 'maxItems', path);
        return json.array(item, min, max);
      }
      case 'string':
        return json.string(...bounds(node, 'minLength', 'maxLength', path));
      default:
        return json[type];
    }
  };

  const object = (node: Schema, path: string, depth: number): Expression => {
    const properties = node.properties ?? {};
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
      throw new SchemaError(`${path}/properties`, 'expected an object');
    }
    const required = node.required === undefined ? [] : list(node.required, `${path}/required`);
    const others = node.additionalProperties ?? true;
    const otherPath = `${path}/additionalProperties`;
    const named = Object.entries(properties).map(([name, value]) => ({
      name,
      isRequired: required.includes(name),
      value: convert(value, `${path}/properties/${name}`, depth + 1),
    }));
    for (const name of required) {
      if (typeof name !== 'string') {
        throw new SchemaError(`${path}/required`, `${JSON.stringify(name)}, expected a name`);
      }
      if (Object.hasOwn(properties, name)) {
        continue;
      }
      if (others === false) {
        throw new SchemaError(`${path}/required`, `${JSON.stringify(name)} is no property, and no others are allowed`);
      }
      named.push({ name, isRequired: true, value: convert(others, otherPath, depth + 1) });
    }
    if (named.length === 0 && others !== false) {
      return json.map(convert(others, otherPath, depth + 1));
    }
    return json.object(named);
  };

  const reference = (target: unknown, path: string, depth: number): Expression => {
    if (typeof target !== 'string' || !/^#(\/|$)/.test(target)) {
      throw new SchemaError(
        `${path}/$ref`,
        `${JSON.stringify(target)}, expected a place in this schema, as #/$defs/name`,
      );
    }
    const steps = target.split('/').slice(1);
    let node: unknown = schema;
    for (const step of steps) {
      const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
      node = typeof node === 'object' && node !== null && Object.hasOwn(node, key) ? (node as Schema)[key] : undefined;
    }
    if (node === undefined) {
      throw new SchemaError(`${path}/$ref`, `${JSON.stringify(target)} is not there`);
    }
    if (!resolving.has(target)) {
      resolving.set(target, undefined);
      resolving.set(target, convert(node, target.slice(1), depth + 1));
    }
    return language.rule(`${scope}${target}`, () => resolving.get(target)!);
  };
  /** Places that were referred to, and what they came to. */
  const resolving = new Map<string, Expression | undefined>();

  const made = convert(schema, '', 0);
  try {
    for (const each of [made, ...resolving.values()]) {
      each?.isNullable();
      each?.after(0);
    }
  } catch (error) {
    throw error instanceof LeftRecursion ? new SchemaError('', `it refers to itself without an end`) : error;
  }
  return made;
}

/** A step of a JSON pointer in a URI's fragment; what is no such text is a name as it stands. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    if (Array.isArray(value) && path.endsWith('/required')) {
      return value;
    }
    throw new SchemaError(path, 'expected a list with something in it');
  }
  return value;
}

/** The types a schema names, or those that its keywords are about. */
function typesOf(schema: Schema, path: string): readonly Type[] {
  if (schema.type === undefined) {
    const implied = TYPES.filter((type) => KEYWORDS[type].some((key) => key in schema));
    return implied.length > 0 ? implied : TYPES;
  }
  const types = [schema.type].flat();
  const unknown = types.find((type) => !TYPES.includes(type as Type));
  if (unknown !== undefined || types.length === 0) {
    throw new SchemaError(`${path}/type`, `${JSON.stringify(schema.type)}, expected one of ${TYPES.join(', ')}`);
  }
  return types as Type[];
}

function isOfType(value: unknown, types: readonly Type[]): boolean {
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return types.some((each) => each === type || (each === 'integer' && Number.isInteger(value)));
}

function bounds(schema: Schema, low: string, high: string, path: string): [number, number] {
  const [min, max] = [schema[low] ?? 0, schema[high] ?? Number.POSITIVE_INFINITY];
  for (const [key, value] of [
    [low, min],
    [high, max],
  ] as const) {
    if (typeof value !== 'number' || value < 0 || !(Number.isInteger(value) || value === Number.POSITIVE_INFINITY)) {
      throw new SchemaError(`${path}/${key}`, `${JSON.stringify(value)}, expected a whole number from 0`);
    }
  }
  if ((min as number) > (max as number)) {
    throw new SchemaError(path, `${low} is more than ${high}`);
  }
  return [min as number, max as number];
}
