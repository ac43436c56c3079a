import { dirname, relative, resolve } from 'node:path';
import type * as tsTypes from 'typescript-6';
import { lintProgram } from './rules.ts';

const HELP = `hdl-lint [-p tsconfig.json] [files…]

Finds uses of signals that TypeScript accepts and JavaScript misunderstands: ===, if, ?:, && and || on signals.
Without files it looks at everything the tsconfig includes. Exit code 1 when there are findings.`;

/** A TypeScript with a JavaScript interface, which version 7 has not: this package's own, or the user's where that was left out. */
async function loadTypeScript(): Promise<typeof tsTypes> {
  for (const name of ['typescript-6', 'typescript']) {
    try {
      const loaded = (await import(name)) as { default?: typeof tsTypes };
      const ts = loaded.default ?? (loaded as unknown as typeof tsTypes);
      if (typeof ts.createProgram === 'function') {
        return ts;
      }
    } catch {
      // Not installed under this name: the next one, or the message below.
    }
  }
  throw new Error(
    'hdl-lint needs the compiler interface of TypeScript 5 or 6: npm install --save-dev typescript-6@npm:typescript@6.0.3',
  );
}

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  const ts = await loadTypeScript();
  const at = args.indexOf('-p');
  const config = resolve(at >= 0 ? (args[at + 1] ?? '') : 'tsconfig.json');
  const read = ts.readConfigFile(config, ts.sys.readFile);
  if (read.error) {
    console.error(`hdl-lint: ${config}: ${ts.flattenDiagnosticMessageText(read.error.messageText, '\n')}`);
    return 2;
  }
  const parsed = ts.parseJsonConfigFileContent(read.config, ts.sys, dirname(config));
  const given = args.filter((arg, i) => !arg.startsWith('-') && (at < 0 || i !== at + 1)).map((file) => resolve(file));
  const files = given.length > 0 ? given : parsed.fileNames;
  const program = ts.createProgram([...new Set([...parsed.fileNames, ...files])], parsed.options);
  const findings = lintProgram(ts, program, files);
  for (const { file, line, column, message } of findings) {
    console.log(`${relative(process.cwd(), file)}:${line}:${column}: ${message}`);
  }
  return findings.length > 0 ? 1 : 0;
}
