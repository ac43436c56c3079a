#!/usr/bin/env node
import { register } from 'tsx/esm/api';

register();
process.stdout.on('error', (error) => {
  if (error.code === 'EPIPE') {
    process.exit(0); // the reader, for instance `head`, has seen enough
  }
  throw error;
});
const { main } = await import('../src/cli.ts');
process.exitCode = await main(process.argv.slice(2));
