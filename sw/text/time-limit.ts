import { createContext, Script } from 'node:vm';

/** Holds what is to run, for the one script that can be stopped from outside. */
const held: { run: () => void } = { run: () => {} };
const context = createContext(held);
const script = new Script('run()');

/**
 * Runs `run` and stops it when it takes longer, wherever it is: in a loop, or inside a regular expression that tries
 * everything. For work whose amount a file decides; the time is that of the clock, so it should be ample.
 */
export function withTimeLimit<T>(milliseconds: number, run: () => T): T {
  const before = held.run;
  let result: { readonly value: T } | undefined;
  held.run = () => {
    result = { value: run() };
  };
  try {
    script.runInContext(context, { timeout: milliseconds });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw error;
    }
    throw new Error(`stopped after ${milliseconds / 1000} seconds`);
  } finally {
    held.run = before;
  }
  return result!.value;
}
