/**
 * Calls `next` once every pending microtask has run, that is once every task that was resumed has blocked again,
 * however many native promises it chained. In Node a tick scheduled from a microtask runs when the microtask queue is
 * empty (0.3 µs); elsewhere a message channel does the same more slowly. Every `YIELD_MS` of wall time the event loop
 * gets a turn.
 */
export function afterMicrotasks(next: () => void): void {
  const now = performance.now();
  if (now - lastYield > YIELD_MS) {
    lastYield = now;
    macrotask(next);
  } else if (tick) {
    queueMicrotask(() => tick(next));
  } else {
    macrotask(next);
  }
}

const YIELD_MS = 20;
let lastYield = 0;

const tick = typeof process !== 'undefined' && process.nextTick ? process.nextTick.bind(process) : undefined;

const macrotask: (next: () => void) => void =
  typeof setImmediate === 'function'
    ? (next) => void setImmediate(next)
    : (next) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          next();
        };
        port2.postMessage(0);
      };
