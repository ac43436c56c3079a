import type { Scheduler } from './scheduler.ts';

/** Called at most once in all by whatever a trigger waits for. */
export interface Listener<T> {
  fire(value: T): void;
  fail(error: unknown): void;
}

/**
 * Something a task can wait for: `await` it, or hand it to `select`, `gather` or `timeout`. Lazy: nothing happens until
 * then, and each `await` waits anew. `prime` starts waiting and returns the function that stops it.
 */
export interface Trigger<T = void> extends PromiseLike<T> {
  /** What it waits for, as it stands in the "no progress" error: `rising edge of clk`. */
  readonly description: string;
  /** True when simulated time alone makes it fire, so that waiting for it is not a sign of a hang. */
  readonly certain: boolean;
  prime(listener: Listener<T>): () => void;
}

export interface TriggerSource<T> {
  description: string | (() => string);
  certain?: boolean;
  prime(listener: Listener<T>): () => void;
}

/** Makes an awaitable of `source`; the value it fires with is what `await` returns. */
export function createTrigger<T>(scheduler: Scheduler, source: TriggerSource<T>): Trigger<T> {
  return {
    get description() {
      return typeof source.description === 'string' ? source.description : source.description();
    },
    certain: source.certain ?? false,
    prime: source.prime,
    // biome-ignore lint/suspicious/noThenProperty: a trigger is awaited, and waits from the moment it is
    then(onFired, onFailed) {
      return new Promise<T>((resolve, reject) => scheduler.wait(this, resolve, reject)).then(onFired, onFailed);
    },
  };
}

const nothing = () => {};

/** For a `prime` that fires at once: nothing is left to stop. */
export function fireNow<T>(listener: Listener<T>, value: T): () => void {
  listener.fire(value);
  return nothing;
}
