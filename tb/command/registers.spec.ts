import assert from 'node:assert/strict';
import type { Random } from '@chisel-lite/testbench';
import { controlRegisters } from '@macromac/rtl';
import { type Bench, forSeeds } from '../bench.ts';
import { type Pins, withPins } from '../pins.ts';

const TOKENS = 2;
const FILE = controlRegisters({ tokens: TOKENS, engine: 'fused', lists: true });
const OKAY = 0;
const SLVERR = 2;

/** A field as the table states it. */
interface Place {
  readonly port: string;
  readonly access: string;
  readonly offset: number;
  readonly low: number;
  readonly width: number;
  readonly reset: number;
}

type Row = { name: string; offset: number; access?: string; reset?: number; fields?: readonly RowField[] };
type RowField = { name: string; bits: number | readonly [number, number]; access: string; reset?: number };

const PLACES: Place[] = (FILE.registers as readonly Row[]).flatMap(
  ({ name, offset, access = 'rw', reset = 0, fields }) =>
    fields
      ? fields.map((field) => {
          const [high, low] = typeof field.bits === 'number' ? [field.bits, field.bits] : field.bits;
          const port = field.name === name ? name : `${name}_${field.name}`;
          return { port, access: field.access, offset, low, width: high - low + 1, reset: field.reset ?? 0 };
        })
      : [{ port: name, access, offset, low: 0, width: 32, reset }],
);
const OFFSETS = [...new Set(PLACES.map(({ offset }) => offset))];

const maskOf = (width: number) => 2 ** width - 1;
const bytesOf = (strobe: number) =>
  [0, 1, 2, 3].reduce((mask, byte) => mask | ((strobe >> byte) & 1 ? 0xff << (8 * byte) : 0), 0) >>> 0;

/** Address and data in any order; the answer is taken late, and waits. */
function write(pins: Pins, random: Random, address: number, data: number, strobe: number): number {
  pins.set({ s_axi_awaddr: address, s_axi_awprot: random.below(8), s_axi_wdata: data, s_axi_wstrb: strobe });
  const early = random.below(3);
  if (early < 2) {
    const [first, ready] = early ? ['s_axi_awvalid', 's_axi_awready'] : ['s_axi_wvalid', 's_axi_wready'];
    pins.set({ [first]: 1 });
    assert.equal(pins.get(ready), 0, 'neither address nor data is taken alone');
    pins.clock();
  }
  pins.set({ s_axi_awvalid: 1, s_axi_wvalid: 1, s_axi_bready: 0 });
  assert.equal(pins.get('s_axi_awready'), 1);
  assert.equal(pins.get('s_axi_wready'), 1);
  pins.clock();
  pins.set({ s_axi_awvalid: 0, s_axi_wvalid: 0 });
  return pins.get('s_axi_bresp');
}

function endWrite(pins: Pins, random: Random): void {
  for (let i = random.below(3); i > 0; i--) {
    assert.equal(pins.get('s_axi_bvalid'), 1);
    pins.clock();
  }
  // The next one must wait for this answer to be taken.
  pins.set({ s_axi_awvalid: 1, s_axi_wvalid: 1, s_axi_bready: 0 });
  assert.equal(pins.get('s_axi_awready'), 0);
  pins.set({ s_axi_awvalid: 0, s_axi_wvalid: 0 });
  assert.equal(pins.get('s_axi_bvalid'), 1);
  pins.set({ s_axi_bready: 1 });
  pins.clock();
  assert.equal(pins.get('s_axi_bvalid'), 0);
}

function read(pins: Pins, random: Random, address: number): { data: number; response: number } {
  pins.set({ s_axi_araddr: address, s_axi_arvalid: 1, s_axi_rready: 0 });
  assert.equal(pins.get('s_axi_arready'), 1);
  pins.clock();
  pins.set({ s_axi_araddr: random.below(4096) });
  assert.equal(pins.get('s_axi_arready'), 0, 'one read at a time');
  for (let i = random.below(3); i > 0; i--) {
    pins.clock();
  }
  assert.equal(pins.get('s_axi_rvalid'), 1);
  const answer = { data: pins.get('s_axi_rdata'), response: pins.get('s_axi_rresp') };
  pins.set({ s_axi_arvalid: 0, s_axi_rready: 1 });
  pins.clock();
  assert.equal(pins.get('s_axi_rvalid'), 0);
  return answer;
}

export const registers: Bench = {
  source: 'command/registers.ts',
  unit: () => FILE.module,
  properties: {
    'every register reads and writes as its table says, byte by byte; elsewhere is SLVERR': (design) =>
      forSeeds(6, (random) =>
        withPins(
          design,
          (pins) => {
            const values = new Map(PLACES.map(({ port, access, reset }) => [port, access === 'ro' ? 0 : reset]));
            const outputs = () => {
              for (const { port, access } of PLACES) {
                if (access === 'rw' || access === 'w1c') {
                  assert.equal(pins.get(port), values.get(port), port);
                }
                if (access === 'pulse') {
                  assert.equal(pins.get(port), 0, `${port} lasts a cycle`);
                }
              }
            };
            outputs();
            for (let i = 0; i < 500; i++) {
              const address =
                (random.chance(0.9) ? OFFSETS[random.below(OFFSETS.length)] : 4 * random.below(1024)) + random.below(4);
              const offset = address & ~3;
              const here = PLACES.filter((place) => place.offset === offset);
              const mapped = here.length > 0;
              for (const { port, access, width } of PLACES) {
                if (access === 'ro') {
                  const value = Number(random.bits(width));
                  values.set(port, value);
                  pins.set({ [port]: value });
                }
              }
              if (random.chance(0.5)) {
                const { data, response } = read(pins, random, address);
                assert.equal(response, mapped ? OKAY : SLVERR);
                const word = here.reduce(
                  (sum, { port, access, low }) => sum + (access === 'pulse' ? 0 : values.get(port)! * 2 ** low),
                  0,
                );
                assert.equal(data, word, `register 0x${offset.toString(16)}`);
              } else {
                const [data, strobe] = [random.uint32(), random.chance(0.6) ? 15 : random.below(16)];
                const sets = random.chance(0.5) ? random.below(4) : 0;
                const response = write(pins, random, address, data, strobe);
                assert.equal(response, mapped ? OKAY : SLVERR);
                const mask = bytesOf(strobe);
                for (const { port, access, low, width } of here) {
                  const [written, open] = [(data >>> low) & maskOf(width), (mask >>> low) & maskOf(width)];
                  if (access === 'rw') {
                    values.set(port, ((values.get(port)! & ~open) | (written & open)) >>> 0);
                  }
                  if (access === 'w1c') {
                    values.set(port, (values.get(port)! & ~(written & open)) >>> 0);
                  }
                  if (access === 'pulse') {
                    assert.equal(pins.get(port), written & open, `${port} pulses`);
                  }
                }
                for (const { port, access } of PLACES) {
                  if (access === 'rw' || access === 'w1c') {
                    assert.equal(pins.get(port), values.get(port), port);
                  }
                }
                // An event in the meantime.
                pins.set({ interrupt_done_set: sets & 1, interrupt_error_set: sets >> 1 });
                pins.clock();
                pins.set({ interrupt_done_set: 0, interrupt_error_set: 0 });
                if (sets & 1) {
                  values.set('interrupt_done', 1);
                }
                if (sets >> 1) {
                  values.set('interrupt_error', 1);
                }
                endWrite(pins, random);
              }
              outputs();
            }
          },
          random,
        ),
      ),
    'an event in the cycle in which it is cleared is not lost': (design) =>
      withPins(design, (pins) => {
        pins.set({ interrupt_done_set: 1, s_axi_awaddr: 0x18, s_axi_wdata: 3, s_axi_wstrb: 15 });
        pins.set({ s_axi_awvalid: 1, s_axi_wvalid: 1, s_axi_bready: 1 });
        pins.clock();
        pins.set({ interrupt_done_set: 0, s_axi_awvalid: 0, s_axi_wvalid: 0 });
        assert.equal(pins.get('interrupt_done'), 1);
        assert.equal(pins.get('interrupt_error'), 0);
      }),
    'accesses one behind the other take a cycle each while answers are taken': (design) =>
      withPins(design, (pins) => {
        pins.set({
          s_axi_bready: 1,
          s_axi_rready: 1,
          s_axi_awvalid: 1,
          s_axi_wvalid: 1,
          s_axi_wstrb: 15,
          s_axi_arvalid: 1,
        });
        for (let i = 0; i < 10; i++) {
          pins.set({ s_axi_awaddr: 0x40, s_axi_wdata: i, s_axi_araddr: 0x40 });
          assert.equal(pins.get('s_axi_awready') & pins.get('s_axi_arready'), 1);
          pins.clock();
          assert.equal(pins.get('s_axi_rdata'), Math.max(0, i - 1));
          assert.equal(pins.get('command_shape_groups'), i);
        }
      }),
  },
};
