import { type Cells, COLUMNS, type Column, type Recorded, type Signoff, shareOf, show } from './cells.ts';

const TITLES: Readonly<Record<Column, string>> = {
  lines: 'lines',
  toggles: 'toggles',
  mutants: 'mutants',
  situations: 'situations',
  proofs: 'proofs, mutants',
  unknown: 'X',
  lint: 'lint',
  luts: 'LUT',
  depth: 'depth',
  documented: 'doc',
};

/** A module as it stands: its source file, its recorded cells, and the text they should be of. */
export interface Row {
  readonly name: string;
  readonly source: string;
  readonly text: string;
  readonly recorded: Recorded;
}

const cellsOf = (recorded: Recorded): Cells =>
  Object.fromEntries(Object.entries(recorded).map(([column, cell]) => [column, cell.value]));

/** The furthest stage that the cells reach; each asks for what the one before it does. */
export function stageOf(recorded: Recorded): 0 | 1 | 2 | 3 {
  const { lint, documented, lines, toggles, mutants, unknown, proofs } = cellsOf(recorded);
  if (lint !== 0 || !documented) {
    return 0;
  }
  const isReached = lines !== undefined && toggles !== undefined && shareOf(lines) >= 0.9 && shareOf(toggles) >= 0.5;
  const isJudged = mutants !== undefined && shareOf(mutants) === 1;
  if (!isReached || !isJudged || unknown?.differences !== 0) {
    return 1;
  }
  return proofs?.status === 'proved' && shareOf(proofs) === 1 ? 3 : 2;
}

const cell = ({ recorded, text }: Row, column: Column): string => {
  const found = recorded[column];
  if (!found) {
    return '';
  }
  return `${show(column, found.value as never)}${found.text === text ? '' : '*'}`;
};

/** `docs/signoff.md`. */
export function pageOf(rows: readonly Row[]): string {
  const stages = [3, 2, 1, 0].map((stage) => rows.filter(({ recorded }) => stageOf(recorded) === stage).length);
  return `${[
    '# Sign-off',
    '',
    'Written by `make signoff`; do not edit. A row a module of the emitted Verilog: what each command has said of it. The',
    'command fails when a cell falls back behind the one that stands here.',
    '',
    '* **Stage 1**: the module says what it is for, `verilator --lint-only -Wall` has nothing to say, and a bench judges it',
    '  (`tb/units.ts` fails without one).',
    '* **Stage 2**: besides, at least 90 % of lines and branches and half of all toggles are reached, each of the others',
    '  explained (`tb/coverage/holes.ts`); every mutant judged is caught by the tests, or explained; no X comes out.',
    '* **Stage 3**: besides, what it claims is proved without a bound, and the proof rejects every mutant that changes',
    '  anything.',
    '',
    `${stages[0]} modules are at stage 3, ${stages[1]} at stage 2, ${stages[2]} at stage 1, ${stages[3]} below.`,
    '',
    'Commands: `make coverage`, `make mutation`, `make functional`, `make prove`, `make unknown`, `make synth` of',
    '`accelerator_t2` and `accelerator_fp32_t2` (LUTs of one instance without what it instantiates, and LUTs between',
    'registers: estimated by Yosys). An empty cell: the command has not judged the module. \\*: recorded of an earlier text',
    'of the module. Situations are those of all tests of the accelerator.',
    '',
    `| module | stage | ${COLUMNS.map((column) => TITLES[column]).join(' | ')} |`,
    `|---|---|${COLUMNS.map(() => '---').join('|')}|`,
    ...rows.map(
      (row) =>
        `| [${row.name}](../${row.source}) | ${stageOf(row.recorded)} | ${COLUMNS.map((column) => cell(row, column)).join(' | ')} |`,
    ),
  ].join('\n')}\n`;
}

/** Cells of modules that are, in the order of the rows. */
export const keptOf = (rows: readonly Row[]): Signoff =>
  Object.fromEntries(rows.map(({ name, recorded }) => [name, recorded]));
