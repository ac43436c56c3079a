import type { ClockedModel, Simulation } from '@chisel-lite/testbench';
import { controlRegisters } from '@macromac/rtl';
import { met } from './situations.ts';

const TABLE = controlRegisters({ tokens: 1, engine: 'fused', lists: true }).registers;
const NAMES = new Map<number, string>(TABLE.map(({ name, offset }) => [offset, name]));
/** By code (docs/registers.md). */
const ILLEGAL: Readonly<Record<number, string>> = {
  1: 'groups',
  2: 'blocks',
  3: 'format',
  4: 'tokens',
  5: 'alignment',
  6: 'window',
  7: 'reuse',
  11: 'operation',
  12: 'reserved',
};
const OVERFLOW = 8;
const STOPPED = 2;

interface Burst {
  readonly asked: number;
  readonly beats: number;
  delivered: number;
}

/** A read port: what is asked for and not yet answered, by ID. */
interface Reads {
  readonly bursts: Map<number, Burst[]>;
  /** Cycle of the last beat, and how many came in a row. */
  last: number;
  row: number;
}

/** Watches the accelerator's pins and nothing else, and counts the situations it sees. */
export function observeAccelerator(sim: Simulation): ClockedModel {
  const pin = (name: string) => Number(sim.port[name]?.raw.value ?? 0);
  const ports = [0, 1, 2, 3].map((): Reads => ({ bursts: new Map(), last: -2, row: 0 }));
  const open = (reads: Reads) => [...reads.bursts.values()].flat();
  let queued = 0;
  let stopped = false;
  let writes = 0;
  let writeBeats = 0;
  let reading = '';

  function reads(port: number, cycle: number): boolean {
    const prefix = `m_axi_${port}_`;
    const state = ports[port];
    const [valid, ready] = [pin(`${prefix}arvalid`), pin(`${prefix}arready`)];
    if (valid && !ready) {
      met('stalls', `address held back, port ${port}`);
    }
    if (valid && ready) {
      const id = pin(`${prefix}arid`);
      const bursts = state.bursts.get(id) ?? [];
      bursts.push({ asked: cycle, beats: pin(`${prefix}arlen`) + 1, delivered: 0 });
      state.bursts.set(id, bursts);
      met('reads outstanding', `${Math.min(open(state).length, 8)} on a port`);
    }
    const delivers = pin(`${prefix}rvalid`) === 1 && pin(`${prefix}rready`) === 1;
    const half = open(state).find(({ delivered }) => delivered > 0);
    if (!delivers) {
      if (half) {
        met('stalls', `data pauses in a burst, port ${port}`);
      }
      return false;
    }
    const burst = state.bursts.get(pin(`${prefix}rid`))?.[0];
    if (!burst) {
      return false;
    }
    if (burst.delivered === 0) {
      const latency = cycle - burst.asked;
      met(
        'latency of reads',
        latency < 100 ? 'below 100 cycles' : latency < 200 ? '100 to 199 cycles' : '200 cycles and more',
      );
      ports.forEach((other, late) => {
        if (late !== port && open(other).some(({ asked, delivered }) => delivered === 0 && asked < burst.asked)) {
          met('reordering between ports', `port ${port} answers before port ${late}, which asked first`);
        }
      });
    }
    const response = pin(`${prefix}rresp`);
    if (response) {
      met('error responses', `at beat ${burst.delivered} of a read burst`);
      met('error responses', response === 2 ? 'SLVERR' : 'DECERR');
    }
    state.row = cycle === state.last + 1 ? state.row + 1 : 1;
    state.last = cycle;
    if (state.row === 16) {
      met('bandwidth', `16 beats in a row, port ${port}`);
    }
    if (++burst.delivered === burst.beats) {
      state.bursts.get(pin(`${prefix}rid`))!.shift();
    }
    return true;
  }

  function writesOut(): void {
    const [address, data] = [pin('m_axi_0_awvalid'), pin('m_axi_0_wvalid')];
    if (address && !pin('m_axi_0_awready')) {
      met('stalls', 'write address held back');
    }
    if (data && !pin('m_axi_0_wready')) {
      met('stalls', 'write data held back');
    }
    if (data && pin('m_axi_0_wready')) {
      writeBeats = pin('m_axi_0_wlast') ? 0 : writeBeats + 1;
    }
    if (address && pin('m_axi_0_awready')) {
      writes++;
    }
    if (pin('m_axi_0_bvalid') && pin('m_axi_0_bready')) {
      writes--;
      if (pin('m_axi_0_bresp')) {
        met('error responses', pin('m_axi_0_bresp') === 2 ? 'SLVERR' : 'DECERR');
      }
    } else if (writes > 0 && !address && !data) {
      met('stalls', 'write answer late');
    }
  }

  function restarted(): void {
    const where = 'restart (reset in mid-burst)';
    const busy = ports.some((port) => open(port).length > 0);
    if (stopped) {
      met(where, 'while stopped');
    } else if (!busy && writes === 0 && queued === 0) {
      met(where, 'while idle');
    }
    if (queued > 0) {
      met(where, 'commands in the queue');
    }
    ports.forEach((port, i) => {
      if (open(port).some(({ delivered }) => delivered > 0)) {
        met(where, `a read burst half delivered, port ${i}`);
      }
    });
    if (writeBeats > 0) {
      met(where, 'a write burst half sent');
    }
    stopped = false;
  }

  function control(): void {
    if (pin('s_axi_ctrl_awvalid') && pin('s_axi_ctrl_awready')) {
      const register = NAMES.get(pin('s_axi_ctrl_awaddr'));
      if (register === 'control' && pin('s_axi_ctrl_wdata') & 1) {
        restarted();
      }
    }
    if (pin('s_axi_ctrl_arvalid') && pin('s_axi_ctrl_arready')) {
      reading = NAMES.get(pin('s_axi_ctrl_araddr')) ?? '';
    }
    if (!pin('s_axi_ctrl_rvalid') || !pin('s_axi_ctrl_rready')) {
      return;
    }
    const value = pin('s_axi_ctrl_rdata');
    if (reading === 'status') {
      queued = (value >> 4) & 15;
      stopped = (value & STOPPED) !== 0;
    }
    const code = value & 15;
    if (reading !== 'error' || code === 0) {
      return;
    }
    if (code === OVERFLOW) {
      met('commands while busy', 'overflow');
    } else if (ILLEGAL[code]) {
      met('illegal descriptors', ILLEGAL[code]);
    } else {
      const place = (value >> 4) & 7;
      met('error responses', place < 4 ? `of weights ${place}` : place === 4 ? 'of activations' : 'of results');
    }
  }

  return {
    sample(cycle) {
      const delivered = ports.map((_, port) => reads(port, cycle));
      if (delivered.every(Boolean)) {
        met('bandwidth', 'a beat on every port in one cycle');
      }
      writesOut();
      control();
    },
  };
}
