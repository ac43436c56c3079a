import { evaluate, type Names, type Node, numberOf, toWidth, type Value } from './constant.ts';
import { type Token, VerilogError } from './tokens.ts';

/** A packed type as it is written. */
export interface Packed {
  readonly at: Token;
  /** Bits of an element, or what else says them. */
  readonly base:
    | { readonly kind: 'bits'; readonly width: number }
    | { readonly kind: 'struct'; readonly members: readonly { readonly name: string; readonly type: Packed }[] }
    | { readonly kind: 'union'; readonly members: readonly { readonly name: string; readonly type: Packed }[] }
    | { readonly kind: 'enum'; readonly of: Packed | undefined }
    | { readonly kind: 'named'; readonly from: string | undefined; readonly name: string };
  readonly signed: boolean | undefined;
  readonly ranges: readonly { readonly left: Node; readonly right: Node | undefined }[];
}

/** A parameter, a local one, or a member of an enumeration. */
export interface Constant {
  readonly type: Packed | undefined;
  readonly at: Token;
  /** Undefined for a member that is one more than the one before it, or 0. */
  readonly node: Node | undefined;
  readonly before?: string | undefined;
}

/** Names of a package, a module, or of the files around them. */
export class Scope implements Names {
  readonly constants = new Map<string, Constant>();
  readonly types = new Map<string, Packed>();
  /** Packages whose names are all known here. */
  readonly wildcards: string[] = [];
  readonly imported = new Map<string, string>();
  /** Values that take the place of the parameters'. */
  readonly overrides = new Map<string, Value>();
  /** Names that were looked at, directly or by others, since it was emptied. */
  readonly used = new Set<string>();
  readonly #values = new Map<string, { readonly value: Value; readonly uses: readonly string[] }>();
  readonly #open = new Set<string>();
  readonly #packages: ReadonlyMap<string, Scope>;
  readonly #around: Scope | undefined;

  constructor(packages: ReadonlyMap<string, Scope>, around?: Scope) {
    this.#packages = packages;
    this.#around = around;
  }

  #package(name: string, at: Token): Scope {
    const found = this.#packages.get(name);
    if (!found) {
      throw new VerilogError(at, `the package ${name} is not in the files given`);
    }
    return found;
  }

  /** The scope in which a name is declared, seen from this one. */
  #home(from: string | undefined, name: string, at: Token, knows: (scope: Scope) => boolean): Scope | undefined {
    if (from !== undefined) {
      const scope = this.#package(from, at);
      return knows(scope) ? scope : scope.#home(undefined, name, at, knows);
    }
    if (knows(this)) {
      return this;
    }
    const explicit = this.imported.get(name);
    if (explicit !== undefined) {
      return this.#home(explicit, name, at, knows);
    }
    for (const each of this.wildcards) {
      const scope = this.#packages.get(each);
      if (scope && knows(scope)) {
        return scope;
      }
    }
    return this.#around ? this.#around.#home(undefined, name, at, knows) : undefined;
  }

  value(from: string | undefined, name: string, at: Token): Value {
    const home = this.#home(from, name, at, (scope) => scope.constants.has(name));
    if (!home) {
      throw new VerilogError(
        at,
        `${from === undefined ? '' : `${from}::`}${name} is not a constant that is known here`,
      );
    }
    return home.#constant(name);
  }

  #constant(name: string): Value {
    const known = this.#values.get(name);
    if (this.overrides.has(name) || known) {
      for (const each of known?.uses ?? [name]) {
        this.used.add(each);
      }
      return this.overrides.get(name) ?? known!.value;
    }
    const { node, type, at, before } = this.constants.get(name)!;
    if (this.#open.has(name)) {
      throw new VerilogError(at, `${name} is defined by itself`);
    }
    const outer = [...this.used];
    this.used.clear();
    this.#open.add(name);
    try {
      const own = node ? evaluate(node, this) : this.#after(before);
      const value = type ? this.#typed(own, type) : own;
      this.#values.set(name, { value, uses: [...this.used, name] });
      return value;
    } finally {
      this.#open.delete(name);
      this.used.add(name);
      for (const each of outer) {
        this.used.add(each);
      }
    }
  }

  #after(name: string | undefined): Value {
    if (name === undefined) {
      return { bits: 0n, width: 32, signed: true };
    }
    const before = this.#constant(name);
    return { ...before, bits: BigInt.asUintN(before.width, before.bits + 1n) };
  }

  #typed(value: Value, type: Packed): Value {
    const { width, signed } = this.shapeOf(type);
    return toWidth(value, width, signed);
  }

  typeWidth(from: string | undefined, name: string, at: Token): { width: number; signed: boolean } | undefined {
    const home = this.#home(from, name, at, (scope) => scope.types.has(name));
    return home?.shapeOf(home.types.get(name)!);
  }

  /** Bits and sign of a type. */
  shapeOf({ base, signed, ranges, at }: Packed): { width: number; signed: boolean } {
    const one = this.#shapeOfBase(base, at);
    let width = one.width;
    for (const { left, right } of ranges) {
      const a = numberOf(evaluate(left, this));
      const b = right ? numberOf(evaluate(right, this)) : undefined;
      width *= Number(b === undefined ? a : a > b ? a - b + 1n : b - a + 1n);
    }
    if (!(width >= 1 && width <= 2 ** 24)) {
      throw new VerilogError(at, `${width} bits`);
    }
    return { width, signed: signed ?? (ranges.length === 0 && one.signed) };
  }

  #shapeOfBase(base: Packed['base'], at: Token): { width: number; signed: boolean } {
    switch (base.kind) {
      case 'bits':
        return { width: base.width, signed: false };
      case 'struct':
        return { width: base.members.reduce((sum, { type }) => sum + this.shapeOf(type).width, 0), signed: false };
      case 'union':
        return { width: Math.max(...base.members.map(({ type }) => this.shapeOf(type).width)), signed: false };
      case 'enum':
        return base.of ? this.shapeOf(base.of) : { width: 32, signed: true };
      case 'named': {
        const found = this.typeWidth(base.from, base.name, at);
        if (!found) {
          throw new VerilogError(
            at,
            `${base.from === undefined ? '' : `${base.from}::`}${base.name} is not a type that is known here`,
          );
        }
        return found;
      }
    }
  }
}
