import { elaborate } from '@chisel-lite/hdl';
import { Accelerator, controlRegisters, DEFAULT_CORE, ERRORS } from '@macromac/rtl';
import { blockDiagram } from './block-diagram.ts';
import { blockGraph } from './block-graph.ts';

/** Path to text of what is made from the register table (rtl/command/registers.ts). */
export function registerDocuments(): Map<string, string> {
  const { markdown, typescript } = controlRegisters({ tokens: 2, engine: DEFAULT_CORE.engine });
  return new Map([
    ['docs/registers.md', page(markdown)],
    ['sw/accel/device/registers.ts', GENERATED + typescript],
    ['sw/accel/device/error-codes.ts', GENERATED + errorCodes()],
  ]);
}

const GENERATED =
  '// Made by `make verilog` from rtl/command/registers.ts; do not edit.\n// biome-ignore-all format: generated\n\n';

/** The errors for the driver, by code. */
function errorCodes(): string {
  const codes = Object.entries(ERRORS).map(([name, [code, meaning]]) => `  ${code}: ['${name}', '${meaning}'],\n`);
  return `/** Codes of the register \`error\`: name, and what is wrong. */\nexport const ERROR_CODES = {\n${codes.join('')}} as const;\n`;
}

/** Diagrams of docs/architecture.md, and how wide a value without a handshake must be to be shown. */
const DIAGRAMS = [
  { file: 'accelerator', module: /^macromac$/, narrowest: 64 },
  { file: 'core', module: /^macromac_core$/, narrowest: 8 },
  { file: 'macro-mac', module: /^macro_mac_/, narrowest: 8 },
];

/** Path to SVG of the block diagrams, made from the elaborated accelerator at T = 2. */
export async function diagrams(): Promise<Map<string, string>> {
  const { design } = elaborate(Accelerator({ ...DEFAULT_CORE, tokens: 2 }));
  const made = DIAGRAMS.map(async ({ file, module, narrowest }): Promise<[string, string]> => {
    const found = design.modules.find(({ name }) => module.test(name));
    if (!found) throw new Error(`diagram ${file}: no module is named like ${module}`);
    return [`docs/figures/${file}.svg`, await blockDiagram(blockGraph(found, narrowest))];
  });
  return new Map(await Promise.all(made));
}

function page(table: string): string {
  const codes = Object.entries(ERRORS).map(([name, [code, meaning]]) => `| ${code} | ${name} | ${meaning} |`);
  return `${table.replace('## Registers', INTRODUCTION)}
## Error codes

| code | name | what is wrong |
| --- | --- | --- |
${codes.join('\n')}
`;
}

const INTRODUCTION = `# Register map

Made by \`make verilog\` from the table in \`rtl/command/registers.ts\`, from which the AXI4-Lite slave and the driver's map
(\`sw/accel/device/registers.ts\`) are made too. Registers are 32 bits; the port is \`s_axi_ctrl\`, 4 KiB. The constants shown are those of the
variant \`accelerator_t2\`.

A command is staged in the \`command_*\`, \`weights_*\`, \`activations_*\` and \`results_*\` registers and queued by writing 1 to \`push\`; up to
eight wait. They run in order; \`completed\` counts those whose results are in memory. Staged values stay, so only what differs need be written
for the next command.

\`command_flags.operation\` says what a command asks for. This build knows \`matmul\`; it refuses every other value, whatever else is said, and a command in which
a \`reserved\` bit is set: so that software that asks for more than a build can do is told so. In other registers bits that are not listed read as 0, and writing them does nothing.

After an error (\`status.stopped\`) nothing runs until \`control.restart\`. What is outstanding on the memory ports is let end first, so the ports are
never left in the middle of a burst.
`;
