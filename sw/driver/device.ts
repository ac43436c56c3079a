import { GROUP_SIZE } from '../port/layout.ts';
import type { DeviceBus } from './bus.ts';
import type { commandRegisters } from './command.ts';
import { DeviceError, describeFault, FIRST_LIST_PLACE } from './errors.ts';
import { type RegisterAccess, registerAccess } from './fields.ts';
import { type DeviceBuffer, PAGE } from './memory.ts';
import { control_registers as MAP } from './registers.ts';

/** "MMAC". */
const IDENTIFICATION = MAP.identification.fields.identification.value;
/** Major version of the registers that this driver speaks, and the minor one from which on the window can be locked. */
export const MAJOR_VERSION = MAP.version.fields.version.value >>> 16;
const LOCK_VERSION = 4;
/** And that from which on a list can run again for each token that it finds. */
const AGAIN_VERSION = 6;

/** What the device says it is. */
export interface Capabilities {
  /** T: activation vectors that meet one pass over the weights. */
  readonly tokens: number;
  readonly engine: 'fused' | 'fp32';
  /** Commands its queue holds. */
  readonly queue: number;
  /** Largest K. */
  readonly maxK: number;
  /** It works through command lists. */
  readonly lists: boolean;
  /** A list can run again for each token that it finds. */
  readonly again: boolean;
}

/** A device as its page of registers shows it: what it is, what it was told, what it has done. */
export class Device {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly read: RegisterAccess['read'];
  /** Regions of memory that commands were given: a fault's address is told by the name of its region. */
  readonly buffers: DeviceBuffer[] = [];
  readonly #bus: DeviceBus;
  readonly #write: RegisterAccess['write'];
  /** Values that the command registers hold: only what changes is written. */
  readonly #staged = new Map<number, number>();

  /** Checks that it is a device this driver knows, stops whatever it was doing, sets its address window. */
  constructor(bus: DeviceBus) {
    const { read, write } = registerAccess(bus);
    this.#bus = bus;
    this.read = read;
    this.#write = write;
    this.name = bus.name;
    this.capabilities = identify(bus.name, read);
    this.restart();
    this.#setWindow();
    write('interrupt', { done: 1, error: 1 });
    write('interrupt_enable', { mask: 3 });
  }

  /** Lets commands touch the driver's memory and nothing else; a window that is locked must have room for it. */
  #setWindow(): void {
    const { memory } = this.#bus;
    const first = memory.first / PAGE;
    const last = memory.end / PAGE - 1;
    if ((this.read('version').version & 0xffff) < LOCK_VERSION || this.read('window_lock').locked === 0) {
      this.#write('window_first', { page: first });
      this.#write('window_last', { page: last });
      return;
    }
    const [lockedFirst, lockedLast] = [this.read('window_first').page, this.read('window_last').page];
    if (lockedFirst > first || lockedLast < last) {
      throw new DeviceError(
        'window',
        `${this.name}: its window is locked to ${range(lockedFirst, lockedLast)}, which does not hold the memory of this driver, ${range(first, last)}; on the board: sudo systemctl restart macromac`,
      );
    }
  }

  /** Drops all work. Reads and writes under way are completed first, so this ends unless the memory itself hangs. */
  restart(): void {
    // What was staged may be gone: a bitstream that was loaded anew has registers of zeros.
    this.#staged.clear();
    this.#write('control', { restart: 1 });
    for (let tries = 0; tries < 100_000; tries++) {
      if (this.read('status').busy === 0) {
        return;
      }
    }
    throw new DeviceError(
      'hung',
      `${this.name}: a restart does not end: the memory has not answered all reads and writes; reload the bitstream`,
    );
  }

  /** The error that stopped the device, or a time limit that passed; the device is ready for the next command. */
  #failure(work: string, milliseconds?: number): DeviceError {
    const error = this.read('error');
    const address = this.read('error_address_high').bits * 2 ** 32 + this.read('error_address_low').error_address_low;
    const { completed } = this.read('completed');
    const { busy, queued } = this.read('status');
    const { number: record } = this.capabilities.lists ? this.read('error_record') : { number: 0 };
    this.restart();
    this.#write('interrupt', { done: 1, error: 1 });
    if (error.code !== 0) {
      return describeFault(
        this.name,
        work,
        error,
        address,
        this.buffers,
        error.place >= FIRST_LIST_PLACE ? record : undefined,
      );
    }
    return new DeviceError(
      'timeout',
      `${this.name}: ${work}: nothing for ${milliseconds?.toFixed(1)} ms; ${completed} commands completed, ${queued} queued, ${busy ? 'busy' : 'idle'}`,
    );
  }

  /** Waits until `target` commands have ended since the device was (re)started; `pushed` have been queued. */
  async completed(target: number, pushed: number, milliseconds: number, work: string): Promise<void> {
    let seen: number | undefined;
    let since = this.#bus.now();
    for (;;) {
      // Cleared before the look: an event after the look raises the line again.
      this.#write('interrupt', { done: 1 });
      const count = this.read('completed').completed;
      // Looked at second: a command whose results could not be written counts as completed, but its error comes first.
      if (this.read('error').code !== 0) {
        throw this.#failure(work);
      }
      if ((count - pushed) >> 0 > 0) {
        this.restart();
        throw new DeviceError(
          'completed',
          `${this.name}: ${work}: the device says that ${count} commands are completed, of ${pushed} that it was given`,
        );
      }
      if (seen !== undefined && (count - seen) >> 0 < 0) {
        this.restart();
        throw new DeviceError(
          'completed',
          `${this.name}: ${work}: the device says that ${count} commands are completed, where it said ${seen} before`,
        );
      }
      if ((count - target) >> 0 >= 0) {
        return;
      }
      // Only a command that ended is a sign of life: an interrupt may be lost, and one that nothing caused may stay.
      if (count !== seen) {
        [seen, since] = [count, this.#bus.now()];
      } else if (this.#bus.now() - since >= milliseconds) {
        throw this.#failure(work, milliseconds);
      } else {
        await aTurnOfOthers();
      }
      const event = () => {
        const { done, error } = this.read('interrupt');
        return (done | error) !== 0;
      };
      await this.#bus.interrupt(Math.max(0, milliseconds - (this.#bus.now() - since)), event);
    }
  }

  /** Queues a command or a list. */
  push(registers: ReturnType<typeof commandRegisters>): void {
    for (const [register, word] of registers) {
      const { offset } = MAP[register];
      if (this.#staged.get(offset) === word) {
        continue;
      }
      this.#bus.write32(offset, word);
      this.#staged.set(offset, word);
    }
    this.#write('push', { command: 1 });
  }

  /** Stops the device, and its interrupts. */
  silence(): void {
    this.restart();
    this.#write('interrupt_enable', { mask: 0 });
  }
}

/** Refuses a device that is not the accelerator this driver knows. */
function identify(name: string, read: RegisterAccess['read']): Capabilities {
  const { identification } = read('identification');
  if (identification !== IDENTIFICATION) {
    throw new DeviceError(
      'identification',
      `${name}: identification is 0x${identification.toString(16)}, expected 0x${IDENTIFICATION.toString(16)}: not this accelerator, or its bitstream is not loaded`,
    );
  }
  const { version } = read('version');
  if (version >>> 16 !== MAJOR_VERSION) {
    throw new DeviceError(
      'version',
      `${name}: registers of version ${version >>> 16}.${version & 0xffff}, this driver speaks ${MAJOR_VERSION}.x`,
    );
  }
  const { tokens, engine, results: isStream, lists, queue, groups } = read('capabilities');
  if (isStream) {
    throw new DeviceError(
      'results',
      `${name}: built to give its results out of an AXI-Stream; this driver reads them from memory`,
    );
  }
  for (const [what, value] of Object.entries({ tokens, queue, groups })) {
    if (value === 0) {
      throw new DeviceError(
        'capabilities',
        `${name}: capabilities.${what} is 0, expected at least 1: the registers are not those of an accelerator`,
      );
    }
  }
  return {
    tokens,
    engine: engine === 0 ? 'fused' : 'fp32',
    queue,
    maxK: groups * GROUP_SIZE,
    lists: lists === 1,
    again: lists === 1 && (version & 0xffff) >= AGAIN_VERSION,
  };
}

/** Addresses of pages, as a window has them. */
const range = (first: number, last: number): string =>
  `0x${(first * PAGE).toString(16)} … 0x${((last + 1) * PAGE - 1).toString(16)}`;

/** Lets timers and signals through: an event that is always there would otherwise keep them out. */
const aTurnOfOthers = () => new Promise((resolve) => setImmediate(resolve));
