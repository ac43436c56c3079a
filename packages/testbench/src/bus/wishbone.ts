import { AddressSpace } from '../axi/address-space.ts';
import type { Clock } from '../scheduler/clock.ts';
import { ProtocolViolation } from '../scheduler/errors.ts';
import type { ClockedModel } from '../scheduler/model.ts';
import type { Simulation } from '../simulation.ts';
import { type Pause, pauseFunction } from './pause.ts';
import { type Access, AccessQueue, type WordMaster } from './registers.ts';
import { setWord, Wires, wordOf } from './wires.ts';
import { readWord, writeWord } from './word-memory.ts';

export interface WishboneOptions {
  clock?: Clock;
  /** Pipelined cycles (B4): several words under way, `stall` in place of waiting for `ack`. Default: has it `stall`? */
  pipelined?: boolean;
  /** What `adr` counts: bytes (default) or words of the bus. */
  unit?: 'byte' | 'word';
}

export interface WishboneMasterOptions extends WishboneOptions {
  /** When it waits before a word. */
  pause?: Pause;
}

/**
 * Drives the Wishbone slave in the design whose ports begin with `prefix_`: `cyc`, `stb`, `we`, `adr`, … alone or with
 * `_i` and `_o` as the specification names them; data as `dat_i`/`dat_o`, `dat_w`/`dat_r` or `dat_mosi`/`dat_miso`.
 */
export function wishboneMaster(sim: Simulation, prefix: string, options: WishboneMasterOptions = {}): WordMaster {
  const clock = options.clock ?? sim.clock;
  const wires = new Wires(sim.bus(prefix), prefix);
  const into = (name: string) => wires.find(name, `${name}_i`);
  const from = (name: string) => wires.find(name, `${name}_o`);
  const [cyc, stb, adr] = ['cyc', 'stb', 'adr'].map((name) => wires.input(name, `${name}_i`));
  const [we, sel] = ['we', 'sel'].map(into);
  const dataIn = wires.find('dat_w', 'dat_mosi', 'dat_i');
  const dataOut = wires.find('dat_r', 'dat_miso', 'dat_o');
  const ack = wires.need('ack', 'ack_o');
  const [err, rty, stall] = ['err', 'rty', 'stall'].map(from);
  const pipelined = options.pipelined ?? stall !== undefined;
  const width = (dataIn ?? dataOut ?? wires.need('dat_w', 'dat_i')).width;
  const scale = options.unit === 'word' ? width / 8 : 1;
  const held = pauseFunction(options.pause, prefix);
  const queue = new AccessQueue(clock, prefix, width);
  const started: Access[] = [];
  let offered: Access | undefined;
  let inReset = false;

  clock.attach<ClockedModel>({
    owns: [stb],
    get beats() {
      return queue.done;
    },
    sample(cycle) {
      inReset = false;
      const answered = wordOf(ack) || wordOf(err) || wordOf(rty);
      if (offered && pipelined && !wordOf(stall)) {
        started.push(offered);
        offered = undefined;
      }
      if (!answered) {
        return;
      }
      const access = pipelined ? started.shift() : offered;
      if (!access) {
        throw new ProtocolViolation(prefix, 'answer nobody asked for', `${ack.name} (cycle ${cycle})`);
      }
      if (!pipelined) {
        offered = undefined;
      }
      queue.end(access, dataOut?.value ?? 0, wordOf(err) ? 'ERR' : wordOf(rty) ? 'RTY' : undefined);
    },
    reset() {
      if (!inReset) {
        queue.cut([...started.splice(0), ...(offered ? [offered] : [])]);
        offered = undefined;
      }
      inReset = true;
    },
    drive(cycle) {
      if (!offered) {
        offered = inReset || held?.(cycle) ? undefined : queue.items.shift();
        if (offered) {
          setWord(adr, Math.floor(offered.address / scale));
          setWord(we, offered.write ? 1 : 0);
          setWord(sel, offered.lanes);
          setWord(dataIn, offered.data);
        }
      }
      stb.value = offered ? 1 : 0;
      cyc.value = offered || started.length ? 1 : 0;
    },
    describe: () => (offered ?? started[0]) && `${(offered ?? started[0])?.description}: ${ack.name} is low`,
  });
  return queue.master(() => started.length + (offered ? 1 : 0));
}

export interface WishboneRamOptions extends WishboneOptions {
  memory?: AddressSpace;
  /** Cycles between a word and its answer, by its number; default none: the answer comes in the next cycle. */
  waits?: number | ((word: number) => number);
  /** Pipelined: when it stalls. */
  stall?: Pause;
  /** Is the answer an error? Default where no memory is mapped. */
  fails?(address: number, write: boolean): boolean;
}

/** A Wishbone memory for the design's master on the ports `prefix_cyc`, …; checks the master. */
export function wishboneRam(
  sim: Simulation,
  prefix: string,
  options: WishboneRamOptions = {},
): { memory: AddressSpace } {
  const clock = options.clock ?? sim.clock;
  const wires = new Wires(sim.bus(prefix), prefix);
  const from = (name: string) => wires.find(name, `${name}_o`);
  const into = (name: string) => wires.find(name, `${name}_i`);
  const [cyc, stb, adr] = ['cyc', 'stb', 'adr'].map((name) => wires.need(name, `${name}_o`));
  const [we, sel] = ['we', 'sel'].map(from);
  const dataIn = wires.find('dat_r', 'dat_miso', 'dat_i');
  const dataOut = wires.find('dat_w', 'dat_mosi', 'dat_o');
  const ack = wires.input('ack', 'ack_i');
  const [err, stall] = ['err', 'stall'].map(into);
  const pipelined = options.pipelined ?? stall !== undefined;
  const bytes = (dataIn ?? dataOut ?? wires.need('dat_r', 'dat_i')).width / 8;
  const scale = options.unit === 'word' ? bytes : 1;
  const { memory = new AddressSpace(), waits = 0 } = options;
  const stalls = pauseFunction(options.stall, prefix);
  const held = [adr, we, sel, dataOut].filter((handle) => handle !== undefined);
  interface Request {
    readonly values: readonly (number | bigint)[];
    readonly address: number;
    readonly data: bigint;
    readonly write: boolean;
    readonly lanes: number;
    left: number;
  }
  const requests: Request[] = [];
  let answered = false;
  let stalled = false;
  let count = 0;

  const request = (): Request => {
    const address = wordOf(adr) * scale;
    return {
      values: held.map((handle) => handle.value),
      address: address - (address % bytes),
      data: BigInt(dataOut?.value ?? 0),
      write: wordOf(we) === 1,
      lanes: sel ? wordOf(sel) : 2 ** bytes - 1,
      left: typeof waits === 'number' ? waits : waits(count),
    };
  };
  clock.attach<ClockedModel>({
    owns: [ack],
    get beats() {
      return count;
    },
    sample(cycle) {
      const fail = (rule: string, detail: string) => {
        throw new ProtocolViolation(prefix, rule, `${detail} (cycle ${cycle})`);
      };
      if (!cyc.value) {
        requests.length = 0; // the master may break a cycle off
        answered = false;
        return stb.value ? fail('STB without CYC', 'stb is high while cyc is low') : undefined;
      }
      if (pipelined) {
        if (stb.value && !stalled) {
          requests.push(request());
          count++;
        }
        return;
      }
      if (answered) {
        answered = false;
        requests.length = 0;
        return; // this edge ended the word; the next one begins after it
      }
      if (!stb.value) {
        return requests.length ? fail('STB dropped', 'stb fell before the answer') : undefined;
      }
      if (!requests.length) {
        requests.push(request());
        count++;
        return;
      }
      held.forEach((handle, i) => {
        const isData = handle === dataOut && !requests[0].write;
        if (handle.value !== requests[0].values[i] && !isData) {
          fail('word changed', `${handle.name} went from ${requests[0].values[i]} to ${handle.value}`);
        }
      });
    },
    reset() {
      requests.length = 0;
      answered = false;
    },
    drive(cycle) {
      stalled = pipelined && (stalls?.(cycle) ?? false);
      setWord(stall, stalled ? 1 : 0);
      const [first] = requests;
      const ready = first !== undefined && !answered && first.left-- <= 0;
      ack.value = 0;
      setWord(err, 0);
      if (!ready) {
        return;
      }
      const word = readWord(memory, first.address, bytes);
      if (options.fails?.(first.address, first.write) ?? word === undefined) {
        if (err) {
          err.value = 1;
        } else {
          throw new Error(`${prefix}: nothing is mapped at 0x${first.address.toString(16)}, and there is no err`);
        }
      } else {
        ack.value = 1;
        setWord(dataIn, first.write ? 0n : (word ?? 0n));
        if (first.write) {
          writeWord(memory, first.address, first.data, bytes, first.lanes);
        }
      }
      if (pipelined) {
        requests.shift();
      } else {
        answered = true;
      }
    },
  });
  return { memory };
}
