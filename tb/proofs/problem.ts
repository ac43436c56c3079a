import { emit, type ir } from '@chisel-lite/hdl';
import { leafStatements } from '../../packages/hdl/src/ir/index.ts';
import type { Proof } from './proof.ts';

/** A claim of one instance of a proof's design. */
export interface Claim {
  readonly kind: 'assert' | 'assume' | 'cover';
  readonly module: string;
  readonly message: string;
}

/** A proof as the tools take it: Verilog, and what is claimed in it. */
export interface Problem {
  readonly files: ReadonlyMap<string, string>;
  readonly top: ir.Module;
  readonly design: ir.Design;
  readonly wrapper: string;
  readonly claims: readonly Claim[];
  /** More than one clock, of any relation. */
  readonly manyClocks: boolean;
}

/** The module that tools see: `proof_top`, with the design's inputs free and its reset active in the first cycle. */
export const WRAPPER = 'proof_top';

export function problemOf(proof: Proof): Problem {
  const { files: emitted, design: whole } = emit(proof.top());
  const { top } = whole;
  const design = { ...whole, modules: reached(whole, proof.freed ?? []) };
  // Of a black box others have the text.
  const own = design.modules.filter(({ blackBox }) => !blackBox);
  const files = new Map(own.map(({ name }) => [`${name}.v`, emitted.get(`${name}.v`)!] as const));
  for (const name of proof.freed ?? []) {
    const module = whole.modules.find((each) => each.name === name);
    if (!module) {
      throw new Error(
        `${proof.name}: no module ${name} to free; there are ${whole.modules.map((each) => each.name).join(', ')}`,
      );
    }
    files.set(`${name}.v`, freed(module));
  }
  const clocks = clocksOf(top);
  return {
    files: new Map([...files, ...Object.entries(proof.foreign?.() ?? {})]),
    top,
    design,
    wrapper: wrapperOf(top, proof.holdReset ?? clocks.length > 1),
    claims: claimsOf(design),
    manyClocks: clocks.length > 1,
  };
}

/** The modules below the top, in the order of the design; not those that are freed, and what only they hold. */
function reached({ top, modules }: ir.Design, without: readonly string[]): readonly ir.Module[] {
  const found = new Set<ir.Module>();
  const visit = (module: ir.Module): void => {
    if (found.has(module) || without.includes(module.name)) {
      return;
    }
    found.add(module);
    for (const item of module.items) {
      if (item.kind === 'instance') {
        visit(item.module);
      }
    }
  };
  visit(top);
  return modules.filter((module) => found.has(module));
}

/** A module of the same ports that says anything. */
function freed({ name, ports }: ir.Module): string {
  const range = ({ width }: ir.Signal) => (width > 1 ? `[${width - 1}:0] ` : '');
  const declared = ports.map((port) => `  ${port.kind} wire ${range(port)}${port.name}`);
  const outputs = ports.filter(({ kind }) => kind === 'output');
  const driven = outputs.flatMap((port) => [
    `  (* anyseq *) wire ${range(port)}any_${port.name};`,
    `  assign ${port.name} = any_${port.name};`,
  ]);
  return `module ${name} (\n${declared.join(',\n')}\n);\n${driven.join('\n')}\nendmodule\n`;
}

const clocksOf = (top: ir.Module): ir.Signal[] => [
  ...new Set(top.domains.map(({ clock }) => clock).filter((clock) => top.ports.includes(clock))),
];

/**
 * Resets are free after the first edge of every clock, or `held` off for good. Inputs are free; registers without a
 * reset begin with any value.
 */
function wrapperOf(top: ir.Module, held: boolean): string {
  const clocks = clocksOf(top);
  const resets = new Map(
    top.domains.flatMap(({ reset }) =>
      reset && top.ports.includes(reset.signal) ? [[reset.signal, reset.activeLow] as const] : [],
    ),
  );
  const range = ({ width }: ir.Signal) => (width > 1 ? `[${width - 1}:0] ` : '');
  const inputs = top.ports.filter(({ kind }) => kind === 'input');
  const ports = inputs.filter((port) => !resets.has(port)).map((port) => `input wire ${range(port)}${port.name}`);
  const lines = [
    `module ${WRAPPER} (`,
    `  ${[...ports, ...(held ? [] : ['input wire free_reset'])].join(',\n  ')}`,
    ');',
    ...clocks.flatMap(({ name }) => [
      `  reg started_${name} = 1'b0;`,
      `  always @(posedge ${name}) started_${name} <= 1'b1;`,
    ]),
    `  wire starting = ${clocks.map(({ name }) => `!started_${name}`).join(' || ')}${held ? '' : ' || free_reset'};`,
    `  ${top.name} dut (`,
    `    ${inputs
      .map((port) => `.${port.name}(${resets.has(port) ? (resets.get(port) ? '!starting' : 'starting') : port.name})`)
      .join(',\n    ')}`,
    '  );',
    'endmodule',
  ];
  return `${lines.join('\n')}\n`;
}

function claimsOf(design: ir.Design): Claim[] {
  const claims: Claim[] = [];
  for (const module of design.modules) {
    for (const item of module.verification?.items ?? []) {
      if (item.kind === 'clocked') {
        leafStatements(item.body, (leaf) => {
          if (leaf.kind === 'check') {
            // What an instance relies on is proved where it stands.
            const kind = leaf.check === 'assume' && module !== design.top ? 'assert' : leaf.check;
            claims.push({ kind, module: module.name, message: leaf.message });
          }
        });
      }
    }
  }
  return claims;
}
