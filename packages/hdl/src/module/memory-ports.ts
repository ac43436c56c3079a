import { here } from '../diagnostics/location.ts';
import { stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Expr, Location, Memory, PortOfMemory } from '../ir/index.ts';
import { Bits } from '../signal/bits.ts';
import * as build from '../signal/build.ts';
import type { Bool, UInt } from '../signal/interfaces.ts';
import { signalExpr } from '../signal/operand.ts';
import { viewOf } from '../signal/view.ts';
import type { In, Leaf, Lit, Passive } from '../types/data.ts';
import { log2Up } from '../types/literal.ts';
import { uint } from '../types/scalar.ts';
import { type VecType, vec } from '../types/vec.ts';
import { builder, type OpenDomain } from './builder.ts';
import { when } from './control.ts';
import { declare } from './declare.ts';
import { checkedAddress, outsideReset, packLeaves, unpackExpr, writtenLeaves } from './memory-words.ts';
import { assert } from './verify.ts';

/**
 * What a port that writes a word gives on the same edge: the word as it was, the word being written (of a masked write:
 * the lanes being written, the others as they were), or what it gave before.
 */
export type WriteMode = 'read-first' | 'write-first' | 'no-change';

const MODES: readonly unknown[] = ['read-first', 'write-first', 'no-change', 'write-only'];

interface Access {
  /** Bits of an address, or fewer where the port takes several words: then it counts groups of words. */
  readonly address: UInt;
  /** The port reads and writes only on edges where this holds; always, when absent. */
  readonly enable?: Bool;
  /** Writes where this holds; a port without it only reads. */
  readonly write?: Bool;
  /** Bit i of the mask enables an equal share of what is written. */
  readonly mask?: UInt;
  /** `read-first` when absent. A `write-only` port gives nothing. */
  readonly mode?: WriteMode | 'write-only';
}

interface OneWord<T extends Passive> extends Access {
  readonly words?: undefined;
  readonly data?: Lit<T> | In<T>;
}

interface ManyWords<T extends Passive> extends Access {
  /** Takes so many words at once, a power of two: element i of its data is word `words * address + i`. */
  readonly words: number;
  readonly data?: Lit<VecType<number, T>> | In<VecType<number, T>>;
}

/** A synchronous port: on every edge of the clock of the domain in force. */
export type PortOptions<T extends Passive = Passive> = OneWord<T> | ManyWords<T>;

/** What a port gives: the word read on the last edge, or several. */
export type PortOutput<T extends Passive, O> = O extends { readonly mode: 'write-only' }
  ? { readonly q?: undefined }
  : { readonly q: O extends { readonly words: infer N extends number } ? In<VecType<N, T>> : In<T> };

/** What is asked of a port, in expressions. */
interface Port {
  readonly key: string;
  readonly domain: OpenDomain;
  readonly words: number;
  readonly address: Bits;
  readonly enable: Bool | undefined;
  readonly write: Bool | undefined;
  readonly data: Expr | undefined;
  readonly mask: Bits | undefined;
  /** Bits that one bit of the mask enables. */
  readonly lane: number;
  readonly mode: WriteMode | 'write-only';
}

/** A memory that ports are added to. */
export interface PortedMemory {
  readonly memory: Memory;
  /** As its author named it. */
  readonly key: string;
  readonly word: Passive;
  /** Ports so far: those of one clock may meet in a word. */
  readonly ports: Port[];
}

/** Adds a port to a memory: its statements, and the register it reads into. */
export function addPort(target: PortedMemory, key: string, options: PortOptions): object {
  const at = here();
  const { memory, word, ports } = target;
  const port = checkedPort(target, key, options);
  for (const other of ports) {
    if (other.domain === port.domain) {
      assertApart(memory, other, port);
    }
  }
  ports.push(port);
  const width = memory.width * port.words;
  const reads = port.mode !== 'write-only';
  const [only] = word.leaves;
  const leaf: Leaf =
    port.words === 1 && word.leaves.length === 1 ? { ...only, init: undefined } : uint(width).leaves[0];
  const q = reads ? declare('register', [{ ...leaf, name: '' }], `${target.key}_${key}`, at)[0] : undefined;
  const of: PortOfMemory = { name: key, register: q?.place?.signal };
  const happen = () => access(memory, port, { of, q, at });
  if (port.enable) {
    when(port.enable, happen);
  } else {
    happen();
  }
  return q ? { q: view(word, port.words, memory.width, q) } : {};
}

function checkedPort({ memory, word }: PortedMemory, key: string, options: PortOptions): Port {
  if (typeof options !== 'object' || options === null) {
    return stop('memory', `port ${key} of \`${memory.name}\`: { address, … } is expected, not ${shownValue(options)}`);
  }
  const { words = 1, mode = 'read-first' } = options;
  const what = `port ${key} of \`${memory.name}\``;
  if (!MODES.includes(mode)) {
    stop('memory', `${what}: the mode is ${MODES.join(', ')}, not ${shownValue(mode)}`);
  }
  if (!Number.isInteger(words) || words < 1 || (words & (words - 1)) !== 0 || memory.depth % words !== 0) {
    stop('memory', `${what}: words is a power of two that divides the depth ${memory.depth}, not ${shownValue(words)}`);
  }
  if (memory.depth === words) {
    stop('memory', `${what} takes all ${words} words at once: that is a register`);
  }
  if (!options.write && (options.data !== undefined || options.mask || mode !== 'read-first')) {
    const idle = options.data === undefined ? (options.mask ? 'mask' : 'mode') : 'data';
    stop('memory', `${what} has a ${idle} but no write`, { hint: 'write: lit(1, bool()) writes on every edge' });
  }
  if (options.write && options.data === undefined) {
    stop('memory', `${what} has a write but no data`);
  }
  const address = checkedAddress(memory, options.address, log2Up(memory.depth / words), what);
  const data = options.write && packed(word, words, options.data, what);
  const open = outsideReset(memory);
  const mask = options.mask && signalExpr(options.mask, `the mask of ${what}`);
  const lanes = mask?.width ?? words;
  if (lanes % words !== 0 || memory.width % (lanes / words) !== 0) {
    stop('memory', `a mask of ${lanes} bits does not divide ${words * memory.width} bits, ${words} words, of ${what}`);
  }
  return {
    key,
    domain: builder().domain,
    words,
    address: new Bits(address),
    enable: options.enable,
    write: options.write && (open ? options.write.and(open) : options.write),
    data,
    mask: mask && new Bits(build.cast(mask, false)),
    lane: (memory.width * words) / lanes,
    mode,
  };
}

/** Data as the words lie in the memory: word 0 in the lowest bits, in each the first leaf. */
function packed(word: Passive, words: number, data: unknown, what: string): Expr {
  if (words === 1) {
    return packLeaves(writtenLeaves(word, data, what));
  }
  const leaves = writtenLeaves(vec(words, word), data, what);
  const parts = Array.from({ length: words }, (_, i) =>
    leaves.map((leaf, j) => build.slice(leaf, i * word.leaves[j].width, word.leaves[j].width)),
  );
  return packLeaves(parts.flat());
}

/** The register of a port as the words it holds. */
function view(word: Passive, words: number, width: number, q: Bits): unknown {
  const type: Passive = words === 1 ? word : vec(words, word);
  if (word.leaves.length === 1) {
    return viewOf(type, [new Bits(q.expr)]);
  }
  if (words === 1) {
    return unpackExpr(word, q.expr);
  }
  let low = 0;
  const leaves = word.leaves.map((leaf) => {
    const parts = Array.from({ length: words }, (_, i) => build.slice(q.expr, i * width + low, leaf.width));
    low += leaf.width;
    return new Bits(packLeaves(parts));
  });
  return viewOf(type, leaves);
}

interface Opened {
  readonly of: PortOfMemory;
  readonly q: Bits | undefined;
  readonly at: Location;
}

/** What happens on an edge where the port is enabled. */
function access(memory: Memory, port: Port, { of, q, at }: Opened): void {
  const { width } = memory;
  const { words, write, mode, mask, lane } = port;
  const b = builder();
  const group = log2Up(words);
  const addressOf = (i: number): Expr =>
    words === 1 ? port.address.expr : build.cat([port.address.expr, build.constant(BigInt(i), group)]);
  const load = (low: number, value: Expr) => {
    const part = value.width === q!.expr.width ? q! : (q!.slice(low, value.width) as unknown as Bits);
    part.set(new Bits(build.cast(value, part.expr.signed)));
  };
  const read = () => {
    for (let i = 0; q && i < words; i++) {
      load(i * width, { kind: 'memoryRead', memory, address: addressOf(i), width, signed: false });
    }
  };
  const store = (i: number, lanes: Expr | undefined) => {
    const data = words === 1 ? port.data! : build.slice(port.data!, i * width, width);
    const statement = {
      kind: 'memoryWrite' as const,
      memory,
      address: addressOf(i),
      data,
      mask: lanes,
      port: of,
      at,
    };
    b.domainOf.set(statement, b.domain);
    builder().statement(statement);
  };
  const lanesOfWord = width / lane;
  const storeAll = () => {
    for (let i = 0; i < words; i++) {
      store(i, mask && build.slice(mask.expr, i * lanesOfWord, lanesOfWord));
    }
  };
  if (!write) {
    read();
    return;
  }
  if (mode === 'write-only' || mode === 'read-first') {
    when(write, storeAll);
    read();
    return;
  }
  if (mode === 'no-change') {
    const any = mask ? write.and(mask.orR() as unknown as Bool) : write;
    when(any, storeAll).otherwise(read);
    return;
  }
  if (!mask) {
    when(write, () => {
      storeAll();
      load(0, port.data!);
    }).otherwise(read);
    return;
  }
  read();
  for (let low = 0; low < words * width; low += lane) {
    when(write.and(mask.bit(low / lane) as unknown as Bool), () => {
      const i = Math.floor(low / width);
      const own = BigInt((low - i * width) / lane);
      store(i, lanesOfWord === 1 ? undefined : build.constant(1n << own, lanesOfWord));
      load(low, build.slice(port.data!, low, lane));
    });
  }
}

/**
 * Two ports of one clock that meet in a word: what hardware gives then depends on the primitive. Reading what a
 * read-first port writes gives the old word everywhere.
 */
function assertApart(memory: Memory, a: Port, b: Port): void {
  const disturbs = (writer: Port, other: Port) =>
    (writer.mode === 'write-first' || writer.mode === 'no-change') && other.mode !== 'write-only'
      ? writer.write
      : undefined;
  const disturbing = [disturbs(a, b), disturbs(b, a)].filter((each): each is Bool => each !== undefined);
  const both = a.write && b.write && disturbing.length === 0 ? [a.write.and(b.write)] : [];
  const clashes = [...disturbing, ...both];
  if (clashes.length === 0) {
    return;
  }
  const conditions = [sameWord(memory, a, b), a.enable, b.enable, clashes.reduce((x, y) => x.or(y))];
  const met = conditions.filter((each): each is Bool => each !== undefined).reduce((x, y) => x.and(y));
  assert(met.not(), `${memory.name}: ${a.key} and ${b.key} do not meet in a word being written`);
}

/** Whether two addresses have a word in common: equal where the coarser one looks. */
function sameWord({ depth }: Memory, a: Port, b: Port): Bool {
  const words = Math.max(a.words, b.words);
  const common = log2Up(depth / words);
  const upper = ({ address }: Port) => address.slice(address.expr.width - common, common);
  return (upper(a) as unknown as UInt).eq(upper(b) as never);
}
