/** How the commands of this folder end: problems, a line each on stderr, and exit code 1. */

/** Tells the problems; if there are any the process will end with 1. */
export function endWith(problems: readonly string[]): void {
  for (const problem of problems) {
    console.error(problem);
  }
  if (problems.length > 0) {
    process.exitCode = 1;
  }
}

/** Runs a command; what it throws is told by its sentence alone. */
export function runCommand(main: () => Promise<void>): void {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
}

/** Those of the units that are named, all where none is; a name that no unit has is an error. */
export function named<U extends { readonly name: string }>(units: readonly U[], names: readonly string[]): U[] {
  const unknown = names.find((name) => !units.some((unit) => unit.name === name));
  if (unknown !== undefined) {
    throw new Error(`${unknown}: no such module; there are ${units.map(({ name }) => name).join(', ')}`);
  }
  return units.filter(({ name }) => names.length === 0 || names.includes(name));
}
