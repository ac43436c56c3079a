import type { DdrTiming } from '../../port/kv260-memory.ts';
import type { Region, SimulatedMemory } from './simulated-memory.ts';
import type { Pin, Pins, Respond } from './simulated-pins.ts';
import { addressOf, checkBurst, DECERR, OKAY, port, wordsOf } from './simulated-pins.ts';

interface Burst {
  readonly address: number;
  readonly beats: number;
  readonly id: number;
  written: number;
  response: number;
}

interface Answer {
  readonly id: number;
  readonly response: number;
  /** When it may be sent [ns]. */
  readonly due: number;
}

const ALL_LANES = 0xffff;

/**
 * The AW, W and B channels of one port. Data goes to memory as it comes; a burst is answered when the DDR has had time
 * to write it.
 */
export class WritePort {
  readonly #name: string;
  readonly #memory: SimulatedMemory;
  readonly #timing: DdrTiming;
  readonly #respond: Respond | undefined;
  readonly #awvalid: Pin;
  readonly #awready: Pin;
  readonly #awaddr: Uint32Array;
  readonly #awlen: Pin;
  readonly #awid: Pin | undefined;
  readonly #wvalid: Pin;
  readonly #wready: Pin;
  readonly #wdata: Uint32Array;
  readonly #wstrb: Pin;
  readonly #wlast: Pin;
  readonly #bvalid: Pin;
  readonly #bready: Pin;
  readonly #bresp: Pin;
  readonly #bid: Pin | undefined;

  readonly #bursts: Burst[] = [];
  /** Data that came before its address, with WLAST. */
  readonly #early: { data: Uint32Array; strobe: number; last: boolean }[] = [];
  readonly #answers: Answer[] = [];
  #outstanding = 0;
  #isOffering = false;
  #isValid = false;
  #isAddressReady = false;
  #isDataReady = false;
  /** Beats of the burst that was completed last. */
  writtenBeats = 0;
  #completed: Burst | undefined;

  constructor(simulator: Pins, prefix: string, memory: SimulatedMemory, timing: DdrTiming, respond?: Respond) {
    this.#name = prefix;
    this.#memory = memory;
    this.#timing = timing;
    this.#respond = respond;
    this.#awvalid = port(simulator, `${prefix}_awvalid`);
    this.#awready = port(simulator, `${prefix}_awready`);
    this.#awaddr = wordsOf(simulator, `${prefix}_awaddr`);
    this.#awlen = port(simulator, `${prefix}_awlen`);
    this.#awid = simulator.ports[`${prefix}_awid`];
    this.#wvalid = port(simulator, `${prefix}_wvalid`);
    this.#wready = port(simulator, `${prefix}_wready`);
    this.#wdata = wordsOf(simulator, `${prefix}_wdata`);
    this.#wstrb = port(simulator, `${prefix}_wstrb`);
    this.#wlast = port(simulator, `${prefix}_wlast`);
    this.#bvalid = port(simulator, `${prefix}_bvalid`);
    this.#bready = port(simulator, `${prefix}_bready`);
    this.#bresp = port(simulator, `${prefix}_bresp`);
    this.#bid = simulator.ports[`${prefix}_bid`];
    // A simulator that ran before holds what was driven last.
    for (const pin of [this.#awready, this.#wready, this.#bvalid]) {
      pin.value = 0;
    }
  }

  /** True when a burst's data became complete; at most one does in a cycle. */
  sample(): boolean {
    let isComplete = false;
    if (this.#isAddressReady && this.#awvalid.value !== 0) {
      const address = addressOf(this.#awaddr);
      const beats = (this.#awlen.value as number) + 1;
      checkBurst(this.#name, address, beats);
      const id = (this.#awid?.value as number | undefined) ?? 0;
      this.#bursts.push({ address, beats, id, written: 0, response: OKAY });
      this.#outstanding++;
      while (this.#early.length > 0 && this.#bursts.length > 0) {
        const { data, strobe, last } = this.#early.shift()!;
        isComplete = this.#write(data, strobe, last) || isComplete;
      }
    }
    if (this.#isDataReady && this.#wvalid.value !== 0) {
      const last = this.#wlast.value !== 0;
      const strobe = this.#wstrb.value as number;
      if (this.#bursts.length > 0) {
        isComplete = this.#write(this.#wdata, strobe, last) || isComplete;
      } else {
        this.#early.push({ data: this.#wdata.slice(), strobe, last });
      }
    }
    if (this.#isOffering && this.#bready.value !== 0) {
      this.#isOffering = false;
      this.#outstanding--;
    }
    return isComplete;
  }

  #write(data: Uint32Array, strobe: number, last: boolean): boolean {
    const burst = this.#bursts[0];
    const address = burst.address + 16 * burst.written;
    burst.written++;
    const isComplete = burst.written === burst.beats;
    if (last !== isComplete) {
      throw new Error(
        `${this.#name}: beat ${burst.written} of ${burst.beats} at 0x${address.toString(16)} has wlast ${Number(last)}`,
      );
    }
    const region = this.#memory.find(address);
    const response = region ? (this.#respond?.(address) ?? OKAY) : DECERR;
    if (region && response === OKAY) {
      writeBeat(region, address - region.address, data, strobe);
    }
    burst.response = Math.max(burst.response, response);
    if (!isComplete) {
      return false;
    }
    this.#bursts.shift();
    this.#completed = burst;
    this.writtenBeats = burst.beats;
    return true;
  }

  /** The DDR begins to write the burst completed last at `start` [ns]. */
  complete(start: number): void {
    const { id, response } = this.#completed!;
    this.#answers.push({ id, response, due: start + this.#timing.latency });
  }

  drive(now: number): void {
    const isReady = this.#outstanding < this.#timing.outstanding;
    if (isReady !== this.#isAddressReady) {
      this.#isAddressReady = isReady;
      this.#awready.value = isReady ? 1 : 0;
    }
    if (!this.#isDataReady) {
      this.#isDataReady = true;
      this.#wready.value = 1;
    }
    if (this.#isOffering) {
      return;
    }
    const isValid = this.#answers.length > 0 && this.#answers[0].due <= now;
    if (isValid) {
      const { id, response } = this.#answers.shift()!;
      this.#bresp.value = response;
      if (this.#bid) {
        this.#bid.value = id;
      }
      this.#isOffering = true;
    }
    if (isValid !== this.#isValid) {
      this.#isValid = isValid;
      this.#bvalid.value = isValid ? 1 : 0;
    }
  }
}

/** Writes the bytes of a beat whose strobes are set. */
function writeBeat({ words, bytes }: Region, offset: number, data: Uint32Array, strobe: number): void {
  if (strobe === ALL_LANES) {
    words.set(data, offset / 4);
    return;
  }
  for (let i = 0; i < 16; i++) {
    if ((strobe >> i) & 1) {
      bytes[offset + i] = data[i >> 2] >>> (8 * (i & 3));
    }
  }
}
