import type { Expr } from '../ir/index.ts';
import { isPlain, resize, slice } from '../simplify/nodes.ts';
import { printConst } from './literal.ts';
import { atom, type Text } from './precedence.ts';

/** Texts of whole expressions, as operators ask for them. */
export interface Texts {
  /** `exact`: the context is known to have the node's width. */
  print(e: Expr, exact: boolean): Text;
  /** As `print`, in a place without context; what needs one gets a wire. */
  printAlone(e: Expr): Text;
  printCondition(e: Expr): Text;
  /** The name of a wire made for an expression. */
  spill(e: Expr): Text;
  /** The name of a vector, to read single bits of it. */
  name(e: Expr): string;
}

/** Brings expressions to the width and the sign that an operator needs. */
export class Operands {
  readonly texts: Texts;

  constructor(texts: Texts) {
    this.texts = texts;
  }

  /** An operand of an operator that works at `width`; `extendable` says what may stay narrower. */
  of(e: Expr, width: number, exact: boolean, extendable: (e: Expr) => boolean): Text {
    if (e.width === width) {
      return this.withSign(e, this.texts.print(e, exact));
    }
    // A minus in front of a narrow literal would be extended too, which lint dislikes.
    if (e.kind === 'const' && e.signed) {
      return this.texts.print(resize(e, width), exact);
    }
    if (!extendable(e)) {
      const wide = atom(this.extension(e, width), width);
      return e.signed ? { ...wide, text: `$signed(${wide.text})`, signed: true } : wide;
    }
    const printed = this.withSign(e, this.texts.printAlone(e));
    return printed.atomic ? printed : this.texts.spill(e);
  }

  /** An operand of exactly `width` bits, whatever the context. */
  selfSized(e: Expr, width: number): Text {
    const printed = this.of(e, width, false, nothing);
    return printed.self === width ? printed : this.texts.spill(e);
  }

  /** An operand whose sign Verilog must see as the node's. */
  withSign(e: Expr, printed: Text): Text {
    if (printed.signed === e.signed) {
      return printed;
    }
    if (printed.self !== e.width) {
      return this.texts.spill(e);
    }
    return atom(`$${e.signed ? 'signed' : 'unsigned'}(${printed.text})`, e.width, e.signed);
  }

  /** Zero or sign extension spelled out, so that lint sees equal widths. */
  extension(e: Expr, width: number): string {
    const extra = width - e.width;
    const alone = (each: Expr) => this.texts.printAlone(each).text;
    if (!e.signed) {
      return `{${printConst({ kind: 'const', value: 0n, width: extra, signed: false })}, ${alone(e)}}`;
    }
    if (isPlain(e)) {
      return `{{${extra}{${alone(slice(e, e.width - 1, 1))}}}, ${alone(e)}}`;
    }
    const vector = this.texts.name(e);
    return `{{${extra}{${vector}${e.width === 1 ? '' : `[${e.width - 1}]`}}}, ${vector}}`;
  }
}

/** No operand may stay narrower. */
export const nothing = (): boolean => false;
