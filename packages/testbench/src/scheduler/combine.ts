import { TimeoutError } from './errors.ts';
import type { Scheduler } from './scheduler.ts';
import { fork, type Task } from './task.ts';
import { createTrigger, type Trigger } from './trigger.ts';

/** What `select`, `gather` and `timeout` take: a trigger, or an async function that they run as a task. */
export type Waitable<T> = Trigger<T> | (() => Promise<T>);

type ValueOf<W> = W extends Trigger<infer T> ? T : W extends () => Promise<infer T> ? T : never;

/** Which of the choices came first, with its value: `if (first.key === 'late') …`. */
export type Selected<C> = { [K in keyof C]: { key: K; value: ValueOf<C[K]> } }[keyof C];

/**
 * Waits for the first of several. Guarantees: exactly one is reported (the first to fire, and at the same moment the
 * one named first); all others are stopped, triggers are no longer waited for and tasks started here are cancelled; an
 * error of the first is thrown. Losers' later errors are dropped.
 */
export function select<C extends Record<string, Waitable<unknown>>>(
  scheduler: Scheduler,
  choices: C,
): Trigger<Selected<C>> {
  const entries = Object.entries(choices);
  return createTrigger<Selected<C>>(scheduler, {
    description: () => `the first of ${entries.map(([key, item]) => `${key} (${describe(item)})`).join(', ')}`,
    certain: entries.some(([, item]) => isCertain(item)),
    prime: (listener) => {
      let over = false;
      const stops: (() => void)[] = [];
      const stopAll = () => {
        over = true;
        for (const stop of stops) {
          stop();
        }
      };
      for (const [key, item] of entries) {
        if (over) {
          break;
        }
        stops.push(
          start(scheduler, key, item, {
            fire: (value) => {
              if (over) {
                return;
              }
              stopAll();
              listener.fire({ key, value } as Selected<C>);
            },
            fail: (error) => {
              if (over) {
                return;
              }
              stopAll();
              listener.fail(error);
            },
          }),
        );
      }
      if (over) {
        stopAll();
      }
      return stopAll;
    },
  });
}

/**
 * Waits for all; gives their values in order. The first error is thrown at once and the others are stopped, as in
 * `select`.
 */
export function gather<W extends readonly Waitable<unknown>[]>(
  scheduler: Scheduler,
  items: W,
): Trigger<{ -readonly [K in keyof W]: ValueOf<W[K]> }> {
  type Values = { -readonly [K in keyof W]: ValueOf<W[K]> };
  return createTrigger<Values>(scheduler, {
    description: () => `all of ${items.map(describe).join(', ')}`,
    certain: items.some(isCertain),
    prime: (listener) => {
      const values: unknown[] = new Array(items.length);
      const stops: (() => void)[] = [];
      let missing = items.length;
      let over = false;
      const stopAll = () => {
        over = true;
        for (const stop of stops) {
          stop();
        }
      };
      if (missing === 0) {
        listener.fire([] as unknown as Values);
      }
      items.forEach((item, index) => {
        if (over) {
          return;
        }
        stops.push(
          start(scheduler, `gather[${index}]`, item, {
            fire: (value) => {
              values[index] = value;
              if (--missing === 0 && !over) {
                listener.fire(values as Values);
              }
            },
            fail: (error) => {
              if (over) {
                return;
              }
              stopAll();
              listener.fail(error);
            },
          }),
        );
      });
      return stopAll;
    },
  });
}

/** `item`, or a `TimeoutError` naming what was waited for once `limit` fires. */
export function timeout<T>(scheduler: Scheduler, item: Waitable<T>, limit: Trigger<unknown>): Trigger<T> {
  const race = select(scheduler, { item, limit });
  return createTrigger<T>(scheduler, {
    description: () => `${describe(item)}, at most ${limit.description}`,
    certain: true,
    prime: (listener) =>
      race.prime({
        fire: (first) => {
          if (first.key === 'item') {
            listener.fire(first.value as T);
          } else {
            listener.fail(new TimeoutError(`${describe(item)} did not come within ${limit.description}`));
          }
        },
        fail: (error) => listener.fail(error),
      }),
  });
}

function describe(item: Waitable<unknown>): string {
  return isFunction(item) ? `task ${item.name || '(anonymous)'}` : item.description;
}

const isFunction = (item: Waitable<unknown>): item is () => Promise<unknown> => typeof item === 'function';

const isCertain = (item: Waitable<unknown>): boolean => !isFunction(item) && item.certain;

function start(
  scheduler: Scheduler,
  name: string,
  item: Waitable<unknown>,
  listener: Parameters<Trigger<unknown>['prime']>[0],
): () => void {
  if (!isFunction(item)) {
    return item.prime(listener);
  }
  const task: Task<unknown> = fork(scheduler, item.name || name, item);
  const stopWaiting = task.prime(listener);
  return () => {
    stopWaiting();
    task.cancel();
  };
}
