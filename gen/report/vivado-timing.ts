/**
 * `report_timing_summary` of Vivado: the summary of the design, its clocks, and the paths that are reported one by one.
 */
import { ReportError } from './error.ts';

/** Slack of all paths of a kind. */
export interface Slack {
  /** [ns]; null where there is no such path. */
  readonly worst: number | null;
  readonly failing: number;
  readonly endpoints: number;
}

export interface TimingPath {
  readonly kind: 'setup' | 'hold';
  /** [ns] */
  readonly slack: number;
  readonly from: string;
  readonly to: string;
  /** LUTs, carries and the like between the two. */
  readonly levels: number;
  /** [ns] */
  readonly logic: number;
  readonly route: number;
}

export interface VivadoTiming {
  readonly setup: Slack;
  readonly hold: Slack;
  readonly pulseWidth: Slack;
  readonly clocks: readonly { readonly name: string; readonly period: number; readonly megahertz: number }[];
  readonly paths: readonly TimingPath[];
}

export function parseTiming(path: string, text: string): VivadoTiming {
  const lines = text.split(/\r?\n/);
  const values = summaryValues(path, lines);
  const slack = (worst: string, failing: string, endpoints: string): Slack => ({
    worst: values.get(worst)!,
    failing: values.get(failing) ?? 0,
    endpoints: values.get(endpoints) ?? 0,
  });
  return {
    setup: slack('WNS(ns)', 'TNS Failing Endpoints', 'TNS Total Endpoints'),
    hold: slack('WHS(ns)', 'THS Failing Endpoints', 'THS Total Endpoints'),
    pulseWidth: slack('WPWS(ns)', 'TPWS Failing Endpoints', 'TPWS Total Endpoints'),
    clocks: clocks(path, lines),
    paths: paths(path, lines),
  };
}

const SUMMARY = [
  'WNS(ns)',
  'TNS(ns)',
  'TNS Failing Endpoints',
  'TNS Total Endpoints',
  'WHS(ns)',
  'THS(ns)',
  'THS Failing Endpoints',
  'THS Total Endpoints',
  'WPWS(ns)',
  'TPWS(ns)',
  'TPWS Failing Endpoints',
  'TPWS Total Endpoints',
];

function section(path: string, lines: readonly string[], title: string): number {
  const at = lines.findIndex((line) => line.trim() === `| ${title}`);
  if (at < 0) {
    throw new ReportError(`${path}: no section "${title}"; expected report_timing_summary, whole`);
  }
  return at;
}

function summaryValues(path: string, lines: readonly string[]): Map<string, number | null> {
  const start = section(path, lines, 'Design Timing Summary');
  const head = lines.findIndex((line, i) => i > start && line.trim().startsWith('WNS(ns)'));
  const names = head < 0 ? [] : lines[head].trim().split(/\s{2,}/);
  if (names.join() !== SUMMARY.join()) {
    throw new ReportError(
      `${path}: line ${head + 1}: columns of the timing summary are "${names.join(', ')}", expected ${SUMMARY.join(', ')}`,
    );
  }
  const words = (lines[head + 2] ?? '').trim().split(/\s+/);
  if (words.length !== names.length || !words.every((word) => word === 'NA' || /^-?[\d.]+$/.test(word))) {
    throw new ReportError(
      `${path}: line ${head + 3}: "${words.join(' ')}", expected ${names.length} numbers of the timing summary`,
    );
  }
  return new Map(names.map((name, i) => [name, words[i] === 'NA' ? null : Number(words[i])]));
}

function clocks(path: string, lines: readonly string[]): VivadoTiming['clocks'] {
  const found = [];
  for (const line of lines.slice(section(path, lines, 'Clock Summary') + 3)) {
    if (line.startsWith('| ')) {
      break;
    }
    const row = /^\s*(\S+)\s+\{[^}]*\}\s+([\d.]+)\s+([\d.]+)\s*$/.exec(line);
    if (row) {
      found.push({ name: row[1], period: Number(row[2]), megahertz: Number(row[3]) });
    }
  }
  if (found.length === 0) {
    throw new ReportError(`${path}: the section "Clock Summary" has no clock`);
  }
  return found;
}

/** The lines that a path's block must have, in this order. */
const PATH_LINES = [
  /^\s+Source:\s+(\S+)/,
  /^\s+Destination:\s+(\S+)/,
  /^\s+Path Type:\s+(Setup|Hold) /,
  /^\s+Data Path Delay:\s+[\d.]+ns\s+\(logic ([\d.]+)ns \([\d.]+%\)\s+route ([\d.]+)ns/,
  /^\s+Logic Levels:\s+(\d+)/,
] as const;

function paths(path: string, lines: readonly string[]): TimingPath[] {
  section(path, lines, 'Timing Details');
  const starts = lines.flatMap((line, i) => (/^Slack \((MET|VIOLATED)\)/.test(line) ? [i] : []));
  return starts.flatMap((start, i): TimingPath[] => {
    const slack = /:\s+(-?[\d.]+)ns/.exec(lines[start])?.[1];
    const block = lines.slice(start + 1, starts[i + 1]);
    // Clock pulses, recovery and removal are in the summary.
    const type = block.find((line) => line.trim().startsWith('Path Type:'));
    if (type !== undefined && !PATH_LINES[2].test(type)) {
      return [];
    }
    const [from, to, kind, delay, levels] = PATH_LINES.map((wanted) => {
      const match = block.map((line) => wanted.exec(line)).find((each) => each !== null);
      if (match && slack !== undefined) {
        return match;
      }
      throw new ReportError(`${path}: line ${start + 1}: this path has no line ${wanted.source}; cut short?`);
    });
    return [
      {
        kind: kind[1] === 'Setup' ? 'setup' : 'hold',
        slack: Number(slack),
        from: from[1],
        to: to[1],
        levels: Number(levels[1]),
        logic: Number(delay[1]),
        route: Number(delay[2]),
      },
    ];
  });
}
