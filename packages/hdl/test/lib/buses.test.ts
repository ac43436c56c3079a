import { describe, expect, test } from 'vitest';
import {
  ApbToAxiLite,
  apb,
  axiStream,
  compileSimulation,
  elaborate,
  emit,
  insts,
  module,
  registerFile,
  type Simulation,
  stage,
  WishboneToAxiLite,
  wishbone,
} from '../../src/index.ts';
import { createRandom } from '../sim/random.ts';
import { lint } from '../support/tools.ts';

describe('AXI4-Stream', () => {
  const Stage = (name: string, type: ReturnType<typeof axiStream>) =>
    module(name, { in: { s: type }, out: { m: type } }, ({ s, m }) => m.connect(stage(s)));
  const leaves = (type: { leaves: readonly { name: string; width: number }[] }) =>
    type.leaves.map(({ name, width }) => `${name} ${width}`);

  test('has data and last, and what is asked for', () => {
    expect(leaves(axiStream(16))).toEqual(['tvalid 1', 'tdata 16', 'tlast 1', 'tready 1']);
    expect(leaves(axiStream(32, { keep: true, strb: true, id: 4, dest: 3, user: 7 }))).toEqual([
      'tvalid 1',
      'tdata 32',
      'tstrb 4',
      'tkeep 4',
      'tlast 1',
      'tid 4',
      'tdest 3',
      'tuser 7',
      'tready 1',
    ]);
    expect(leaves(axiStream(8, { last: false, user: 1 }))).toEqual(['tvalid 1', 'tdata 8', 'tuser 1', 'tready 1']);
    expect(() => axiStream(12, { keep: true })).toThrow('12 bits of data are no bytes');
  });

  test('goes through the library under names of its own, and lints', () => {
    const types = [axiStream(16), axiStream(16, { keep: true, dest: 2 }), axiStream(16, { last: false, id: 3 })];
    expect(types.map(String)).toEqual(['stream_beat16', 'stream_beat16_keep_dest2', 'stream_beat16_endless_id3']);
    types.forEach((type, i) => {
      expect(lint(emit(Stage(`Stage${i}`, type as never)))).toBe('');
    });
  });

  test('members are known to the compiler', () => {
    module('Typed', { in: { s: axiStream(16, { keep: true, dest: 2 }) }, out: { m: axiStream(16) } }, ({ s, m }) => {
      m.valid.set(s.valid);
      m.payload.data.set(s.payload.data);
      m.payload.last.set(s.payload.dest.bit(0).and(s.payload.keep.orR()).and(s.payload.last));
      s.ready.set(m.ready);
      // @ts-expect-error nobody asked for it
      m.payload.last.set(s.payload.user.bit(0));
    });
  });
});

const FILE = registerFile(
  'Registers',
  [
    { name: 'scratch', offset: 0x0, description: 'Keeps what is written.' },
    {
      name: 'half',
      offset: 0x4,
      description: 'Keeps half of it.',
      fields: [{ name: 'value', bits: [15, 0], access: 'rw', description: 'The lower half.' }],
    },
  ],
  { addressBits: 6 },
);

const OPTIONS = { address: 6 } as const;

const Apb = module('ApbRegisters', { in: { s_apb: apb(OPTIONS) } }, ({ s_apb }) => {
  const { u_bridge, u_file } = insts({ u_bridge: ApbToAxiLite(OPTIONS), u_file: FILE.module });
  u_bridge.s_apb.connect(s_apb);
  u_file.s_axi.connect(u_bridge.m_axi);
});

const Wishbone = module('WishboneRegisters', { in: { s: wishbone(OPTIONS) } }, ({ s }) => {
  const { u_bridge, u_file } = insts({ u_bridge: WishboneToAxiLite(OPTIONS), u_file: FILE.module });
  u_bridge.s.connect(s);
  u_file.s_axi.connect(u_bridge.m_axi);
});

interface Answer {
  readonly data: number;
  readonly failed: boolean;
}
type Access = (write: boolean, address: number, data: number, strobe: number) => Answer;

function started(sim: Simulation): void {
  sim.ports.rst.value = 1;
  sim.run('clk', 2);
  sim.ports.rst.value = 0;
  sim.eval();
}

/** Transfers as IHI 0024 draws them: a setup cycle, then access until ready. */
function apbMaster(sim: Simulation): Access {
  const p = (name: string) => sim.ports[`s_apb_p${name}`];
  return (write, address, data, strobe) => {
    Object.entries({ sel: 1, enable: 0, write: Number(write), addr: address, wdata: data, strb: strobe }).forEach(
      ([name, value]) => {
        p(name).value = value;
      },
    );
    sim.eval();
    expect(p('ready').value, 'ready belongs to an access').toBe(0);
    sim.run('clk', 1);
    p('enable').value = 1;
    for (let cycle = 0; cycle < 20; cycle++) {
      sim.eval();
      const answer = { data: Number(p('rdata').value), failed: p('slverr').value === 1 };
      const ready = p('ready').value === 1;
      sim.run('clk', 1);
      if (ready) {
        p('sel').value = 0;
        p('enable').value = 0;
        sim.run('clk', random.below(3));
        return answer;
      }
      expect(p('slverr').value).toBe(0);
    }
    return expect.fail('no answer');
  };
}

/** Cycles of Wishbone B4, one by one or in a block, where CYC and STB stay up. */
function wishboneMaster(sim: Simulation): Access {
  const s = (name: string) => sim.ports[`s_${name}`];
  return (write, address, data, strobe) => {
    Object.entries({ cyc: 1, stb: 1, we: Number(write), adr: address >> 2, dat_w: data, sel: strobe }).forEach(
      ([name, value]) => {
        s(name).value = value;
      },
    );
    for (let cycle = 0; cycle < 20; cycle++) {
      sim.eval();
      const [ack, err] = [s('ack').value === 1, s('err').value === 1];
      const answer = { data: Number(s('dat_r').value), failed: err };
      sim.run('clk', 1);
      if (ack || err) {
        expect(ack && err).toBe(false);
        if (random.chance(0.5)) {
          s('cyc').value = 0;
          s('stb').value = 0;
          sim.run('clk', random.below(3));
        }
        return answer;
      }
    }
    return expect.fail('no answer');
  };
}

const random = createRandom(5);
const BUSES = {
  apb: [Apb, apbMaster],
  wishbone: [Wishbone, wishboneMaster],
} as const;

describe.each(Object.entries(BUSES))('%s to registers', (_, [top, master]) => {
  test('reads what was written, byte by byte, and hears of errors', () => {
    const sim = compileSimulation(elaborate(top).design).instantiate({ seed: 3 });
    started(sim);
    const access = master(sim);
    const words = [0, 0];
    for (let i = 0; i < 300; i++) {
      const address = 4 * random.below(2);
      const data = random.below(2 ** 32);
      const strobe = random.below(16);
      if (random.chance(0.5)) {
        const { failed } = access(true, address, data, strobe);
        expect(failed).toBe(false);
        const mask = [0, 1, 2, 3].reduce((sum, byte) => sum + ((strobe >> byte) & 1 ? 0xff * 2 ** (8 * byte) : 0), 0);
        const limit = address === 0 ? 0xffffffff : 0xffff;
        words[address / 4] = ((words[address / 4] & ~mask) | (data & mask & limit)) >>> 0;
      } else {
        expect(access(false, address, data, strobe)).toEqual({ data: words[address / 4], failed: false });
      }
    }
  });

  test('lints', () => {
    expect(lint(emit(top))).toBe('');
  });
});

test('an error of AXI4-Lite is one of the bus', () => {
  for (const [top, ports, done, failed] of [
    [ApbToAxiLite(OPTIONS), { s_apb_psel: 1, s_apb_penable: 1 }, 's_apb_pready', 's_apb_pslverr'],
    [WishboneToAxiLite(OPTIONS), { s_cyc: 1, s_stb: 1 }, 's_err', 's_err'],
  ] as const) {
    const sim = compileSimulation(elaborate(top).design).instantiate();
    started(sim);
    for (const [name, value] of Object.entries(ports)) {
      sim.ports[name].value = value;
    }
    sim.eval();
    expect([sim.ports.m_axi_arvalid.value, sim.ports[done].value]).toEqual([1, 0]);
    sim.ports.m_axi_arready.value = 1;
    sim.run('clk', 1);
    expect(sim.ports.m_axi_arvalid.value, 'asked once').toBe(0);
    sim.ports.m_axi_rvalid.value = 1;
    sim.ports.m_axi_rresp.value = 2;
    sim.eval();
    expect([sim.ports[done].value, sim.ports[failed].value, sim.ports.m_axi_rready.value]).toEqual([1, 1, 1]);
  }
});
