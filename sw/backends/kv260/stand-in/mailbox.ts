/**
 * Registers of a device that another process simulates. A store to mapped memory cannot wait for a simulator, and a
 * simulator cannot see two equal stores: so an access is a letter in the mapped page, and whoever sent it waits for the
 * answer.
 */
import { DataError } from '../../../errors.ts';
import type { Mapping } from '../libc.ts';
import type { RegisterWindow } from '../register-window.ts';

/** Words of the page. `LETTER` is written last, and becomes 0 when the answer is there. */
const LETTER = 0;
const OFFSET = 1;
const VALUE = 2;
const VALUE_HIGH = 3;

const READ = 1;
const WRITE = 2;
const TIME = 3;

/** So long an answer may take [ms]: the simulator may have to share its processor. */
const PATIENCE = 30_000;
/** Looks before the processor is left to others. */
const LOOKS = 20_000;
/** So often a wait asks whether there still is somebody to answer [ms]. */
const ASK_EVERY = 100;

/**
 * The driver's end; `answers` is the process at the other. A letter that nobody will answer is an error, and so are all
 * after it, at once.
 */
export function mailboxWindow({ buffer, unmap }: Mapping, name: string, answers: number): RegisterWindow {
  let isDead = false;
  const giveUp = (): never => {
    isDead = true;
    throw new DataError(`${name}: the stand-in for the board does not answer; has it ended?`);
  };
  const words = new Uint32Array(buffer);
  const sleeper = new Int32Array(new SharedArrayBuffer(4));

  const send = (letter: number, offset: number, value: number) => {
    if (isDead) {
      giveUp();
    }
    Atomics.store(words, OFFSET, offset);
    Atomics.store(words, VALUE, value);
    Atomics.store(words, LETTER, letter);
    for (let looks = 0; looks < LOOKS; looks++) {
      if (Atomics.load(words, LETTER) === 0) {
        return;
      }
    }
    const start = performance.now();
    let ask = start + ASK_EVERY;
    while (Atomics.load(words, LETTER) !== 0) {
      Atomics.wait(sleeper, 0, 0, 0.05);
      const now = performance.now();
      if (now - start > PATIENCE) {
        giveUp();
      }
      if (now < ask) {
        continue;
      }
      ask = now + ASK_EVERY;
      // An answer that came just before the end counts.
      if (!isAlive(answers) && Atomics.load(words, LETTER) !== 0) {
        giveUp();
      }
    }
  };
  return {
    load(offset) {
      send(READ, offset, 0);
      return Atomics.load(words, VALUE);
    },
    store: (offset, value) => send(WRITE, offset, value),
    now() {
      send(TIME, 0, 0);
      return (Atomics.load(words, VALUE_HIGH) * 2 ** 32 + Atomics.load(words, VALUE)) / 1e6;
    },
    close: unmap,
  };
}

/** Whether there is a process of that number. */
function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** What answers: a device and its time [ms]. */
export interface MailboxDevice {
  read32(offset: number): number;
  write32(offset: number, value: number): void;
  now(): number;
}

/** The device's end: carries out the letter that is there, if any; true if there was one. */
export function mailboxServer(page: ArrayBuffer, device: MailboxDevice): () => boolean {
  const words = new Uint32Array(page);
  words.fill(0);
  return () => {
    const letter = Atomics.load(words, LETTER);
    if (letter === 0) {
      return false;
    }
    const offset = Atomics.load(words, OFFSET);
    if (letter === READ) {
      Atomics.store(words, VALUE, device.read32(offset));
    } else if (letter === WRITE) {
      device.write32(offset, Atomics.load(words, VALUE));
    } else {
      const nanoseconds = Math.round(device.now() * 1e6);
      Atomics.store(words, VALUE, nanoseconds % 2 ** 32);
      Atomics.store(words, VALUE_HIGH, Math.floor(nanoseconds / 2 ** 32));
    }
    Atomics.store(words, LETTER, 0);
    return true;
  };
}
