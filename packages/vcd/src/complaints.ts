import { createWarnings } from './warnings.ts';

/** Says what is wrong with a dump, and at which of its bytes. */
export class Complaints {
  readonly warnings = createWarnings();
  /** Bytes before the buffer at hand. */
  offset = 0;

  /** @param at byte of the buffer at hand */
  warn(kind: string, at: number, message: string): void {
    this.warnings.add(kind, `byte ${this.offset + at}: ${message}`);
  }

  /** Throws: nothing of this can be read. */
  fail(at: number, message: string): never {
    throw new Error(`VCD, byte ${this.offset + at}: ${message}`);
  }
}
