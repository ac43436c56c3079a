/** Mutants that no test can tell from the module, and why; by `module: what is written | from → to`, as `run.ts` prints them. */
export const SURVIVORS: readonly { readonly why: string; readonly mutants: readonly string[] }[] = [];
