import { here } from '../diagnostics/location.ts';
import { fail, stop } from '../diagnostics/report.ts';
import { shownValue } from '../diagnostics/shown-value.ts';
import type { Attributes, Memory } from '../ir/index.ts';
import type { UInt } from '../signal/interfaces.ts';
import { signalExpr } from '../signal/operand.ts';
import { type ConstOf, expectType, type In, type Lit, type Passive } from '../types/data.ts';
import { log2Up } from '../types/literal.ts';
import { builder, own, takeName } from './builder.ts';
import { when } from './control.ts';
import { addPort, type PortedMemory, type PortOptions, type PortOutput } from './memory-ports.ts';
import { checkedAddress, outsideReset, packConstant, packLeaves, unpackExpr, writtenLeaves } from './memory-words.ts';
import { checkConstants } from './names.ts';

export interface MemoryOptions<T extends Passive = Passive> {
  /** What it is built from, printed as `ram_style`; the tool decides when absent. */
  readonly style?: 'block' | 'distributed' | 'ultra' | 'registers';
  /** Words at power-up, from address 0. */
  readonly init?: readonly ConstOf<T>[];
  readonly attributes?: Attributes;
  /**
   * Whether words are written while the domain of the write is in reset: `false` keeps them out. Without a word on it
   * they are written, with a warning where the memory has initial words, which they may overwrite.
   */
  readonly writesInReset?: boolean;
}

export interface MemoryType<T extends Passive = Passive> {
  readonly word: T;
  readonly depth: number;
  readonly options: MemoryOptions<T>;
}

/** An array of words. */
export interface MemoryPort<T extends Passive> {
  readonly depth: number;
  /** Bits of an address. */
  readonly addressWidth: number;
  /** The word now. A register loaded from it is a synchronous, read-first port. */
  read(address: UInt): In<T>;
  /**
   * Writes on the clock edge (in a `when`: where its condition holds). Bit i of `mask` enables an equal share of the
   * word.
   */
  write(address: UInt, data: Lit<T> | In<T>, options?: { readonly mask?: UInt }): void;
  /**
   * Synchronous ports, named by key, that read and write on the edges of the domain in force; what each gives is its
   * `q`. Of two ports of one clock that meet in a word being written, an assertion tells.
   */
  ports<const P extends Readonly<Record<string, PortOptions<T>>>>(
    ports: P,
  ): { readonly [K in keyof P]: PortOutput<T, P[K]> };
}

export const memory = <T extends Passive>(word: T, depth: number, options: MemoryOptions<T> = {}): MemoryType<T> => ({
  word,
  depth,
  options,
});

/** Memories, named by key. */
export function memories<T extends Readonly<Record<string, MemoryType>>>(
  types: T,
): { readonly [K in keyof T]: MemoryPort<T[K]['word']> } {
  return Object.fromEntries(Object.entries(types).map(([key, type]) => [key, declareMemory(key, type)])) as never;
}

function declareMemory(key: string, type: MemoryType): MemoryPort<Passive> {
  const at = here();
  const b = builder();
  if (typeof type !== 'object' || type === null || !('depth' in type)) {
    return stop('memory', `memory ${key}: memory(word, depth) is expected, not ${shownValue(type)}`);
  }
  const { word, depth, options } = type;
  expectType(word, `the word of memory ${key}`);
  if (!Number.isInteger(depth) || depth < 1) {
    return stop('memory', `memory ${key}: the depth is a whole number above 0, not ${shownValue(depth)}`);
  }
  if (options.init && options.init.length > depth) {
    fail('memory', `memory ${key}: ${options.init.length} initial words for a depth of ${depth}`);
  }
  checkConstants(options.attributes ?? {}, 'attribute', at);
  const width = word.leaves.reduce((sum, leaf) => sum + leaf.width, 0);
  const style: Attributes = options.style ? { ram_style: options.style } : {};
  const memory: Memory = {
    name: takeName(`${b.prefix}${key}`, at, 'memory'),
    width,
    depth,
    init: options.init?.map((value) => packConstant(word, value)),
    attributes: { ...style, ...options.attributes },
    writesInReset: options.writesInReset,
    at,
  };
  b.memories.push(own(b, memory));
  const addressWidth = log2Up(depth);
  const ported: PortedMemory = { memory, key, word, ports: [] };

  return {
    depth,
    addressWidth,
    read(address) {
      const expr = checkedAddress(memory, address, addressWidth);
      return unpackExpr(word, { kind: 'memoryRead', memory, address: expr, width, signed: false }) as object;
    },
    write(address, data, { mask } = {}) {
      const leaves = writtenLeaves(word, data, `a word of \`${memory.name}\``);
      const maskBits = mask && signalExpr(mask, `the mask of \`${memory.name}\``);
      if (maskBits && width % maskBits.width !== 0) {
        fail(
          'memory',
          `a mask of ${maskBits.width} bits does not divide the word of \`${memory.name}\`, ${width} bits`,
        );
      }
      const statement = {
        kind: 'memoryWrite' as const,
        memory,
        address: checkedAddress(memory, address, addressWidth),
        data: packLeaves(leaves),
        mask: maskBits,
        at: here(),
      };
      b.domainOf.set(statement, b.domain);
      const open = outsideReset(memory);
      if (open) {
        when(open, () => builder().statement(statement));
      } else {
        builder().statement(statement);
      }
    },
    ports(wanted) {
      return Object.fromEntries(
        Object.entries(wanted).map(([name, port]) => [name, addPort(ported, name, port)]),
      ) as never;
    },
  };
}
