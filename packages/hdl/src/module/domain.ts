import { here } from '../diagnostics/location.ts';
import { stop } from '../diagnostics/report.ts';
import { reportStranger } from '../elaborate/ownership.ts';
import type { Location, Signal } from '../ir/index.ts';
import { Bits } from '../signal/bits.ts';
import * as build from '../signal/build.ts';
import type { Bool } from '../signal/interfaces.ts';
import { signalExpr } from '../signal/operand.ts';
import { builder, type MutableSignal, type OpenDomain, own, ownerOf, simplified } from './builder.ts';
import type { DomainOptions } from './module.ts';

/** A clock with its reset, inside one module. */
export interface ClockDomain {
  readonly name: string;
}

/** Registers, memories and instances declared in `body` belong to `domain`. */
export function inDomain<R>(domain: ClockDomain, body: () => R): R {
  const b = builder();
  const outer = b.domain;
  const open = domain as OpenDomain;
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

/** A domain made from signals of the module: a divided clock, a reset of its own. */
export function domainFrom(name: string, clock: Bool, reset?: Bool): ClockDomain {
  const b = builder();
  const domain: OpenDomain = {
    name,
    clock: signalOf(clock),
    reset: reset && { signal: signalOf(reset), activeLow: false },
    clockUsed: true,
    resetUsed: true,
    at: here(),
  };
  b.domains.push(own(b, domain));
  return domain;
}

/** The clock of the domain in force, with a reset of its own (active high): for parts that restart while the rest goes on. */
export function withReset(name: string, reset: Bool): ClockDomain {
  const b = builder();
  b.domain.clockUsed = true;
  const domain: OpenDomain = {
    name,
    clock: b.domain.clock,
    reset: { signal: signalOf(reset), activeLow: false },
    clockUsed: true,
    resetUsed: true,
    at: here(),
  };
  b.domains.push(own(b, domain));
  return domain;
}

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
  const reset = options.reset === false ? undefined : port(options.reset ?? `rst${suffix}`);
  return {
    name,
    clock: port(options.clock ?? `clk${suffix}`),
    reset: reset && { signal: reset, activeLow: options.resetActiveLow ?? false },
    clockUsed: false,
    resetUsed: false,
    at,
  };
}
