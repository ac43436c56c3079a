/**
 * `make waves`: a dump of one MACRO_MAC run to look at. One channel's macros of a small matrix go through the unit, as the core would feed
 * them, with every internal signal in out/macro_mac.vcd and the names of states beside it.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axiStreamSink, axiStreamSource, randomPause, withSimulation } from '@chisel-lite/testbench';
import { Core, DEFAULT_CORE } from '@macromac/rtl';
import { matrixLayout } from 'macromac/model/layout.ts';
import { channels, padActivations, randomActivations, randomMatrix } from './arbitraries.ts';

const FOLDER = join(import.meta.dirname, '../out');
const DUMP = join(FOLDER, 'macro_mac.vcd');
const [N, K] = [64, 256];

mkdirSync(FOLDER, { recursive: true });
const matrix = randomMatrix(N, K, 'awq-macro', 'ordinary', 1);
const { groups, blocks } = matrixLayout(matrix.format, N, K);
await withSimulation(Core(DEFAULT_CORE), { dump: DUMP, simulator: 'native' }, async (sim) => {
  axiStreamSource(sim, 's_axis_cmd').send(BigUint64Array.of(BigInt(groups) | (BigInt(blocks) << 16n)));
  axiStreamSource(sim, 's_axis_x').send(padActivations(randomActivations(K, 'ordinary', 2), K, 1));
  channels(matrix).forEach((region, c) => {
    // Channel 1 pauses now and then, so that stalls can be seen.
    const pause = c === 1 ? randomPause(sim.random, 0.1) : undefined;
    axiStreamSource(sim, `s_axis_w${c}`, { pause }).send(region);
  });
  await axiStreamSink(sim, 'm_axis_y').receive();
});
console.error(`${DUMP}: ${N} × ${K} through four MACRO_MACs; look at macromac_core.u_c0_mac`);
