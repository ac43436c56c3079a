import {
  type AnyModule,
  type AxiLitePort,
  assert,
  axi4Lite,
  axiLiteRules,
  type Bool,
  bool,
  cat,
  constant,
  type Field,
  inst,
  lit,
  module,
  mux,
  named,
  type Register,
  type RegisterFile,
  regs,
  type UInt,
  uint,
  verification,
  when,
} from '@chisel-lite/hdl';

const SLAVE_ERROR = 2;
/** The answer of AXI where a register is, or none. */
const respondsTo = (isThere: Bool): UInt<2> => mux(isThere, lit(0, uint(2)), lit(SLAVE_ERROR, uint(2)));
const WORD = 32;

interface Part {
  readonly port: string;
  readonly field: Field;
  readonly low: number;
  readonly width: number;
}

/** The fields of a register as its table says; without fields it is one of all bits. */
const partsOf = (register: Register): Part[] =>
  (register.fields ?? [{ ...register, access: register.access ?? 'rw', bits: [WORD - 1, 0] as const }]).map((field) => {
    const [high, low] = typeof field.bits === 'number' ? [field.bits, field.bits] : field.bits;
    const port = field.name === register.name ? register.name : `${register.name}_${field.name}`;
    return { port, field: field as Field, low: low, width: high - low + 1 };
  });

/** A register file, and what its table says of it: what is written where, what comes out, and what is read. */
export function registerFileProof({ module: file, registers }: RegisterFile<Register>, addressBits: number): AnyModule {
  const parts = registers.flatMap(partsOf);
  const inputOf = ({ port, field }: Part) => (field.access === 'w1c' ? `${port}_set` : port);
  const inputs = parts.filter(({ field }) => field.access === 'ro' || field.access === 'w1c');
  const outputs = parts.filter(({ field }) => field.access !== 'ro' && field.access !== 'constant');
  return module(
    `${file.name}_proof`,
    {
      in: {
        s_axi: axi4Lite(addressBits),
        ...Object.fromEntries(inputs.map((part) => [inputOf(part), uint(part.width)])),
      },
      out: Object.fromEntries(outputs.map(({ port, width }) => [port, uint(width)])),
    },
    (io) => {
      const ports = io as unknown as Record<string, UInt & { set(value: UInt): void }>;
      const u = inst('u_dut', file as AnyModule) as unknown as typeof ports & { s_axi: typeof io.s_axi };
      const bus = io.s_axi as unknown as Record<string, { connect(from: unknown): void }>;
      const inner = u.s_axi as unknown as typeof bus;
      for (const channel of ['aw', 'w', 'ar']) {
        inner[channel].connect(bus[channel]);
      }
      for (const channel of ['b', 'r']) {
        bus[channel].connect(inner[channel]);
      }
      inputs.forEach((part) => {
        u[inputOf(part)].set(ports[inputOf(part)]);
      });
      outputs.forEach(({ port }) => {
        ports[port].set(u[port]);
      });
      axiLiteRules(io.s_axi as unknown as AxiLitePort, {
        master: 'assume',
        slave: 'assert',
        outstanding: 2,
        name: 'bus',
      });
      verification(() => asTheTableSays(io.s_axi, ports, registers));
    },
  );

  function asTheTableSays(
    { aw, w, b, ar, r }: ReturnType<typeof axi4Lite<number, 32>>['$in'],
    ports: Readonly<Record<string, UInt>>,
    table: readonly Register[],
  ): void {
    const { written, asked } = named({ written: aw.valid.and(aw.ready), asked: ar.valid.and(ar.ready) });
    assert(written.eq(w.valid.and(w.ready)), 'address and data are taken together');
    const { mask } = named({
      mask: cat(...[3, 2, 1, 0].map((byte) => mux(w.payload.strb.bit(byte), lit(0xff, uint(8)), lit(0, uint(8))))),
    });
    const at = (address: UInt, { offset }: Register): Bool => address.bits(addressBits - 1, 2).eq(offset / 4);
    const isThere = (address: UInt): Bool => table.map((each) => at(address, each)).reduce((a, c) => a.or(c));

    const words = table.map((register): UInt => {
      const here = written.and(at(aw.payload.addr, register));
      let word: UInt = lit(0, uint(WORD));
      for (const part of partsOf(register)) {
        word = word.or(shows(part, here).resize(WORD).shl(part.low));
      }
      return word;
    });
    /** What software reads of a field; of those that hardware sees, that it sees what it should. */
    function shows({ port, field, low, width }: Part, here: Bool): UInt {
      const enabled = mux(here, mask.slice(low, width), 0) as UInt;
      const data = w.payload.data.slice(low, width);
      const holds = (init: number, next: (value: UInt) => UInt): UInt => {
        const { [`said_${port}`]: said } = regs({ [`said_${port}`]: uint(width, BigInt(init)) });
        said.set(next(said));
        assert(ports[port].eq(said), `${port} is what was written`);
        return said;
      };
      switch (field.access) {
        case 'constant':
          return constant(BigInt(field.reset ?? 0)).resize(width);
        case 'ro':
          return ports[port];
        case 'rw':
          return holds(field.reset ?? 0, (value) => value.and(enabled.not()).or(data.and(enabled)));
        case 'pulse':
          holds(0, () => data.and(enabled));
          return lit(0, uint(width));
        default:
          return holds(0, (value) => value.and(data.and(enabled).not()).or(ports[`${port}_set`]));
      }
    }

    const { answer } = regs({ answer: bool() });
    when(written, () => answer.set(isThere(aw.payload.addr)));
    when(b.valid, () => assert(b.payload.resp.eq(respondsTo(answer)), 'a write where nothing is ends with an error'));
    const { read_data, read_answer } = regs({ read_data: uint(WORD), read_answer: bool() });
    when(asked, () => {
      const value = words.reduce<UInt>(
        (all, word, i) => mux(at(ar.payload.addr, table[i]), word, all) as UInt,
        lit(0, uint(WORD)),
      );
      read_data.set(value.resize(WORD));
      read_answer.set(isThere(ar.payload.addr));
    });
    when(r.valid, () => {
      assert(r.payload.data.eq(read_data), 'what is read is what the table says');
      assert(r.payload.resp.eq(respondsTo(read_answer)), 'a read where nothing is ends with an error');
    });
    const { is_answering } = regs({ is_answering: bool(false) });
    when(written, () => is_answering.set(1)).elsewhen(b.ready, () => is_answering.set(0));
    assert(b.valid.eq(is_answering), 'a write is answered once');
    const { is_reading } = regs({ is_reading: bool(false) });
    when(asked, () => is_reading.set(1)).elsewhen(r.ready, () => is_reading.set(0));
    assert(r.valid.eq(is_reading), 'a read is answered once');
    assert(written.eq(aw.valid.and(w.valid).and(is_answering.not().or(b.ready))), 'a write waits for its data alone');
  }
}
