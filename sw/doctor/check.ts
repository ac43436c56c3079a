/** One thing that has to be right on a board. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'failed' | 'skipped';
  /** What was found, or why nothing was looked for. */
  readonly found: string;
  /** Where it failed: what was expected, and what to do. */
  readonly expected?: string;
  readonly remedy?: string;
}

export const ok = (name: string, found: string): Check => ({ name, state: 'ok', found });
export const skipped = (name: string, found: string): Check => ({ name, state: 'skipped', found });
export const failed = (name: string, found: string, expected: string, remedy: string): Check => ({
  name,
  state: 'failed',
  found,
  expected,
  remedy,
});
