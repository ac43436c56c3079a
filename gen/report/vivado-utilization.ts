/** `report_utilization -hierarchical` of Vivado: a row an instance, indented by its place in the hierarchy. */
import { ReportError } from './error.ts';
import { type Count, type ModuleReport, noResources, RESOURCES } from './resources.ts';

export interface VivadoUtilization {
  readonly device: string;
  /** `Routed`, `Fully Placed`, `Synthesized`. */
  readonly state: string;
  /** Of the whole design. */
  readonly design: Count;
  /** Of the accelerator, with all it instantiates. */
  readonly accelerator: Count;
  /** The accelerator's modules; `own` is the mean of their instances. */
  readonly modules: readonly ModuleReport[];
}

interface Row {
  readonly depth: number;
  readonly instance: string;
  readonly module: string;
  readonly count: Count;
}

/**
 * What each resource is the sum of: header of the column, and how much each counts. Series differ in the DSPs' name and
 * in having URAM.
 */
const COLUMNS: Record<
  keyof Count,
  readonly { readonly header: RegExp; readonly each: number; readonly optional?: boolean }[]
> = {
  LUT: [{ header: /^Total LUTs$/, each: 1 }],
  FF: [{ header: /^FFs$/, each: 1 }],
  DSP: [{ header: /^DSP(48)?( Blocks|s)$/, each: 1 }],
  BRAM: [
    { header: /^RAMB36$/, each: 1 },
    { header: /^RAMB18$/, each: 0.5 },
  ],
  URAM: [{ header: /^URAM$/, each: 1, optional: true }],
};

/** @param known names of the emitted modules, to which Vivado adds prefixes and suffixes of its own */
export function parseUtilization(path: string, text: string, known: ReadonlySet<string>): VivadoUtilization {
  const rows = tableRows(path, text);
  const nameOf = (row: Row) => emittedName(row.module === '(top)' ? row.instance : row.module, known);
  const at = rows.findIndex((row) => nameOf(row) === 'macromac');
  if (at < 0) {
    throw new ReportError(
      `${path}: no instance of the module macromac among ${rows.length} rows; was the hierarchy kept?`,
    );
  }
  const end = rows.findIndex((row, i) => i > at && row.depth <= rows[at].depth);
  const inside = rows.slice(at, end < 0 ? undefined : end);

  const modules = new Map<string, { instances: number; sum: Count }>();
  inside.forEach((row, i) => {
    if (isOwn(row)) {
      return;
    }
    const next = inside[i + 1];
    const isLeaf = next === undefined || next.depth <= row.depth;
    // A module's own part has a row of its own, `(instance)`, where it has any. Sums of children may exceed their
    // parent's.
    const own = isLeaf ? row.count : isOwn(next) ? next.count : noResources();
    const name = nameOf(row);
    const entry = modules.get(name) ?? { instances: 0, sum: noResources() };
    entry.instances++;
    for (const resource of RESOURCES) {
      entry.sum[resource] += own[resource];
    }
    modules.set(name, entry);
  });
  return {
    device: field(path, text, 'Device'),
    state: field(path, text, 'Design State'),
    design: rows[0].count,
    accelerator: rows[at].count,
    modules: [...modules].map(([name, { instances, sum }]) => ({
      name,
      instances,
      own: mean(sum, instances),
      depth: undefined,
    })),
  };
}

const isOwn = ({ instance }: Row) => /^\(.*\)$/.test(instance);

function mean(sum: Count, instances: number): Count {
  const each = noResources();
  for (const resource of RESOURCES) {
    each[resource] = Math.round((2 * sum[resource]) / instances) / 2;
  }
  return each;
}

/** A line of the head: `| Device       : xck26-…`. */
function field(path: string, text: string, name: string): string {
  const value = new RegExp(`^\\| ${name} +: (.*?) *$`, 'm').exec(text)?.[1];
  if (value === undefined) {
    throw new ReportError(`${path}: no line "| ${name} : …" in the head; is this a report of Vivado?`);
  }
  return value;
}

function tableRows(path: string, text: string): Row[] {
  const lines = text.split(/\r?\n/);
  const head = lines.findIndex((line) => /^\| +Instance +\| +Module +\|/.test(line));
  if (head < 0) {
    throw new ReportError(
      `${path}: no table with columns Instance and Module; expected report_utilization -hierarchical`,
    );
  }
  const headers = cellsOf(lines[head]).map((cell) => cell.trim());
  const columns = RESOURCES.map((resource) =>
    COLUMNS[resource].flatMap(({ header, each, optional }) => {
      const column = headers.findIndex((name) => header.test(name));
      if (column >= 0) {
        return [{ column, each }];
      }
      if (optional) {
        return [];
      }
      throw new ReportError(`${path}: line ${head + 1}: no column ${header.source}; there are ${headers.join(', ')}`);
    }),
  );
  const rows: Row[] = [];
  // Below the head comes a border, at the end of the table another.
  let line = head + 2;
  for (; line < lines.length && lines[line].startsWith('|'); line++) {
    const cells = cellsOf(lines[line]);
    if (cells.length !== headers.length) {
      throw new ReportError(`${path}: line ${line + 1}: ${cells.length} cells, expected ${headers.length}; cut short?`);
    }
    const count = noResources();
    RESOURCES.forEach((resource, i) => {
      for (const { column, each } of columns[i]) {
        count[resource] += each * number(path, line, headers[column], cells[column]);
      }
    });
    const [instance, module] = cells;
    rows.push({
      depth: instance.length - instance.trimStart().length,
      instance: instance.trim(),
      module: module.trim(),
      count,
    });
  }
  if (rows.length === 0 || !lines[line]?.startsWith('+-')) {
    throw new ReportError(`${path}: the table ends in line ${line} without its border: cut short`);
  }
  return rows;
}

const cellsOf = (line: string) =>
  line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split('|');

/** A count, perhaps with its share of the device: `1390(1.2%)`. */
function number(path: string, line: number, header: string, cell: string): number {
  const digits = /^\s*(\d+)(\([\d.<]+%\))?\s*$/.exec(cell)?.[1];
  if (digits === undefined) {
    throw new ReportError(`${path}: line ${line + 1}: ${header} is "${cell.trim()}", expected a number`);
  }
  return Number(digits);
}

/** `board_accelerator_0_macro_mac_t2_m27__3` → `macro_mac_t2_m27`; a name that is none of ours stays. */
function emittedName(name: string, known: ReadonlySet<string>): string {
  for (let rest = name; rest !== ''; ) {
    for (let at = 0; at >= 0; at = rest.indexOf('_', at) + 1 || -1) {
      if (known.has(rest.slice(at))) {
        return rest.slice(at);
      }
    }
    const shorter = rest.replace(/(__xdcDup__\d+|__parameterized\d+|__?\d+)$/, '');
    if (shorter === rest) {
      break;
    }
    rest = shorter;
  }
  return name;
}
