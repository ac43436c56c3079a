import { rangeText, type Variable } from '@chisel-lite/vcd';
import type { Radix } from './page/format.ts';
import type { Row } from './page/view.ts';

const HEX = 0x22;
const BIN = 0x28;
/** Flags of GTKWave's save files: the radix, right-justified. It has no lanes, so those become hexadecimal. */
const FLAGS: Partial<Record<Radix, number>> = {
  hex: HEX,
  dec: 0x24,
  signed: 0x420,
  bin: BIN,
  oct: 0x30,
  ascii: 0x820,
};
const COMMENT = 0x200;
const GROUP = 0x800200;
const GROUP_END = 0x1000200;
/** Of a group and its end: it is closed. */
const CLOSED = 0x400000;

export interface GtkwOptions {
  /** Path of the dump as GTKWave shall open it. */
  dump: string;
  rows: readonly Row[];
  /** Finds a row's variable by its name; rows it does not know are left out. */
  variable(name: string): Variable | undefined;
  cursor?: number;
  from?: number;
}

/**
 * A save file for GTKWave and Surfer with the same rows in the same order. A stream becomes its valid and ready under
 * a comment.
 */
export function writeGtkw({ dump, rows, variable, cursor, from = 0 }: GtkwOptions): string {
  const lines = [
    '[*] written by @chisel-lite/waves',
    `[dumpfile] "${dump}"`,
    `[timestart] ${Math.max(0, Math.round(from))}`,
    '[size] 1600 900',
    '[pos] -1 -1',
    `*-20.000000 ${cursor === undefined ? -1 : Math.round(cursor)}${' -1'.repeat(26)}`,
  ];
  let flags = -1;
  const put = (wanted: number, line: string) => {
    if (wanted !== flags) {
      lines.push(`@${wanted.toString(16)}`);
    }
    flags = wanted;
    lines.push(line);
  };
  const signal = (path: string, radix: Radix) => {
    const found = variable(path);
    if (found) {
      put(found.width === 1 ? BIN : (FLAGS[radix] ?? HEX), found.path + rangeText(found));
    }
  };
  const open: { name: string; depth: number; closed: number }[] = [];
  const endGroups = (depth: number) => {
    while (open.length && open[open.length - 1].depth >= depth) {
      const { name, closed } = open.pop() as (typeof open)[number];
      put(GROUP_END | closed, `-${name}`);
    }
  };
  for (const row of rows) {
    endGroups(row.depth ?? 0);
    if (row.kind === 'group') {
      const closed = row.closed ? CLOSED : 0;
      put(GROUP | closed, `-${row.name}`);
      open.push({ name: row.name, depth: row.depth ?? 0, closed });
    } else if (row.kind === 'comment') {
      put(COMMENT, `-${row.text}`);
    } else if (row.kind === 'signal') {
      signal(row.path, row.radix);
    } else {
      put(COMMENT, `-stream ${row.name}`);
      signal(row.valid, 'bin');
      signal(row.ready, 'bin');
    }
  }
  endGroups(0);
  return `${lines.join('\n')}\n`;
}
