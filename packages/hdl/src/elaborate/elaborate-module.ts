import { docComment, keyComment } from '../diagnostics/comments.ts';
import { here } from '../diagnostics/location.ts';
import { diagnosed, fail, guarded, stop } from '../diagnostics/report.ts';
import type { Module, Signal } from '../ir/index.ts';
import {
  addPortDomain,
  type Builder,
  building,
  type MutableSignal,
  newBuilder,
  type OpenDomain,
  own,
  takeName,
} from '../module/builder.ts';
import { drivable, joinName } from '../module/declare.ts';
import { openDomain } from '../module/domain.ts';
import type { AnyModule, DomainOptions } from '../module/module.ts';
import { Bits } from '../signal/bits.ts';
import * as build from '../signal/build.ts';
import { Pad } from '../signal/pad.ts';
import { viewOf } from '../signal/view.ts';
import { simplifyStatement } from '../simplify/pass.ts';
import type { Data } from '../types/data.ts';
import type { PadType } from '../types/pad.ts';
import { printModule } from '../verilog/print-module.ts';
import { checkDomains, checkTargets, ownSimplifier } from './ownership.ts';
import { currentSession } from './session.ts';
import { partitionWithChecks } from './verification.ts';

/** The module a definition stands for; its body runs the first time. Equal modules of one name become one. */
export function elaborateModule(def: AnyModule): Module {
  const session = currentSession();
  const known = session.byDef.get(def);
  if (known) {
    return known;
  }
  const made = unify(elaborate(def), def);
  session.byDef.set(def, made);
  return made;
}

function unify(made: Module, def: AnyModule): Module {
  const session = currentSession();
  const earlier = session.byName.get(made.name);
  if (!earlier) {
    session.byName.set(made.name, made);
    session.modules.push(made);
    if (!made.blackBox) {
      takeFileName(made);
    }
    return made;
  }
  if (fingerprint(earlier) !== fingerprint(made)) {
    // The body of a black box decides its ports by its parameters.
    if (earlier.blackBox && made.blackBox) {
      session.modules.push(made);
      return made;
    }
    fail('name', `two different modules are named ${made.name}`, {
      places: [{ at: def.at }, { at: earlier.at, note: 'the first' }],
      hint: 'put the parameters that differ into the name',
    });
  }
  return earlier;
}

/** Some file systems do not tell `Leaf.v` from `LEAF.v`. */
function takeFileName(made: Module): void {
  const { fileNames } = currentSession();
  const key = made.name.toLowerCase();
  const earlier = fileNames.get(key);
  if (earlier) {
    fail('name', `the modules ${made.name} and ${earlier.name} differ only in capitals, so their files may be one`, {
      places: [{ at: made.at }, { at: earlier.at, note: 'the other' }],
    });
  }
  fileNames.set(key, made);
}

const fingerprints = new WeakMap<Module, string>();

function fingerprint(of: Module): string {
  const known = fingerprints.get(of);
  if (known !== undefined) {
    return known;
  }
  const text = printModule(of).text;
  fingerprints.set(of, text);
  return text;
}

function elaborate(def: AnyModule): Module {
  const session = currentSession();
  if (session.open.has(def)) {
    const path = [...session.open, def].map(({ name }) => name).join(' > ');
    return stop('hierarchy', `module ${def.name} contains itself: ${path}`, {
      places: [{ at: here() }, { at: def.at, note: 'made here' }],
    });
  }
  if (session.open.size >= DEEPEST) {
    return stop(
      'hierarchy',
      `module ${def.name} is ${session.open.size} modules deep: is it made inside its own body?`,
      { places: [{ at: here() }, { at: def.at, note: 'made here' }] },
    );
  }
  const outer = session.module;
  session.module = def.name;
  session.open.add(def);
  try {
    const made = elaborateBody(def, def.body);
    if (!def.alternative) {
      return made;
    }
    const { under, body } = def.alternative;
    const module = elaborateBody(def, body);
    checkSamePorts(made, module);
    return { ...made, alternative: { under, module } };
  } finally {
    session.open.delete(def);
    session.module = outer;
  }
}

/** More levels of hierarchy than any design has. */
const DEEPEST = 200;

function elaborateBody(def: AnyModule, body: AnyModule['body']): Module {
  const main = openDomain('default', def.options, def.at);
  const b = newBuilder(def.name, main);
  return building(b, () => {
    const domains = openDomains(b, def);
    const ports = { ...declarePorts(b, def, def.inputs, 'input'), ...declarePorts(b, def, def.outputs, 'output') };
    try {
      body?.(ports, domains);
    } catch (error) {
      throw diagnosed(error, def.name, def.at);
    }
    return guarded(def.name, def.at, () => finish(b, def));
  });
}

/** Ports are declared once for both bodies; clocks and resets come with their use. */
function checkSamePorts(made: Module, alternative: Module): void {
  const names = ({ ports }: Module) => ports.map(({ name }) => name).join(', ');
  if (names(made) !== names(alternative)) {
    fail('name', `${made.name} has the ports ${names(made)}, its alternative ${names(alternative)}`, {
      places: [{ at: made.at }],
      hint: 'clocks and resets are ports where they are used: use the same ones in both bodies',
    });
  }
}

/** Names of clocks and resets are taken first, even of those that turn out unused. */
function openDomains(b: Builder, def: AnyModule): Record<string, OpenDomain> {
  const domains: Record<string, OpenDomain> = {};
  if (!def.body) {
    return domains;
  }
  for (const [name, options] of Object.entries(def.options.domains ?? {})) {
    domains[name] = openDomain(name, options as DomainOptions, def.at);
    addPortDomain(b, domains[name]);
  }
  return domains;
}

function declarePorts(b: Builder, def: AnyModule, ports: Readonly<Record<string, Data>>, side: 'input' | 'output') {
  const view: Record<string, unknown> = {};
  for (const [key, type] of Object.entries(ports)) {
    if (type.kind === 'pad') {
      view[key] = declarePad(b, def, key, (type as PadType).width);
      continue;
    }
    const leaves = type.leaves.map((leaf) => {
      const kind = leaf.flipped === (side === 'input') ? 'output' : 'input';
      const name = joinName(key, leaf.name);
      const signal: MutableSignal = {
        kind,
        name: takeName(name, def.at, 'port'),
        width: leaf.width,
        signed: leaf.signed,
        domain: undefined,
        init: undefined,
        labels: leaf.labels,
        attributes: def.options.portAttributes?.[name] ?? {},
        comments: () => [def.options.portComments?.[name] ?? keyComment(def.at, key), leaf.comment?.()],
        at: def.at,
      };
      b.ports.push(own(b, signal));
      return kind === 'output' ? drivable(signal) : new Bits(build.ref(signal));
    });
    view[key] = viewOf(type, leaves);
  }
  return view;
}

function declarePad(b: Builder, def: AnyModule, key: string, width: number): Pad {
  const signal: MutableSignal = {
    kind: 'wire',
    name: takeName(key, def.at, 'port'),
    width,
    signed: false,
    domain: undefined,
    init: undefined,
    labels: undefined,
    attributes: def.options.portAttributes?.[key] ?? {},
    at: def.at,
  };
  b.inouts.push(own(b, signal));
  return new Pad(width, { part: { signal, low: 0, width } });
}

function finish(b: Builder, def: AnyModule): Module {
  simplifyAll(b);
  checkDomains(b);
  // What belongs to another module has no place in this one; the error is reported, and nothing is built on it.
  const whole = b.strangers.size === 0;
  const { items, signals, verification } = whole ? partitionWithChecks(b) : { items: [], signals: [] };
  const domains = b.domains.filter((domain) => domain.clockUsed || domain.resetUsed);
  for (const domain of domains) {
    if (!domain.resetUsed) {
      domain.reset = undefined;
    }
  }
  for (const signal of def.body ? b.inouts : []) {
    if (!b.usedPads.has(signal)) {
      fail('unconnected', `inout \`${signal.name}\` goes to no instance`, { places: [{ at: signal.at }] });
    }
  }
  const clocks: Signal[] = [];
  for (const domain of domains) {
    if (domain.clockUsed) {
      addClock(clocks, b, domain.clock, def);
    }
    if (domain.reset) {
      addClock(clocks, b, domain.reset.signal, def);
    }
  }
  return {
    name: nameOf(def),
    ports: [...clocks, ...b.ports],
    inouts: b.inouts,
    signals,
    memories: b.memories,
    items,
    ...(verification && { verification }),
    domains,
    related: b.related,
    blackBox: def.body === undefined,
    comment: () => def.options.comment ?? docComment(def.at),
    attributes: def.options.attributes ?? {},
    unused: b.unused,
    at: def.at,
  };
}

/** Of a module that the design makes itself, with the design's prefix. */
function nameOf({ name, body }: AnyModule): string {
  const { prefix } = currentSession();
  return body === undefined || name.startsWith(prefix) ? name : `${prefix}${name}`;
}

/**
 * Brings every expression of the body into its simplest form, and looks whether what it refers to is the module's own.
 */
function simplifyAll(b: Builder): void {
  const simplify = ownSimplifier(b);
  b.statements.forEach((statement, i) => {
    checkTargets(b, statement);
    b.statements[i] = simplifyStatement(statement, simplify, (before, after) => {
      const domain = b.domainOf.get(before);
      if (domain) {
        b.domainOf.set(after, domain);
      }
    });
  });
}

/**
 * A domain's clock or reset becomes a port unless it is a signal of the module (`domainFrom`) or shared with another
 * domain.
 */
function addClock(clocks: Signal[], b: Builder, signal: Signal, def: AnyModule): void {
  if (signal.kind !== 'input' || b.ports.includes(signal as MutableSignal)) {
    return;
  }
  if (clocks.some((clock) => clock === signal)) {
    return;
  }
  takeName(signal.name, def.at, 'port');
  (signal as MutableSignal).attributes = def.options.portAttributes?.[signal.name] ?? {};
  clocks.push(signal);
}
