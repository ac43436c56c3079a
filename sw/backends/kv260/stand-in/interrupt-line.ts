import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Larger than `struct termios` anywhere. */
const TERMIOS_BYTES = 256;
const AT_ONCE = 0;

/**
 * Where the device raises interrupts as UIO reports them: a word to be read, and silence until a word is written back.
 */
export interface InterruptLine {
  /** What stands in for the interrupts of /dev/uio0: to be opened, polled, read and written. */
  readonly path: string;
  /** The device's descriptor of it. */
  readonly device: number;
  /** The word written last since the last look: 1 lets interrupts through, 0 does not; undefined: none. */
  taken(): number | undefined;
  raise(count: number): void;
  close(): void;
}

/** A pseudo-terminal without any treatment of what passes: the one thing that has a path and both directions. */
export function openInterruptLine(): InterruptLine {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  const libc = koffi.load('libc.so.6');
  const call = (prototype: string) => libc.func(prototype);
  const done = (what: string, result: number) => {
    if (result !== 0) {
      throw new Error(`${what}: errno ${koffi.errno()}`);
    }
  };
  const device = openSync('/dev/ptmx', constants.O_RDWR | constants.O_NOCTTY);
  done('grantpt', call('int grantpt(int fd)')(device));
  done('unlockpt', call('int unlockpt(int fd)')(device));
  const name = new Uint8Array(64);
  done('ptsname_r', call('int ptsname_r(int fd, _Out_ uint8_t *name, size_t bytes)')(device, name, name.length));
  const path = Buffer.from(name.subarray(0, name.indexOf(0))).toString();
  // Held open, so that it keeps its settings and words while nobody else has it.
  const other = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  const settings = new Uint8Array(TERMIOS_BYTES);
  done('tcgetattr', call('int tcgetattr(int fd, _Out_ uint8_t *settings)')(other, settings));
  call('void cfmakeraw(_Inout_ uint8_t *settings)')(settings);
  done('tcsetattr', call('int tcsetattr(int fd, int when, uint8_t *settings)')(other, AT_ONCE, settings));
  const pollfd = koffi.struct({ fd: 'int', events: 'short', revents: 'short' });
  const poll = libc.func('poll', 'int', [koffi.pointer(pollfd), 'unsigned long', 'int']);
  const wanted = [{ fd: device, events: 1, revents: 0 }];
  const word = new Uint32Array(1);
  return {
    path,
    device,
    taken() {
      let last: number | undefined;
      while (poll(wanted, 1, 0) > 0) {
        readSync(device, word);
        last = word[0];
      }
      return last;
    },
    raise(count) {
      word[0] = count;
      writeSync(device, word);
    },
    close() {
      closeSync(other);
      closeSync(device);
    },
  };
}
