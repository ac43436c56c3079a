import { ApiError } from './api-error.ts';

/** Places for texts under way. Who finds none waits in a line of limited length; who leaves the line is forgotten. */
export interface Places {
  readonly count: number;
  readonly taken: number;
  readonly waiting: number;
  /**
   * Resolves when a place is free; rejects where the line is full, the server is about to stop, or `signal` says to go.
   */
  take(signal: AbortSignal): Promise<() => void>;
  /** Nobody gets in any more; resolves when all places are free. */
  drain(): Promise<void>;
}

interface Waiting {
  enter(): void;
  refuse(error: ApiError): void;
}

export function createPlaces(count: number, queue: number): Places {
  const line = new Set<Waiting>();
  const drained: (() => void)[] = [];
  let taken = 0;
  let isClosed = false;
  const gone = () => new ApiError(400, 'the client went away');
  const closed = () => new ApiError(503, 'the server is about to stop', null, 'shutting_down');

  /** A place that is given back once, and then goes to the first in the line. */
  const place = (): (() => void) => {
    taken++;
    let isHeld = true;
    return () => {
      if (!isHeld) {
        return;
      }
      isHeld = false;
      taken--;
      const [next] = line;
      next?.enter();
      if (taken === 0) {
        for (const resolve of drained.splice(0)) {
          resolve();
        }
      }
    };
  };
  return {
    count,
    get taken() {
      return taken;
    },
    get waiting() {
      return line.size;
    },
    take(signal) {
      if (isClosed) {
        return Promise.reject(closed());
      }
      if (signal.aborted) {
        return Promise.reject(gone());
      }
      if (taken < count && line.size === 0) {
        return Promise.resolve(place());
      }
      if (line.size >= queue) {
        const message = `${taken} texts are being made and ${line.size} wait, which is all this server takes`;
        return Promise.reject(new ApiError(429, message, null, 'queue_full'));
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          line.delete(waiting);
          signal.removeEventListener('abort', forget);
        };
        const forget = () => {
          leave();
          reject(gone());
        };
        const waiting: Waiting = {
          enter() {
            leave();
            resolve(place());
          },
          refuse(error) {
            leave();
            reject(error);
          },
        };
        line.add(waiting);
        signal.addEventListener('abort', forget);
      });
    },
    drain() {
      isClosed = true;
      for (const waiting of [...line]) {
        waiting.refuse(closed());
      }
      return taken === 0 ? Promise.resolve() : new Promise((resolve) => drained.push(resolve));
    },
  };
}
