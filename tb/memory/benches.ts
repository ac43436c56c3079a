import { readPort, writePort } from './ports.spec.ts';
import { readMaster } from './read-master.spec.ts';
import { resultWriter } from './result-writer.spec.ts';

export const memoryBenches = [readMaster, resultWriter, readPort, writePort];
