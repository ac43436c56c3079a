/** CPU seconds in which a dump is opened and every signal loaded; and the number of changes. For bench/waves.ts. */
import { readFileSync } from 'node:fs';
import { openDump } from '@chisel-lite/vcd';

const seconds = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
const begin = seconds();
const { variables } = openDump(readFileSync(process.argv[2]));
const opened = seconds();
const changes = variables.reduce((sum, variable) => sum + variable.changes.count, 0);
console.log(seconds() - begin, opened - begin, changes);
