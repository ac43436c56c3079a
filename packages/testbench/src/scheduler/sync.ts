import type { Scheduler } from './scheduler.ts';
import { createTrigger, fireNow, type Listener, type Trigger } from './trigger.ts';

/**
 * A first-in first-out queue between tasks; `put` blocks at `capacity`, `get` when empty. Waiters are served in order.
 */
export class Queue<T> {
  readonly name: string;
  readonly capacity: number;
  readonly #scheduler: Scheduler;
  /** What stands in it; not to be changed except by taking everything out. */
  readonly items: T[] = [];
  readonly #getters = new Set<Listener<T>>();
  readonly #putters = new Map<Listener<void>, T>();

  constructor(scheduler: Scheduler, options: { name?: string; capacity?: number } = {}) {
    this.#scheduler = scheduler;
    this.name = options.name ?? 'queue';
    this.capacity = options.capacity ?? Number.POSITIVE_INFINITY;
  }

  get length(): number {
    return this.items.length;
  }

  put(item: T): Trigger {
    return createTrigger(this.#scheduler, {
      description: `room in ${this.name} (${this.capacity} items)`,
      prime: (listener) => {
        if (this.tryPut(item)) {
          return fireNow(listener, undefined);
        }
        this.#putters.set(listener, item);
        return () => this.#putters.delete(listener);
      },
    });
  }

  get(): Trigger<T> {
    return createTrigger(this.#scheduler, {
      description: `an item in ${this.name}`,
      prime: (listener) => {
        if (this.items.length) {
          return fireNow(listener, this.#take());
        }
        this.#getters.add(listener);
        return () => this.#getters.delete(listener);
      },
    });
  }

  /** Without waiting; false when full. */
  tryPut(item: T): boolean {
    if (this.items.length >= this.capacity) {
      return false;
    }
    const [getter] = this.#getters;
    if (getter) {
      this.#getters.delete(getter);
      getter.fire(item);
    } else {
      this.items.push(item);
    }
    return true;
  }

  /** Without waiting; undefined when empty. */
  tryGet(): T | undefined {
    return this.items.length ? this.#take() : undefined;
  }

  #take(): T {
    const item = this.items.shift() as T;
    const [waiting] = this.#putters;
    if (waiting) {
      this.#putters.delete(waiting[0]);
      this.items.push(waiting[1]);
      waiting[0].fire();
    }
    return item;
  }
}

/** A flag that tasks wait for; stays set until `clear()`. */
export class Event {
  readonly name: string;
  readonly #scheduler: Scheduler;
  readonly #waiters = new Set<Listener<void>>();
  #set = false;

  constructor(scheduler: Scheduler, name = 'event') {
    this.#scheduler = scheduler;
    this.name = name;
  }

  get isSet(): boolean {
    return this.#set;
  }

  set(): void {
    this.#set = true;
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const waiter of waiters) {
      waiter.fire();
    }
  }

  clear(): void {
    this.#set = false;
  }

  wait(): Trigger {
    return createTrigger(this.#scheduler, {
      description: `event ${this.name}`,
      prime: (listener) => {
        if (this.#set) {
          return fireNow(listener, undefined);
        }
        this.#waiters.add(listener);
        return () => this.#waiters.delete(listener);
      },
    });
  }
}

/** Mutual exclusion between tasks, first come first served. */
export class Lock {
  readonly name: string;
  readonly #scheduler: Scheduler;
  readonly #waiters = new Set<Listener<() => void>>();
  #held = false;

  constructor(scheduler: Scheduler, name = 'lock') {
    this.#scheduler = scheduler;
    this.name = name;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Waits for the lock; gives the function that releases it. */
  acquire(): Trigger<() => void> {
    return createTrigger(this.#scheduler, {
      description: `lock ${this.name}`,
      prime: (listener) => {
        if (!this.#held) {
          this.#held = true;
          return fireNow(listener, this.#releaser());
        }
        this.#waiters.add(listener);
        return () => this.#waiters.delete(listener);
      },
    });
  }

  /** Runs `body` while holding the lock. */
  async during<T>(body: () => Promise<T>): Promise<T> {
    const release = await this.acquire();
    try {
      return await body();
    } finally {
      release();
    }
  }

  #releaser(): () => void {
    let released = false;
    return () => {
      if (released) {
        throw new Error(`lock ${this.name} was released twice`);
      }
      released = true;
      const [next] = this.#waiters;
      if (!next) {
        this.#held = false;
        return;
      }
      this.#waiters.delete(next);
      next.fire(this.#releaser());
    };
  }
}
