import type { Symbols } from './symbols.ts';

/**
 * Verilator's configuration that makes the named signals reachable. `Module.signal` takes that signal in every instance of
 * the module, a hierarchical path (`u_core.u_mac.acc`, without the top's name) the one signal; Verilator can only be told
 * about modules, so for a path every signal of its last name is kept, and the rest is left out of the handles.
 */
export function publicConfiguration(names: readonly string[], top: string, verilog: readonly string[]): string {
  const rules = names.map((name) => {
    const { scope, signal } = split(name);
    const module = scope === '' ? top : isModule(scope, verilog) ? scope : '*';
    return `public_flat_rw -module "${module}" -var "${signal}"\n`;
  });
  return `\`verilator_config\n${rules.join('')}`;
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
  return { ports: symbols.ports, internals };
}

function split(name: string): { scope: string; signal: string } {
  const dot = name.lastIndexOf('.');
  return { scope: name.slice(0, Math.max(dot, 0)), signal: name.slice(dot + 1) };
}

const isModule = (name: string, verilog: readonly string[]): boolean =>
  /^\w+$/.test(name) && verilog.some((text) => new RegExp(`\\bmodule\\s+${name}\\b`).test(text));
