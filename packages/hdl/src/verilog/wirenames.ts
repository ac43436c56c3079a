import type { Expr, Module } from '../ir/index.ts';

const WORDS: Readonly<Record<string, string>> = {
  add: 'sum',
  sub: 'difference',
  mul: 'product',
  div: 'quotient',
  rem: 'remainder',
  shl: 'shifted',
  shr: 'shifted',
  mux: 'choice',
  index: 'element',
  slice: 'bits',
  cat: 'bits',
  replicate: 'bits',
  resize: 'extended',
  memoryRead: 'word',
};

export interface WireNamer {
  /** A wire for an expression: `_<what it is for>_<what it is>`, numbered within the module in source order. */
  next(subject: string, e: Expr): string;
  /** A name as like this one as is free. */
  free(base: string): string;
  /** The block that fills a memory. */
  block(memory: string): string;
  /** A name inside such a block, which hides none outside. */
  inside(base: string): string;
}

/** Names for what the module needs beyond what its author declared. */
export function wireNamer(module: Module): WireNamer {
  const { ports, inouts = [], signals, memories, items, verification } = module;
  const instances = [...items, ...(verification?.items ?? [])].filter((item) => item.kind === 'instance');
  const named = [...ports, ...inouts, ...signals, ...memories, ...instances, ...(verification?.signals ?? [])];
  const taken = new Set(named.map(({ name }) => name));
  // Names of wires begin with an underscore, which those of an author rarely do.
  const mayClash = [...taken].some((name) => name.startsWith('_'));
  const numbers = new Map<string, number>();
  const free = (base: string): string => {
    let number = numbers.get(base) ?? 0;
    let name: string;
    do {
      number++;
      name = number === 1 ? base : `${base}_${number}`;
    } while (taken.has(name));
    numbers.set(base, number);
    taken.add(name);
    return name;
  };
  /** How many wires of each kind the subject at hand has; subjects are few at a time. */
  const bySubject = new Map<string, Map<string, number>>();
  const numbered = (subject: string, word: string): string => {
    let words = bySubject.get(subject);
    if (!words) {
      words = new Map();
      bySubject.set(subject, words);
    }
    const number = (words.get(word) ?? 0) + 1;
    words.set(word, number);
    return number === 1 ? `_${subject}_${word}` : `_${subject}_${word}_${number}`;
  };
  return {
    free,
    block: (memory) => free(`_${memory}_init`),
    inside: (base) => (taken.has(base) ? free(base) : base),
    next(subject, e) {
      const word = e.kind === 'binary' || e.kind === 'unary' ? (WORDS[e.op] ?? e.op) : (WORDS[e.kind] ?? e.kind);
      return mayClash ? free(`_${subject}_${word}`) : numbered(subject, word);
    },
  };
}
