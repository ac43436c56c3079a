import { codeOf } from './error.ts';
import { system } from './system.ts';

export type Content = string | NodeJS.ArrayBufferView;

/** One write(2) transfers 2 GiB at most. */
const MAX_WRITE = 2 ** 30;
/** Between tries on a pipe that is full and does not block [ms]. */
const NAP = 2;

export const bytesOf = (content: Content): Uint8Array =>
  typeof content === 'string'
    ? Buffer.from(content)
    : new Uint8Array(content.buffer, content.byteOffset, content.byteLength);

/** Writes all bytes, however few the system takes at a time. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += system.write(descriptor, bytes, done, Math.min(MAX_WRITE, bytes.length - done));
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, NAP);
    }
  }
}
