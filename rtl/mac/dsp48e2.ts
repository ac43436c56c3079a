import { type Bool, bits, blackBox, bool, cat, clockPin, inst, lit, type SInt, type UInt } from '@chisel-lite/hdl';

/** Widths of the multiplier's two ports, and of the adder and the cascade. */
const A = 30;
const B = 18;
const CASCADE = 48;

/** Enables of registers that always go on, and of registers that are not there; P has its own. */
const ON = ['CEA1', 'CEA2', 'CEB1', 'CEB2', 'CEM'] as const;
const OFF = ['CEC', 'CED', 'CEAD', 'CEALUMODE', 'CECARRYIN', 'CECTRL', 'CEINMODE'] as const;
const RESETS = [
  'RSTA',
  'RSTB',
  'RSTC',
  'RSTD',
  'RSTM',
  'RSTP',
  'RSTALLCARRYIN',
  'RSTALUMODE',
  'RSTCTRL',
  'RSTINMODE',
] as const;
const PINS = [...ON, ...OFF, ...RESETS] as const;
const pins = Object.fromEntries(PINS.map((pin) => [pin, bool()])) as Record<
  (typeof PINS)[number],
  ReturnType<typeof bool>
>;

/** The vendor's DSP slice (AMD UG579), as a multiplier with an adder: no pre-adder, no pattern detector, no registers of control. */
const Dsp48e2 = (inputRegisters: 1 | 2) =>
  blackBox(
    'DSP48E2',
    {
      in: {
        CLK: bool(),
        A: bits(A),
        B: bits(B),
        C: bits(CASCADE),
        D: bits(27),
        PCIN: bits(CASCADE),
        OPMODE: bits(9),
        ALUMODE: bits(4),
        INMODE: bits(5),
        CARRYIN: bool(),
        CARRYINSEL: bits(3),
        ACIN: bits(A),
        BCIN: bits(B),
        CARRYCASCIN: bool(),
        MULTSIGNIN: bool(),
        CEP: bool(),
        ...pins,
      },
      out: { P: bits(CASCADE), PCOUT: bits(CASCADE) },
    },
    {
      AREG: inputRegisters,
      ACASCREG: inputRegisters,
      BREG: inputRegisters,
      BCASCREG: inputRegisters,
      MREG: 1,
      PREG: 1,
      ADREG: 0,
      ALUMODEREG: 0,
      CARRYINREG: 0,
      CARRYINSELREG: 0,
      CREG: 0,
      DREG: 0,
      INMODEREG: 0,
      OPMODEREG: 0,
      AMULTSEL: 'A',
      BMULTSEL: 'B',
      USE_MULT: 'MULTIPLY',
    },
  );

/** OPMODE: X and Y together are the product; Z is the DSP below, by the cascade; W is this DSP's own P. */
const PRODUCT = 0b0101;
const FROM_BELOW = 0b001;

export interface MultiplyAdd {
  readonly a: SInt<number>;
  readonly b: SInt<number>;
  /** Registers of a and b before the multiplier's own. */
  readonly inputRegisters: 1 | 2;
  /** PCOUT of the DSP below, to be added. */
  readonly below?: UInt<number>;
  /** P takes a new value. */
  readonly enable?: Bool;
  /** P is added too. */
  readonly accumulate?: Bool;
}

/** One DSP48E2: P = a·b [+ below] [+ P], `inputRegisters` + 2 cycles after a and b. */
export function multiplyAdd(name: string, { a, b, inputRegisters, below, enable, accumulate }: MultiplyAdd) {
  const u = inst(name, Dsp48e2(inputRegisters));
  u.CLK.set(clockPin());
  u.A.set(a.extend(A).asUInt());
  u.B.set(b.extend(B).asUInt());
  u.PCIN.set(below?.fit(48) ?? 0);
  const w = cat(lit(0, bits(1)), accumulate ?? lit(0, bits(1)));
  u.OPMODE.set(cat(w, lit(below ? FROM_BELOW : 0, bits(3)), lit(PRODUCT, bits(4))).fit(9));
  u.CEP.set(enable ?? 1);
  for (const pin of ON) {
    u[pin].set(1);
  }
  for (const pin of [...OFF, ...RESETS]) {
    u[pin].set(0);
  }
  u.ALUMODE.set(0);
  u.INMODE.set(0);
  u.C.set(0);
  u.D.set(0);
  u.CARRYIN.set(0);
  u.CARRYINSEL.set(0);
  u.ACIN.set(0);
  u.BCIN.set(0);
  u.CARRYCASCIN.set(0);
  u.MULTSIGNIN.set(0);
  return { p: u.P, pcout: u.PCOUT };
}
