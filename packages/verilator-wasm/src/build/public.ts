import type { Symbols } from './symbols.ts';

const MODULE = /\bmodule\s+(?:automatic\s+|static\s+)?(\w+)/g;

/**
 * Verilator's configuration that makes the named signals reachable. `Module.signal` takes that signal in every instance
 * of the module, a hierarchical path (`u_core.u_mac.acc`, without the top's name) the one signal; Verilator can only be
 * told about modules, so for a path every signal of its last name is kept, and the rest is left out of the handles.
 */
export function publicConfiguration(
  { names, forceable, parameters }: Reached,
  top: string,
  verilog: readonly string[],
): string {
  const modulesOf = (scope: string): readonly string[] =>
    scope === '' ? [top] : isModule(scope, verilog) ? [scope] : ['*'];
  // The top module's ports cannot be forced, not even by a rule that means another module's signal of that name.
  const below = verilog.flatMap((text) => [...text.matchAll(MODULE)].map(([, name]) => name)).filter((m) => m !== top);
  const rule = (what: string) => (name: string) => {
    const { scope, signal } = split(name);
    const modules = what === 'forceable' && modulesOf(scope)[0] === '*' ? below : modulesOf(scope);
    return modules.map((module) => `${what} -module "${module}" -var "${signal}"\n`).join('');
  };
  const rules = [
    ...[...names, ...forceable].map(rule('public_flat_rw')),
    ...forceable.map(rule('forceable')),
    ...parameters.map(rule('public_flat_rd')),
  ];
  return `\`verilator_config\n${rules.join('')}`;
}

/** What is to be reached from outside. */
interface Reached {
  readonly names: readonly string[];
  readonly forceable: readonly string[];
  /** Parameters of the top module. */
  readonly parameters: readonly string[];
}

/** Drops what only came along, and complains of names that nothing answers to. */
export function selectPublic(symbols: Symbols, names: readonly string[], verilog: readonly string[]): Symbols {
  if (names.length === 0) {
    return symbols;
  }
  const paths = new Set(names.filter((name) => !isModule(split(name).scope, verilog)));
  const pathLeaves = new Set([...paths].map((name) => split(name).signal));
  const otherLeaves = new Set(names.filter((name) => !paths.has(name)).map((name) => split(name).signal));
  const internals = symbols.internals.filter(({ name }) => {
    const { signal } = split(name);
    return paths.has(name) || !pathLeaves.has(signal) || otherLeaves.has(signal);
  });

  const known = new Set([...symbols.ports, ...internals].map(({ name }) => name));
  const leaves = new Set([...known].map((name) => split(name).signal));
  const lost = names.filter((name) => (paths.has(name) ? !known.has(name) : !leaves.has(split(name).signal)));
  if (lost.length > 0) {
    const all = [...known].slice(0, 20).join(', ');
    throw new Error(
      `public: the design has no signal ${lost.map((name) => `'${name}'`).join(', ')}; reachable are ${all}`,
    );
  }
  return { ...symbols, internals };
}

/** What to do instead of forcing a word of an array. */
const WORDS =
  'a word of an unpacked array cannot be forced: write it after each edge (memory(…).write), or force the signal that reads it';

/** Complains of names to be forced that are an element's, before anything is built. */
export function checkForceableNames(names: readonly string[]): void {
  const [element, signal] = names.map((name) => /^(.+?)\[.*\]$/.exec(name)).find((match) => match !== null) ?? [];
  if (element !== undefined) {
    throw new Error(
      `forceable: '${element}' is an element: name '${signal}', and force with a mask where it is packed; ${WORDS}`,
    );
  }
}

/** Complains of what was to be forced and cannot be. */
export function checkForceable(symbols: Symbols, names: readonly string[], verilog: readonly string[]): void {
  const able = symbols.internals.filter(({ forceable }) => forceable);
  const array = able.find(({ depth }) => depth !== undefined);
  if (array) {
    throw new Error(`forceable: '${array.name}' is an array of ${array.depth} words: ${WORDS}`);
  }
  for (const name of names) {
    const { scope, signal } = split(name);
    const leaf = isModule(scope, verilog);
    if (!able.some((symbol) => symbol.name === name || (leaf && split(symbol.name).signal === signal))) {
      const port = symbols.ports.some((symbol) => symbol.name === name);
      throw new Error(
        `forceable: '${name}' ${port ? 'is a port of the top module, which cannot be forced' : 'cannot be forced'}: ` +
          `only signals inside the design can; ${WORDS}`,
      );
    }
  }
}

function split(name: string): { scope: string; signal: string } {
  const dot = name.lastIndexOf('.');
  return { scope: name.slice(0, Math.max(dot, 0)), signal: name.slice(dot + 1) };
}

const isModule = (name: string, verilog: readonly string[]): boolean =>
  /^\w+$/.test(name) && verilog.some((text) => new RegExp(`\\bmodule\\s+${name}\\b`).test(text));
