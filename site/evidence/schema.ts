import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

const ROOT = join(import.meta.dirname, '../..');
export const EVIDENCE = join(ROOT, 'docs/evidence.json');

/** What a figure is. A priced part makes no label of its own: the run's note says which part is priced. */
export const LABELS = ['measured here', 'simulated', 'estimated', 'from the paper'] as const;

const text = v.pipe(v.string(), v.nonEmpty());

const figure = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  what: text,
  value: v.pipe(v.number(), v.finite()),
  unit: text,
  /** Pages in which the figure stands, and how it is written there. */
  stands: v.array(v.strictObject({ page: text, text })),
});

const run = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  /** Empty of the paper's figures. */
  command: v.string(),
  label: v.picklist(LABELS),
  /** When it ran, and on which commit; of older runs when its figures came into the pages. Null of the paper's. */
  date: v.nullable(v.pipe(v.string(), v.isoDate())),
  commit: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{7,40}$/))),
  machine: v.nullable(text),
  /** Left out unless `make evidence` is asked for it by name. */
  isSlow: v.boolean(),
  note: v.optional(text),
  source: v.optional(text),
  figures: v.pipe(v.array(figure), v.nonEmpty()),
});

const peer = v.strictObject({
  name: text,
  model: text,
  claim: text,
  source: text,
  tokensPerSecond: v.number(),
  /** Read from memory for a token [10⁶ bytes], and share of the DDR's 19.2 GB/s [%]. */
  megabytes: v.number(),
  shareOfPeak: v.number(),
  note: text,
});

const schema = v.strictObject({
  format: v.literal('macromac-evidence/1'),
  runs: v.array(run),
  /** Other accelerators on the same board, by their own claims. */
  peers: v.array(peer),
  notMeasured: v.array(text),
  negative: v.array(v.strictObject({ text, page: text, quote: text })),
});

export type Evidence = v.InferOutput<typeof schema>;
export type Run = v.InferOutput<typeof run>;
export type Figure = v.InferOutput<typeof figure>;

/** The figures as they are kept; throws in a sentence that names the field where something is wrong. */
export function readEvidence(file: string = EVIDENCE): Evidence {
  const evidence = checkEvidence(JSON.parse(readFileSync(file, 'utf8')), file);
  return evidence;
}

export function checkEvidence(json: unknown, name: string): Evidence {
  const checked = v.safeParse(schema, json);
  if (!checked.success) {
    const [issue] = checked.issues;
    throw new Error(`${name}: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
  }
  const ids = checked.output.runs.flatMap(({ id, figures }) => [`run ${id}`, ...figures.map((each) => each.id)]);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) {
    throw new Error(`${name}: ${twice} stands there twice`);
  }
  return checked.output;
}

/**
 * Whether a text shows a value: a number in it is the value as far as its digits go. Zeros at the end of a whole number
 * from 100,000 on are no digits, and ` k` is a thousand.
 */
export function shows(text: string, value: number): boolean {
  return [...text.matchAll(/(\d[\d,]*)(\.\d+)?( k\b)?/g)].some(([, whole, fraction = '', thousand]) => {
    const unit = thousand ? 1000 : 1;
    const digits = whole.replaceAll(',', '');
    const zeros = fraction === '' && digits.length > 5 ? /0*$/.exec(digits)![0].length : 0;
    const place = fraction === '' ? 10 ** zeros : 10 ** -(fraction.length - 1);
    return Math.abs(Number(digits + fraction) * unit - value) <= 0.5 * place * unit * (1 + 1e-9);
  });
}

/** Figures that do not stand in the pages that they say, or not with their value. */
export function strayFigures({ runs, negative }: Evidence, read: (page: string) => string): string[] {
  const flat = (page: string) => read(page).replace(/\s+/g, ' ');
  const figures = runs.flatMap((each) => each.figures.flatMap(({ id, stands }) => stands.map((at) => ({ id, ...at }))));
  const quotes = negative.map(({ page, quote }) => ({ id: 'a negative result', page, text: quote }));
  const others = runs.flatMap(({ figures: list }) =>
    list.flatMap(({ id, value, stands }) =>
      stands
        .filter((at) => !shows(at.text, value))
        .map(({ page, text: wanted }) => `${id} is ${value} now, but "${wanted}" in ${page}`),
    ),
  );
  const missing = [...figures, ...quotes]
    .filter(({ page, text: wanted }) => !flat(page).includes(wanted))
    .map(({ id, page, text: wanted }) => `${id}: ${page} does not say "${wanted}"`);
  return [...others, ...missing];
}
