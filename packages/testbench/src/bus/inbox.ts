import type { Clock } from '../scheduler/clock.ts';
import type { Listener, Trigger } from '../scheduler/trigger.ts';

interface Waiter<T> {
  count: number;
  give(items: T[]): void;
}

/** What a sink or monitor has received and nobody has asked for yet; waiters are served in order. */
export class Inbox<T> {
  readonly items: T[] = [];
  readonly #clock: Clock;
  readonly #name: string;
  #waiters: Waiter<T>[] = [];

  constructor(clock: Clock, name: string) {
    this.#clock = clock;
    this.#name = name;
  }

  add(item: T): void {
    this.items.push(item);
    this.#serve();
  }

  one(): Trigger<T> {
    return this.#take(1, (items) => items[0]);
  }

  many(count: number): Trigger<T[]> {
    return this.#take(count, (items) => items);
  }

  #take<R>(count: number, result: (items: T[]) => R): Trigger<R> {
    return this.#clock.trigger<R>({
      description: () => `${count} from ${this.#name} (${this.items.length} there)`,
      prime: (listener: Listener<R>) => {
        const waiter = { count, give: (items: T[]) => listener.fire(result(items)) };
        this.#waiters.push(waiter);
        this.#serve();
        return () => {
          this.#waiters = this.#waiters.filter((other) => other !== waiter);
        };
      },
    });
  }

  #serve(): void {
    while (this.#waiters.length && this.items.length >= this.#waiters[0].count) {
      const waiter = this.#waiters.shift() as Waiter<T>;
      waiter.give(this.items.splice(0, waiter.count));
    }
  }
}

/** `receiver` with what tells how much stands in its inbox. */
export function withCount<R extends object>(inbox: Pick<Inbox<unknown>, 'items'>, receiver: R) {
  const counted = {
    get count() {
      return inbox.items.length;
    },
    get empty() {
      return inbox.items.length === 0;
    },
    clear() {
      inbox.items.length = 0;
    },
  };
  return Object.defineProperties(receiver, Object.getOwnPropertyDescriptors(counted)) as R & typeof counted;
}
