import type { Const, Module } from '../ir/index.ts';
import { printConst } from './literal.ts';

/** Names of the numbers that have one, as they become known. */
export interface ParameterNamer {
  /** `STATE_IDLE`; undefined for a number without a name. */
  of(e: Const): string | undefined;
  /** The declarations of what became known since it was asked last, numbers of one kind together. */
  made(): string[];
}

interface Parameter {
  readonly name: string;
  readonly kind: string;
  readonly value: bigint;
  readonly text: string;
}

/**
 * Local parameters of a module, for members of enumerations and codes. Only those that are used: lint asks for the use
 * of each.
 */
export function parameterNamer(module: Module): ParameterNamer {
  const taken = new Set(
    [module, ...module.ports, ...(module.inouts ?? []), ...module.signals, ...module.memories].map(({ name }) => name),
  );
  for (const item of module.items) {
    if (item.kind === 'instance') {
      taken.add(item.name);
    }
  }
  const parameters = new Map<string, Parameter>();
  let declared = 0;
  return {
    of(e) {
      if (!e.label) {
        return undefined;
      }
      const text = printConst(e);
      const wanted = `${upperCase(e.label.of)}_${upperCase(e.label.member)}`;
      const known = parameters.get(`${wanted} ${text}`);
      if (known) {
        return known.name;
      }
      let name = wanted;
      // One number at several widths, or a signal in capitals.
      for (let i = 2; taken.has(name); i++) {
        name = `${wanted}_${i}`;
      }
      taken.add(name);
      parameters.set(`${wanted} ${text}`, { name, kind: e.label.of, value: e.value, text });
      return name;
    },
    made() {
      const all = [...parameters.values()].slice(declared);
      declared = parameters.size;
      const kinds = [...new Set(all.map(({ kind }) => kind))].sort();
      return kinds.flatMap((kind) => {
        const members = all.filter((each) => each.kind === kind).sort((a, b) => (a.value < b.value ? -1 : 1));
        return members.map(({ name, text }) => `localparam ${name} = ${text};`);
      });
    },
  };
}

/** `loader_state` and `Idle` as Verilog writes constants. */
const upperCase = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
