import { here } from '../diagnostics/location.ts';
import { stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Attributes, Location, Macros } from '../ir/index.ts';
import type { None } from '../types/bundle.ts';
import { type Data, type In, isType, type Out } from '../types/data.ts';
import type { PadType } from '../types/pad.ts';
import type { ClockDomain } from './domain.ts';
import { checkConstants, checkName } from './names.ts';

export type Ports = Readonly<Record<string, Data>>;

export interface DomainOptions {
  /** Name of the clock port. */
  readonly clock?: string;
  /** Name of the reset port; `false` for a domain without reset. */
  readonly reset?: string | false;
  readonly resetActiveLow?: boolean;
  /**
   * The reset acts as soon as it becomes active, whatever the clock does. Its end must be synchronous: see
   * `resetSynchronizer`.
   */
  readonly asynchronousReset?: boolean;
  /** The edge on which registers change; rising by default. */
  readonly edge?: Edge;
}

export type Edge = 'rising' | 'falling';

export interface ModuleOptions<D extends string = never> extends DomainOptions {
  /** Further clock domains, by name. */
  readonly domains?: Readonly<Record<D, DomainOptions>>;
  /** Put above the module. */
  readonly comment?: string;
  readonly attributes?: Attributes;
  /** What ports are, by Verilog name, where it is not written beside them. */
  readonly portComments?: Readonly<Record<string, string>>;
  /** Attributes on ports, by Verilog name: `{ s_axis_tdata: { X_INTERFACE_INFO: '…' } }`. */
  readonly portAttributes?: Readonly<Record<string, Attributes>>;
}

/** The ports as the body sees them: inputs to read, outputs to drive. */
export type Inside<I extends Ports, O extends Ports> = { readonly [K in keyof I]: In<I[K]> } & {
  readonly [K in keyof O]: Out<O[K]>;
};

/** The ports as the instantiating module sees them: inputs to drive, outputs to read. */
export type Outside<I extends Ports, O extends Ports> = { readonly [K in keyof I]: Out<I[K]> } & {
  readonly [K in keyof O]: In<O[K]>;
};

/** A module before elaboration: its ports and the function that fills it. */
export interface ModuleDef<I extends Ports = Ports, O extends Ports = Ports, D extends string = string> {
  readonly name: string;
  readonly inputs: I;
  readonly outputs: O;
  /** Absent for a black box. */
  readonly body: ((ports: Inside<I, O>, domains: Readonly<Record<D, ClockDomain>>) => void) | undefined;
  readonly options: ModuleOptions<D>;
  /** Verilog parameters of a black box. */
  readonly parameters: Readonly<Record<string, string | number | bigint>>;
  /** A second body with the same ports (`withAlternative`). */
  readonly alternative?: {
    readonly under: Macros;
    readonly body: (ports: Inside<I, O>, domains: Readonly<Record<D, ClockDomain>>) => void;
  };
  readonly at: Location;
}

type Pads = Readonly<Record<string, PadType>>;

interface PortsOf<I extends Ports, O extends Ports, P extends Pads> {
  readonly in?: I;
  readonly out?: O;
  /** Pins driven from either side, on their way to a black box. */
  readonly inout?: P;
}

/** Any module, whatever its ports. */
// biome-ignore-start lint/suspicious/noExplicitAny: the body is contravariant in the ports; only the elaborator calls it
export type AnyModule = Omit<ModuleDef<any, any, any>, 'body' | 'alternative'> & {
  readonly body: ((ports: any, domains: any) => void) | undefined;
  readonly alternative?: { readonly under: Macros; readonly body: (ports: any, domains: any) => void };
};
// biome-ignore-end lint/suspicious/noExplicitAny: see above

/**
 * Describes a module. The body runs when the module is first instantiated or emitted. Clock and reset ports are
 * implicit and appear where used. A parametric module is a function that returns one; its name says its parameters.
 */
export function module<I extends Ports, O extends Ports, D extends string = never, P extends Pads = None>(
  name: string,
  ports: PortsOf<I, O, P>,
  body: (ports: Inside<I & P, O>, domains: Readonly<Record<D, ClockDomain>>) => void,
  options: ModuleOptions<D> = {},
): ModuleDef<I & P, O, D> {
  const at = here();
  checkName(name, 'module', at);
  checkPorts(name, ports, at);
  if (typeof body !== 'function') {
    return stop('type', `module ${name}: the body is a function, not ${shownValue(body)}`);
  }
  checkConstants(options.attributes ?? {}, 'attribute', at);
  for (const values of Object.values(options.portAttributes ?? {})) {
    checkConstants(values, 'attribute', at);
  }
  return {
    name,
    inputs: { ...ports.in, ...ports.inout } as I & P,
    outputs: ports.out ?? ({} as O),
    body,
    options,
    parameters: {},
    at,
  };
}

/**
 * A module with a second body, which a tool takes instead where it is told so by macros: `withAlternative(Mac, {
 * defined: 'SYNTHESIS' }, …)` for a vendor's primitive. Both stand in the module's file and must have the same ports;
 * simulation and `Design` have the first.
 */
export function withAlternative<I extends Ports, O extends Ports, D extends string>(
  of: ModuleDef<I, O, D>,
  under: Macros,
  body: (ports: Inside<I, O>, domains: Readonly<Record<D, ClockDomain>>) => void,
): ModuleDef<I, O, D> {
  return { ...of, alternative: { under, body } };
}

/**
 * A module whose body is supplied elsewhere: a vendor primitive or hand-written Verilog. Its clocks and resets are
 * ordinary inputs.
 */
export function blackBox<I extends Ports, O extends Ports, P extends Pads = None>(
  name: string,
  ports: PortsOf<I, O, P>,
  parameters: Readonly<Record<string, string | number | bigint>> = {},
): ModuleDef<I & P, O, never> {
  const at = here();
  checkName(name, 'black box', at);
  checkPorts(name, ports, at);
  checkConstants(parameters, 'parameter', at);
  return {
    name,
    inputs: { ...ports.in, ...ports.inout } as I & P,
    outputs: ports.out ?? ({} as O),
    body: undefined,
    options: {},
    parameters,
    at,
  };
}

/** Reports ports that are not types by name. */
function checkPorts(name: string, ports: unknown, at: Location): void {
  if (typeof ports !== 'object' || ports === null) {
    stop('type', `module ${name}: { in: { … }, out: { … } } is expected, not ${shownValue(ports)}`);
  }
  for (const [side, types] of Object.entries(ports)) {
    for (const [key, type] of Object.entries(types ?? {})) {
      if (isType(type) && (type.kind === 'pad') !== (side === 'inout')) {
        stop('type', `port ${key}: inout takes pad(width), and only inout does`, { places: [{ at }] });
      }
      if (!isType(type)) {
        stop('type', `port ${key}: a type is expected, not ${shownValue(type)}`, { places: [{ at }] });
      }
    }
  }
}
