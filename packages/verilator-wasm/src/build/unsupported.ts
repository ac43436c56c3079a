import type { SourceText } from './sources.ts';
import type { Diagnostic } from './verilator.ts';

const OUTSIDE = 'drive clocks and waits from outside (run, eval, a test bench), or leave the block out with `ifdef';

/** What Verilator says of constructs that a model cannot have, and the sentence that tells what to do instead. */
const SENTENCES: readonly (readonly [said: RegExp, sentence: string])[] = [
  [/^Wait statements require --timing/, `wait statements are not supported: ${OUTSIDE}`],
  [
    /^Event control statement .*requires --timing/,
    `an event control (@) inside a procedure is not supported: ${OUTSIDE}`,
  ],
  [/^Fork statements require --timing/, `fork is not supported: ${OUTSIDE}`],
  [/require[sd]? --timing/, `this statement takes simulated time, which is not supported: ${OUTSIDE}`],
  [/^Ignoring delay on this statement/, `delays (#) are not supported, the statement runs at once: ${OUTSIDE}`],
  [
    /^(?:Unsupported: )?Interfaced port on top level module/,
    'a port of the top module that is an interface is not supported: put the module into one whose ports are plain signals, with the interface inside',
  ],
  [
    /Verilog 1995 UDP Tables/,
    'this Verilator has no UDPs (primitive … table): take a newer Verilator, or an always block',
  ],
  [
    /Verilog 1995 gate primitive: (\w+)/,
    "the switch '$1' is not supported: write a continuous assignment with an enable ('z)",
  ],
  [/Verilog 1995 deassign/, 'assign and deassign in a procedure are not supported: use a plain assignment or a mux'],
  [
    /reserved word not implemented: '(cover\w+)'/,
    "'$1' is not supported: count in the test, or use a cover property; leave it out with `ifdef VERILATOR",
  ],
  [
    /^(?:syntax error, unexpected ##|Internal: Unexpected Call)/,
    'this sequence (##) is not supported: delay the signal in a register, and assert on that',
  ],
  [
    /^syntax error, unexpected (\[\*|\[->|\[=|\[\+)/,
    'this sequence ($1) is not supported: count in a register, and assert on that',
  ],
  [
    /reserved word not implemented: '(throughout|within|intersect|first_match|sequence|s_\w+|until\w*|eventually|nexttime|strong|weak)'/,
    "'$1' in a sequence is not supported: keep a register of what has been, and assert on that",
  ],
  [
    /reserved word not implemented: '(library|use|config|design|liblist)'/,
    "'$1' (a configuration, or VHDL) is not supported: name the module that is meant; of VHDL make Verilog (ghdl --synth)",
  ],
  [
    /reserved word not implemented: '(\w+)'/,
    "this Verilator has no '$1': take a newer one, or leave the block out with `ifdef VERILATOR",
  ],
  [/^Unsupported: (wait|disable) fork/, `$1 fork is not supported: ${OUTSIDE}`],
  [/^Unsupported: trireg/, "'trireg' is not supported, since a model has no charge: keep the value in a register"],
  [/^Unsupported: alias statements/, "'alias' is not supported: use an assignment"],
  [
    /(?:`pragma protect|not defined: '`(?:end)?protected')/,
    'this file is encrypted, which no Verilator reads: take its plain text, or a model of your own with the same ports',
  ],
  [
    /^Dotted reference to instance that refers to missing module\/interface: '([^']+)'/,
    "module '$1' is not among the sources: add its file, or for vendor IP a model of your own with the same ports",
  ],
  [
    /^Internal Error: (?:\S+: )?(?:\S*?(V3\w+)\.cpp:\d+: )?(.*)/,
    "Verilator itself breaks off here ('$2'), often over an unpacked struct or an array of one: make it packed, or take a newer Verilator",
  ],
  [
    /^Unsupported: Force\/Release on primary input\/output net '([^']+)'/,
    "'$1' is a port of the top module, which cannot be forced: drive it, or force the signal inside that drives it",
  ],
  [
    /^Cannot find file containing module: '([^']+)'/,
    "module '$1' is not among the sources: add its file, or for vendor IP a model of your own with the same ports",
  ],
];

/** Complaints that only follow from others. */
const CONSEQUENCE =
  /^(Internal Error|Parent instance's interface|This may be because there's no search path)|reserved word not implemented: 'end/;
/** Words that the parser then stumbles behind. */
const WORD = /reserved word not implemented|`pragma protect|not defined: '`(?:end)?protected'/;

/**
 * `diagnostics` without errors that only follow from others, each in words that help where it is of something not
 * supported.
 */
export function explained(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const isError = ({ severity }: Diagnostic) => severity === 'error';
  const stumbled = new Set(diagnostics.filter(({ message }) => WORD.test(message)).map(({ file }) => file));
  const follows = ({ file, message }: Diagnostic) =>
    CONSEQUENCE.test(message) || (stumbled.has(file) && /^(syntax error|Cannot continue)/.test(message));
  const causes = diagnostics.filter((each) => isError(each) && !follows(each));
  const kept = causes.length > 0 ? diagnostics.filter((each) => !isError(each) || causes.includes(each)) : diagnostics;
  const shown = new Set<string>();
  return kept.map(explain).filter(({ file, line, message }) => {
    const key = `${file}:${line}: ${message}`;
    const isNew = !shown.has(key);
    shown.add(key);
    return isNew;
  });
}

/**
 * `diagnostic` in words that name the construct and the way round it, where it is of something that is not supported.
 */
function explain(diagnostic: Diagnostic): Diagnostic {
  for (const [said, sentence] of SENTENCES) {
    const match = said.exec(diagnostic.message);
    if (match) {
      return { ...diagnostic, message: sentence.replace(/\$(\d)/g, (_, n) => match[Number(n)] ?? '') };
    }
  }
  return diagnostic;
}

/** Flags that need what a WebAssembly model does not have. */
const FLAGS: Readonly<Record<string, string>> = {
  '--timing': `delays and waits are not supported: ${OUTSIDE}`,
  '--trace-fst': 'FST dumps are not supported: dump VCD (trace: true), and compress it by a name that ends in .gz',
  '--sc': 'SystemC models are not supported: leave the flag out',
  '--exe': 'a model has no main program: leave the flag out',
  '--main': 'a model has no main program: leave the flag out',
  '--binary': 'a model has no main program: leave the flag out',
};

/** Throws for the first of Verilator's `flags` that cannot work here. */
export function refuseFlags(flags: readonly string[]): void {
  for (const flag of flags) {
    const sentence = FLAGS[flag.replace(/^-(?!-)/, '--')];
    if (sentence !== undefined) {
      throw new Error(`verilate: flag ${flag}: ${sentence}`);
    }
  }
}

// "    // DPI import at add.sv:3:40", then the C declaration.
const DPI_IMPORT = /DPI import at ([^\s:]+):(\d+):\d+\s+extern [^;(]*?(\w+)\(/g;

/** Complaints about C functions that the design calls, from the header Verilator writes for them. */
export const dpiImports = (header: string): Diagnostic[] =>
  [...header.matchAll(DPI_IMPORT)].map(([, file, line, name]) => ({
    severity: 'error',
    code: 'DPI',
    file,
    line: Number(line),
    message: `DPI imports are not supported ('${name}'): there is no C code to link; write the function in Verilog`,
  }));

/** What a type's name stands for, of those that no port can have. */
type Kind = 'unpacked struct' | 'unpacked union' | 'class';

// What follows `typedef` or a port's direction where an unpacked struct or union stands.
const AGGREGATE = /^(struct|union)\b(?!\s*(?:tagged\s+)?packed\b)[^{;]*\{/;

/** Types of `texts` that no port can have, by name; names of such names count. */
function unsupportedTypes(texts: readonly string[]): Map<string, Kind> {
  const types = new Map<string, Kind>();
  const others: [name: string, of: string][] = [];
  for (const text of texts) {
    for (const [, name] of text.matchAll(/\bclass\s+(?:automatic\s+|static\s+)?(\w+)/g)) {
      types.set(name, 'class');
    }
    for (const { 0: word, index } of text.matchAll(/\btypedef\s+/g)) {
      const rest = text.slice(index + word.length);
      const [opening, kind] = AGGREGATE.exec(rest) ?? [];
      if (opening !== undefined) {
        const [, name] = /^\s*(\w+)/.exec(rest.slice(closingBrace(rest, opening.length))) ?? [];
        types.set(name ?? '', kind === 'union' ? 'unpacked union' : 'unpacked struct');
      }
      const [, of, name] = /^(?:\w+::)?(\w+)\s+(\w+)\s*;/.exec(rest) ?? [];
      if (name !== undefined) {
        others.push([name, of]);
      }
    }
  }
  for (let left = others.length; left > 0; left--) {
    for (const [name, of] of others) {
      const kind = types.get(of);
      if (kind) {
        types.set(name, kind);
      }
    }
  }
  return types;
}

/** Where the text goes on behind the brace that closes the one before `from`. */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; at < text.length && depth > 0; at++) {
    depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
  }
  return at;
}

const PORT =
  /\b(?:input|output|inout|ref)\s+(?:var\s+|wire\s+)?(?:((?:struct|union)\b(?!\s*packed\b))|((?:\w+::)?(\w+))(?:\s*(?:signed|unsigned))?(?:\s*\[[^\]]*\])*\s+(\w+)\s*(\[\s*(?:\$|\w*)[^\]]*\])?)/g;

/**
 * The text of module `top` from its name to its end, with where it stands; without functions and tasks, whose ports are
 * others.
 */
function moduleText(text: string, top: string): { readonly text: string; readonly start: number } | undefined {
  const name = new RegExp(`\\bmodule\\s+(?:automatic\\s+|static\\s+)?${top.replaceAll('$', '\\$')}\\b`);
  const start = text.search(name);
  if (start < 0) {
    return undefined;
  }
  const length = text.slice(start).search(/\bendmodule\b/);
  const whole = text.slice(start, length < 0 ? undefined : start + length);
  const blank = (found: string) => found.replace(/[^\n]/g, ' ');
  return { text: whole.replace(/\b(function|task)\b[\s\S]*?\bend\1\b/g, blank), start };
}

/** Complaints about ports of the module `top` that no model can have, from its text; their place is the port's line. */
export function unsupportedPorts(texts: readonly SourceText[], top: string): Diagnostic[] {
  const plain = texts.map(([, text]) => withoutComments(text));
  const types = unsupportedTypes(plain);
  for (const [i, [file]] of texts.entries()) {
    const module = moduleText(plain[i], top);
    if (!module) {
      continue;
    }
    return [...module.text.matchAll(PORT)].flatMap((match): Diagnostic[] => {
      const [, aggregate, type, name, port, dimension = ''] = match;
      const line = plain[i].slice(0, module.start + match.index).split('\n').length;
      const say = (severity: Diagnostic['severity'], message: string): Diagnostic[] => [
        { severity, code: 'PORT', file, line, message },
      ];
      if (aggregate !== undefined) {
        return say('error', `a port is an unpacked ${aggregate}, which is not supported: make the ${aggregate} packed`);
      }
      const kind = types.get(name);
      if (kind === 'class') {
        return say('error', `port '${port}' is an object (${type}), which is not supported: use packed values`);
      }
      if (kind !== undefined) {
        const what = kind.replace('unpacked ', '');
        return say('error', `port '${port}' is an ${kind} (${type}), which is not supported: make the ${what} packed`);
      }
      if (/^\[\s*(\$|\*|string\b|\])/.test(dimension)) {
        return say('error', `port '${port}' has no fixed size, which is not supported: use an array of a fixed size`);
      }
      if (type === 'event') {
        return say('error', `port '${port}' is an event, which is not supported: use a bit that changes`);
      }
      if (/^(real|realtime|shortreal|string|chandle)$/.test(type)) {
        return say(
          'warning',
          `port '${port}' is a ${type}, which cannot be reached from outside: use bits ($realtobits)`,
        );
      }
      return [];
    });
  }
  return [];
}

/** `text` with comments and strings blanked out, each line where it was. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, (found) => found.replace(/[^\n]/g, ' '));
