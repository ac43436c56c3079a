import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { issueText } from '../model/issue-text.ts';
import { parseJson } from '../model/load.ts';

/** Keys of jobs by task: how other schedulers are told what `macromac jobs run STORE --list FILE --task N` does. */
export type TaskList = readonly (readonly string[])[];

const file = v.strictObject({ tasks: v.array(v.array(v.string())) });

export function writeTasks(path: string, tasks: TaskList): void {
  writeWhole(path, `${JSON.stringify({ tasks }, null, 1)}\n`);
}

export function readTasks(path: string): TaskList {
  const parsed = v.safeParse(file, parseJson(path));
  if (!parsed.success) {
    throw new DataError(`${path}: not a list of tasks: ${issueText(parsed.issues[0])}`);
  }
  return parsed.output.tasks;
}
