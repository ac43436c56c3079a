import { Command, Option } from 'commander';
import { DataError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { packMatrix } from '../model/pack.ts';
import { quantizeInt4, quantizeInt8 } from '../model/round-to-nearest.ts';
import { matrixLayout } from '../port/layout.ts';
import { MAX_K } from '../port/limits.ts';
import { integer } from './arguments.ts';
import { FORMATS, MAX_N, readExactly } from './matrix-files.ts';

interface PackArguments {
  readonly weights: string;
  readonly k: number;
  readonly n: number;
  readonly out: string;
  readonly format: string;
  readonly json?: boolean;
}

export const packCommand = new Command('pack')
  .description('quantise a matrix of floats by rounding to nearest, and pack it as `gemv --weights` takes it')
  .requiredOption('--weights <file>', 'N · K little-endian float32, output by output')
  .requiredOption('--k <inputs>', 'inputs', integer(1, MAX_K))
  .requiredOption('--n <outputs>', 'outputs', integer(1, MAX_N))
  .requiredOption('--out <file>', 'receives four regions without gaps (docs/formats.md)')
  .addOption(
    new Option('--format <number>', 'AWQ_MACRO format 1 or 2, or int8').choices(Object.keys(FORMATS)).default('1'),
  )
  .option('--json', 'print one object: format, n, k, bytes')
  .action(({ weights: path, k, n, out, format: name, json }: PackArguments) => {
    const weights = new Float32Array(readExactly(path, 4 * n * k, `${n} × ${k} float32`).buffer);
    const bad = weights.findIndex((weight) => !Number.isFinite(weight));
    if (bad >= 0) {
      const place = `output ${Math.floor(bad / k)}, input ${bad % k}`;
      throw new DataError(`${path}: ${place} is ${weights[bad]}, expected a finite number`);
    }
    const format = FORMATS[name];
    const matrix = format === 'int8-macro' ? quantizeInt8(weights, n, k, path) : quantizeInt4(weights, n, k, path);
    writeWhole(out, packMatrix(matrix, format));
    const { bytes } = matrixLayout(format, n, k);
    process.stdout.write(
      json ? `${JSON.stringify({ format, n, k, bytes })}\n` : `${out}: ${n} × ${k} as ${format}, ${bytes} bytes\n`,
    );
  });
