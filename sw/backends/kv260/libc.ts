import { createRequire } from 'node:module';

const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;
const MAP_FAILED = 2n ** 64n - 1n;
const LOCK_EXCLUSIVE = 2;
const LOCK_AT_ONCE = 4;
const POLLIN = 1;

/** What of Linux Node does not offer: memory maps, locks, and a wait for a device that ends. */
export interface Libc {
  /** Maps a file for reading and writing, shared with whoever else maps it. */
  map(descriptor: number, bytes: number): Mapping;
  /**
   * Locks a file for this opening of it; false when another has it. The lock goes with the descriptor, however the
   * process ends.
   */
  lock(descriptor: number): boolean;
  /** Waits in another thread until there is something to read; false when nothing came. */
  readable(descriptor: number, milliseconds: number): Promise<boolean>;
}

export interface Mapping {
  readonly buffer: ArrayBuffer;
  /** Nothing may touch `buffer` any more: that would end the process. */
  unmap(): void;
}

/** Loads koffi, which is needed on the board and nowhere else. */
export function loadLibc(): Libc {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  const libc = koffi.load('libc.so.6');
  const mmap = libc.func('void *mmap(void *address, size_t length, int protection, int flags, int fd, int64_t offset)');
  const munmap = libc.func('int munmap(void *address, size_t length)');
  const flock = libc.func('int flock(int fd, int operation)');
  const pollfd = koffi.struct({ fd: 'int', events: 'short', revents: 'short' });
  const poll = libc.func('poll', 'int', [koffi.pointer(pollfd), 'unsigned long', 'int']);
  return {
    map(descriptor, bytes) {
      const address = mmap(null, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
      if (koffi.address(address) === MAP_FAILED) {
        throw new Error(`mmap of ${bytes} bytes: errno ${koffi.errno()}`);
      }
      return { buffer: koffi.view(address, bytes), unmap: () => munmap(address, bytes) };
    },
    lock: (descriptor) => flock(descriptor, LOCK_EXCLUSIVE | LOCK_AT_ONCE) === 0,
    readable: (descriptor, milliseconds) =>
      new Promise((resolve, reject) => {
        const wanted = [{ fd: descriptor, events: POLLIN, revents: 0 }];
        poll.async(wanted, 1, Math.ceil(milliseconds), (error: unknown, count: number) =>
          // A wait that a signal cut short has seen nothing.
          error ? reject(error) : resolve(count > 0),
        );
      }),
  };
}
