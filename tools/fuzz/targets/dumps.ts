import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFst, listVariables, openDump, parseVcd, settledChanges } from '../../../packages/vcd/src/index.ts';
import { lcg } from '../../../sw/testing/arbitrary.ts';
import { mutateBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { bytesOf, type Files, mutateOne, type Target, textOf } from '../target.ts';
import { mutateText } from '../text.ts';

/** Dumps that other programs wrote, beside the repository; a user has none of them. */
const FOREIGN = join(import.meta.dirname, '../../../../shared/data/waves');
/** Those that are read in a few milliseconds [bytes]. */
const MOST = 24_000;

const foreign = (ending: string): [string, Files][] =>
  existsSync(FOREIGN)
    ? readdirSync(FOREIGN)
        .filter((name) => name.endsWith(ending) && statSync(join(FOREIGN, name)).size < MOST)
        .map((name) => [name, new Map([[`dump${ending}`, readFileSync(join(FOREIGN, name))]])])
    : [];

const KINDS = [1, 2, 7, 8, 9, 31, 32, 33, 64, 65, 130, 'real', 'string', 'event'];

/** A dump with a variable of every kind. */
function own(): string {
  const random = lcg(9);
  const below = (limit: number) => Math.floor(random() * limit);
  const lines = ['$date today $end', '$version none $end', '$comment text $end', '$timescale 10ps $end', '$scope module top $end'];
  KINDS.forEach((kind, i) => {
    const [type, width] = typeof kind === 'number' ? ['wire', kind] : [kind, kind === 'real' ? 64 : 1];
    lines.push(`$var ${type} ${width} c${i} v${i}${typeof kind === 'number' && kind > 1 ? ` [${kind - 1}:0]` : ''} $end`);
  });
  lines.push('$scope fork inner $end', '$var reg 1 c0 again $end', '$upscope $end', '$upscope $end', '$enddefinitions $end', '#0', '$dumpvars');
  for (let step = 0; step < 60; step++) {
    const i = below(KINDS.length);
    const kind = KINDS[i];
    const bits = Array.from({ length: typeof kind === 'number' ? kind : 1 }, () => '01xz'[below(4)]).join('');
    const changes: Record<string, string> = { real: `r${random() * 1e6} c${i}`, string: `sword${below(5)} c${i}`, event: `1c${i}` };
    lines.push(changes[kind] ?? (kind === 1 ? `${bits}c${i}` : `b${bits} c${i}`));
    if (step === 0) {
      lines.push('$end');
    }
    if (below(3) === 0) {
      lines.push(`#${step * 7 + 1}`);
    }
  }
  return `${lines.join('\n')}\n`;
} // biome-ignore format: a dump

const WORDS = [
  '$var', '$end', '$scope', '$upscope', '$enddefinitions', '$dumpvars', '$dumpoff', '$dumpon', '$dumpall', '$comment', '$timescale', '$date', '$version', '$x',
  'wire', 'reg', 'real', 'string', 'event', 'integer', 'parameter', 'module', 'begin', '1ns', '10', 'fs', '1e9s', '#0', '#1', '#99999999999999999999', '#-1', '#',
  'b', 'b01xz', 'bz', 'r', 'r1e999', 'rNaN', 'r1.5', 's', 'sx', '0', '1', 'x', 'z', 'h', '!', 'c0', 'c1', 'c13', '[3:0]', '[0:3]', '[3]', '[-1:2]', '[9999999999:0]',
  '[', ']', '4294967296', '4294967304', '1000000', '0', '-1', '$', '$end$end', '\n', '\u0000', 'é',
]; // biome-ignore format: a list

/** Reads a dump, and every variable of it. */
function readDump(bytes: Uint8Array): void {
  const dump = openDump(bytes);
  listVariables(dump);
  for (const { changes } of dump.variables.slice(0, 20)) {
    settledChanges(changes);
  }
  judgeWarnings(dump.warnings);
}

/** A warning is a sentence for people, as an error is. */
function judgeWarnings(warnings: readonly string[]): void {
  for (const warning of warnings) {
    if (
      /Cannot (read|set|convert)|is not (a function|iterable)|undefined|\[object|Maximum call|Invalid (array|typed|string)|Offset is|out of bounds/.test(
        warning,
      )
    ) {
      throw new TypeError(`a warning is not a sentence: ${warning}`);
    }
  }
}

const dumpOf = (directory: string): Uint8Array => {
  const [name] = readdirSync(directory);
  return readFileSync(join(directory, name ?? 'dump'));
};

export const vcd: Target = {
  name: 'vcd',
  seeds: async () => new Map<string, Files>([['own', new Map([['dump.vcd', bytesOf(own())]])], ...foreign('.vcd')]),
  mutate: (files, chance) =>
    mutateOne(files, chance, (_, content) =>
      chance.oneIn(4) ? mutateBytes(content, chance) : bytesOf(mutateText(textOf(content), WORDS, chance)),
    ),
  read: (directory) => readDump(dumpOf(directory)),
};

export const fst: Target = {
  name: 'fst',
  async seeds() {
    const seed = (text: string): Files => new Map([['dump.fst', encodeFst(parseVcd(text))]]);
    return new Map<string, Files>([['own', seed(own())], ...foreign('.fst')]);
  },
  mutate: (files, chance) => mutateOne(files, chance, (_, content) => mutateBlocks(content, chance)),
  read: (directory) => readDump(dumpOf(directory)),
};

export const ghw: Target = {
  name: 'ghw',
  seeds: async () => new Map(foreign('.ghw')),
  mutate: (files, chance) => mutateOne(files, chance, (_, content) => mutateBytes(content, chance)),
  read: (directory) => readDump(dumpOf(directory)),
};

/**
 * FST: blocks of a kind and a length. One is changed inside, moved, doubled, or taken away; the lengths stay right more
 * often than not.
 */
function mutateBlocks(bytes: Uint8Array, chance: Chance): Uint8Array {
  const blocks: Uint8Array[] = [];
  const buffer = Buffer.from(bytes);
  for (let at = 0; at + 9 <= buffer.length; ) {
    const length = Number(buffer.readBigUInt64BE(at + 1));
    if (!(length >= 8) || at + 1 + length > buffer.length) {
      return mutateBytes(bytes, chance);
    }
    blocks.push(buffer.subarray(at, at + 1 + length));
    at += 1 + length;
  }
  if (blocks.length === 0) {
    return mutateBytes(bytes, chance);
  }
  const at = chance.below(blocks.length);
  const withLength = (block: Uint8Array): Uint8Array => {
    const copy = Buffer.from(block);
    if (copy.length >= 9) {
      copy.writeBigUInt64BE(BigInt(copy.length - 1), 1);
    }
    return copy;
  };
  const kind = chance.below(8);
  if (kind === 0) {
    blocks.splice(at, 1);
  } else if (kind === 1) {
    blocks.splice(chance.below(blocks.length), 0, blocks[at]);
  } else if (kind === 2) {
    const copy = Buffer.from(blocks[at]);
    copy[0] = chance.pick([0, 1, 2, 3, 4, 5, 6, 7, 8, 254, 255]);
    blocks[at] = copy;
  } else {
    const head = blocks[at].subarray(0, 9);
    const body = mutateBytes(blocks[at].subarray(9), chance);
    blocks[at] = withLength(new Uint8Array(Buffer.concat([head, body])));
  }
  return new Uint8Array(Buffer.concat(blocks));
}
