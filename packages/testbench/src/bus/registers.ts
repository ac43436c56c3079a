import type { Clock } from '../scheduler/clock.ts';
import type { Trigger } from '../scheduler/trigger.ts';
import { Outcome } from './wires.ts';

/** One read or write of a word. */
export interface Access {
  readonly write: boolean;
  readonly address: number;
  readonly data: number | bigint;
  /** Byte lanes that a write changes. */
  readonly lanes: number;
  readonly outcome: Outcome<number | bigint>;
  readonly description: string;
}

/** A slave's error answer, or a reset that cut an access short. */
export class BusError extends Error {
  override name = 'BusError';
}

/** Reads and writes of words; each is awaitable, several may wait. Widths above 32 bits are bigints. */
export interface WordMaster {
  /** The word at `address` [bytes]. Throws a `BusError` where the slave answers with an error. */
  read(address: number): Trigger<number | bigint>;
  /** `lanes`: a bit for each byte that is written; default all. */
  write(address: number, value: number | bigint, lanes?: number): Trigger<number | bigint>;
  /** Accesses asked for and not yet done. */
  readonly waiting: number;
}

/** The accesses that wait for a master model, in order. */
export class AccessQueue {
  readonly items: Access[] = [];
  /** Accesses done, the watchdog's sign of life. */
  done = 0;
  readonly #clock: Clock;
  readonly #name: string;
  readonly #bytes: number;

  constructor(clock: Clock, name: string, width: number) {
    this.#clock = clock;
    this.#name = name;
    this.#bytes = Math.ceil(width / 8);
  }

  master(underWay: () => number): WordMaster {
    const all = 2 ** this.#bytes - 1;
    const add = (write: boolean, address: number, data: number | bigint, lanes: number) => {
      if (!Number.isSafeInteger(address) || address < 0) {
        throw new RangeError(`${this.#name}: address ${address}: expected a whole number from 0`);
      }
      const description = `${this.#name} to ${write ? 'write' : 'read'} 0x${address.toString(16)}`;
      const outcome = new Outcome<number | bigint>();
      this.items.push({ write, address, data, lanes, outcome, description });
      return this.#clock.trigger<number | bigint>({ description, prime: outcome.prime });
    };
    const { items } = this;
    return {
      read: (address) => add(false, address, 0, all),
      write: (address, value, lanes = all) => add(true, address, value, lanes),
      get waiting() {
        return items.length + underWay();
      },
    };
  }

  /** Ends `access`: with a value, or with an error that nobody may miss. */
  end(access: Access, value: number | bigint, error?: string): void {
    this.done++;
    if (error === undefined) {
      access.outcome.fire(value);
      return;
    }
    const failure = new BusError(`${access.description}: ${error}`);
    if (!access.outcome.fail(failure)) {
      throw failure;
    }
  }

  /** Ends all of `accesses` because of a reset; who awaits one gets the error. */
  cut(accesses: readonly Access[]): void {
    for (const { outcome, description } of [...accesses, ...this.items.splice(0)]) {
      outcome.fail(new BusError(`${description}: cut short by a reset`));
    }
  }
}
