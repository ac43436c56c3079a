import type { GroupSize } from '../model/round-to-nearest.ts';
import type { AcceleratorCacheKind } from '../port/kv-cache.ts';
import type { DdrModel } from '../port/kv260-memory.ts';
import type { MatrixFormat } from '../port/layout.ts';
import { type Hardware, worksLists } from './hardware.ts';
import type { QuantizeMethod } from './quality.ts';
import { hasCheckpoint, type Space } from './space.ts';

/** A configuration: an accelerator, what it runs under, and a model. */
export interface Point {
  /** Its place among the points of the space: `p007`. */
  readonly id: string;
  readonly hardware: Hardware;
  /** [MHz] */
  readonly clock: number;
  readonly memory: DdrModel;
  /** How keys are kept; null where the processor keeps them. */
  readonly keys: AcceleratorCacheKind | null;
  readonly weights: MatrixFormat;
  readonly int8: readonly string[];
  readonly head: 'int4' | 'int8';
  /** Null where the space has a shape alone. */
  readonly method: QuantizeMethod | null;
  readonly groupSize: GroupSize | null;
}

export interface Points {
  readonly points: readonly Point[];
  /** Combinations that are no points, by why. */
  readonly leftOut: ReadonlyMap<string, number>;
}

type Combination = Omit<Point, 'id'>;

/** All combinations of the values of some lists, the last list changing fastest. */
function* product<T extends Readonly<Record<string, readonly unknown[]>>>(
  lists: T,
): Generator<{ [K in keyof T]: T[K][number] }> {
  const entries = Object.entries(lists);
  const all = entries.reduce((n, [, values]) => n * values.length, 1);
  for (let i = 0; i < all; i++) {
    let rest = i;
    const chosen: [string, unknown][] = [];
    for (const [name, values] of entries.toReversed()) {
      chosen.push([name, values[rest % values.length]]);
      rest = Math.floor(rest / values.length);
    }
    yield Object.fromEntries(chosen) as { [K in keyof T]: T[K][number] };
  }
}

/** The points of a space: those that differ, of what can be built. Neighbours have the same hardware. */
export function pointsOf(space: Space): Points {
  const models = hasCheckpoint(space) ? space.weights : { ...space.weights, method: [null], groupSize: [null] };
  const leftOut = new Map<string, number>();
  const seen = new Set<string>();
  const points: Point[] = [];
  const omit = (why: string) => leftOut.set(why, (leftOut.get(why) ?? 0) + 1);
  for (const chosen of product({ ...space.hardware, ...space.conditions, ...models })) {
    const { tokens, engine, mantissa, lists, weightQueue, activationQueue, burst } = chosen;
    const asked: Hardware = { tokens, engine, mantissa, lists, weightQueue, activationQueue, burst };
    // What does not exist in a build decides nothing there.
    const hardware = engine === 'fp32' ? { ...asked, mantissa: 27, lists: false } : asked;
    const keys = worksLists(hardware) ? chosen.keys : null;
    const { clock, memory, format: weights, int8, head, method, groupSize } = chosen;
    const point: Combination = { hardware, clock, memory, keys, weights, int8, head, method, groupSize };
    const text = JSON.stringify(point);
    const obstacle = obstacleTo(point);
    if (obstacle !== undefined) {
      omit(obstacle);
    } else if (seen.has(text)) {
      omit('the same as another: engine fp32 has neither mantissa nor lists, and keys are of lists');
    } else {
      seen.add(text);
      points.push({ id: '', ...point });
    }
  }
  const digits = String(points.length).length;
  return { points: points.map((point, i) => ({ ...point, id: `p${String(i + 1).padStart(digits, '0')}` })), leftOut };
}

function obstacleTo({ hardware, keys, int8 }: Combination): string | undefined {
  if (hardware.engine === 'fp32' && hardware.tokens > 2) {
    return 'engine fp32 is built for T = 1 and 2';
  }
  if (keys === null && int8.length > 0) {
    return 'INT8 in single linear layers is timed with command lists alone';
  }
  return undefined;
}
