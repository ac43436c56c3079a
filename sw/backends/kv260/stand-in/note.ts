import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { DataError } from '../../../errors.ts';
import { writeWhole } from '../../../files.ts';
import { issueText } from '../../../model/issue-text.ts';
import { parseJson } from '../../../model/load.ts';

/** What a folder that stands in for a board says of itself. */
export interface StandInNote {
  /** The file that has the interrupts. */
  readonly interrupts: string;
  /** The process that answers. */
  readonly process: number;
}

const fileIn = (root: string) => join(root, 'stand-in.json');

export const writeStandIn = (root: string, note: StandInNote): void => writeWhole(fileIn(root), JSON.stringify(note));

const note = v.strictObject({
  interrupts: v.pipe(v.string(), v.nonEmpty()),
  process: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});

/** undefined: nothing stands in, it is a board. */
export function readStandIn(root: string): StandInNote | undefined {
  const path = fileIn(root);
  if (!existsSync(path)) {
    return undefined;
  }
  const parsed = v.safeParse(note, parseJson(path));
  if (!parsed.success) {
    throw new DataError(`${path}: ${issueText(parsed.issues[0])}`);
  }
  return parsed.output;
}
