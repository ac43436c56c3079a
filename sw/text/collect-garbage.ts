import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects now what nobody holds any more. V8 has the function ready only for those who ask for it by a flag. */
export function collectGarbageNow(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  setFlagsFromString('--no-expose-gc');
}

/** The same, and lets finalizers run, which give native memory back. */
export async function collectGarbage(): Promise<void> {
  await setImmediate(); // what was awaited a moment ago is held until then
  collectGarbageNow();
  await setImmediate();
}
