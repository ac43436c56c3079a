import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { issueText } from '../model/issue-text.ts';
import { jsonObjection } from '../value-text.ts';
import type { Json } from './job.ts';

const asked = v.strictObject({
  job: v.number(),
  input: v.custom<Json>((value) => value !== undefined),
  places: v.optional(v.record(v.string(), v.string()), {}),
});

/** An answer to a job of a command that serves many. */
export const answered = v.union([
  v.strictObject({ job: v.number(), result: v.custom<Json>((value) => value !== undefined) }),
  v.strictObject({ job: v.number(), error: v.string() }),
]);

/**
 * The working side of a command that serves many jobs: a line in, a line out, in order, until stdin ends (job.ts).
 * Where whoever asks has died, what it asked is nobody's: the job at hand is the last.
 */
export async function serveJobs(
  make: (input: Json, places: Readonly<Record<string, string>>) => Promise<Json>,
  stdin: NodeJS.ReadableStream = process.stdin,
  stdout: NodeJS.WritableStream = process.stdout,
): Promise<void> {
  const parent = process.ppid;
  for await (const line of createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (process.ppid !== parent) {
      return;
    }
    const { job, input, places } = parseLine(line);
    const answer = await make(input, places).then(
      (result) => ({ job, result }),
      (error: unknown) => ({ job, error: error instanceof Error ? error.message : String(error) }),
    );
    stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

function parseLine(line: string): v.InferOutput<typeof asked> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new DataError(`stdin: a line is ${jsonObjection(error)}`);
  }
  const parsed = v.safeParse(asked, value);
  if (!parsed.success) {
    throw new DataError(`stdin: not a job: ${issueText(parsed.issues[0])}`);
  }
  return parsed.output;
}
