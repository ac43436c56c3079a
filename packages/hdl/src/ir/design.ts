import type { Expr } from './expression.ts';
import type { Location } from './location.ts';
import type { Statement, Target } from './statement.ts';

/**
 * A complete design. `modules` lists every module once, instantiated ones before those that instantiate them; `top` is
 * the last.
 */
export interface Design {
  readonly top: Module;
  readonly modules: readonly Module[];
}

/**
 * A module after elaboration. Bundles are flattened to leaf signals (names joined by `_`); a vector of n elements of W
 * bits is one packed signal of n*W bits, element i at bits [W*i +: W]. All names are final Verilog identifiers, unique
 * in the module.
 */
export interface Module {
  readonly name: string;
  /** Inputs and outputs in port order, clocks and resets first. */
  readonly ports: readonly Signal[];
  /** Pins driven from either side, which go straight to instances; they follow the ports. */
  readonly inouts?: readonly Signal[];
  /** Wires and registers, in the order of declaration. */
  readonly signals: readonly Signal[];
  readonly memories: readonly Memory[];
  readonly items: readonly Item[];
  /** What is there to be checked, and nothing else: hardware does not read it. */
  readonly verification?: Verification;
  /** Clock domains used inside. */
  readonly domains: readonly Domain[];
  /** Domains whose clocks come from one source with known phases, as their author says: they may exchange data. */
  readonly related?: readonly (readonly [Domain, Domain])[];
  /** Body supplied elsewhere (a vendor primitive, hand-written Verilog): no signals, memories or items. */
  readonly blackBox: boolean;
  /** Text put above the module, read from its source where it is not given. */
  readonly comment: (() => string | undefined) | undefined;
  readonly attributes: Attributes;
  /** Signals that may stay unread, wholly or in part, without a warning. */
  readonly unused?: ReadonlySet<Signal>;
  /** A module of the same name and ports that Verilog tools take instead under some macros; the simulator does not. */
  readonly alternative?: { readonly under: Macros; readonly module: Module };
  readonly at: Location;
}

/**
 * Assertions, assumptions and covers, with the signals and items that only they need. Verilog tools see them under
 * `FORMAL`, the simulator on request. Items read hardware and drive nothing of it.
 */
export interface Verification {
  readonly signals: readonly Signal[];
  readonly items: readonly Item[];
}

/** Attribute of a register that keeps whatever it begins with. Verilog says so by leaving it without a driver. */
export const ANY_CONSTANT = 'anyconst';

/** Where the one macro is defined, and the other, if any is named, is not. */
export interface Macros {
  readonly defined: string;
  readonly notDefined?: string;
}

/** Synthesis attributes, printed as `(* name = "value" *)`. */
export type Attributes = Readonly<Record<string, string | number>>;

export interface Signal {
  readonly kind: 'input' | 'output' | 'wire' | 'register';
  readonly name: string;
  readonly width: number;
  readonly signed: boolean;
  /** Registers, and outputs that are registers: the domain whose edge updates them. */
  readonly domain: Domain | undefined;
  /**
   * Registers only: the reset value, as a bit pattern. Undefined: the register has no reset. In a domain without reset
   * it is the value at power-up. In a two-state simulation every register starts as 0 (or as a seed says) or, in a
   * domain without reset, as `init`.
   */
  readonly init: bigint | undefined;
  /** The enumeration whose members the signal holds. */
  readonly labels: Labels | undefined;
  readonly attributes: Attributes;
  /**
   * What its author says of the group of signals it belongs to, and of itself; read from the source when it is asked
   * for.
   */
  readonly comments?: () => readonly (string | undefined)[];
  readonly at: Location;
}

/** Names of values: those of an enumeration. */
export interface Labels {
  readonly of: string;
  readonly members: ReadonlyMap<bigint, string>;
}

/** An edge that updates registers. Every clock is a 1-bit input or wire of the module. */
export interface Domain {
  readonly name: string;
  readonly clock: Signal;
  /** Registers change where the clock falls, instead of where it rises. */
  readonly falling?: boolean;
  readonly reset: Reset | undefined;
}

export interface Reset {
  readonly signal: Signal;
  readonly activeLow: boolean;
  /** Acts as soon as it becomes active; otherwise it is looked at on the clock's edge. */
  readonly asynchronous?: boolean;
}

export interface Memory {
  readonly name: string;
  readonly width: number;
  readonly depth: number;
  /** Words at power-up, from address 0; the rest is 0. Reset does not restore them. */
  readonly init: readonly bigint[] | undefined;
  readonly attributes: Attributes;
  /**
   * Whether its author wants words to be written while a domain is in reset. It changes nothing here: where they are
   * not, the conditions of the writes say so.
   */
  readonly writesInReset?: boolean;
  readonly at: Location;
}

/** A synchronous port of a memory: what the statements of one port have in common. */
export interface PortOfMemory {
  readonly name: string;
  /** The register that it reads into. One process holds it and the port's writes. */
  readonly register: Signal | undefined;
}

/** What drives the signals of a module. Their order has no meaning. */
export type Item = Drive | CombProcess | ClockedProcess | Instance;

/**
 * A continuous assignment to a wire or output. Several may drive disjoint slices of one signal, and a slice may depend
 * on other slices of the same signal (a carry chain), so scheduling goes by bits, not by signals. The target is never
 * of kind `index`.
 */
export interface Drive {
  readonly kind: 'drive';
  readonly target: Target;
  readonly value: Expr;
  readonly at: Location;
}

/**
 * Combinational statements (`always @*`), driving `targets`, each wholly. After the checks have passed every target is
 * assigned on every path (defaults come first). The body reads one of its own targets only in bits that no later
 * statement assigns. Two targets of one process may depend on each other through other items without a true loop;
 * `project(body, target)` gives the statements that concern one target.
 */
export interface CombProcess {
  readonly kind: 'comb';
  readonly targets: readonly Signal[];
  readonly body: readonly Statement[];
  readonly at: Location;
}

/**
 * Statements run on the edge of `domain.clock`; every expression sees the values from before the edge, every assignment
 * takes effect after it. A register that is not assigned keeps its value. While the reset is active, registers with
 * `init` take it instead; those without, and memories, follow the statements as always; checks and prints are silent.
 */
export interface ClockedProcess {
  readonly kind: 'clocked';
  readonly domain: Domain;
  readonly targets: readonly Signal[];
  readonly body: readonly Statement[];
  readonly at: Location;
}

/**
 * An instance of another module. Every input has an expression of its width; every used output drives a wire, or
 * output, wholly.
 */
export interface Instance {
  readonly kind: 'instance';
  readonly name: string;
  readonly module: Module;
  /** Verilog parameters (black boxes only). */
  readonly parameters: Readonly<Record<string, string | number | bigint>>;
  /** By port name. */
  readonly inputs: ReadonlyMap<string, Expr>;
  readonly outputs: ReadonlyMap<string, Signal>;
  /** The pins of the parent that each inout is. */
  readonly inouts?: ReadonlyMap<string, PadPart>;
  readonly attributes: Attributes;
  readonly at: Location;
}

/** Pins [low, low + width) of an inout. */
export interface PadPart {
  readonly signal: Signal;
  readonly low: number;
  readonly width: number;
}
