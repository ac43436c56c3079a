import { afterMicrotasks } from './drain.ts';
import { NoProgress, TaskCancelled } from './errors.ts';
import type { Trigger } from './trigger.ts';

/** One line of execution: the test itself (`main`) or a forked task. Its waits are the triggers it stands at. */
export interface TaskState {
  readonly name: string;
  readonly waits: Set<Wait>;
  cancelled: boolean;
}

export interface Wait {
  readonly task: TaskState;
  readonly trigger: Trigger<unknown>;
  stop(): void;
  abandon(error: unknown): void;
}

/**
 * Moves simulated time. `advance` does the next phase and queues whatever that wakes; it throws when nothing is left to
 * wait for.
 */
export interface Timeline {
  readonly time: number;
  advance(scheduler: Scheduler): void;
}

/**
 * Runs one task at a time until it blocks, in the order in which they were woken, and moves time on when none is ready.
 * Time moves only while the test itself waits for something: a task that waits for ever does not keep a finished test
 * alive.
 */
export class Scheduler {
  readonly main: TaskState = { name: 'test', waits: new Set(), cancelled: false };
  readonly tasks = new Set<TaskState>([this.main]);
  current: TaskState = this.main;
  /** Resumptions so far: how the watchdog sees that something happens. */
  resumed = 0;
  /**
   * Called with the error that ends the simulation, before the waits of the test reject with it; returns the error to
   * throw.
   */
  onFailure: (error: unknown) => unknown = (error) => error;

  readonly #timeline: Timeline;
  readonly #ready: { task: TaskState; run: () => void }[] = [];
  #head = 0;
  #running = false;
  #failure: { error: unknown } | undefined;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  get anythingReady(): boolean {
    return this.#head < this.#ready.length;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Puts `run` in the queue: it is called as `task`, once what was queued before has run until it blocks. */
  enqueue(task: TaskState, run: () => void): void {
    this.#ready.push({ task, run });
  }

  /** Registers that the current task waits for `trigger`. */
  wait<T>(trigger: Trigger<T>, resolve: (value: T) => void, reject: (error: unknown) => void): void {
    const task = this.current;
    if (this.#failure || task.cancelled) {
      reject(this.#failure?.error ?? new TaskCancelled(`task ${task.name} was cancelled`));
      return;
    }
    let over = false;
    let unprime: (() => void) | undefined;
    const settle = (run: () => void) => {
      if (over) {
        return;
      }
      over = true;
      task.waits.delete(wait);
      this.enqueue(task, run);
    };
    const wait: Wait = {
      task,
      trigger: trigger as Trigger<unknown>,
      stop: () => {
        over = true;
        task.waits.delete(wait);
        unprime?.();
      },
      abandon: (error) => {
        wait.stop();
        this.enqueue(task, () => reject(error));
      },
    };
    task.waits.add(wait);
    unprime = trigger.prime({
      fire: (value) => settle(() => resolve(value)),
      fail: (error) => settle(() => reject(error)),
    });
    this.#start();
  }

  /** Ends the simulation: the test's waits, now and later, reject with `error`. */
  fail(error: unknown): void {
    if (this.#failure) {
      return;
    }
    this.#failure = { error: this.onFailure(error) };
    for (const task of this.tasks) {
      task.cancelled = task !== this.main;
      for (const wait of [...task.waits]) {
        wait.abandon(this.#failure.error);
      }
    }
  }

  /** `task: what it waits for`, a line each. */
  describeWaits(): string {
    const lines = [...this.tasks].flatMap((task) =>
      [...task.waits].map((wait) => `  ${task.name} waits for ${wait.trigger.description}`),
    );
    return lines.length ? lines.join('\n') : '  nothing waits';
  }

  #start(): void {
    if (this.#running) {
      return;
    }
    this.#running = true;
    afterMicrotasks(this.#loop);
  }

  readonly #loop = (): void => {
    try {
      for (;;) {
        if (this.anythingReady) {
          this.#resumeNext();
          return;
        }
        this.current = this.main;
        if (this.main.waits.size === 0) {
          this.#running = false;
          return;
        }
        this.#timeline.advance(this);
      }
    } catch (error) {
      this.fail(error);
      afterMicrotasks(this.#loop);
    }
  };

  #resumeNext(): void {
    const { task, run } = this.#ready[this.#head++];
    if (this.#head === this.#ready.length) {
      this.#ready.length = 0;
      this.#head = 0;
    }
    this.current = task;
    this.resumed++;
    run();
    afterMicrotasks(this.#loop);
  }

  /** Throws `NoProgress` with `why` and the list of waits. */
  noProgress(why: string, more = ''): never {
    throw new NoProgress(`no progress: ${why}\n${this.describeWaits()}${more}`);
  }
}
