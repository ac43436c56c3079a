/**
 * `make waves`: a dump of one MACRO_MAC run to look at. One channel's macros of a small matrix go through the unit, as
 * the core would feed them, with every internal signal in out/macro_mac.vcd, what to look at first in
 * out/macro_mac.view.json, and the Verilog with the lines of TypeScript it comes from in out/macro_mac.verilog.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emit } from '@chisel-lite/hdl';
import { axiStreamSink, axiStreamSource, randomPause, withSimulation } from '@chisel-lite/testbench';
import { Core, DEFAULT_CORE } from '@macromac/rtl';
import { matrixLayout } from 'macromac/port/layout.ts';
import { channels, padActivations, randomActivations, randomMatrix } from './arbitraries.ts';

const FOLDER = join(import.meta.dirname, '../out');
const DUMP = join(FOLDER, 'macro_mac.vcd');
const [N, K] = [64, 256];

/** What the page shows at first: the streams around the core, then one MACRO_MAC from its strips to its sums. */
const TOP = 'macromac_core_t1';
const UNIT = `${TOP}.u_c0_mac`;
const stream = (name: string) => ({
  kind: 'stream',
  name: `${TOP}.${name}`,
  valid: `${TOP}.${name}_tvalid`,
  ready: `${TOP}.${name}_tready`,
});
const signal = (path: string, radix: string) => ({ kind: 'signal', path, radix });
const comment = (text: string) => ({ kind: 'comment', text });
const VIEW = [
  comment('the streams of the core'),
  ...['s_axis_cmd', 's_axis_x', 's_axis_w0', 's_axis_w1', 's_axis_w2', 's_axis_w3', 'm_axis_y'].map(stream),
  comment('MACRO_MAC 0: the strips of a macro'),
  signal(`${TOP}.aclk`, 'bin'),
  signal(`${UNIT}.control_zeros`, 'bin'),
  signal(`${UNIT}.control_scales`, 'bin'),
  signal(`${UNIT}.control_weights`, 'bin'),
  signal(`${UNIT}.strip`, 'awq'),
  comment('scales, weights − zeros, mantissas'),
  signal(`${UNIT}.u_unpack_scales`, 'fp16'),
  signal(`${UNIT}.u_unpack_weights`, 'hex'),
  signal(`${UNIT}.values`, 'hex'),
  signal(`${UNIT}.exponents`, 'signed'),
  comment('sums of a group; results'),
  signal(`${UNIT}.u_t0_dot_sums`, 'hex'),
  signal(`${TOP}.m_axis_y_tdata`, 'fp32'),
];

mkdirSync(FOLDER, { recursive: true });
const matrix = randomMatrix(N, K, 'awq-macro', 'ordinary', 1);
const { groups, blocks } = matrixLayout(matrix.format, N, K);
/** The first of the macros [ps]. */
const SHOWN = { from: 380_000, to: 620_000 };
writeFileSync(join(FOLDER, 'macro_mac.view.json'), JSON.stringify({ rows: VIEW, ...SHOWN }));
const core = Core(DEFAULT_CORE);
const { files, lineMap } = emit(core, { root: join(import.meta.dirname, '..') });
const verilog = join(FOLDER, 'macro_mac.verilog');
mkdirSync(verilog, { recursive: true });
for (const [name, text] of [...files, ['lines.json', JSON.stringify(lineMap)]]) {
  writeFileSync(join(verilog, name), text);
}
await withSimulation(core, { dump: DUMP, simulator: 'native' }, async (sim) => {
  axiStreamSource(sim, 's_axis_cmd').send(BigUint64Array.of(BigInt(groups) | (BigInt(blocks) << 16n)));
  axiStreamSource(sim, 's_axis_x').send(padActivations(randomActivations(K, 'ordinary', 2), K, 1));
  channels(matrix).forEach((region, c) => {
    // Channel 1 pauses now and then, so that stalls can be seen.
    const pause = c === 1 ? randomPause(sim.random, 0.1) : undefined;
    axiStreamSource(sim, `s_axis_w${c}`, { pause }).send(region);
  });
  await axiStreamSink(sim, 'm_axis_y').receive();
});
console.error(`${DUMP}: ${N} × ${K} through four MACRO_MACs; look at ${UNIT}`);
