import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../../files.ts';

/** What a folder that stands in for a board says of itself. */
export interface StandInNote {
  /** The file that has the interrupts. */
  readonly interrupts: string;
  /** The process that answers. */
  readonly process: number;
}

const fileIn = (root: string) => join(root, 'stand-in.json');

export const writeStandIn = (root: string, note: StandInNote): void => writeWhole(fileIn(root), JSON.stringify(note));

/** undefined: nothing stands in, it is a board. */
export function readStandIn(root: string): StandInNote | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(root), 'utf8')) as StandInNote;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
