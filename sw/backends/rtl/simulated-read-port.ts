import type { DdrTiming } from '../../port/kv260-memory.ts';
import type { SimulatedMemory } from './simulated-memory.ts';
import type { Pin, Pins, Respond } from './simulated-pins.ts';
import { addressOf, checkBurst, DECERR, OKAY, port, wordsOf } from './simulated-pins.ts';

/** Bursts that the rings below hold: more than a port accepts. */
const RING = 16;
const NO_WORDS = new Uint32Array(0);

/**
 * The AR and R channels of one port. A burst is accepted, served by the DDR into the FIFO, delivered; always in order.
 */
export class ReadPort {
  readonly #name: string;
  readonly #memory: SimulatedMemory;
  readonly #timing: DdrTiming;
  readonly #respond: Respond | undefined;
  readonly #arvalid: Pin;
  readonly #arready: Pin;
  readonly #araddr: Uint32Array;
  readonly #arlen: Pin;
  readonly #arid: Pin | undefined;
  readonly #rvalid: Pin;
  readonly #rready: Pin;
  readonly #rdata: Uint32Array;
  readonly #rresp: Pin;
  readonly #rlast: Pin;
  readonly #rid: Pin | undefined;

  /** By burst number modulo `RING`. */
  readonly #address = new Float64Array(RING);
  readonly #beats = new Uint8Array(RING);
  readonly #id = new Uint8Array(RING);
  readonly #ready = new Float64Array(RING);
  readonly #words: Uint32Array[] = Array.from({ length: RING }, () => NO_WORDS);
  readonly #offset = new Float64Array(RING);
  #accepted = 0;
  #served = 0;
  #delivered = 0;

  #outstanding = 0;
  /** Beats served and not yet taken by the master. */
  #fifo = 0;
  /** Beats of the burst at `#delivered` that were offered. */
  #sent = 0;
  #isOffering = false;
  #isLast = false;
  #isReady = false;
  #isValid = false;
  #response = OKAY;

  constructor(simulator: Pins, prefix: string, memory: SimulatedMemory, timing: DdrTiming, respond?: Respond) {
    this.#name = prefix;
    this.#memory = memory;
    this.#timing = timing;
    this.#respond = respond;
    this.#arvalid = port(simulator, `${prefix}_arvalid`);
    this.#arready = port(simulator, `${prefix}_arready`);
    this.#araddr = wordsOf(simulator, `${prefix}_araddr`);
    this.#arlen = port(simulator, `${prefix}_arlen`);
    this.#arid = simulator.ports[`${prefix}_arid`];
    this.#rvalid = port(simulator, `${prefix}_rvalid`);
    this.#rready = port(simulator, `${prefix}_rready`);
    this.#rdata = wordsOf(simulator, `${prefix}_rdata`);
    this.#rresp = port(simulator, `${prefix}_rresp`);
    this.#rlast = port(simulator, `${prefix}_rlast`);
    this.#rid = simulator.ports[`${prefix}_rid`];
    // A simulator that ran before holds what was driven last.
    for (const pin of [this.#arready, this.#rvalid, this.#rlast, this.#rresp]) {
      pin.value = 0;
    }
  }

  sample(now: number): void {
    if (this.#isReady && this.#arvalid.value !== 0) {
      this.#accept(now);
    }
    if (this.#isOffering && this.#rready.value !== 0) {
      this.#isOffering = false;
      this.#fifo--;
      if (this.#isLast) {
        this.#outstanding--;
      }
    }
  }

  #accept(now: number): void {
    const slot = this.#accepted++ % RING;
    const address = addressOf(this.#araddr);
    const beats = (this.#arlen.value as number) + 1;
    checkBurst(this.#name, address, beats);
    this.#address[slot] = address;
    this.#beats[slot] = beats;
    this.#id[slot] = (this.#arid?.value as number | undefined) ?? 0;
    this.#ready[slot] = now + this.#timing.latency;
    const region = this.#memory.find(address);
    this.#words[slot] = region?.words ?? NO_WORDS;
    this.#offset[slot] = region ? (address - region.address) / 4 : 0;
    this.#outstanding++;
  }

  /** Whether the oldest burst that is not served may be served now. */
  isDue(now: number): boolean {
    if (this.#served === this.#accepted) {
      return false;
    }
    const slot = this.#served % RING;
    return this.#ready[slot] <= now && this.#fifo + this.#beats[slot] <= this.#timing.fifo;
  }

  get dueBeats(): number {
    return this.#beats[this.#served % RING];
  }

  get dueSince(): number {
    return this.#ready[this.#served % RING];
  }

  serve(): void {
    this.#fifo += this.dueBeats;
    this.#served++;
  }

  drive(): void {
    const isReady = this.#outstanding < this.#timing.outstanding;
    if (isReady !== this.#isReady) {
      this.#isReady = isReady;
      this.#arready.value = isReady ? 1 : 0;
    }
    if (this.#isOffering) {
      return;
    }
    const isValid = this.#delivered < this.#served;
    if (isValid) {
      this.#offer();
    }
    if (isValid !== this.#isValid) {
      this.#isValid = isValid;
      this.#rvalid.value = isValid ? 1 : 0;
    }
  }

  #offer(): void {
    const slot = this.#delivered % RING;
    const words = this.#words[slot];
    const at = this.#offset[slot] + 4 * this.#sent;
    const isMapped = at + 4 <= words.length;
    const data = this.#rdata;
    data[0] = isMapped ? words[at] : 0;
    data[1] = isMapped ? words[at + 1] : 0;
    data[2] = isMapped ? words[at + 2] : 0;
    data[3] = isMapped ? words[at + 3] : 0;
    const response = isMapped ? (this.#respond?.(this.#address[slot] + 16 * this.#sent) ?? OKAY) : DECERR;
    if (response !== this.#response) {
      this.#response = response;
      this.#rresp.value = response;
    }
    if (this.#sent === 0 && this.#rid) {
      this.#rid.value = this.#id[slot];
    }
    this.#sent++;
    const isLast = this.#sent === this.#beats[slot];
    if (isLast !== this.#isLast) {
      this.#isLast = isLast;
      this.#rlast.value = isLast ? 1 : 0;
    }
    if (isLast) {
      this.#delivered++;
      this.#sent = 0;
    }
    this.#isOffering = true;
  }
}
