import { textAt } from './bytes.ts';
import type { Complaints } from './complaints.ts';

/** Times are kept as 64-bit numbers. */
const LAST_TIME = 2n ** 64n - 1n;

/** The times of a dump while they are read, each later than the one before. */
export class Timeline {
  readonly #complaints: Complaints;
  #times = new Float64Array(1024);
  /** The same exactly, from the first on that a number cannot hold. */
  #exact: bigint[] | undefined;
  #count = 0;
  #isSkipping = false;

  constructor(complaints: Complaints) {
    this.#complaints = complaints;
  }

  get count(): number {
    return this.#count;
  }

  /** Changes are left out until a time comes that is none to go back to. */
  get isSkipping(): boolean {
    return this.#isSkipping;
  }

  /** Goes to the time whose digits are the bytes `start … end`. */
  set(buffer: Uint8Array, start: number, end: number): void {
    let time = 0;
    for (let p = start; p < end; p++) {
      const digit = buffer[p] - 48;
      if (digit < 0 || digit > 9) {
        this.#setOdd(textAt(buffer, start, end), start);
        return;
      }
      time = time * 10 + digit;
    }
    if (start === end) {
      this.#complaints.warn('time', start, 'a time without digits');
    } else if (time > Number.MAX_SAFE_INTEGER || this.#exact) {
      const exact = BigInt(textAt(buffer, start, end));
      this.#goTo(Number(exact), exact, start);
    } else {
      this.#goTo(time, undefined, start);
    }
  }

  /** Values before the first time stand at 0. */
  begin(): void {
    this.#push(0);
    this.#exact?.push(0n);
  }

  /** Drops the first `count` times. */
  forget(count: number): void {
    this.#times = this.#times.slice(count);
    this.#count -= count;
    this.#exact = this.#exact?.slice(count);
  }

  /** What has been read, in the room it was read into. */
  view(): { readonly times: Float64Array<ArrayBuffer>; readonly exactTimes: BigUint64Array<ArrayBuffer> | undefined } {
    const exactTimes = this.#exact && BigUint64Array.from(this.#exact);
    return { times: this.#times.subarray(0, this.#count), exactTimes };
  }

  /** A time with a fraction or an exponent; the values after one that is none are left out up to the next. */
  #setOdd(digits: string, at: number): void {
    const time = /^\d+(\.\d*)?(e[+-]?\d+)?$/i.test(digits) ? Number(digits) : Number.NaN;
    if (time <= Number.MAX_SAFE_INTEGER) {
      if (!Number.isInteger(time)) {
        this.#complaints.warn('fraction', at, `time ${digits} is not a whole number of units`);
      }
      this.#goTo(time, this.#exact && BigInt(Math.round(time)), at);
      return;
    }
    this.#complaints.warn('time', at, `time ${digits} is not a number; the changes at it are left out`);
    this.#isSkipping = true;
  }

  #goTo(time: number, exact: bigint | undefined, at: number): void {
    if (exact !== undefined && exact > LAST_TIME) {
      this.#complaints.warn('time', at, `time ${exact} is above 2^64; the changes at it are left out`);
      this.#isSkipping = true;
      return;
    }
    if (exact !== undefined && !this.#exact) {
      this.#exact = Array.from(this.#times.subarray(0, this.#count), (earlier) => BigInt(Math.round(earlier)));
    }
    const last = this.#exact ? this.#exact[this.#count - 1] : this.#times[this.#count - 1];
    const now = exact ?? time;
    this.#isSkipping = this.#count > 0 && now < last;
    if (this.#isSkipping) {
      const message = `time goes back from ${last} to ${now}; the changes up to the next later time are left out`;
      this.#complaints.warn('back', at, message);
    }
    if (this.#count > 0 && now <= last) {
      return;
    }
    this.#push(time);
    this.#exact?.push(exact ?? BigInt(Math.round(time)));
  }

  #push(time: number): void {
    if (this.#count === this.#times.length) {
      const larger = new Float64Array(this.#times.length * 2);
      larger.set(this.#times);
      this.#times = larger;
    }
    this.#times[this.#count++] = time;
  }
}
