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
    /^Cannot find file containing module: '([^']+)'/,
    "module '$1' is not among the sources: add its file, or for vendor IP a model of your own with the same ports",
  ],
];

/** `diagnostic` in words that name the construct and the way round it, where it is of something that is not supported. */
export function explain(diagnostic: Diagnostic): Diagnostic {
  for (const [said, sentence] of SENTENCES) {
    const match = said.exec(diagnostic.message);
    if (match) {
      return { ...diagnostic, message: sentence.replace('$1', match[1] ?? '') };
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
