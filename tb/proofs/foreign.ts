import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type AxiLitePort,
  axi4Lite,
  axiLiteRules,
  bits,
  blackBox,
  bool,
  clockPin,
  inReset,
  inst,
  lit,
  module,
  uint,
  unused,
} from '@chisel-lite/hdl';
import { pythonOrSkip } from '../../tools/python-environment.ts';
import type { Proof } from './proof.ts';

const PACKAGE = 'pythondata-cpu-picorv32==1.0.post218';

/**
 * Somebody else's processor with an AXI4-Lite port (YosysHQ's picorv32, ISC): no assumption of ours was in its author's
 * mind.
 */
const core = blackBox('picorv32_axi', {
  in: {
    clk: bool(),
    resetn: bool(),
    mem_axi_awready: bool(),
    mem_axi_wready: bool(),
    mem_axi_bvalid: bool(),
    mem_axi_arready: bool(),
    mem_axi_rvalid: bool(),
    mem_axi_rdata: bits(32),
    pcpi_wr: bool(),
    pcpi_rd: bits(32),
    pcpi_wait: bool(),
    pcpi_ready: bool(),
    irq: bits(32),
  },
  out: {
    mem_axi_awvalid: bool(),
    mem_axi_awaddr: uint(32),
    mem_axi_awprot: bits(3),
    mem_axi_wvalid: bool(),
    mem_axi_wdata: bits(32),
    mem_axi_wstrb: bits(4),
    mem_axi_bready: bool(),
    mem_axi_arvalid: bool(),
    mem_axi_araddr: uint(32),
    mem_axi_arprot: bits(3),
    mem_axi_rready: bool(),
  },
});

const master = () =>
  module('picorv32_rules', { out: { m: axi4Lite(32) } }, ({ m }) => {
    const u = inst('u_core', core);
    u.clk.set(clockPin());
    u.resetn.set(inReset().not());
    m.aw.valid.set(u.mem_axi_awvalid);
    m.aw.payload.set({ addr: u.mem_axi_awaddr, prot: u.mem_axi_awprot });
    u.mem_axi_awready.set(m.aw.ready);
    m.w.valid.set(u.mem_axi_wvalid);
    m.w.payload.set({ data: u.mem_axi_wdata, strb: u.mem_axi_wstrb });
    u.mem_axi_wready.set(m.w.ready);
    m.b.ready.set(u.mem_axi_bready);
    u.mem_axi_bvalid.set(m.b.valid);
    m.ar.valid.set(u.mem_axi_arvalid);
    m.ar.payload.set({ addr: u.mem_axi_araddr, prot: u.mem_axi_arprot });
    u.mem_axi_arready.set(m.ar.ready);
    m.r.ready.set(u.mem_axi_rready);
    u.mem_axi_rvalid.set(m.r.valid);
    u.mem_axi_rdata.set(m.r.payload.data);
    unused(m.b.payload.resp, m.r.payload.resp);
    for (const pin of [u.pcpi_wr, u.pcpi_wait, u.pcpi_ready]) {
      pin.set(0);
    }
    u.pcpi_rd.set(lit(0, bits(32)));
    u.irq.set(lit(0, bits(32)));
    axiLiteRules(m as unknown as AxiLitePort, { master: 'assert', slave: 'assume', outstanding: 2 });
  });

const python = (): string | undefined => pythonOrSkip('the proof of picorv32_axi', PACKAGE);

/** The core's Verilog, from the package of PyPI. */
function verilog(): Record<string, string> {
  const where = 'import pythondata_cpu_picorv32 as p; print(p.data_location)';
  const folder = execFileSync(python()!, ['-c', where], { encoding: 'utf8' }).trim();
  return { 'picorv32.v': readFileSync(join(folder, 'picorv32.v'), 'utf8') };
}

/** What the rules of the HDL's library say of cores that others wrote; none where PyPI cannot be asked. */
export const foreignProofs = (): readonly Proof[] =>
  python() === undefined
    ? []
    : [
        {
          name: 'picorv32_axi, AXI4-Lite',
          source: 'tb/proofs/foreign.ts',
          top: master,
          foreign: verilog,
          cutMemories: true,
          method: 'bounded',
          depth: 24,
          coverSteps: 24,
          remarks: ['The core is YosysHQ’s, as PyPI has it, with its own default parameters.'],
        },
      ];
