import { Command, Option } from 'commander';
import { BACKEND_NAMES, openAccelerator } from '../backends/backends.ts';
import { writeWhole } from '../files.ts';
import { matrixLayout } from '../port/layout.ts';
import { MAX_K } from '../port/limits.ts';
import type { Engine } from '../port/matrix.ts';
import { integer } from './arguments.ts';
import { FORMATS, MAX_N, readExactly } from './matrix-files.ts';
import { addSimulationOptions, engineOption, type SimulationArguments, simulationOptions } from './options.ts';
import { progressLine } from './progress.ts';

interface GemvArguments extends SimulationArguments {
  readonly weights: string;
  readonly k: number;
  readonly n: number;
  readonly x: string;
  readonly out: string;
  readonly backend: string;
  readonly t: number;
  readonly engine: Engine;
  readonly format: string;
  readonly json?: boolean;
}

export const gemvCommand = addSimulationOptions(new Command('gemv'))
  .description('one matrix product y = x · Wᵀ from files')
  .requiredOption('--weights <file>', 'packed matrix, as `pack` makes it: four regions without gaps (docs/formats.md)')
  .requiredOption('--k <inputs>', 'inputs, before padding', integer(1, MAX_K))
  .requiredOption('--n <outputs>', 'outputs, before padding', integer(1, MAX_N))
  .requiredOption('--x <file>', 'T · K little-endian float32, token by token')
  .requiredOption('--out <file>', 'receives T · N little-endian float32, token by token')
  .option('--backend <name>', `where the product is made: ${BACKEND_NAMES.join(', ')}`, 'golden')
  .option('--t <tokens>', 'activation vectors', integer(1, 4096), 1)
  .addOption(engineOption())
  .addOption(
    new Option('--format <number>', 'of the weights: AWQ_MACRO format 1 or 2, or int8')
      .choices(Object.keys(FORMATS))
      .default('1'),
  )
  .option('--json', 'print cycles, beats and stalls (null where no hardware runs)')
  .action(async (options: GemvArguments) => {
    const { k, n, t, engine } = options;
    const format = FORMATS[options.format];
    const data = readExactly(
      options.weights,
      matrixLayout(format, n, k).bytes,
      `packed ${n} × ${k}, format ${options.format}`,
    );
    const xBytes = readExactly(options.x, 4 * t * k, `${t} × ${k} float32`);
    const x = new Float32Array(xBytes.buffer);

    const progress = progressLine();
    const accelerator = await openAccelerator(options.backend, {
      engine,
      ...simulationOptions(options),
      tokens: t,
      progress: progress.update,
    });
    try {
      const matrix = await accelerator.load({ name: options.weights, n, k, format, data });
      const [y] = await accelerator.multiply(x, t, [matrix]);
      progress.end();
      writeWhole(options.out, y);
      const bad = x.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) {
        const place = `token ${Math.floor(bad / k)}, input ${bad % k}`;
        process.stderr.write(`warning: ${options.x}: ${place} is ${x[bad]}; all results of such a token are NaN\n`);
      }
      const { cycles = null, beats = null, stalls = null } = accelerator.statistics()?.lastCall ?? {};
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ cycles, beats, stalls })}\n`);
      }
    } finally {
      progress.end();
      await accelerator.close();
    }
  });
