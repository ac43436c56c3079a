import { builder } from '../module/builder.ts';
import { when } from '../module/control.ts';
import { regs, scope, wires } from '../module/declare.ts';
import type { Bool } from '../signal/interfaces.ts';
import { leavesOf, typeOf, viewOf } from '../signal/view.ts';
import { bundle } from '../types/bundle.ts';
import type { Passive } from '../types/data.ts';
import { bool } from '../types/scalar.ts';
import { type Source, sourceOf } from './stream.ts';

/** The same beats with another payload. */
export const map = <P, Q>(s: Source<P>, f: (payload: P) => Q): Source<Q> => sourceOf(s.valid, f(s.payload), s.ready);

/** Holds the stream back while `condition` is 1. */
export function haltWhen<P>(s: Source<P>, condition: Bool): Source<P> {
  const { ready } = local('halted', { ready: bool() });
  s.ready.set(ready.and(condition.not()));
  return sourceOf(s.valid.and(condition.not()), s.payload, ready);
}

/** Drops the beats that come while `condition` is 1. */
export function throwWhen<P>(s: Source<P>, condition: Bool): Source<P> {
  const { ready } = local('kept', { ready: bool() });
  s.ready.set(ready.or(condition));
  return sourceOf(s.valid.and(condition.not()), s.payload, ready);
}

/**
 * One stream to several receivers, each of which takes every beat once, at its own pace; the next beat comes when all
 * have it.
 */
export function fork<P>(s: Source<P>, count: number): Source<P>[] {
  const branches = Array.from({ length: count }, (_, i) =>
    local(`branch${i}`, { ready: bool() }, () => regs({ taken: bool(false) })),
  );
  const done = branches.map(({ ready, taken }) => ready.or(taken));
  const allDone = done.reduce((a, b) => a.and(b));
  s.ready.set(allDone);
  branches.forEach(({ taken }, i) => {
    when(s.valid, () => taken.set(done[i].and(allDone.not())));
  });
  return branches.map(({ ready, taken }) => sourceOf(s.valid.and(taken.not()), s.payload, ready));
}

/** Several streams in lock-step: a beat holds one of each. */
export function join<S extends Readonly<Record<string, Source<object>>>>(
  sources: S,
): Source<{ readonly [K in keyof S]: S[K]['payload'] }> {
  const { ready } = local('joined', { ready: bool() });
  const streams = Object.values(sources);
  const all = streams.map((s) => s.valid).reduce((a, b) => a.and(b));
  for (const s of streams) {
    s.ready.set(ready.and(all));
  }
  const members = Object.fromEntries(Object.entries(sources).map(([key, s]) => [key, typeOf(s.payload) as Passive]));
  const payload = viewOf(
    bundle(members),
    streams.flatMap((s) => leavesOf(s.payload)),
  );
  return sourceOf(all, payload as { readonly [K in keyof S]: S[K]['payload'] }, ready);
}

/** Wires (and whatever `more` declares) under a prefix not used yet. */
function local<T extends Readonly<Record<string, ReturnType<typeof bool>>>, M extends object = object>(
  base: string,
  types: T,
  more: () => M = () => ({}) as M,
) {
  const { taken, prefix } = builder();
  const first = Object.keys(types)[0];
  let name = base;
  for (let i = 2; taken.has(`${prefix}${name}_${first}`); i++) {
    name = `${base}_${i}`;
  }
  return scope(name, () => ({ ...wires(types), ...more() }));
}
