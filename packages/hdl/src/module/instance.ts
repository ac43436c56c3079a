import { here } from '../diagnostics/location.ts';
import { fail, noteWhile, stop } from '../diagnostics/report.ts';
import { elaborateModule } from '../elaborate/elaborate-module.ts';
import { reportStranger } from '../elaborate/ownership.ts';
import type { Attributes, Domain, Location, Module, Signal } from '../ir/index.ts';
import { Bits } from '../signal/bits.ts';
import * as build from '../signal/build.ts';
import { Pad, type PadSocket } from '../signal/pad.ts';
import { boundedArray, viewOf } from '../signal/view.ts';
import type { Data } from '../types/data.ts';
import type { PadType } from '../types/pad.ts';
import {
  addSignal,
  builder,
  type MutableSignal,
  type OpenDomain,
  type OpenInstance,
  ownerOf,
  takeName,
} from './builder.ts';
import { drivable, joinName } from './declare.ts';
import { type ClockDomain, expectDomain } from './domain.ts';
import type { AnyModule, ModuleDef, Outside, Ports } from './module.ts';
import { checkConstants } from './names.ts';

export interface InstanceOptions {
  /** Which domain of this module drives each domain of the child; `default` is the child's own. */
  readonly domains?: Readonly<Record<string, ClockDomain>>;
  readonly attributes?: Attributes;
}

type OutsideOf<M> = M extends ModuleDef<infer I extends Ports, infer O extends Ports, infer _D> ? Outside<I, O> : never;

type Instantiable = AnyModule | readonly AnyModule[];
type OutsidesOf<M extends Instantiable> = M extends readonly AnyModule[]
  ? { readonly [I in keyof M]: OutsideOf<M[I]> }
  : OutsideOf<M>;

/**
 * Instances of modules, named by key (`u_fifo` by custom): drive their inputs, read their outputs. An array of modules
 * gives an array of instances, `pe: […]` or `u_pe: […]` those named `u_pe_0`, `u_pe_1`, ….
 */
export function insts<M extends Readonly<Record<string, Instantiable>>>(
  modules: M,
  options: InstanceOptions = {},
): { readonly [K in keyof M]: OutsidesOf<M[K]> } {
  const at = here();
  const made = (key: string, def: AnyModule) => instantiate(instanceName(key), def, options, at);
  const all = (key: string, defs: Instantiable) =>
    Array.isArray(defs)
      ? boundedArray(defs.map((def: AnyModule, i) => made(`${key.startsWith('u_') ? '' : 'u_'}${key}_${i}`, def)))
      : made(key, defs as AnyModule);
  return Object.fromEntries(Object.entries(modules).map(([key, defs]) => [key, all(key, defs)])) as never;
}

/** One instance with a computed name. */
export const inst = <I extends Ports, O extends Ports, D extends string>(
  name: string,
  def: ModuleDef<I, O, D>,
  options: InstanceOptions = {},
): Outside<I, O> => instantiate(instanceName(name), def, options, here()) as Outside<I, O>;

/** `u_pe` inside scope `lane3` is `u_lane3_pe`. */
function instanceName(key: string): string {
  const { prefix } = builder();
  return key.startsWith('u_') ? `u_${prefix}${key.slice(2)}` : `${prefix}${key}`;
}

function instantiate(name: string, def: AnyModule, options: InstanceOptions, at: Location): unknown {
  const b = builder();
  checkConstants(options.attributes ?? {}, 'attribute', at);
  const child = elaborateChild(name, def);
  const wires = new Map<string, Signal>();
  const pads = new Map<string, PadSocket>();
  const view = {
    ...padsOf(def.inputs, name, pads),
    ...sideOf(def.inputs, name, wires, false, at),
    ...sideOf(def.outputs, name, wires, true, at),
  };
  const open: OpenInstance = {
    name: takeName(name, at, 'instance'),
    module: child,
    parameters: def.parameters,
    wires,
    pads,
    domains: connectDomains(child, wires, options, name),
    attributes: options.attributes ?? {},
    at,
    position: b.statements.length,
  };
  b.instances.push(open);
  if (b.verifying) {
    b.verification.instances.add(open);
  }
  return view;
}

function elaborateChild(name: string, def: AnyModule): Module {
  if (typeof def !== 'object' || def === null || !('inputs' in def)) {
    return stop('type', `instance ${name}: a module is expected, not ${String(def)}`);
  }
  try {
    return elaborateModule(def);
  } catch (error) {
    noteWhile(error, `${def.name}, instance ${name} of ${builder().moduleName}`);
    throw error;
  }
}

/** The inouts of an instance, each to be connected to one of the module. */
function padsOf(
  ports: Readonly<Record<string, Data>>,
  instance: string,
  pads: Map<string, PadSocket>,
): Record<string, Pad> {
  const view: Record<string, Pad> = {};
  for (const [key, type] of Object.entries(ports)) {
    if (type.kind === 'pad') {
      const socket: PadSocket = { name: `${instance}_${key}`, goesTo: undefined };
      pads.set(key, socket);
      view[key] = new Pad((type as PadType).width, { socket });
    }
  }
  return view;
}

/** Parent-side wires of some ports; those the child drives are read-only here. */
function sideOf(
  ports: Readonly<Record<string, Data>>,
  instance: string,
  wires: Map<string, Signal>,
  outputs: boolean,
  at: Location,
): Record<string, unknown> {
  const b = builder();
  const view: Record<string, unknown> = {};
  for (const [key, type] of Object.entries(ports).filter(([, { kind }]) => kind !== 'pad')) {
    const leaves = type.leaves.map((leaf) => {
      const port = joinName(key, leaf.name);
      const signal: MutableSignal = {
        kind: 'wire',
        name: takeName(`${instance}_${port}`, at, 'wire'),
        width: leaf.width,
        signed: leaf.signed,
        domain: undefined,
        init: undefined,
        labels: leaf.labels,
        attributes: {},
        at,
      };
      wires.set(port, signal);
      addSignal(b, signal);
      return leaf.flipped === outputs ? drivable(signal) : new Bits(build.ref(signal));
    });
    view[key] = viewOf(type, leaves);
  }
  return view;
}

/**
 * The domain of this module for each of the child's that has ports of its own: not those made from its other ports and
 * signals.
 */
function connectDomains(
  child: Module,
  wires: ReadonlyMap<string, Signal>,
  options: InstanceOptions,
  instance: string,
): Map<Domain, OpenDomain> {
  const b = builder();
  const connected = new Set<Signal>();
  const map = new Map<Domain, OpenDomain>();
  for (const domain of child.domains) {
    const { clock } = domain;
    if (!child.ports.includes(clock) || wires.has(clock.name) || connected.has(clock)) {
      continue;
    }
    connected.add(clock);
    const wanted = options.domains?.[domain.name];
    const given = wanted && expectDomain(wanted, `instance ${instance}`);
    if (!given && domain.name !== 'default') {
      fail('unconnected', `instance ${instance}: domain ${domain.name} of ${child.name} is not connected`, {
        hint: `insts({ … }, { domains: { ${domain.name}: … } })`,
      });
    }
    if (given && ownerOf(given) !== b) {
      reportStranger(b, given, `given to ${instance}`, here());
    }
    const mine = given && ownerOf(given) === b ? given : b.domain;
    mine.clockUsed = true;
    if (domain.reset) {
      mine.resetUsed = true;
    }
    map.set(domain, mine);
  }
  return map;
}
