import type { Code, Place } from '../diagnostics/diagnostic.ts';
import { DesignError } from '../diagnostics/error.ts';
import { here } from '../diagnostics/location.ts';
import { fail } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Attributes, Domain, Expr, Location, Memory, Module, Signal, Statement } from '../ir/index.ts';
import type { PadSocket } from '../signal/pad.ts';
import { newSimplifier, type Simplifier } from '../simplify/pass.ts';
import { isKeyword } from '../verilog/keywords.ts';
import { checkName } from './names.ts';

/** A clock domain while its module is being built; ports that stay unused are dropped. */
export interface OpenDomain extends Domain {
  /** Where it was made. */
  readonly at: Location;
  reset: Domain['reset'];
  clockUsed: boolean;
  resetUsed: boolean;
}

/** An instance while its parent is being built: every port has a signal in the parent. */
export interface OpenInstance {
  readonly name: string;
  readonly module: Module;
  readonly parameters: Readonly<Record<string, string | number | bigint>>;
  /** Parent-side wire of each port that is not a clock or reset. */
  readonly wires: ReadonlyMap<string, Signal>;
  readonly pads: ReadonlyMap<string, PadSocket>;
  /** Domain for each of the child's domains. */
  readonly domains: ReadonlyMap<Domain, OpenDomain>;
  attributes: Attributes;
  readonly at: Location;
  /** Position among the statements of the module. */
  readonly position: number;
}

export type MutableSignal = { -readonly [K in keyof Signal]: Signal[K] };

export type Owned = Signal | Memory | OpenDomain;

/** Adds a wire or register to a module. */
export function addSignal(b: Builder, signal: MutableSignal): void {
  b.signals.push(own(b, signal));
  if (b.verifying) {
    b.verification.signals.add(signal);
  }
}

/** What a module body adds to. One is open at a time; nested elaboration stacks them. */
export interface Builder {
  readonly moduleName: string;
  readonly ports: MutableSignal[];
  readonly inouts: MutableSignal[];
  /** Inouts that go to an instance. */
  readonly usedPads: Set<Signal>;
  readonly signals: MutableSignal[];
  readonly memories: Memory[];
  readonly instances: OpenInstance[];
  readonly domains: OpenDomain[];
  readonly related: (readonly [OpenDomain, OpenDomain])[];
  readonly statements: Statement[];
  /** Domain of each clocked statement that has no register target (memory writes, checks, prints). */
  readonly domainOf: Map<Statement, OpenDomain>;
  readonly unused: Set<Signal>;
  /** Signals and instances declared for checks alone. */
  readonly verification: { readonly signals: Set<Signal>; readonly instances: Set<OpenInstance> };
  /** For those who look at what an expression is while the body runs. */
  readonly simplify: Simplifier;
  /** What it refers to that belongs to other modules, once reported. */
  readonly strangers: Set<Owned>;
  /** Number of statements emitted at the root so far plus instances: gives items their order. */
  readonly taken: Map<string, Location>;
  block: Statement[];
  depth: number;
  prefix: string;
  domain: OpenDomain;
  /** Whether what is declared now is for checks alone. */
  verifying: boolean;
  statement(statement: Statement): void;
}

let current: Builder | undefined;

/** The module in whose body each signal, memory and domain was made. */
const owners = new WeakMap<Owned, Builder>();

/** The module whose body is running. */
export function builder(): Builder {
  if (!current) {
    throw new DesignError([
      {
        severity: 'error',
        code: 'outside-module',
        message: 'wires, registers, when and set belong inside the body of a module',
        places: [{ at: here() }],
        hint: undefined,
        module: undefined,
      },
    ]);
  }
  return current;
}

/** Notes that something belongs to a module: only its body may refer to it. */
export function own<T extends Owned>(b: Builder, made: T): T {
  owners.set(made, b);
  return made;
}

/** Adds a domain whose clock and reset are ports to come. */
export function addPortDomain(b: Builder, domain: OpenDomain): void {
  b.domains.push(own(b, domain));
  own(b, domain.clock);
  if (domain.reset) {
    own(b, domain.reset.signal);
  }
}

export const ownerOf = (made: Owned): Builder | undefined => owners.get(made);

/** An expression in its simplest form, for those who look at what it is. */
export const simplified = (e: Expr): Expr => (current ? current.simplify : newSimplifier())(e);

export function building<R>(inner: Builder, body: () => R): R {
  const outer = current;
  current = inner;
  try {
    return body();
  } finally {
    current = outer;
  }
}

export function newBuilder(moduleName: string, domain: OpenDomain): Builder {
  const statements: Statement[] = [];
  const self: Builder = {
    moduleName,
    ports: [],
    inouts: [],
    usedPads: new Set(),
    signals: [],
    memories: [],
    instances: [],
    domains: [],
    related: [],
    statements,
    domainOf: new Map(),
    unused: new Set(),
    verification: { signals: new Set(), instances: new Set() },
    simplify: newSimplifier(),
    strangers: new Set(),
    taken: new Map(),
    block: statements,
    depth: 0,
    prefix: '',
    domain,
    verifying: false,
    statement(statement) {
      self.block.push(statement);
    },
  };
  addPortDomain(self, domain);
  return self;
}

/** Runs `body` with its statements collected apart. */
export function collectBlock(body: () => void): Statement[] {
  if (typeof body !== 'function') {
    fail('type', `a function is expected that says what happens, not ${shownValue(body)}`);
    return [];
  }
  const b = builder();
  const outer = b.block;
  const inner: Statement[] = [];
  b.block = inner;
  b.depth++;
  try {
    body();
  } finally {
    b.block = outer;
    b.depth--;
  }
  return inner;
}

/** Takes `name` for something in the open module; keywords get a suffix, clashes are reported with both places. */
export function takeName(name: string, at: Location, what: string): string {
  const b = builder();
  checkName(name, what, at, what === 'port');
  const free = isKeyword(name) ? `${name}_` : name;
  if (free === b.moduleName && what !== 'instance') {
    report('name', `${what} \`${free}\` is named like its module, which tools refuse`, [{ at }]);
  }
  const earlier = b.taken.get(free);
  if (earlier) {
    report(
      'name',
      `${what} \`${free}\` is declared twice`,
      [{ at }, { at: earlier, note: 'the first' }],
      'scope(name, …) prefixes the names declared inside it',
    );
  }
  b.taken.set(free, at);
  return free;
}

function report(code: Code, message: string, places: readonly Place[], hint?: string): void {
  fail(code, message, { places, hint });
}
