import { when } from '../module/control.ts';
import { registered, regs, scope, wires } from '../module/declare.ts';
import { leavesOf, typeOf, viewOf } from '../signal/view.ts';
import { bundle } from '../types/bundle.ts';
import type { Passive } from '../types/data.ts';
import { bool } from '../types/scalar.ts';
import { type Source, sourceOf } from './stream.ts';

type Fields = Readonly<Record<string, object>>;
/** One stage: from the fields that arrive, the fields that leave. Side-band data is carried by returning it. */
type Stage = (fields: never) => Fields;

/**
 * A pipeline that stalls as a whole: each function computes one stage from the fields registered before it, and what it
 * returns is registered, by name, in `s1_…`, `s2_…`. Bubbles are squeezed out: a stage moves on when the next one is
 * empty or moving.
 */
export function pipeline<P extends Fields, A extends Fields>(s: Source<P>, a: (x: P) => A): Source<A>;
export function pipeline<P extends Fields, A extends Fields, B extends Fields>(
  s: Source<P>,
  a: (x: P) => A,
  b: (x: A) => B,
): Source<B>;
export function pipeline<P extends Fields, A extends Fields, B extends Fields, C extends Fields>(
  s: Source<P>,
  a: (x: P) => A,
  b: (x: A) => B,
  c: (x: B) => C,
): Source<C>;
export function pipeline<P extends Fields, A extends Fields, B extends Fields, C extends Fields, D extends Fields>(
  s: Source<P>,
  a: (x: P) => A,
  b: (x: A) => B,
  c: (x: B) => C,
  d: (x: C) => D,
): Source<D>;
export function pipeline(s: Source<Fields>, ...stages: readonly Stage[]): Source<Fields> {
  return stages.reduce((source, stage, i) => scope(`s${i + 1}`, () => registerStage(source, stage)), s);
}

function registerStage(source: Source<Fields>, stage: Stage): Source<Fields> {
  const { ready } = wires({ ready: bool() });
  const { valid } = regs({ valid: bool(false) });
  const moves = valid.not().or(ready);
  source.ready.set(moves);
  when(moves, () => valid.set(source.valid));
  const fields = registered(stage(source.payload as never), { enable: moves });
  const members = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, typeOf(value) as Passive]));
  const payload = viewOf(
    bundle(members),
    Object.values(fields).flatMap((value) => leavesOf(value)),
  );
  return sourceOf(valid, payload as Fields, ready);
}
