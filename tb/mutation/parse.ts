import { Cursor } from './cursor.ts';
import { type Expression, readExpression } from './expression.ts';

/** An expression and what it decides: the target of an assignment, an `if`, an instance's pin. */
export interface Site {
  readonly role: 'value' | 'condition' | 'pin';
  readonly target: string;
  readonly expression: Expression;
}

export interface ParsedModule {
  readonly name: string;
  /** Where a further port can be declared: behind the last one's name. */
  readonly portsEnd: number;
  /** Widths of ports, wires and registers; memories are not among them. */
  readonly widths: ReadonlyMap<string, number>;
  readonly sites: readonly Site[];
}

/**
 * Reads a module as our emitter writes it. Anything else is an error with its line: nothing is silently passed over.
 */
export const parseModule = (text: string): ParsedModule => new ModuleReader(text).module();

class ModuleReader {
  readonly #cursor: Cursor;
  readonly #widths = new Map<string, number>();
  readonly #parameters = new Map<string, string>();
  readonly #sites: Site[] = [];

  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  module(): ParsedModule {
    const cursor = this.#cursor;
    cursor.skipTo('module');
    cursor.take();
    const { text: name } = cursor.take();
    const portsEnd = this.#ports();
    while (cursor.next !== 'endmodule') {
      this.#item();
    }
    return { name, portsEnd, widths: this.#widths, sites: this.#sites };
  }

  /** Where the last port's name ends. */
  #ports(): number {
    const cursor = this.#cursor;
    cursor.expect('(');
    let end = 0;
    while (cursor.next !== ')') {
      cursor.take(); // input, output
      if (!cursor.takeIf('wire')) {
        cursor.takeIf('reg');
      }
      cursor.takeIf('signed');
      const width = this.#range();
      const port = cursor.take();
      this.#widths.set(port.text, width);
      end = port.end;
      cursor.takeIf(',');
    }
    cursor.take();
    cursor.expect(';');
    return end;
  }

  #item(): void {
    const cursor = this.#cursor;
    if (cursor.takeIf('(*')) {
      cursor.skipTo('*)');
      cursor.take();
    } else if (cursor.takeIf('localparam')) {
      const { text: parameter } = cursor.take();
      cursor.expect('=');
      this.#parameters.set(parameter, cursor.take().text);
      cursor.expect(';');
    } else if (cursor.takeIf('wire') || cursor.takeIf('reg')) {
      this.#declaration();
    } else if (cursor.takeIf('assign')) {
      const assigned = this.#target();
      cursor.expect('=');
      this.#site('value', assigned);
      cursor.expect(';');
    } else if (cursor.takeIf('initial')) {
      // Words of a table at power-up: the input that switches a mutant on comes too late for them.
      const outside = this.#sites.length;
      this.#statement();
      this.#sites.length = outside;
    } else if (cursor.next === 'always') {
      cursor.skipTo(')', 'begin');
      cursor.takeIf(')');
      this.#statement();
    } else {
      this.#instance();
    }
  }

  /** A wire, a register or a memory, behind its first word. */
  #declaration(): void {
    const cursor = this.#cursor;
    cursor.takeIf('signed');
    const width = this.#range();
    const { text: name } = cursor.take();
    if (cursor.next === '[') {
      this.#range();
    } else {
      this.#widths.set(name, width);
    }
    if (cursor.takeIf('=')) {
      const value = this.#expression();
      // A name for lint, of no effect.
      if (name !== '_unused') {
        this.#sites.push({ role: 'value', target: name, expression: value });
      }
    }
    cursor.expect(';');
  }

  #statement(): void {
    const cursor = this.#cursor;
    if (cursor.takeIf(';')) {
      return;
    }
    if (cursor.takeIf('begin')) {
      while (!cursor.takeIf('end')) {
        this.#statement();
      }
    } else if (cursor.takeIf('if')) {
      cursor.expect('(');
      this.#site('condition', 'if');
      cursor.expect(')');
      this.#statement();
      if (cursor.takeIf('else')) {
        this.#statement();
      }
    } else if (cursor.takeIf('case')) {
      this.#cases();
    } else {
      const name = this.#target();
      if (!cursor.takeIf('=')) {
        cursor.expect('<=');
      }
      this.#site('value', name);
      cursor.expect(';');
    }
  }

  #cases(): void {
    const cursor = this.#cursor;
    cursor.expect('(');
    this.#site('value', 'case');
    cursor.expect(')');
    while (!cursor.takeIf('endcase')) {
      cursor.take(); // a label
      while (cursor.takeIf(',')) {
        cursor.take();
      }
      cursor.expect(':');
      this.#statement();
    }
  }

  #instance(): void {
    const cursor = this.#cursor;
    cursor.take();
    const { text: name } = cursor.take();
    cursor.expect('(');
    while (cursor.takeIf('.')) {
      const { text: pin } = cursor.take();
      cursor.expect('(');
      if (cursor.next !== ')') {
        const value = this.#expression();
        // A plain name may be an output's: that is no value.
        if (value.kind !== 'name' && value.kind !== 'select') {
          this.#sites.push({ role: 'pin', target: `${name}.${pin}`, expression: value });
        }
      }
      cursor.expect(')');
      cursor.takeIf(',');
    }
    cursor.expect(')');
    cursor.expect(';');
  }

  #expression(): Expression {
    return readExpression(this.#cursor, this.#parameters);
  }

  #site(role: Site['role'], target: string): void {
    this.#sites.push({ role, target, expression: this.#expression() });
  }

  /** `name`, `name[…]`: what an assignment writes. */
  #target(): string {
    const cursor = this.#cursor;
    const { at } = cursor.take();
    for (let depth = 0; depth > 0 || cursor.next === '['; ) {
      const { text: word } = cursor.take();
      depth += Number(word === '[') - Number(word === ']');
    }
    return cursor.since(at);
  }

  /** Width by `[high:low]`; 1 where there is none. */
  #range(): number {
    const cursor = this.#cursor;
    if (!cursor.takeIf('[')) {
      return 1;
    }
    const high = Number(cursor.take().text);
    cursor.expect(':');
    const low = Number(cursor.take().text);
    cursor.expect(']');
    return high - low + 1;
  }
}
