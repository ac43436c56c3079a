import type { Task } from '../scheduler/task.ts';
import type { Simulation } from '../simulation.ts';
import { type OpenDrain, type OpenDrainPort, openDrain } from './open-drain.ts';
import { type ResetOptions, resetsOf } from './resets.ts';

export interface I2cWires {
  readonly scl: OpenDrainPort;
  readonly sda: OpenDrainPort;
}

/** A device did not acknowledge its address or a byte. */
export class I2cNoAcknowledge extends Error {
  override name = 'I2cNoAcknowledge';
}

export interface I2cMaster {
  /** Writes bytes to the device with a 7-bit address. */
  write(address: number, bytes: Iterable<number>): Task<void>;
  read(address: number, count: number): Task<number[]>;
  /** Writes, then reads after a repeated start: how the registers of a device are read. */
  writeRead(address: number, bytes: Iterable<number>, count: number): Task<number[]>;
}

export interface I2cMasterOptions extends ResetOptions {
  /** [Hz], default 400,000. */
  frequency?: number;
}

/**
 * The master of I²C devices in the design; waits for devices that hold `scl` low. A reset ends what was asked for
 * before it with a `BusError`, and lets both wires go.
 */
export function i2cMaster(sim: Simulation, wires: I2cWires, options: I2cMasterOptions = {}): I2cMaster {
  const { frequency = 400_000 } = options;
  const scl = openDrain(sim, wires.scl);
  const sda = openDrain(sim, wires.sda);
  const quarter = 1e9 / frequency / 4;
  const lock = sim.lock(`i2c ${scl.name}`);
  const resets = resetsOf(sim, options);
  const letGo = () => {
    sda.hold(false);
    scl.hold(false);
  };

  /** Raises `scl`, and waits until it is high. */
  const rise = async () => {
    scl.hold(false);
    await sim.settled();
    while (scl.level === 0) {
      await sim.rising(scl.signal);
    }
  };
  const clockBit = async (high: boolean): Promise<number> => {
    sda.hold(!high);
    await sim.delay(quarter);
    await rise();
    await sim.delay(quarter);
    const bit = sda.level;
    await sim.delay(quarter);
    scl.hold(true);
    await sim.delay(quarter);
    return bit;
  };
  /** Also a repeated start: from `scl` low. */
  const start = async () => {
    sda.hold(false);
    await sim.delay(quarter);
    await rise();
    await sim.delay(quarter);
    sda.hold(true);
    await sim.delay(quarter);
    scl.hold(true);
    await sim.delay(quarter);
  };
  const stop = async () => {
    sda.hold(true);
    await sim.delay(quarter);
    await rise();
    await sim.delay(quarter);
    sda.hold(false);
    await sim.delay(2 * quarter);
  };
  const send = async (byte: number, what: string) => {
    for (let i = 7; i >= 0; i--) {
      await clockBit(((byte >> i) & 1) === 1);
    }
    if ((await clockBit(true)) !== 0) {
      throw new I2cNoAcknowledge(`i2c ${scl.name}: ${what} was not acknowledged`);
    }
  };
  const perform = (address: number, bytes: readonly number[] | undefined, count: number): Task<number[]> => {
    if (!(Number.isInteger(address) && address >= 0 && address < 128)) {
      throw new RangeError(`i2c ${scl.name}: address ${address}: expected 7 bits`);
    }
    const name = `0x${address.toString(16)}`;
    const body = async () => {
      const received: number[] = [];
      try {
        if (bytes) {
          await start();
          await send(address << 1, `address ${name} (write)`);
          for (const [i, byte] of bytes.entries()) {
            await send(byte, `byte ${i} to ${name}`);
          }
        }
        if (count > 0 || !bytes) {
          await start();
          await send((address << 1) | 1, `address ${name} (read)`);
          for (let i = 0; i < count; i++) {
            let byte = 0;
            for (let bit = 0; bit < 8; bit++) {
              byte = (byte << 1) | (await clockBit(true));
            }
            received.push(byte);
            await clockBit(i === count - 1); // the last byte is not acknowledged
          }
        }
      } finally {
        await stop();
      }
      return received;
    };
    return resets.perform(lock, `i2c master on ${scl.name}`, body, letGo);
  };
  return {
    write: (address, bytes) => perform(address, [...bytes], 0) as Task<unknown> as Task<void>,
    read: (address, count) => perform(address, undefined, count),
    writeRead: (address, bytes, count) => perform(address, [...bytes], count),
  };
}

export interface I2cMemoryOptions extends ResetOptions {
  /** 7 bits; default 0x50. */
  address?: number;
  /** Its contents, changed in place; default 256 zero bytes. */
  memory?: Uint8Array;
  /** Bytes of the place in the memory that a write begins with; default 1. */
  addressBytes?: number;
  /** Holds `scl` low for a time after each byte [ns]; default not. */
  stretch?: number;
}

/** A memory with an I²C bus, like an EEPROM, for the master in the design; a reset makes it wait for a start. */
export function i2cMemory(sim: Simulation, wires: I2cWires, options: I2cMemoryOptions = {}): { memory: Uint8Array } {
  const { address = 0x50, memory = new Uint8Array(256), addressBytes = 1, stretch = 0 } = options;
  const scl = openDrain(sim, wires.scl);
  const sda = openDrain(sim, wires.sda);
  const session = () => new Slave(sim, scl, sda, { address, memory, addressBytes, stretch }).run();
  resetsOf(sim, options).serve(`i2c memory on ${scl.name}`, session, () => {
    sda.hold(false);
    scl.hold(false);
  });
  return { memory };
}

type SlaveOptions = Required<Omit<I2cMemoryOptions, 'reset'>>;

/** The memory's side of the bus: what it does at each edge of `scl`, at a start and at a stop. */
class Slave {
  readonly #sim: Simulation;
  readonly #scl: OpenDrain;
  readonly #sda: OpenDrain;
  readonly #options: SlaveOptions;
  #state: 'idle' | 'address' | 'receive' | 'send' = 'idle';
  /** Bits of the byte under way that have passed; the ninth is the acknowledge. */
  #bits = 0;
  #byte = 0;
  #place = 0;
  /** Bytes of the place still to come. */
  #placeBytes = 0;
  #acknowledged = true;

  constructor(sim: Simulation, scl: OpenDrain, sda: OpenDrain, options: SlaveOptions) {
    this.#sim = sim;
    this.#scl = scl;
    this.#sda = sda;
    this.#options = options;
  }

  async run(): Promise<void> {
    let [clock, data] = [this.#scl.level, this.#sda.level];
    for (;;) {
      if (clock === this.#scl.level && data === this.#sda.level) {
        await this.#sim.select({
          scl: this.#sim.changed(this.#scl.signal),
          sda: this.#sim.changed(this.#sda.signal),
        });
      }
      const [before, was] = [clock, data];
      [clock, data] = [this.#scl.level, this.#sda.level];
      if (clock && before && data !== was) {
        this.#begin(data ? 'idle' : 'address');
      } else if (clock && !before) {
        this.#rise(data);
      } else if (!clock && before) {
        await this.#fall();
        data = this.#sda.level;
      }
    }
  }

  /** A start, or a stop. */
  #begin(state: 'idle' | 'address'): void {
    this.#state = state;
    this.#bits = 0;
    this.#byte = 0;
    this.#sda.hold(false);
  }

  #rise(bit: number): void {
    if (this.#state === 'idle') {
      return;
    }
    this.#bits++;
    if (this.#bits <= 8) {
      this.#byte = (this.#byte << 1) | bit;
    } else {
      this.#acknowledged = bit === 0;
    }
  }

  async #fall(): Promise<void> {
    const { memory } = this.#options;
    if (this.#state === 'idle') {
      return;
    }
    if (this.#bits === 8) {
      this.#sda.hold(this.#state === 'send' ? false : this.#take());
      await this.#stretch();
    } else if (this.#bits === 9) {
      this.#bits = 0;
      if (this.#state === 'address') {
        this.#state = this.#byte & 1 ? 'send' : 'receive';
        this.#placeBytes = this.#options.addressBytes;
        this.#place = this.#state === 'receive' ? 0 : this.#place;
      } else if (this.#state === 'send') {
        this.#place = (this.#place + 1) % memory.length;
        this.#state = this.#acknowledged ? 'send' : 'idle';
      }
      this.#byte = 0;
      this.#sda.hold(false);
    }
    if (this.#state === 'send' && this.#bits < 8) {
      this.#sda.hold(((memory[this.#place] >> (7 - this.#bits)) & 1) === 0);
    }
  }

  /** A whole byte has come: is it acknowledged? */
  #take(): boolean {
    const { memory, address } = this.#options;
    if (this.#state === 'address') {
      if (this.#byte >> 1 !== address) {
        this.#state = 'idle';
        return false;
      }
      return true;
    }
    if (this.#placeBytes > 0) {
      this.#placeBytes--;
      this.#place = (this.#place * 256 + this.#byte) % memory.length;
    } else {
      memory[this.#place] = this.#byte;
      this.#place = (this.#place + 1) % memory.length;
    }
    return true;
  }

  async #stretch(): Promise<void> {
    if (this.#options.stretch > 0) {
      this.#scl.hold(true);
      await this.#sim.delay(this.#options.stretch);
      this.#scl.hold(false);
      await this.#sim.settled();
    }
  }
}
