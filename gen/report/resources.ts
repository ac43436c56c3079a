/**
 * Tables of what a design takes of the FPGA, for Yosys' estimates (`make synth`) and Vivado's figures
 * (`macromac report vivado`).
 */

/** The K26's totals, and the paper's Table II. BRAM are block RAMs of 36 Kb. */
export const K26 = { LUT: 117_120, FF: 234_240, DSP: 1_248, BRAM: 144, URAM: 64 };
const PAPER = { LUT: 96_553, FF: 110_405, DSP: 384 };

export type Resource = keyof typeof K26;
export const RESOURCES: readonly Resource[] = ['LUT', 'FF', 'DSP', 'BRAM', 'URAM'];
export type Count = Record<Resource, number>;

export const noResources = (): Count => ({ LUT: 0, FF: 0, DSP: 0, BRAM: 0, URAM: 0 });

export interface ModuleReport {
  readonly name: string;
  /** How often it stands in the design. */
  readonly instances: number;
  /** Of one instance, without what it instantiates. */
  readonly own: Count;
  /**
   * LUTs on the longest path inside the module, between registers and ports; carries and wide multiplexers are not
   * counted.
   */
  readonly depth: number | undefined;
}

export interface ResourceReport {
  readonly folder: string;
  readonly total: Count;
  readonly modules: readonly ModuleReport[];
}

/** Columns of text; the first is flush left, the others flush right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '))
    .join('\n');
}

export const grouped = (value: number): string => value.toLocaleString('en-US');
const share = (value: number, of: number) => `${((100 * value) / of).toFixed(1)} %`;

/**
 * A line a module, the largest first, and the totals beside the K26's and the paper's. `note` explains the first table.
 */
export function resourceTables({ total, modules }: ResourceReport, note: string): string {
  const sorted = [...modules].sort((a, b) => b.own.LUT * b.instances - a.own.LUT * a.instances);
  const perModule = table([
    ['module', 'instances', ...RESOURCES, 'depth'],
    ...sorted.map(({ name, instances, own, depth }) => [
      name,
      `${instances}`,
      ...RESOURCES.map((resource) => grouped(own[resource])),
      depth === undefined ? '' : `${depth}`,
    ]),
  ]);
  const totals = table([
    ['', ...RESOURCES],
    ['total', ...RESOURCES.map((resource) => grouped(total[resource]))],
    ['of the K26', ...RESOURCES.map((resource) => share(total[resource], K26[resource]))],
    ['paper, Table II', grouped(PAPER.LUT), grouped(PAPER.FF), grouped(PAPER.DSP), '', ''],
  ]);
  return `${perModule}\n\n${note}\n\n${totals}`;
}
