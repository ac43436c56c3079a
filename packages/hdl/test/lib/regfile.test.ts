import { expect, test } from 'vitest';
import {
  compileSimulation,
  elaborate,
  insts,
  module,
  registerFile,
  type Simulation,
  uint,
  when,
} from '../../src/index.ts';

const registers = [
  { name: 'id', offset: 0x00, access: 'constant', reset: 0x4d4d0001, description: 'Identity' },
  {
    name: 'control',
    offset: 0x04,
    description: 'Control',
    fields: [
      { name: 'start', bits: 0, access: 'pulse', description: 'Starts a run' },
      { name: 'mode', bits: [13, 4], access: 'rw', reset: 2, values: { slow: 2, fast: 512 }, description: 'Mode' },
    ],
  },
  {
    name: 'status',
    offset: 0x08,
    description: 'Status',
    fields: [
      { name: 'busy', bits: 0, access: 'ro', description: 'A run is under way' },
      { name: 'done', bits: 1, access: 'w1c', description: 'A run has ended' },
    ],
  },
  { name: 'base', offset: 0x10, access: 'rw', description: 'Base address' },
] as const;

const file = registerFile('Regs', registers, { addressBits: 6, title: 'Registers' });

function start() {
  const sim = compileSimulation(elaborate(file.module).design).instantiate();
  sim.ports['rst'].value = 1;
  sim.run('clk', 1);
  sim.ports['rst'].value = 0;
  sim.eval();
  return sim;
}

const set = (sim: Simulation, values: Record<string, number>) => {
  for (const [name, value] of Object.entries(values)) {
    sim.ports[name].value = value;
  }
  sim.eval();
};

function write(sim: Simulation, address: number, data: number, strobes = 0xf): number {
  set(sim, { s_axi_awvalid: 1, s_axi_awaddr: address, s_axi_wvalid: 1, s_axi_wdata: data, s_axi_wstrb: strobes });
  expect([sim.ports['s_axi_awready'].value, sim.ports['s_axi_wready'].value]).toEqual([1, 1]);
  sim.run('clk', 1);
  set(sim, { s_axi_awvalid: 0, s_axi_wvalid: 0, s_axi_bready: 1 });
  expect(sim.ports['s_axi_bvalid'].value).toBe(1);
  const response = Number(sim.ports['s_axi_bresp'].value);
  return response;
}

function read(sim: Simulation, address: number): { data: number; response: number } {
  set(sim, { s_axi_arvalid: 1, s_axi_araddr: address });
  sim.run('clk', 1);
  set(sim, { s_axi_arvalid: 0, s_axi_rready: 1 });
  expect(sim.ports['s_axi_rvalid'].value).toBe(1);
  const result = { data: Number(sim.ports['s_axi_rdata'].value), response: Number(sim.ports['s_axi_rresp'].value) };
  sim.run('clk', 1);
  return result;
}

test('software sees what the table says', () => {
  const sim = start();
  expect(read(sim, 0x00)).toEqual({ data: 0x4d4d0001, response: 0 });
  expect(read(sim, 0x04)).toEqual({ data: 2 << 4, response: 0 });
  expect(read(sim, 0x3c)).toEqual({ data: 0, response: 2 });
  expect(write(sim, 0x10, 0xdeadbeef)).toBe(0);
  expect(sim.ports['base'].value).toBe(0xdeadbeef);
  expect(write(sim, 0x10, 0x11223344, 0b0101)).toBe(0);
  expect(read(sim, 0x10).data).toBe(0xde22be44);
  // A field in two bytes, and one strobe of them at a time.
  write(sim, 0x04, 0x3ff0, 0b1110);
  expect(read(sim, 0x04).data).toBe(0x3f20);
  write(sim, 0x04, 0, 0b0001);
  expect(read(sim, 0x04).data).toBe(0x3f00);
  expect(write(sim, 0x20, 1)).toBe(2);
  set(sim, { status_busy: 1 });
  expect(read(sim, 0x08).data).toBe(1);
});

test('a pulse lasts one cycle, an event stays until it is cleared', () => {
  const sim = start();
  write(sim, 0x04, 1);
  expect(sim.ports['control_start'].value).toBe(1);
  sim.run('clk', 1);
  expect(sim.ports['control_start'].value).toBe(0);

  set(sim, { status_done_set: 1 });
  sim.run('clk', 1);
  set(sim, { status_done_set: 0 });
  sim.run('clk', 3);
  expect(read(sim, 0x08).data).toBe(2);
  write(sim, 0x08, 2);
  expect(read(sim, 0x08).data).toBe(0);
});

test('the documents come from the same table', () => {
  expect(file.markdown).toContain(
    '| `0x04` | **control** | 0 | `start` | write 1: one-cycle pulse | 0x0 | Starts a run |',
  );
  expect(file.markdown).toContain('| `mode` | read/write | 0x2 | Mode: 2 `slow`, 512 `fast` |');
  expect(file.typescript).toContain('start: { low: 0, width: 1 },');
  expect(file.typescript).toContain('mode: { low: 4, width: 10, values: { slow: 2, fast: 512 } },');
});

test('IP-XACT, SystemRDL and the C header say the same of every field', () => {
  const xml = file.ipXact({ vendor: 'acme', library: 'user', version: '1.0' });
  const rdl = file.systemRdl();
  const header = file.cHeader('acme');
  const texts = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, ...groups]) => groups.join(' '));
  const places = ['value 0 32', 'start 0 1', 'mode 4 10', 'busy 0 1', 'done 1 1', 'value 0 32'];
  const ofXml = texts(
    /<ipxact:field>\s*<ipxact:name>(\w+)<[\s\S]*?<ipxact:bitOffset>(\d+)<[\s\S]*?<ipxact:bitWidth>(\d+)</g,
    xml,
  );
  expect(ofXml).toEqual(places);
  const ofRdl = texts(/\} (\w+)\[(\d+):(\d+)\]/g, rdl).map((place) => {
    const [name, high, low] = place.split(' ');
    return `${name} ${low} ${Number(high) - Number(low) + 1}`;
  });
  expect(ofRdl).toEqual(places);
  expect(texts(/(\w+)_SHIFT (\d+)\n#define \w+_MASK (0x\w+)u/g, header)).toEqual([
    'ACME_CONTROL_START 0 0x1',
    'ACME_CONTROL_MODE 4 0x3ff0',
    'ACME_STATUS_BUSY 0 0x1',
    'ACME_STATUS_DONE 1 0x2',
  ]);
  const offsets = ['0x0', '0x4', '0x8', '0x10'];
  expect(texts(/<ipxact:addressOffset>(0x\w+)</g, xml)).toEqual(offsets);
  expect(texts(/ @ (0x\w+);/g, rdl)).toEqual(offsets);
  expect(texts(/_OFFSET (0x\w+)u/g, header)).toEqual(offsets);
  expect(header).toContain('#define ACME_CONTROL_MODE_FAST 512u\n');
  expect(header).toContain('#define ACME_CONTROL_RESET 0x20u\n');
  expect(rdl).toContain("slow = 10'd2;\n      fast = 10'd512;");
  expect(rdl).toContain('sw = rw; woclr; hw = w; hwset;');
  expect(xml).toContain('<ipxact:modifiedWriteValue>oneToClear</ipxact:modifiedWriteValue>');
});

test('a table with mistakes is refused', () => {
  const bad = [
    { name: 'a', offset: 2, access: 'rw', description: '' },
    {
      name: 'b',
      offset: 4,
      description: '',
      fields: [
        { name: 'x', bits: [7, 0], access: 'rw', values: { large: 256 }, description: '' },
        { name: 'y', bits: 3, access: 'ro', description: '' },
      ],
    },
  ] as const;
  expect(() => registerFile('Bad', bad, { addressBits: 6 })).toThrow(
    'register file Bad: register a: offset 2 is not a multiple of 4; field b.x: value large, 256, does not fit in 8 bits; field b.y overlaps another field',
  );
});

test('a field of one bit is a Bool: it is a condition as it is', () => {
  const User = module('User', { in: { s_axi: file.module.inputs.s_axi }, out: { y: uint(1) } }, ({ s_axi, y }) => {
    const { u_regs } = insts({ u_regs: file.module });
    u_regs.s_axi.connect(s_axi);
    u_regs.status_busy.set(u_regs.control_start);
    u_regs.status_done_set.set(u_regs.control_start.not());
    y.set(0);
    when(u_regs.control_start, () => y.set(1));
    when(u_regs.status_done, () => y.set(0));
  });
  expect(elaborate(User).design.top.name).toBe('User');
});
