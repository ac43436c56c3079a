import { setImmediate } from 'node:timers/promises';
import type { Accelerator } from '../port/accelerator.ts';
import { type Checkpoint, type RunDescription, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { Sampler } from './sampler.ts';
import type { Session } from './session.ts';

/** Time between two writings [ms]. */
const INTERVAL = 5000;

export interface TextCheckpoints {
  /** What an earlier run left. */
  readonly before: Checkpoint | undefined;
  /** Simulated by this run and those before; null where nothing is. */
  cycles(): number | null;
  /** Takes up session and text where they were; gives the tokens so far. */
  restore(session: Session): readonly number[];
  /** Between tokens: writes now and then, and when the signal has come, which it then throws. */
  pause(session: Session, sampler: Sampler, tokens: readonly number[]): Promise<void>;
  /** At the end of a text that another limit would let go on. */
  end(session: Session, sampler: Sampler, tokens: readonly number[]): void;
}

/** Keeps the state of a text in a file, if there is to be one. */
export function textCheckpoints(
  path: string | undefined,
  run: RunDescription,
  accelerator: Accelerator,
  signal: AbortSignal,
): TextCheckpoints {
  const before = path === undefined ? undefined : readCheckpoint(path, run);
  let written = Number.NEGATIVE_INFINITY;
  const cycles = () => {
    const own = accelerator.statistics()?.total.cycles;
    return own === undefined ? null : own + (before?.cycles ?? 0);
  };
  const write = (session: Session, sampler: Sampler, tokens: readonly number[]) => {
    if (path === undefined) {
      return;
    }
    writeCheckpoint(path, run, { tokens, sampler: sampler.state, session: session.save(), cycles: cycles() });
    written = performance.now();
  };
  return {
    before,
    cycles,
    restore(session) {
      if (!before) {
        return [];
      }
      // Of a text that is long enough nothing will be asked any more.
      if (before.session.tokens.length <= session.capacity) {
        session.restore(before.session);
      }
      return before.tokens;
    },
    async pause(session, sampler, tokens) {
      if (path === undefined) {
        return;
      }
      // A back end that simulates on this thread lets no signal through by itself.
      await setImmediate();
      if (!signal.aborted && performance.now() - written < INTERVAL) {
        return;
      }
      write(session, sampler, tokens);
      signal.throwIfAborted();
    },
    end(session, sampler, tokens) {
      if (tokens.length > (before?.tokens.length ?? 0)) {
        write(session, sampler, tokens);
      }
    },
  };
}
