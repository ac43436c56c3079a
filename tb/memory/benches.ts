import { readPort, writePort } from './ports.spec.ts';
import { readMaster } from './read-master.spec.ts';
import { resultWriter } from './result-writer.spec.ts';
import { sharedWritePort } from './shared-write-port.spec.ts';

export const memoryBenches = [readMaster, resultWriter, readPort, writePort, sharedWritePort];
