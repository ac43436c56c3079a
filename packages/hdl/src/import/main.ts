import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DesignError } from '../diagnostics/error.ts';
import { verilogDeclaration } from './declare.ts';

const HELP = `hdl-import --top NAME [options] FILES…

Writes TypeScript for a module of Verilog or SystemVerilog: a black box with its ports and parameters, widths as types.

  --top NAME          the module
  -P NAME=VALUE       a value of a parameter, on which widths may depend; more than once
  -D NAME[=VALUE]     a macro of the preprocessor; more than once
  -I FOLDER           where included files lie; more than once
  -o FILE             the file to write; standard output without it`;

/** The command's exit code. */
export function main(args: readonly string[]): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      top: { type: 'string' },
      parameter: { type: 'string', short: 'P', multiple: true, default: [] },
      define: { type: 'string', short: 'D', multiple: true, default: [] },
      include: { type: 'string', short: 'I', multiple: true, default: [] },
      output: { type: 'string', short: 'o' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (!values.top || positionals.length === 0) {
    console.error(values.top ? 'hdl-import: no files are given' : 'hdl-import: --top is missing');
    console.error(HELP);
    return 2;
  }
  try {
    const text = verilogDeclaration(positionals, values.top, {
      parameters: Object.fromEntries(values.parameter.map((each) => pair(each, parsed))),
      defines: Object.fromEntries(values.define.map((each) => pair(each, (value) => value ?? (true as const)))),
      includeDirs: values.include,
    });
    if (values.output === undefined) {
      process.stdout.write(text);
    } else {
      writeFileSync(values.output, text);
    }
    return 0;
  } catch (error) {
    if (error instanceof DesignError) {
      console.error(`hdl-import: ${error.diagnostics.map(({ message }) => message).join('\n')}`);
      return 1;
    }
    throw error;
  }
}

function pair<T>(text: string, of: (value: string | undefined) => T): [string, T] {
  const at = text.indexOf('=');
  return at < 0 ? [text, of(undefined)] : [text.slice(0, at), of(text.slice(at + 1))];
}

function parsed(text: string | undefined): number | bigint | string {
  if (text !== undefined && /^-?(\d+|0x[\da-f]+|0b[01]+)$/i.test(text)) {
    const negative = text.startsWith('-');
    const value = BigInt(negative ? text.slice(1) : text) * (negative ? -1n : 1n);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  return text ?? 1;
}
