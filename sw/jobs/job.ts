import { sha256 } from '../model/companions.ts';

/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A command with a JSON result. Its key is the hash of all that decides the result, so a result that is there never has
 * to be made again, whoever made it and where.
 */
export interface Job {
  /** For people; decides nothing. */
  readonly name: string;
  /** `macromac`, or a script by its path in the repository; and arguments. */
  readonly command: readonly string[];
  /**
   * What a command that serves many jobs one after the other is told of this one: a line `{"job": 0, "input": …}` on
   * its stdin, answered by a line `{"job": 0, "result": …}` or `{"job": 0, "error": "…"}` on its stdout. Without one
   * the command is run for this job alone, and its stdout is the result.
   */
  readonly input?: Json;
  /** Where files lie that `tools` has the hashes of; the command is told as `places`. They decide nothing. */
  readonly places?: Readonly<Record<string, string>>;
  /** Versions of tools and hashes of sources and files that the result depends on, by name. */
  readonly tools: Readonly<Record<string, string>>;
}

/** 64 hex digits: SHA-256 of command, input and tools, whatever the order of their fields. */
export const keyOf = ({ command, input, tools }: Job): string =>
  sha256(canonical({ command, input: input ?? null, tools }));

/** JSON without white space, the fields of every object in order. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => `${JSON.stringify(name)}:${canonical(each as Json)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value);
}
