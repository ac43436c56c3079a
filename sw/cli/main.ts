import { reason } from '../files.ts';
import { runCommandLine } from './program.ts';

// A reader that has seen enough (`| head`) is not an error; a disk that is full is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') {
    process.exit(0);
  }
  process.stderr.write(`macromac: standard output: ${reason(error)}\n`);
  process.exit(1);
});

process.exitCode = await runCommandLine(process.argv.slice(2));
