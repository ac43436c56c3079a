import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { READ_BURSTS, READ_QUEUES } from '@macromac/rtl';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { issueText } from '../model/issue-text.ts';
import { parseUniqueJson } from '../model/load.ts';
import { GROUP_SIZES } from '../model/round-to-nearest.ts';
import { SHAPES } from '../perf/shapes.ts';
import { ACCELERATOR_CACHE_KINDS } from '../port/kv-cache.ts';
import { DDR_MODEL_NAMES } from '../port/kv260-memory.ts';
import { PASS_SIZES } from '../port/limits.ts';
import { ENGINES } from '../port/matrix.ts';
import { LINEAR_NAMES } from '../quant/sequence-model.ts';
import { SWEPT_METHODS } from './quality.ts';

/** Of the values of all lists: more than anybody simulates. */
const MOST_COMBINATIONS = 100_000;

const count = (least: number, most: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

/** Values of a parameter: at least one, none twice. Without it, what is usual. */
const axis = <T>(value: v.GenericSchema<unknown, T>, usual: T) =>
  v.optional(
    v.pipe(
      v.array(value),
      v.nonEmpty(),
      v.check(
        (values) => new Set(values.map((each) => JSON.stringify(each))).size === values.length,
        'each value once',
      ),
    ),
    [usual],
  );

const hardware = v.strictObject({
  tokens: axis(v.picklist(PASS_SIZES), 4),
  engine: axis(v.picklist(ENGINES), 'fused'),
  mantissa: axis(count(12, 27), 27),
  lists: axis(v.boolean(), true),
  weightQueue: axis(v.picklist(READ_QUEUES), 512),
  activationQueue: axis(v.picklist(READ_QUEUES), 512),
  burst: axis(v.picklist(READ_BURSTS), 16),
});

const conditions = v.strictObject({
  clock: axis(v.pipe(v.number(), v.finite(), v.minValue(1), v.maxValue(1000)), 200),
  memory: axis(v.picklist(DDR_MODEL_NAMES), 'kv260'),
});

const formats = {
  format: axis(v.picklist(['awq-macro', 'awq-macro-dense']), 'awq-macro-dense'),
  head: axis(v.picklist(['int4', 'int8']), 'int4'),
  int8: axis(v.array(v.picklist(LINEAR_NAMES)), []),
  keys: axis(v.picklist(ACCELERATOR_CACHE_KINDS), 'k16v8'),
};

const common = {
  format: v.literal('macromac sweep'),
  version: v.literal(1),
  name: v.pipe(
    v.string(),
    v.check((text) => /^[\w.-]+$/.test(text), 'a name of letters, digits, dots and dashes'),
  ),
  about: v.optional(v.string()),
  context: count(1, 32_768),
  areas: v.optional(v.boolean(), true),
  hardware: v.optional(hardware, {}),
  conditions: v.optional(conditions, {}),
};

const path = v.pipe(v.string(), v.nonEmpty());
const ofCheckpoint = v.strictObject({
  ...common,
  model: v.strictObject({
    checkpoint: path,
    calibration: path,
    text: path,
    samples: v.optional(count(1, 4096), 64),
    length: v.optional(count(2, 32_768), 512),
    window: v.optional(count(2, 32_768), 512),
    windows: v.optional(count(1, 65_536), 8),
  }),
  weights: v.optional(
    v.strictObject({
      ...formats,
      method: axis(v.picklist(SWEPT_METHODS), 'awq+gptq'),
      groupSize: axis(v.picklist(GROUP_SIZES), 64),
    }),
    {},
  ),
});
const ofShape = v.strictObject({
  ...common,
  model: v.strictObject({ shape: v.picklist(Object.keys(SHAPES)) }),
  weights: v.optional(v.strictObject(formats), {}),
});

export type CheckpointSpace = v.InferOutput<typeof ofCheckpoint>;
export type ShapeSpace = v.InferOutput<typeof ofShape>;
/** What is to be explored: every combination of what its lists have. */
export type Space = CheckpointSpace | ShapeSpace;

export const hasCheckpoint = (space: Space): space is CheckpointSpace => 'checkpoint' in space.model;

/** Reads a space; its files are found from the folder it lies in, and are there. */
export function readSpace(file: string): Space {
  const json = parseUniqueJson(file);
  const model = (json as { readonly model?: unknown } | null)?.model;
  const isShape = typeof model === 'object' && model !== null && 'shape' in model;
  const parsed = isShape ? v.safeParse(ofShape, json) : v.safeParse(ofCheckpoint, json);
  if (!parsed.success) {
    throw new DataError(`${file}: ${issueText(parsed.issues[0])}`);
  }
  const space: Space = parsed.output;
  const combinations = [space.hardware, space.conditions, space.weights]
    .flatMap((lists) => Object.values(lists))
    .reduce((product, values) => product * values.length, 1);
  if (combinations > MOST_COMBINATIONS) {
    throw new DataError(`${file}: its lists make ${combinations} combinations, expected ${MOST_COMBINATIONS} at most`);
  }
  if (!hasCheckpoint(space)) {
    return space;
  }
  const from = dirname(resolve(file));
  const located = { ...space.model };
  for (const field of ['checkpoint', 'calibration', 'text'] as const) {
    located[field] = resolve(from, space.model[field]);
    if (!existsSync(located[field])) {
      throw new DataError(
        `${file}: model.${field} is ${JSON.stringify(space.model[field])}: ${located[field]} is not there`,
      );
    }
  }
  return { ...space, model: located };
}
