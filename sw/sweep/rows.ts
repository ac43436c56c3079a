import { type Count, K26, noResources, RESOURCES } from '@macromac/verilog/report/resources';
import type { JobStore } from '../jobs/store.ts';
import { DESIGN_PRICES, processorTime } from '../perf/processor.ts';
import { linearSizes, type Shape } from '../perf/shapes.ts';
import { PROCESSOR_MILLISECONDS } from '../perf/token-report.ts';
import { matrixLayout } from '../port/layout.ts';
import { LINEAR_NAMES } from '../quant/sequence-model.ts';
import type { DesignAreas, ModuleArea, Plan, PlannedPoint } from './plan.ts';
import type { Point } from './points.ts';
import type { QualityResult } from './quality.ts';
import type { SimulateResult, Work } from './simulate.ts';

/** What a point is worth. */
export interface Row extends Point {
  /** Simulated, with the processor's priced share. */
  readonly tokensPerSecond: number;
  /** Of a prompt, a pass of T tokens, without the LM head. */
  readonly promptPerSecond: number;
  readonly cycles: number;
  /** Priced: what the processor does of a token [ms]. */
  readonly processor: number;
  /** Bytes over the memory ports for a token. */
  readonly traffic: number;
  /** Estimated by Yosys; null, as depth and `fits`, where the space asks for no areas. */
  readonly area: Count | null;
  /** LUTs on the longest path inside a module. */
  readonly depth: number | null;
  /** Whether it is no more than the KV260's device has. */
  readonly fits: boolean | null;
  /** Values that were the golden model's, bit for bit. */
  readonly compared: number;
  /** RMS error of a product, relative, from the engine's arithmetic alone. */
  readonly error: number;
  /** Of the model: as stored, or of a shape its matrices. */
  readonly bytes: number;
  /** With its standard error, KV cache included; null where the space has no checkpoint. */
  readonly perplexity: { readonly mean: number; readonly standardError: number } | null;
  /** Whether no other point under the same clock and memory is at least as good in all, and better in something. */
  readonly isBest: boolean;
}

/** A point without a row, and why. */
export interface FailedPoint {
  readonly id: string;
  readonly reason: string;
}

export interface Table {
  readonly shape: Shape;
  readonly context: number;
  /** Of the checkpoint itself. */
  readonly reference: { readonly mean: number; readonly standardError: number } | null;
  readonly rows: readonly Row[];
  readonly failed: readonly FailedPoint[];
}

/** What is compared; more is better where the sign is 1. */
export const OBJECTIVES: readonly (readonly [name: string, sign: 1 | -1, (row: Row) => number])[] = [
  ['tokens/s', 1, (row) => row.tokensPerSecond],
  ['prompt tokens/s', 1, (row) => row.promptPerSecond],
  ['LUT', -1, ({ area }) => area?.LUT ?? 0],
  ['DSP', -1, ({ area }) => area?.DSP ?? 0],
  ['BRAM', -1, ({ area }) => area?.BRAM ?? 0],
  ['error', -1, (row) => row.error],
  ['perplexity', -1, (row) => row.perplexity?.mean ?? 0],
  ['bytes', -1, (row) => row.bytes],
];

/** Whether one point is at least as good as another in all, and better in something. */
export function dominates(one: Row, other: Row): boolean {
  const differences = OBJECTIVES.map(([, sign, value]) => sign * (value(one) - value(other)));
  return differences.every((difference) => difference >= 0) && differences.some((difference) => difference > 0);
}

/** Clock and memory are what a point is under, not what is chosen. */
export const conditionOf = ({ clock, memory }: Point): string => `${clock} MHz, memory ${memory}`;

/** Joins what the jobs of each point have found. */
export function tableOf(
  { shape, points }: Plan,
  context: number,
  store: JobStore,
  areasOf: ((emit: string) => DesignAreas | undefined) | null,
): Table {
  const rows: Row[] = [];
  const failed: FailedPoint[] = [];
  const sums = new Map<string, Size>();
  let reference: Table['reference'] = null;
  for (const planned of points) {
    const areas = areasOf?.(planned.emit);
    const keys = [planned.emit, planned.simulate, planned.quality ?? [], areas?.modules.map(({ key }) => key) ?? []];
    const missing = keys.flat().find((key) => !store.has(key));
    if (missing !== undefined || (areasOf && areas === undefined)) {
      const key = missing ?? planned.emit;
      const { name } = store.job(key);
      failed.push({ id: planned.point.id, reason: `${name}: ${store.failure(key)?.error ?? 'no result yet'}` });
      continue;
    }
    const area = sums.get(planned.emit) ?? (areas ? sum(store, areas) : { area: null, depth: null });
    sums.set(planned.emit, area);
    const quality =
      planned.quality === undefined ? undefined : (store.result(planned.quality) as unknown as QualityResult);
    reference ??= quality?.reference ?? null;
    rows.push(
      rowOf(planned, shape, context, store.result(planned.simulate) as unknown as SimulateResult, area, quality),
    );
  }
  return { shape, context, reference, rows: withBest(rows), failed };
}

type Size = Pick<Row, 'area' | 'depth'>;

function sum(store: JobStore, { modules }: DesignAreas): Size {
  const area = noResources();
  let depth = 0;
  for (const { key, instances } of modules) {
    const module = store.result(key) as unknown as ModuleArea;
    for (const resource of RESOURCES) {
      area[resource] += instances * module.own[resource];
    }
    depth = Math.max(depth, module.depth);
  }
  return { area, depth };
}

function rowOf(
  { point }: PlannedPoint,
  shape: Shape,
  context: number,
  { offload, token, pass, compared, error }: SimulateResult,
  { area, depth }: Size,
  quality: QualityResult | undefined,
): Row {
  const { clock, hardware } = point;
  const pricesOf = ({ commands }: Work) => {
    const { nonLinear, attention, commands: starts } = processorTime(shape, context, commands, DESIGN_PRICES);
    return offload === 'token'
      ? { once: PROCESSOR_MILLISECONDS, each: 0 }
      : { once: starts, each: nonLinear + attention };
  };
  const milliseconds = (work: Work, tokens: number) => {
    const { once, each } = pricesOf(work);
    return work.cycles / (1000 * clock) + once + tokens * each;
  };
  const { once, each } = pricesOf(token);
  return {
    ...point,
    tokensPerSecond: 1000 / milliseconds(token, 1),
    promptPerSecond: (1000 * hardware.tokens) / milliseconds(pass, hardware.tokens),
    cycles: token.cycles,
    processor: once + each,
    traffic: token.bytes,
    area,
    depth,
    fits: area && RESOURCES.every((resource) => area[resource] <= K26[resource]),
    compared,
    error,
    bytes: quality?.bytes ?? matrixBytes(point, shape),
    perplexity: quality ? { mean: quality.perplexity.mean, standardError: quality.perplexity.standardError } : null,
    isBest: false,
  };
}

/** Of the linear layers and the LM head, which is the embedding too. */
function matrixBytes({ weights, int8, head }: Point, shape: Shape): number {
  const sizes = linearSizes(shape);
  const layer = LINEAR_NAMES.reduce(
    (total, name) => total + matrixLayout(int8.includes(name) ? 'int8-macro' : weights, ...sizes[name]).bytes,
    0,
  );
  const { layers, vocab, hidden } = shape;
  return layers * layer + matrixLayout(head === 'int8' ? 'int8-macro' : weights, vocab, hidden).bytes;
}

function withBest(rows: readonly Row[]): Row[] {
  const byCondition = new Map<string, Row[]>();
  for (const row of rows) {
    const condition = conditionOf(row);
    byCondition.set(condition, [...(byCondition.get(condition) ?? []), row]);
  }
  return rows.map((row) => ({
    ...row,
    isBest: !byCondition.get(conditionOf(row))!.some((other) => dominates(other, row)),
  }));
}
