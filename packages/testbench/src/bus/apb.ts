import { AddressSpace } from '../axi/address-space.ts';
import type { Clock } from '../scheduler/clock.ts';
import { ProtocolViolation } from '../scheduler/errors.ts';
import type { ClockedModel } from '../scheduler/model.ts';
import type { Simulation } from '../simulation.ts';
import { type Pause, pauseFunction } from './pause.ts';
import { type Access, AccessQueue, type WordMaster } from './registers.ts';
import { setWord, Wires, wordOf } from './wires.ts';
import { readWord, writeWord } from './word-memory.ts';

export interface ApbMasterOptions {
  clock?: Clock;
  /** When it waits before a transfer. */
  pause?: Pause;
  /** PPROT of every transfer. */
  prot?: number;
}

/** Drives the APB slave in the design whose ports begin with `prefix_` (APB3, APB4): `psel`, `penable`, `paddr`, …. */
export function apbMaster(sim: Simulation, prefix: string, options: ApbMasterOptions = {}): WordMaster {
  const clock = options.clock ?? sim.clock;
  const wires = new Wires(sim.bus(prefix), prefix);
  const [psel, penable, paddr] = ['psel', 'penable', 'paddr'].map((name) => wires.input(name));
  const pwrite = wires.find('pwrite');
  const pwdata = wires.find('pwdata');
  const prdata = wires.find('prdata');
  const data = pwdata ?? wires.need('prdata');
  const [pstrb, pprot, pready, pslverr] = ['pstrb', 'pprot', 'pready', 'pslverr'].map((name) => wires.find(name));
  const held = pauseFunction(options.pause, prefix);
  const queue = new AccessQueue(clock, prefix, data.width);
  let current: Access | undefined;
  let enabled = false;
  let inReset = false;

  clock.attach<ClockedModel>({
    owns: [psel],
    get beats() {
      return queue.done;
    },
    sample() {
      inReset = false;
      if (!current || !enabled || !wordOf(pready, 1)) {
        return;
      }
      const access = current;
      current = undefined;
      queue.end(access, prdata?.value ?? 0, wordOf(pslverr) ? 'PSLVERR' : undefined);
    },
    reset() {
      queue.cut(current && !inReset ? [current] : []);
      current = undefined;
      inReset = true;
    },
    drive(cycle) {
      if (current) {
        enabled = true;
        penable.value = 1;
        return;
      }
      enabled = false;
      penable.value = 0;
      current = inReset || held?.(cycle) ? undefined : queue.items.shift();
      psel.value = current ? 1 : 0;
      if (current) {
        setWord(paddr, current.address);
        setWord(pwrite, current.write ? 1 : 0);
        setWord(pwdata, current.data);
        setWord(pstrb, current.write ? current.lanes : 0);
        setWord(pprot, options.prot ?? 0);
      }
    },
    describe: () => current && `${current.description}: ${enabled ? 'pready is low' : 'setup'}`,
  });
  return queue.master(() => (current ? 1 : 0));
}

export interface ApbRamOptions {
  clock?: Clock;
  memory?: AddressSpace;
  /** Wait states of a transfer, by its number; default none. */
  waits?: number | ((transfer: number) => number);
  /** Is the answer an error? Default where no memory is mapped. */
  fails?(address: number, write: boolean): boolean;
}

/** An APB memory for the design's master on the ports `prefix_psel`, …; checks the master's phases. */
export function apbRam(sim: Simulation, prefix: string, options: ApbRamOptions = {}): { memory: AddressSpace } {
  const clock = options.clock ?? sim.clock;
  const wires = new Wires(sim.bus(prefix), prefix);
  const [psel, penable, paddr] = ['psel', 'penable', 'paddr'].map((name) => wires.need(name));
  const [pwrite, pwdata, pstrb, prdata, pready, pslverr] = [
    ...['pwrite', 'pwdata', 'pstrb', 'prdata', 'pready', 'pslverr'],
  ].map((name) => wires.find(name));
  const { memory = new AddressSpace(), waits = 0 } = options;
  const bytes = (pwdata ?? wires.need('prdata')).width / 8;
  const held = [paddr, pwrite, pwdata, pstrb].filter((handle) => handle !== undefined);
  let transfer: { readonly values: readonly (number | bigint)[]; left: number; ready: boolean } | undefined;
  let count = 0;
  if (!pready && waits !== 0) {
    throw new Error(`${prefix} has no pready: a memory on it cannot wait`);
  }

  clock.attach<ClockedModel>({
    owns: [...(pready ? [pready] : [])],
    get beats() {
      return count;
    },
    sample(cycle) {
      const fail = (rule: string, detail: string) => {
        throw new ProtocolViolation(prefix, rule, `${detail} (cycle ${cycle})`);
      };
      if (!psel.value) {
        return transfer ? fail('PSEL dropped', 'psel fell before the transfer was ready') : undefined;
      }
      if (!transfer) {
        if (penable.value) {
          fail('no setup phase', 'penable is high in the first cycle of a transfer');
        }
        const left = typeof waits === 'number' ? waits : waits(count);
        transfer = { values: held.map((handle) => handle.value), left, ready: false };
        return;
      }
      if (!penable.value) {
        fail('PENABLE late', 'penable is low in the access phase');
      }
      held.forEach((handle, i) => {
        const isData = handle === pwdata || handle === pstrb;
        if (handle.value !== transfer?.values[i] && !(isData && !wordOf(pwrite))) {
          fail('transfer changed', `${handle.name} went from ${transfer?.values[i]} to ${handle.value}`);
        }
      });
      if (!transfer.ready) {
        return;
      }
      if (wordOf(pwrite) && pwdata && !wordOf(pslverr)) {
        const lanes = pstrb ? wordOf(pstrb) : 2 ** bytes - 1;
        writeWord(memory, aligned(paddr), BigInt(pwdata.value), bytes, lanes);
      }
      count++;
      transfer = undefined;
    },
    reset() {
      transfer = undefined;
    },
    drive() {
      if (!transfer) {
        setWord(pready, 0);
        return;
      }
      transfer.ready = transfer.left-- <= 0;
      setWord(pready, transfer.ready ? 1 : 0);
      if (!transfer.ready) {
        return;
      }
      const word = readWord(memory, aligned(paddr), bytes);
      const fails = options.fails?.(wordOf(paddr), wordOf(pwrite) === 1) ?? word === undefined;
      setWord(pslverr, fails ? 1 : 0);
      setWord(prdata, fails || wordOf(pwrite) ? 0 : (word ?? 0n));
    },
  });
  const aligned = (handle: typeof paddr): number => wordOf(handle) - (wordOf(handle) % bytes);
  return { memory };
}
