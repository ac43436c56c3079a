import type { Clock } from '../scheduler/clock.ts';
import type { Listener, Trigger } from '../scheduler/trigger.ts';

/** An AXI error response. */
export class AxiResponseError extends Error {
  override name = 'AxiResponseError';
  readonly response: number;
  readonly address: number;
  constructor(response: number, address: number) {
    super(`${['OKAY', 'EXOKAY', 'SLVERR', 'DECERR'][response]} from address 0x${address.toString(16)}`);
    this.response = response;
    this.address = address;
  }
}

/** A reset cut an operation short. */
export class AxiResetError extends Error {
  override name = 'AxiResetError';
  constructor(operation: string) {
    super(`${operation}: cut short by a reset`);
  }
}

/** A read or write of a master: several bursts, one result. */
export interface Operation<T> {
  /** Bursts not yet complete. */
  bursts: number;
  readonly trigger: Trigger<T>;
  /** Notes a response; the first error is the operation's. */
  respond(response: number, address: number): void;
  /** Have all responses so far been EXOKAY? */
  readonly exclusive: boolean;
  burstDone(): void;
  /** A reset ends the operation: whoever awaits it gets an `AxiResetError`. */
  cut(): void;
}

/** An error of an operation nobody waits for yet is thrown where it is found, which ends the simulation. */
export function createOperation<T>(clock: Clock, description: string, result: T): Operation<T> {
  const listeners = new Set<Listener<T>>();
  let error: AxiResponseError | AxiResetError | undefined;
  let exclusive = true;
  const report = (listener: Listener<T>) => (error ? listener.fail(error) : listener.fire(result));
  const operation: Operation<T> = {
    bursts: 0,
    trigger: clock.trigger<T>({
      description,
      prime: (listener) => {
        if (operation.bursts === 0) {
          report(listener);
        } else {
          listeners.add(listener);
        }
        return () => listeners.delete(listener);
      },
    }),
    get exclusive() {
      return exclusive;
    },
    respond(response, address) {
      exclusive &&= response === 1;
      if (response >= 2) {
        error ??= new AxiResponseError(response, address);
      }
    },
    burstDone() {
      if (--operation.bursts) {
        return;
      }
      if (error && listeners.size === 0) {
        throw error;
      }
      for (const listener of [...listeners]) {
        report(listener);
      }
      listeners.clear();
    },
    cut() {
      if (operation.bursts === 0) {
        return;
      }
      operation.bursts = 0;
      error = new AxiResetError(description);
      for (const listener of [...listeners]) {
        report(listener);
      }
      listeners.clear();
    },
  };
  return operation;
}
