import { TaskCancelled } from './errors.ts';
import type { Scheduler, TaskState } from './scheduler.ts';
import { createTrigger, fireNow, type Listener, type Trigger } from './trigger.ts';

/** A forked task; awaiting it waits for its end and gives its result, or throws what it threw. */
export interface Task<T> extends Trigger<T> {
  readonly name: string;
  readonly done: boolean;
  /**
   * Makes the `await` the task stands at throw `TaskCancelled` (where that has fired already: the next one). Who waits
   * for the task gets the same error. Does nothing when the task is done.
   */
  cancel(): void;
}

/**
 * Starts `body` as a task of its own: it first runs when the current task blocks. An error nobody waits for ends the
 * simulation.
 */
export function fork<T>(scheduler: Scheduler, name: string, body: () => Promise<T> | T): Task<T> {
  const state: TaskState = { name, waits: new Set(), cancelled: false };
  const listeners = new Set<Listener<T>>();
  let outcome: { value: T } | { error: unknown } | undefined;

  const finish = (result: { value: T } | { error: unknown }) => {
    outcome = result;
    scheduler.tasks.delete(state);
    const heard = listeners.size > 0;
    for (const listener of [...listeners]) {
      report(listener, result);
    }
    if ('error' in result && !heard && !(result.error instanceof TaskCancelled) && !state.cancelled) {
      scheduler.fail(result.error);
    }
    listeners.clear();
  };
  scheduler.tasks.add(state);
  scheduler.enqueue(state, () => {
    if (state.cancelled) {
      return finish({ error: new TaskCancelled(`task ${name} was cancelled before it began`) });
    }
    new Promise<T>((resolve) => resolve(body())).then(
      (value) => finish({ value }),
      (error: unknown) => finish({ error }),
    );
  });

  const join = createTrigger<T>(scheduler, {
    description: `the end of task ${name}`,
    prime: (listener) => {
      if (outcome) {
        report(listener, outcome);
        return () => {};
      }
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const cancel = () => {
    if (outcome || state.cancelled) {
      return;
    }
    state.cancelled = true;
    for (const wait of [...state.waits]) {
      wait.abandon(new TaskCancelled(`task ${name} was cancelled`));
    }
  };
  return Object.defineProperties(join, {
    name: { value: name },
    done: { get: () => outcome !== undefined },
    cancel: { value: cancel },
  }) as Task<T>;
}

function report<T>(listener: Listener<T>, outcome: { value: T } | { error: unknown }): void {
  if ('error' in outcome) {
    listener.fail(outcome.error);
  } else {
    fireNow(listener, outcome.value);
  }
}
