import { here } from '../diagnostics/location.ts';
import { fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import { reportStranger } from '../elaborate/ownership.ts';
import type { Location, Signal } from '../ir/index.ts';
import { Bits } from '../signal/bits.ts';
import * as build from '../signal/build.ts';
import type { Bool } from '../signal/interfaces.ts';
import { signalExpr } from '../signal/operand.ts';
import { builder, type MutableSignal, type OpenDomain, own, ownerOf, simplified } from './builder.ts';
import type { DomainOptions, Edge } from './module.ts';

/** A clock with its reset, inside one module. */
export interface ClockDomain {
  readonly name: string;
}

/** What must be a clock domain, as it is here. */
export function expectDomain(domain: unknown, where: string): OpenDomain {
  if (typeof domain === 'object' && domain !== null && 'clock' in domain && 'resetUsed' in domain) {
    return domain as OpenDomain;
  }
  return stop('type', `${where}: a clock domain is expected, not ${shownValue(domain)}`, {
    hint: 'the body of a module is given its domains; domainFrom(…) makes one',
  });
}

/** Registers, memories and instances declared in `body` belong to `domain`. */
export function inDomain<R>(domain: ClockDomain, body: () => R): R {
  const b = builder();
  const outer = b.domain;
  const open = expectDomain(domain, 'inDomain');
  if (ownerOf(open) === b) {
    b.domain = open;
  } else {
    reportStranger(b, open, 'entered', here());
  }
  try {
    return body();
  } finally {
    b.domain = outer;
  }
}

/** The domain in force. */
export const currentDomain = (): ClockDomain => builder().domain;

/** The clock of the domain in force, as a value: for the clock pin of a black box. */
export function clockPin(): Bool {
  const { domain } = builder();
  domain.clockUsed = true;
  return new Bits(build.ref(domain.clock)) as unknown as Bool;
}

/** The reset of the domain in force, active high, as a value. Constant 0 where the domain has none. */
export function inReset(): Bool {
  const { domain } = builder();
  if (!domain.reset) {
    return new Bits(build.zero(1)) as unknown as Bool;
  }
  domain.resetUsed = true;
  const level = build.ref(domain.reset.signal);
  return new Bits(domain.reset.activeLow ? build.unary('not', level) : level) as unknown as Bool;
}

export interface ResetOptions {
  readonly resetActiveLow?: boolean;
  readonly asynchronousReset?: boolean;
}

export interface DerivedOptions extends ResetOptions {
  readonly edge?: Edge;
  /** Domains with which this one may exchange data: its clock is one of theirs divided, gated or inverted. */
  readonly relatedTo?: readonly ClockDomain[];
}

/** A domain made from signals of the module: a divided clock, a reset of its own. */
export function domainFrom(name: string, clock: Bool, reset?: Bool, options: DerivedOptions = {}): ClockDomain {
  const b = builder();
  const domain: OpenDomain = {
    name,
    clock: signalOf(clock),
    falling: isFalling(options.edge),
    reset: reset && { signal: signalOf(reset), ...resetKind(options) },
    clockUsed: true,
    resetUsed: true,
    at: here(),
  };
  b.domains.push(own(b, domain));
  for (const other of options.relatedTo ?? []) {
    related(domain, other);
  }
  return domain;
}

/** The clock of the domain in force, with a reset of its own: for parts that restart while the rest goes on. */
export function withReset(name: string, reset: Bool, options: ResetOptions = {}): ClockDomain {
  const b = builder();
  b.domain.clockUsed = true;
  const domain: OpenDomain = {
    name,
    clock: b.domain.clock,
    falling: b.domain.falling,
    reset: { signal: signalOf(reset), ...resetKind(options) },
    clockUsed: true,
    resetUsed: true,
    at: here(),
  };
  b.domains.push(own(b, domain));
  return domain;
}

/** The clock and reset of the domain in force, on one of its edges: for what happens between two rising ones. */
export function withEdge(name: string, edge: Edge): ClockDomain {
  const b = builder();
  const { clock, reset } = b.domain;
  const domain: OpenDomain = {
    name,
    clock,
    falling: isFalling(edge),
    reset,
    clockUsed: false,
    resetUsed: false,
    at: here(),
  };
  b.domains.push(own(b, domain));
  return domain;
}

/**
 * Says that the clocks of these domains come from one source with known phases, as a clock and the same one divided,
 * gated or inverted do: registers of one may be loaded from registers of the other, and timing analysis sees to it.
 */
export function related(...domains: readonly ClockDomain[]): void {
  const b = builder();
  const open = domains.map((domain) => expectDomain(domain, 'related'));
  for (const domain of open) {
    if (ownerOf(domain) !== b) {
      reportStranger(b, domain, 'said to be related to another domain', here());
      return;
    }
  }
  open.slice(1).forEach((domain, i) => {
    b.related.push([open[i], domain]);
  });
}

const isFalling = (edge: Edge = 'rising'): boolean => {
  if (edge !== 'rising' && edge !== 'falling') {
    fail('type', `the edge of a clock is 'rising' or 'falling', not ${shownValue(edge)}`);
  }
  return edge === 'falling';
};

const resetKind = ({ resetActiveLow = false, asynchronousReset = false }: ResetOptions) => ({
  activeLow: resetActiveLow,
  asynchronous: asynchronousReset,
});

function signalOf(value: Bool): Signal {
  const expr = simplified(signalExpr(value, 'a clock or reset'));
  if (expr.kind !== 'ref') {
    return stop('type', 'a clock or reset must be a named signal', { hint: 'named({ … }) gives it a name' });
  }
  return expr.signal;
}

/** The ports of a domain, not yet in the port list. */
export function openDomain(name: string, options: DomainOptions, at: Location): OpenDomain {
  const port = (portName: string): MutableSignal => ({
    kind: 'input',
    name: portName,
    width: 1,
    signed: false,
    domain: undefined,
    init: undefined,
    labels: undefined,
    attributes: {},
    at,
  });
  const suffix = name === 'default' ? '' : `_${name}`;
  const { clock = `clk${suffix}`, reset: resetName = `rst${suffix}` } = options;
  for (const [option, value] of Object.entries({ clock, reset: resetName || 'rst' })) {
    if (typeof value !== 'string') {
      stop('type', `${option} of a domain: the name of a port is expected, not ${shownValue(value)}`, {
        places: [{ at }],
      });
    }
  }
  const reset = resetName === false ? undefined : port(resetName);
  return {
    name,
    clock: port(clock),
    falling: isFalling(options.edge),
    reset: reset && { signal: reset, ...resetKind(options) },
    clockUsed: false,
    resetUsed: false,
    at,
  };
}
