#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/lint/main.js', import.meta.url);
if (!existsSync(built)) {
  (await import('tsx/esm/api')).register();
}
const { main } = await import(existsSync(built) ? built.href : '../src/lint/main.ts');
process.exitCode = await main(process.argv.slice(2));
