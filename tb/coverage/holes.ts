/** What no test reaches, and why; by `module: line (branch)` and `module: signal[bits]`, as `run.ts` prints them. */
export const HOLES: readonly { readonly why: string; readonly holes: readonly string[] }[] = [];
