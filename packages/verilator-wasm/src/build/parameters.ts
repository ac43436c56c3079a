import type { ParameterValue } from '../runtime/description.ts';
import { decodeName, type Generated } from './symbols.ts';

/** A parameter as its module's text declares it. */
interface Declaration {
  readonly name: string;
  readonly signed: boolean;
  /** Without a type of its own, and a string by its default: bits to Verilog. */
  readonly text: boolean;
}

const NUMBER_TYPE = /\b(signed|int|integer|shortint|longint|byte)\b/;
const ANY_TYPE = /\[|\b(unsigned|bit|logic|reg|real|realtime|time|string|\w+_t)\b|::/;

/** The parameters of the module `top`, from its text: those of its header, and each `parameter` of its body. */
export function declaredParameters(verilog: readonly string[], top: string): Declaration[] {
  const name = top.replace(/[$]/g, '\\$&');
  for (const text of verilog) {
    const plain = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, (found) =>
      found.startsWith('"') ? '""' : ' ',
    );
    const start = new RegExp(`\\bmodule\\s+(?:automatic\\s+|static\\s+)?${name}(?![\\w$])`).exec(plain);
    if (start) {
      const from = start.index + start[0].length;
      const end = plain.slice(from).search(/\bendmodule\b/);
      return declarations(plain.slice(from, end < 0 ? undefined : from + end));
    }
  }
  return [];
}

function declarations(body: string): Declaration[] {
  const found: Declaration[] = [];
  const header = /^\s*(?:import\s[^;]*;\s*)*#\s*\(/.exec(body);
  const headerEnd = header ? closing(body, header[0].length) : 0;
  if (header) {
    let type = '';
    for (const part of splitTop(body.slice(header[0].length, headerEnd))) {
      const words = /^\s*(?:(parameter|localparam)\b)?/.exec(part) as RegExpExecArray;
      const own = declaration(part.slice(words[0].length), words[1] === undefined ? type : '');
      type = own?.type ?? type;
      found.push(...(own ? [own] : []));
    }
  }
  for (const [, list] of body.slice(headerEnd).matchAll(/\bparameter\b([^;]*)/g)) {
    let type = '';
    for (const [at, part] of splitTop(list).entries()) {
      const own = declaration(part, at === 0 ? '' : type);
      type = own?.type ?? type;
      found.push(...(own ? [own] : []));
    }
  }
  return found.map(({ name, signed, text }) => ({ name, signed, text }));
}

/**
 * `int A = 3` as a declaration; undefined for types and arrays. A part without a type of its own has that before it.
 */
function declaration(part: string, before: string): (Declaration & { readonly type: string }) | undefined {
  const [left, value = ''] = part.split('=', 2);
  const [, own, name] = /^([\s\S]*?)([A-Za-z_][\w$]*)\s*$/.exec(left) ?? [];
  const type = own?.trim() ? own : before;
  if (name === undefined || /\btype\b/.test(type)) {
    return undefined;
  }
  const signed = NUMBER_TYPE.test(type) ? !/\bunsigned\b/.test(type) : !ANY_TYPE.test(type);
  return { name, type, signed, text: type.trim() === '' && /^\s*""\s*$/.test(value) };
}

/** Where the bracket closes that was opened right before `from`. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    depth += '([{'.includes(text[i]) ? 1 : ')]}'.includes(text[i]) ? -1 : 0;
    if (depth === 0) {
      return i;
    }
  }
  return text.length;
}

/** Parts of `text` between the commas outside all brackets. */
function splitTop(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    depth += '([{'.includes(text[i]) ? 1 : ')]}'.includes(text[i]) ? -1 : 0;
    if (depth === 0 && text[i] === ',') {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)];
}

// static constexpr IData/*31:0*/ top__DOT__DEPTH = 0x20U;   VlWide<4>/*99:0*/ … = {{ 0x1, 0x2 }};   double … = 2.5e+00;
const CONSTANT =
  /^\s*static constexpr (?:(double)|[CSIQ]Data\/\*(-?\d+):(-?\d+)\*\/|VlWide<\d+>\/\*(-?\d+):(-?\d+)\*\/) (\w+)\s*= ([^;]*);/gm;
// const std::string Vtop___024root::top__DOT__NAME = "hello";
const TEXT = /^const std::string \w+::(\w+)(?: = |\{)"((?:\\.|[^"\\])*)"/gm;

/** Values of the parameters `declared` by the module `top`, from the constants that Verilator wrote for them. */
export function readParameters(
  generated: Generated,
  top: string,
  declared: readonly Declaration[],
): Record<string, ParameterValue> {
  const known = new Map(declared.map((declaration) => [declaration.name, declaration]));
  const values: Record<string, ParameterValue> = {};
  const nameOf = (member: string): string | undefined => {
    const path = decodeName(member).split('.');
    const name = path[path.length - 1];
    return known.has(name) && (path.length === 1 || path[path.length - 2] === top) ? name : undefined;
  };
  for (const [file, text] of generated) {
    if (file.endsWith('.h')) {
      for (const [, real, high, low, wideHigh, wideLow, member, value] of text.matchAll(CONSTANT)) {
        const name = nameOf(member);
        if (name !== undefined && !(name in values)) {
          const width = Math.abs(Number(high ?? wideHigh) - Number(low ?? wideLow)) + 1;
          values[name] = real ? { real: Number(value) } : integer(value, width, known.get(name) as Declaration);
        }
      }
    } else {
      for (const [, member, value] of text.matchAll(TEXT)) {
        const name = nameOf(member);
        if (name !== undefined && !(name in values)) {
          values[name] = { text: JSON.parse(`"${value.replace(/\\x([0-9a-f]{2})/gi, '\\u00$1')}"`) };
        }
      }
    }
  }
  return values;
}

function integer(text: string, width: number, { signed, text: isText }: Declaration): ParameterValue {
  const plain = text.replace(/VlWide<\d+>/, '');
  const words = [...plain.matchAll(/0[xX]([0-9a-fA-F]+)|(?<![\w.])(\d+)U?L{0,2}(?!\w)/g)].map(([whole, hex]) =>
    BigInt(hex === undefined ? whole.replace(/[UL]+$/, '') : `0x${hex}`),
  );
  const bits = words.reduceRight((sum, word) => (sum << 32n) | word, 0n);
  if (isText) {
    return { text: Buffer.from(bits.toString(16).padStart(width / 4, '0'), 'hex').toString('latin1') };
  }
  return { integer: String(signed ? BigInt.asIntN(width, bits) : bits), width };
}
