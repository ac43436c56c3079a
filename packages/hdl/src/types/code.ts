import { shownValue } from '../diagnostics/shown-value.ts';
import type { Label } from '../ir/index.ts';
import { expectRecord } from './data.ts';

/** A number that has a name: it stands wherever a number may, and by its name in the Verilog. */
export class Code {
  readonly label: Label;
  readonly value: number;

  constructor(label: Label, value: number) {
    this.label = label;
    this.value = value;
  }
}

/**
 * Numbers that mean something, by name: `const FORMAT = codes('format', { macro: 0, dense: 1 })`, then
 * `format.eq(FORMAT.dense)`, which is `format == FORMAT_DENSE` in the Verilog. They have no width of their own; where
 * the members are all there is, `enumeration` says more.
 */
export const codes = <const V extends Readonly<Record<string, number>>>(
  name: string,
  values: V,
): { readonly [K in keyof V]: Code } =>
  Object.fromEntries(
    Object.entries(expectRecord(values, `codes ${shownValue(name)}: what holds the numbers`)).map(([member, value]) => [
      member,
      new Code({ of: name, member }, value),
    ]),
  ) as { readonly [K in keyof V]: Code };
