import { elaborate } from '@chisel-lite/hdl';
import { Accelerator, controlRegisters, DEFAULT_CORE, ERRORS, MAX_K, TOP_K, VERSION } from '@macromac/rtl';
import { blockDiagram } from './block-diagram.ts';
import { blockGraph } from './block-graph.ts';
import { exampleSection } from './example.ts';

/** Path to text of what is made from the register table (rtl/command/registers.ts). */
export function registerDocuments(): Map<string, string> {
  const file = controlRegisters({ tokens: 2, engine: DEFAULT_CORE.engine });
  const { markdown, typescript } = file;
  const board = controlRegisters({ tokens: 4, engine: DEFAULT_CORE.engine, lists: true });
  return new Map([
    ['docs/registers.md', page(markdown)],
    ['sw/driver/registers.ts', GENERATED + typescript],
    ['sw/driver/error-codes.ts', GENERATED + errorCodes()],
    ['sw/port/hardware-limits.ts', limits()],
    ['gen/registers/macromac.h', `/* ${SPDX} */\n/* ${ORIGIN} */\n${board.cHeader('macromac')}`],
    ['gen/registers/macromac.rdl', `// ${SPDX}\n// ${ORIGIN}\n${board.systemRdl()}`],
    ['gen/registers/macromac.xml', board.ipXact(COMPONENT).replace('?>\n', `?>\n<!-- ${SPDX}. ${ORIGIN} -->\n`)],
  ]);
}

const SPDX = 'SPDX-License-Identifier: Apache-2.0';
const ORIGIN = 'Made by `make verilog` from rtl/command/registers.ts; do not edit.';
const COMPONENT = {
  vendor: 'macromac',
  library: 'user',
  name: 'macromac',
  version: `${VERSION >> 16}.${VERSION & 0xffff}`,
};

const GENERATED =
  '// Made by `make verilog` from rtl/command/registers.ts; do not edit.\n// biome-ignore-all format: generated\n\n';

/** What the hardware's dimensions are to software. */
function limits(): string {
  const values = {
    MAX_K: [MAX_K, 'Inputs of a matrix that the activation buffer holds.'],
    TOP_K: [TOP_K, "Entries of the hardware's list of largest results."],
  } as const;
  const lines = Object.entries(values).map(
    ([name, [value, text]]) => `/** ${text} */\nexport const ${name} = ${value};\n`,
  );
  return `// Made by \`make verilog\` from rtl/parameters.ts; do not edit.\n\n${lines.join('')}`;
}

/** The errors for the driver, by code. */
function errorCodes(): string {
  const codes = Object.entries(ERRORS).map(([name, [code, meaning]]) => `  ${code}: ['${name}', '${meaning}'],\n`);
  return `/** Codes of the register \`error\`: name, and what is wrong. */\nexport const ERROR_CODES = {\n${codes.join('')}} as const;\n`;
}

/** Diagrams of docs/architecture.md, and how wide a value without a handshake must be to be shown. */
const DIAGRAMS = [
  { file: 'accelerator', module: /^macromac_t2$/, narrowest: 64 },
  { file: 'core', module: /^macromac_core_t2$/, narrowest: 8 },
  { file: 'macro-mac', module: /^macro_mac_/, narrowest: 8 },
];

/** Path to SVG of the block diagrams, made from the elaborated accelerator at T = 2. */
export async function diagrams(): Promise<Map<string, string>> {
  const { design } = elaborate(Accelerator({ ...DEFAULT_CORE, tokens: 2 }));
  const made = DIAGRAMS.map(async ({ file, module, narrowest }): Promise<[string, string]> => {
    const found = design.modules.find(({ name }) => module.test(name));
    if (!found) {
      throw new Error(`diagram ${file}: no module is named like ${module}`);
    }
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

${exampleSection()}`;
}

const INTRODUCTION = `# Register map

Made by \`make verilog\` from the table in \`rtl/command/registers.ts\`, from which the AXI4-Lite slave and the driver's
map (\`sw/driver/registers.ts\`) are made too. Registers are 32 bits; the port is \`s_axi_ctrl\`, 4 KiB. The constants
shown are those of the variant \`accelerator_t2\`.

A command is staged in the \`command_*\`, \`weights_*\`, \`activations_*\` and \`results_*\` registers and queued by
writing 1 to \`push\`; up to eight wait. They run in order; \`completed\` counts those whose results are in memory.
Staged values stay, so only what differs need be written for the next command.

\`command_flags.operation\` says what a command asks for. This build knows \`matmul\`; it refuses every other value,
whatever else is said, and a command in which a \`reserved\` bit is set: so that software that asks for more than a
build can do is told so. In other registers bits that are not listed read as 0, and writing them does nothing.

After an error (\`status.stopped\`) nothing runs until \`control.restart\`. What is outstanding on the memory ports is
let end first, so the ports are never left in the middle of a burst. A read or write that the memory *never* answers is
therefore waited for without end: \`status.busy\` stays 1 after a restart, and only \`aresetn\` (a reset of the
programmable logic) helps.

## What a command does to memory

G = \`command_shape.groups\` = ceil(K / 64), B = \`command_shape.blocks\` = ceil(N / 32), T =
\`command_flags.tokens\` + 1. All is little-endian.

| region | size [bytes] | layout |
| --- | --- | --- |
| weights, each of four channels | G × B × 288 (\`macro\`), ceil(G × B × 17.25) × 16 (\`dense\`), G × B × 528 (\`int8\`) | [formats.md](formats.md); the channels' regions are separate |
| activations | T × G × 256 | row t begins at t × G × 256: K floats, then zeros up to G × 64. The zeros have to be there: the padding of the weights is multiplied by them |
| results | T × B × 128 | row t begins at t × B × 128: B × 32 floats, of which the first N are y. **The padding is written too**, 0 where the padded weights have scale 0. So a row takes up to 124 bytes more than N floats |
| results with \`top\` | T × 512, whatever N is | list t begins at t × 512: 64 entries of 8 bytes in falling order of the value, equal values in rising order of the index. Lower word: the value, a float; upper word: its index. Entries beyond N hold the NaN 0x7fc00000 and the index 0x3ffff |

A command with \`reuse\` reads no activations. Nothing else is read or written. Memory holds all of a command's results
when \`completed\` has counted it. Errors in the middle of a command leave the region of its results partly written.

## The ports

For whoever connects \`macromac\` to something else than the block design of \`constraints/vivado\`. One clock,
\`aclk\`, for all ports; \`aresetn\` is synchronous, for at least two cycles.

| | \`m_axi_0\` … \`m_axi_3\` | \`s_axi_ctrl\` |
| --- | --- | --- |
| protocol | AXI4; \`m_axi_0\` reads and writes, the others read only | AXI4-Lite, 4 KiB; AxPROT is ignored |
| width | 128 bits of data, 40 of address, 1 of ID | 32 bits of data, 12 of address |
| bursts | INCR of whole beats (AxSIZE 4). Reads: 1 to 16 beats, ending at multiples of 256 bytes. Writes: 8 beats, at multiples of 128 bytes. None crosses 4 KiB | |
| IDs | ARID 0: activations, 1: weights; answers of different IDs may be interleaved, of one ID they come in order. AWID 0 | |
| outstanding | at most 8 reads a port and 8 writes | one read and one write |
| AxCACHE | register \`axi_cache\`, 0011 after reset: normal, non-cacheable, bufferable. For a coherent port (HPC0 or ACP with coherent masters) 1111 | |
| AxPROT | 000: data, secure, unprivileged | |
| not there | AxLOCK, AxQOS, AxREGION, AxUSER, WUSER, RUSER, BUSER, WID: tie them to 0 | |
| strobes | WSTRB all ones | bytes that are not enabled keep their value |
| ready | RREADY and BREADY are always 1: a read is asked for only when there is room for it. WVALID may come before AWREADY | address and data of a write are taken together |
| errors | an answer other than OKAY stops the accelerator (code \`read\` or \`write\`) | SLVERR where no register is |

\`irq\` is a level, high while an enabled event of \`interrupt\` is set. All four ports must reach the memory of a
command: port c that of \`weights_c\`, each port the activations, port 0 the results.
`;
