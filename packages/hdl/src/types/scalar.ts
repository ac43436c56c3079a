import { fail } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Literal, SInt, SIntVar, UInt, UIntVar } from '../signal/interfaces.ts';
import { type Leaf, type Passive, typed } from './data.ts';
import { literalBits } from './literal.ts';

export interface UIntType<W extends number = number> extends Passive {
  readonly kind: 'uint';
  readonly width: W;
  readonly $in: UInt<W>;
  readonly $out: UIntVar<W>;
  readonly $wire: UIntVar<W>;
  readonly $lit: UInt<W> | Literal;
  readonly $const: Literal;
}

export interface SIntType<W extends number = number> extends Passive {
  readonly kind: 'sint';
  readonly width: W;
  readonly $in: SInt<W>;
  readonly $out: SIntVar<W>;
  readonly $wire: SIntVar<W>;
  readonly $lit: SInt<W> | Literal;
  readonly $const: Literal;
}

export type BoolType = UIntType<1>;

/** The longest signal: beyond it a width is surely a mistake. */
const MAX_WIDTH = 1 << 20;

const checkedWidth = <W extends number>(width: W, what: string): W => {
  if (!Number.isInteger(width) || width < 1 || width > MAX_WIDTH) {
    fail('width', `${what}: a width is a whole number from 1 to ${MAX_WIDTH}, not ${shownValue(width)}`);
  }
  return width;
};

const leaf = (width: number, signed: boolean, init: bigint | undefined): Leaf => ({
  name: '',
  path: [],
  width,
  signed,
  flipped: false,
  init,
  labels: undefined,
});

/** Unsigned integer of `width` bits, with a reset value where registers are made of it. */
export function uint<const W extends number>(width: W, init?: Literal): UIntType<W> {
  checkedWidth(width, 'uint');
  const bits = init === undefined ? undefined : literalBits(init, width, false);
  return typed<UIntType<W>>({
    kind: 'uint',
    width,
    leaves: [leaf(width, false, bits)],
    init: (value) => uint(width, value),
    toString: () => (width === 1 ? 'bool' : `uint${width}`),
  });
}

/** Signed (two's complement) integer of `width` bits. */
export function sint<const W extends number>(width: W, init?: Literal): SIntType<W> {
  checkedWidth(width, 'sint');
  const bits = init === undefined ? undefined : literalBits(init, width, true);
  return typed<SIntType<W>>({
    kind: 'sint',
    width,
    leaves: [leaf(width, true, bits)],
    init: (value) => sint(width, value),
    toString: () => `sint${width}`,
  });
}

/** Bits that are not a number. The same type as `uint`. */
export const bits = uint;

/** One bit. */
export const bool = (init?: boolean | 0 | 1): BoolType => uint(1, init);
