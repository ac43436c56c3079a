import { dirname, relative, resolve } from 'node:path';
import { lintProgram } from './rules.ts';
import { loadTypeScript } from './typescript.ts';

const HELP = `hdl-lint [-p tsconfig.json] [files…]
hdl-lint --stdio

Finds uses of signals that TypeScript accepts and JavaScript misunderstands: ===, if, ?:, && and || on signals.
Without files it looks at everything the tsconfig includes. Exit code 1 when there are findings.
With --stdio it is a language server, for an editor to start.`;

export async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  if (args.includes('--stdio')) {
    const { serve } = await import('./server.ts');
    await serve();
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
