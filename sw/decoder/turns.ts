import type { Model } from './model.ts';

/** The last turn of each back end, or of the operators that bring memory of their own. */
const last = new WeakMap<object, Promise<unknown>>();

/**
 * Passes of one back end take turns, in the order in which they ask: its arrays, counters and command queue belong to
 * one pass at a time, whatever models and sessions share them. What a pass returns must not lie in the back end's
 * memory. A pass that fails ends its turn; a pass must not wait for another turn.
 */
export function inTurn<T>({ accelerator }: Pick<Model, 'accelerator'>, pass: () => Promise<T>): Promise<T> {
  const owner = accelerator.operators ?? accelerator;
  const result = (last.get(owner) ?? Promise.resolve()).then(pass);
  last.set(
    owner,
    result.catch(() => {}),
  );
  return result;
}
