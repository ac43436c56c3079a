import { hashText } from '@chisel-lite/testbench';
import type { Expression } from './expression.ts';
import { type ParsedModule, parseModule, type Site } from './parse.ts';
import { lineOf } from './tokens.ts';

/** One change to the text of a module. */
export interface Mutant {
  readonly module: string;
  /** The same after any edit elsewhere: what is written, and the change. Tells it from all others of its module. */
  readonly key: string;
  readonly kind: string;
  readonly line: number;
  /** The line of TypeScript it came from. */
  readonly origin: string;
  /** The expression it takes the place of. */
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

/** What each operator may be mistaken for. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['+'],
  '&': ['|'],
  '|': ['&'],
  '^': ['&'],
  '&&': ['||'],
  '||': ['&&'],
  '==': ['!='],
  '!=': ['=='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '<<': ['>>'],
  '>>': ['<<'],
};

const NUMBER = /^(\d+)'(s?)([bdh])([0-9a-fA-F]+)$/;
const BASES = { b: 2, d: 10, h: 16 } as const;

/** `value + 1`, and one bit flipped: of the same width, sign and base. */
function otherNumbers(text: string): { kind: string; text: string }[] {
  const match = NUMBER.exec(text);
  // Without a size: by how much is shifted.
  if (!match) {
    return [{ kind: 'constant + 1', text: `${Number(text) + 1}` }];
  }
  const [, size, sign, base, digits] = match;
  const radix = BASES[base as keyof typeof BASES];
  const width = Number(size);
  const value = radix === 10 ? BigInt(digits) : BigInt(`0${radix === 2 ? 'b' : 'x'}${digits}`);
  const write = (changed: bigint) => `${width}'${sign}${base}${BigInt.asUintN(width, changed).toString(radix)}`;
  const bit = BigInt(hashText(text) % width);
  const candidates = [
    { kind: 'constant + 1', text: write(value + 1n) },
    { kind: 'constant, a bit flipped', text: write(value ^ (1n << bit)) },
  ];
  return candidates.filter((each, i) => each.text !== candidates[1 - i].text || i === 0);
}

/**
 * All mutants of a module, in the order of the text.
 * @param originOf where a line of it was written
 */
export function mutantsOf(text: string, originOf: (line: number) => string = () => ''): Mutant[] {
  const parsed = parseModule(text);
  const mutants: Mutant[] = [];
  const seen = new Map<string, number>();

  function visitSite({ role, target, expression }: Site): void {
    const add = (node: Expression, kind: string, changed: string): void => {
      const original = text.slice(node.at, node.end);
      const line = lineOf(text, node.at);
      const base = `${target} | ${oneLine(original)} → ${oneLine(changed)}`;
      const count = (seen.get(base) ?? 0) + 1;
      seen.set(base, count);
      const key = count === 1 ? base : `${base} #${count}`;
      mutants.push({
        module: parsed.name,
        key,
        kind,
        line,
        origin: originOf(line),
        at: node.at,
        end: node.end,
        text: changed,
      });
    };
    const source = (node: Expression) => text.slice(node.at, node.end);
    // Another operator may bind tighter than what it stands between.
    const operand = (node: Expression) => (node.kind === 'binary' ? `(${source(node)})` : source(node));
    if (role === 'condition') {
      add(expression, 'condition negated', `!(${source(expression)})`);
    }
    walk(expression, (node) => {
      if (node.kind === 'binary') {
        for (const other of OTHERS[node.operator] ?? []) {
          add(node, `${node.operator} to ${other}`, `${operand(node.left)} ${other} ${operand(node.right)}`);
        }
      } else if (node.kind === 'unary') {
        if (node.operator === '&' || node.operator === '|') {
          add(node, 'reduction', `${node.operator === '&' ? '|' : '&'}${source(node.operand)}`);
        } else {
          add(node, `${node.operator} dropped`, source(node.operand));
        }
      } else if (node.kind === 'choice') {
        add(node, 'arms swapped', `${source(node.condition)} ? ${source(node.no)} : ${source(node.yes)}`);
      } else if (node.kind === 'number') {
        for (const other of otherNumbers(node.literal)) {
          add(node, other.kind, other.text);
        }
      } else if (node.kind === 'select') {
        const shifted = shiftedSelect(node, parsed, source);
        if (shifted) {
          add(node, 'slice shifted', shifted);
        }
      }
    });
  }
  parsed.sites.forEach(visitSite);
  return mutants;
}

/** A constant slice, one bit up, or down where it ends at the top. */
function shiftedSelect(
  node: Extract<Expression, { kind: 'select' }>,
  { widths }: ParsedModule,
  source: (node: Expression) => string,
): string | undefined {
  const width = widths.get(node.name);
  const high = Number(source(node.high));
  const low = node.low ? Number(source(node.low)) : high;
  if (width === undefined || !Number.isInteger(high) || !Number.isInteger(low)) {
    return undefined;
  }
  const by = high + 1 < width ? 1 : low > 0 ? -1 : 0;
  if (by === 0) {
    return undefined;
  }
  return node.low ? `${node.name}[${high + by}:${low + by}]` : `${node.name}[${high + by}]`;
}

/** Every expression inside, itself first. Indices count; the bounds of a constant slice do not. */
function walk(node: Expression, visit: (node: Expression) => void): void {
  visit(node);
  if (node.kind === 'binary') {
    walk(node.left, visit);
    walk(node.right, visit);
  } else if (node.kind === 'unary') {
    walk(node.operand, visit);
  } else if (node.kind === 'choice') {
    walk(node.condition, visit);
    walk(node.yes, visit);
    walk(node.no, visit);
  } else if (node.kind === 'group') {
    for (const part of node.parts) {
      walk(part, visit);
    }
  } else if (node.kind === 'select' && !node.low && node.high.kind !== 'number') {
    walk(node.high, visit);
  }
}

const oneLine = (text: string): string => text.replace(/\s*\/\/[^\n]*/g, '').replace(/\s+/g, ' ');

/**
 * `count` of a module's mutants, the same ones whatever else changes: kinds take turns, and within a kind those with
 * the lowest hash of `seed` and key.
 */
export function choose(mutants: readonly Mutant[], count: number, seed: number): Mutant[] {
  const kinds = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    kinds.set(mutant.kind, [...(kinds.get(mutant.kind) ?? []), mutant]);
  }
  const rank = (mutant: Mutant) => hashText(`${mutant.module} ${mutant.key}`, seed);
  const queues = [...kinds.values()].map((queue) => queue.sort((a, b) => rank(a) - rank(b)));
  queues.sort((a, b) => rank(a[0]) - rank(b[0]));
  const chosen: Mutant[] = [];
  for (let round = 0; chosen.length < Math.min(count, mutants.length); round++) {
    for (const queue of queues) {
      if (round < queue.length && chosen.length < count) {
        chosen.push(queue[round]);
      }
    }
  }
  return chosen;
}
