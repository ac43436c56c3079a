import { readPort, writePort } from './ports.bench.ts';
import { readMaster } from './read-master.bench.ts';
import { resultWriter } from './result-writer.bench.ts';

export const memoryBenches = [readMaster, resultWriter, readPort, writePort];
