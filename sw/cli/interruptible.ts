import { Interrupted } from '../errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs what may be stopped by Ctrl-C: the first one asks it to come to an end, the second ends the process at once.
 * @param howToGoOn said when it was stopped
 */
export async function interruptible<T>(run: (signal: AbortSignal) => Promise<T>, howToGoOn: () => string): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    release();
    controller.abort();
  };
  const release = () => {
    for (const signal of SIGNALS) {
      process.off(signal, stop);
    }
  };
  for (const signal of SIGNALS) {
    process.on(signal, stop);
  }
  try {
    return await run(controller.signal);
  } catch (error) {
    if (controller.signal.aborted && (error as Error).name === 'AbortError') {
      throw new Interrupted(howToGoOn());
    }
    throw error;
  } finally {
    release();
  }
}
