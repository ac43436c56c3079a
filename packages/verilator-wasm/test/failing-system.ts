import { replaceSystem, type System, system } from '../src/files/index.ts';

/** A fault of the file system. `short` writes one byte less than it was given, and only then is the disk full. */
export interface Fault {
  readonly call: 'open' | 'write' | 'short' | 'sync' | 'close' | 'rename' | 'mkdir';
  /** The first call that fails, counted from 0. */
  readonly at: number;
  /** Whether all later ones fail too. */
  readonly lasting?: boolean;
}

export const FAULTS: readonly Fault['call'][] = ['open', 'write', 'short', 'sync', 'close', 'rename', 'mkdir'];

/** The sentence's end, as the system words it. */
export const OBJECTIONS = /(no space left on device|i\/o error)$/;

const objection = (code: 'ENOSPC' | 'EIO', call: string): Error =>
  Object.assign(new Error(`${code}: ${code === 'EIO' ? 'i/o error' : 'no space left on device'}, ${call}`), {
    code,
    syscall: call,
  });

/**
 * Runs `act` on a file system with a fault.
 * @returns whether the fault was met, and what `act` threw
 */
export async function withFault(
  { call, at, lasting = false }: Fault,
  act: () => unknown,
): Promise<{ isMet: boolean; error: unknown }> {
  const real = { ...system };
  let calls = 0;
  let isMet = false;
  const fails = (): boolean => {
    const isDue = lasting ? calls >= at : calls === at;
    calls++;
    isMet ||= isDue;
    return isDue;
  };
  let isFull = false;
  const failing: Record<Fault['call'], Partial<System>> = {
    open: {
      open(...args) {
        if (fails()) {
          throw objection('EIO', 'open');
        }
        return real.open(...args);
      },
    },
    write: {
      write(...args) {
        if (fails()) {
          throw objection('ENOSPC', 'write');
        }
        return real.write(...args);
      },
    },
    short: {
      write(descriptor, bytes, offset, length) {
        if (isFull) {
          throw objection('ENOSPC', 'write');
        }
        if (!fails()) {
          return real.write(descriptor, bytes, offset, length);
        }
        isFull = true;
        return real.write(descriptor, bytes, offset, Math.max(0, length - 1));
      },
    },
    sync: {
      sync(descriptor) {
        if (fails()) {
          throw objection('EIO', 'fsync');
        }
        real.sync(descriptor);
      },
    },
    close: {
      close(descriptor) {
        real.close(descriptor); // as Linux does it: the descriptor is gone either way
        if (fails()) {
          throw objection('EIO', 'close');
        }
      },
    },
    rename: {
      rename(from, to) {
        if (fails()) {
          throw objection('EIO', 'rename');
        }
        real.rename(from, to);
      },
    },
    mkdir: {
      mkdir(path) {
        if (fails()) {
          throw objection('ENOSPC', 'mkdir');
        }
        real.mkdir(path);
      },
    },
  };
  const restore = replaceSystem(failing[call]);
  try {
    await act();
    return { isMet, error: undefined };
  } catch (error) {
    return { isMet, error };
  } finally {
    restore();
  }
}

/** Calls `check` with every fault that `act` can meet; gives their number. `prepare` comes before each. */
export async function forEveryFault(
  prepare: () => void,
  act: () => unknown,
  check: (error: unknown, fault: Fault) => void,
  calls: readonly Fault['call'][] = FAULTS,
): Promise<number> {
  let faults = 0;
  for (const call of calls) {
    for (let at = 0; ; at++) {
      prepare();
      const fault = { call, at };
      const { isMet, error } = await withFault(fault, act);
      if (!isMet) {
        break;
      }
      faults++;
      check(error, fault);
    }
  }
  return faults;
}
