import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ir } from '@chisel-lite/hdl';
import { allows, guardsOf } from './guards.ts';
import { clockOf, type Row, type Unit } from './record.ts';

const run = promisify(execFile);
/** Differences that are told of a run. */
const MOST = 8;

/** What Icarus saw where the recording has something else: `cycle 12: m_payload is xx, not 5a`. */
export interface Compared {
  readonly property: string;
  readonly edges: number;
  /** Values of outputs that were compared, and what differed. */
  readonly values: number;
  readonly differences: readonly string[];
}

/**
 * The recorded runs again in Icarus Verilog, where every register and memory word begins as X, and where what no valid
 * covers goes in as X. Before the first reset there is nothing: noise would set what no reset sets. Each output has to
 * be what was recorded, where it is of meaning.
 */
export async function compare({ top, files, recorded }: Unit): Promise<Compared[]> {
  const folder = await mkdtemp(join(tmpdir(), 'macromac-unknown-'));
  try {
    await Promise.all([...files].map(([name, text]) => writeFile(join(folder, name), text)));
    const shape = shapeOf(top);
    await writeFile(join(folder, 'bench.v'), benchOf(top, shape));
    const options = ['-g2012', '-s', 'bench', '-o', 'bench.vvp'];
    await run('iverilog', [...options, ...files.keys(), 'bench.v'], { cwd: folder });
    const compared: Compared[] = [];
    for (const { property, rows } of recorded) {
      const used = afterPowerUp(shape, rows);
      let values = 0;
      const lines = used.map((row, i) => {
        const line = lineOf(shape, row, used.slice(0, i + 1));
        values += line.compared;
        return line.text;
      });
      await writeFile(join(folder, 'rows.hex'), `${lines.join('\n')}\n`);
      const { stdout } = await run('vvp', ['-n', 'bench.vvp', `+rows=${used.length}`], {
        cwd: folder,
        maxBuffer: 2 ** 28,
      });
      if (!stdout.includes('ended')) {
        throw new Error(`${top.name}: ${property}: Icarus did not come to the end: ${stdout.slice(-300)}`);
      }
      const differences = stdout.split('\n').filter((line) => line.startsWith('cycle '));
      compared.push({ property, edges: used.length, values, differences });
    }
    return compared;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Shape {
  readonly clock: string;
  readonly reset: { readonly name: string; readonly active: bigint } | undefined;
  readonly inputs: readonly ir.Signal[];
  readonly outputs: readonly ir.Signal[];
  readonly guards: ReadonlyMap<string, string>;
}

function shapeOf(top: ir.Module): Shape {
  const clock = clockOf(top)!;
  const reset = top.domains.find(
    (domain) => domain.clock === clock && top.ports.includes(domain.reset?.signal as never),
  )?.reset;
  return {
    clock: clock.name,
    reset: reset && { name: reset.signal.name, active: reset.activeLow ? 0n : 1n },
    inputs: top.ports.filter((port) => port.kind === 'input' && port !== clock),
    outputs: top.ports.filter(({ kind }) => kind === 'output'),
    guards: guardsOf(top),
  };
}

const inReset = ({ reset }: Shape, row: Row): boolean => reset !== undefined && row[reset.name] === reset.active;

/** Edges in which a bench may begin: a reset, noise (tb/soil.ts), and a reset again. */
const BEGINNING = 60;

/** From the reset on with which the bench begins. */
function afterPowerUp(shape: Shape, rows: readonly Row[]): readonly Row[] {
  const begins = rows
    .slice(0, BEGINNING)
    .findLastIndex((row, i) => inReset(shape, row) && (i === 0 || !inReset(shape, rows[i - 1])));
  return rows.slice(Math.max(begins, 0));
}

const digits = (width: number): number => Math.ceil(width / 4);
const hex = (value: bigint, width: number): string => value.toString(16).padStart(digits(width), '0');

/** Inputs, expected outputs, and which of these are compared. */
function lineOf(shape: Shape, row: Row, since: readonly Row[]): { text: string; compared: number } {
  const { reset, inputs, outputs, guards } = shape;
  const isFirstReset = reset !== undefined && since.every((each) => inReset(shape, each));
  const isUnknown = (name: string) => {
    const guard = guards.get(name);
    return guard !== undefined && row[guard] === 0n;
  };
  const given = inputs.map(({ name, width }) =>
    name !== reset?.name && (isFirstReset || isUnknown(name)) ? 'x'.repeat(digits(width)) : hex(row[name], width),
  );
  const compared = outputs.map(({ name }) => !inReset(shape, row) && !isUnknown(name));
  const expected = outputs.map(({ name, width }, i) => (compared[i] ? hex(row[name], width) : hex(0n, width)));
  const masks = outputs.map(({ width }, i) => hex(compared[i] ? (1n << BigInt(width)) - 1n : 0n, width));
  return { text: [...given, ...expected, ...masks].join(''), compared: compared.filter(Boolean).length };
}

/**
 * An output that something says to be of meaning has to be known. A value that is of meaning when the receiver knows it
 * to be, such as the result of a pipeline, may be X but nothing else than what was recorded.
 */
const differs = (name: string, expected: string, mask: string, known: boolean): string =>
  known
    ? `(${name} & row${mask}) !== (row${expected} & row${mask})`
    : `(|((${name} ^ row${expected}) & row${mask})) === 1'b1`;

/** Fields lie in a row of whole hexadecimal digits, the first the highest. */
function benchOf(top: ir.Module, { clock, inputs, outputs, guards }: Shape): string {
  const fields = [...inputs, ...outputs, ...outputs];
  const total = 4 * fields.reduce((sum, { width }) => sum + digits(width), 0);
  let at = total;
  const places = fields.map(({ width }) => {
    at -= 4 * digits(width);
    return `[${at} +: ${width}]`;
  });
  const isStrict = (name: string) => (guards.has(name) || /valid$|ready$/.test(name)) && !allows(top.name, name);
  const expected = places.slice(inputs.length, inputs.length + outputs.length);
  const masks = places.slice(inputs.length + outputs.length);
  const checks = outputs.map(
    ({ name }, i) => `      if (${differs(name, expected[i], masks[i], isStrict(name))}) begin
        if (told < ${MOST}) $display("cycle %0d: ${name} is %h, not %h", cycle, ${name}, row${expected[i]});
        told = told + 1;
      end`,
  );
  return `\`default_nettype none
module bench;
  reg ${clock} = 1'b0;
  reg [${total - 1}:0] row;
  reg [${total - 1}:0] rows [0:${2 ** 16 - 1}];
${inputs.map(({ name, width }, i) => `  wire [${width - 1}:0] ${name} = row${places[i]};`).join('\n')}
${outputs.map(({ name, width }) => `  wire [${width - 1}:0] ${name};`).join('\n')}
  ${top.name} dut (
${[clock, ...[...inputs, ...outputs].map(({ name }) => name)].map((name) => `    .${name}(${name})`).join(',\n')}
  );
  integer cycle, count, told;
  initial begin
    told = 0;
    if (!$value$plusargs("rows=%d", count)) $finish;
    $readmemh("rows.hex", rows, 0, count - 1);
    for (cycle = 0; cycle < count; cycle = cycle + 1) begin
      row = rows[cycle];
      #4;
${checks.join('\n')}
      #1 ${clock} = 1'b1;
      #5 ${clock} = 1'b0;
    end
    $display("ended, %0d differences", told);
    $finish;
  end
endmodule
`;
}
