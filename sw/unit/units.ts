/** Operands of one calculation: raw bits, in the order of the unit's fields. */
export type Operands = readonly bigint[];

/** Gives a unit's result, raw bits of a float32, for each vector. */
export type UnitFunction = (vectors: readonly Operands[]) => number[];

interface Field {
  readonly name: string;
  /** Hexadecimal digits of the field on a line. */
  readonly digits: number;
  /** Input of the hardware module. */
  readonly port: string;
}

/** The floating-point units that stand alone, as a user names them. */
export const UNITS = {
  'fp32-mul': fields('a b', 8),
  'fp32-add': fields('a b', 8),
  'fp16-to-fp32': { fields: [{ name: 'half', digits: 4, port: 'half' }] },
  'int32-to-fp32': { fields: [{ name: 'value', digits: 8, port: 'value' }] },
  'fp32-exp': fields('x', 8),
  'fp32-reciprocal': fields('x', 8),
  'fp32-rsqrt': fields('x', 8),
  'group-scale': {
    fields: [
      { name: 'S', digits: 10, port: 'sum' },
      { name: 'scale', digits: 4, port: 'scale' },
      { name: 'E', digits: 2, port: 'exponent' },
    ],
  },
} as const satisfies Record<string, { readonly fields: readonly Field[] }>;

export type UnitName = keyof typeof UNITS;
export const UNIT_NAMES = Object.keys(UNITS) as UnitName[];

function fields(names: string, digits: number): { readonly fields: readonly Field[] } {
  return { fields: names.split(' ').map((name) => ({ name, digits, port: name })) };
}
