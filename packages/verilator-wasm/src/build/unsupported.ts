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
const CONSEQUENCE = /^(Internal Error|Parent instance's interface|This may be because there's no search path)/;

/**
 * `diagnostics` without errors that only follow from others, each in words that help where it is of something not
 * supported.
 */
export function explained(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const isError = ({ severity }: Diagnostic) => severity === 'error';
  const causes = diagnostics.filter((each) => isError(each) && !CONSEQUENCE.test(each.message));
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

const STRUCT = /\btypedef\s+(struct|union)\b(?!\s*(?:tagged\s+)?packed\b)[^{;]*\{[^}]*\}\s*(\w+)\s*;/g;
const PORT = /\b(input|output|inout|ref)\s+(?:var\s+|wire\s+)?((?:\w+::)?(\w+))\s+(\w+)/g;

/** Complaints about ports of the module `top` that no model can have, from its text; their place is the port's line. */
export function unsupportedPorts(texts: readonly SourceText[], top: string): Diagnostic[] {
  const unpacked = new Map(
    texts.flatMap(([, text]) => [...withoutComments(text).matchAll(STRUCT)].map(([, kind, name]) => [name, kind])),
  );
  for (const [file, text] of texts) {
    const plain = withoutComments(text);
    const start = plain.search(
      new RegExp(`\\bmodule\\s+(?:automatic\\s+|static\\s+)?${top.replaceAll('$', '\\$')}\\b`),
    );
    if (start < 0) {
      continue;
    }
    const length = plain.slice(start).search(/\bendmodule\b/);
    const header = plain.slice(start, length < 0 ? undefined : start + length).split(';')[0];
    return [...header.matchAll(PORT)].flatMap((match): Diagnostic[] => {
      const [, , type, name, port] = match;
      const place = { file, line: plain.slice(0, start + match.index).split('\n').length };
      const kind = unpacked.get(name);
      if (kind !== undefined) {
        const message = `port '${port}' is an unpacked ${kind} (${type}), which is not supported: make the ${kind} packed`;
        return [{ severity: 'error', code: 'PORT', ...place, message }];
      }
      if (/^(real|realtime|shortreal|string|chandle)$/.test(type)) {
        const message = `port '${port}' is a ${type}, which cannot be reached from outside: use bits ($realtobits)`;
        return [{ severity: 'warning', code: 'PORT', ...place, message }];
      }
      return [];
    });
  }
  return [];
}

/** `text` with comments and strings blanked out, each line where it was. */
const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, (found) => found.replace(/[^\n]/g, ' '));
