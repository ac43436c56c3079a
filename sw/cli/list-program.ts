import { Command, Option } from 'commander';
import { openGolden } from '../backends/golden/golden.ts';
import { prepareModel } from '../decoder/model.ts';
import { UsageError } from '../errors.ts';
import { loadModel } from '../model/load.ts';
import { ACCELERATOR_CACHE_KINDS } from '../port/kv-cache.ts';
import { PASS_SIZES } from '../port/limits.ts';
import { compilePass } from '../program/compile.ts';
import { CachePool } from '../program/device-cache.ts';
import { productBeats, shapeAt, streamedBeats } from '../program/estimate.ts';
import { placeModel } from '../program/offload.ts';
import type { KeyKind } from '../program/placement.ts';
import type { ListRecord } from '../program/records.ts';
import { integer, oneOf } from './arguments.ts';
import { thousands } from './format.ts';

interface ProgramArguments {
  readonly model: string;
  readonly tokens: number;
  readonly vectors: number;
  readonly context: number;
  readonly kvCache: KeyKind;
  readonly json?: boolean;
}

/** A record as it is printed. */
interface Line {
  readonly record: number;
  readonly kind: string;
  readonly name: string;
  /** Of a product N × K; of a vector record its loops: steps × vectors × beats. */
  readonly size: string;
  /** Where its weights, parameters or appended bytes lie. */
  readonly address: string;
  readonly bytes: number;
  /** Beats that it takes at one a cycle. */
  readonly cycles: number;
}

export const programCommand = new Command('program')
  .description('prints the command list of a pass of a model, record by record (docs/command-list.md)')
  .requiredOption('--model <dir>', 'model folder')
  .option('--tokens <count>', 'tokens of the pass', integer(1, 8), 1)
  .option('--vectors <t>', 'T: vectors a pass of the accelerator', oneOf(PASS_SIZES), 4)
  .option('--context <tokens>', 'positions that the last of them attends to', integer(1), 256)
  .addOption(new Option('--kv-cache <kind>', 'how keys are kept').choices(ACCELERATOR_CACHE_KINDS).default('k16v8'))
  .option('--json', 'print one object')
  .action(async ({ model: directory, tokens, vectors, context, kvCache, json }: ProgramArguments) => {
    if (context < tokens) {
      throw new UsageError(`--context ${context}: a pass of ${tokens} tokens has at least as many positions`);
    }
    const accelerator = openGolden({ engine: 'fused', tokens: vectors });
    const model = await prepareModel(loadModel(directory), accelerator);
    const device = accelerator.lists!;
    const placed = placeModel(model, device);
    const cache = new CachePool(device, model.architecture).create(context, kvCache);
    const { chunk } = cache.placed;
    const index = Math.floor((context - tokens) / chunk);
    if (index !== Math.floor((context - 1) / chunk)) {
      throw new UsageError(
        `--context ${context}: a pass of ${tokens} tokens over the end of a chunk of ${chunk} is two`,
      );
    }
    const records = compilePass(placed, cache.placed, tokens, 'top', index);
    const position = context - tokens - index * chunk;
    const lines = records.map((record, i) => lineOf(record, i, position));
    const total = streamedBeats(records, position);
    if (json) {
      process.stdout.write(
        `${JSON.stringify({ model: directory, tokens, vectors, context, weight_beats: total, records: lines })}\n`,
      );
      return;
    }
    const text = lines.map(
      ({ record, kind, name, size, address, bytes, cycles }) =>
        `${String(record).padStart(5)}  ${kind.padEnd(7)}  ${size.padStart(15)}  ${address.padEnd(12)}  ${thousands(bytes).padStart(11)} B  ${thousands(cycles).padStart(9)}  ${name}\n`,
    );
    const head = `record  kind                size  address             bytes      beats  name\n`;
    process.stdout.write(
      `${head}${text.join('')}${records.length} records; their weights take ${thousands(total)} cycles at one strip a cycle\n`,
    );
  });

const BEAT_BYTES = 16;
const hex = (address: number): string => `0x${address.toString(16)}`;

function lineOf(record: ListRecord, index: number, position: number): Line {
  const { kind, name } = record;
  if (record.kind === 'product') {
    const { groups, blocks } = shapeAt(record, position);
    const beats = productBeats(record, position);
    const [first] = record.matrix.weights;
    const size = `${32 * blocks} × ${64 * groups}`;
    return { record: index, kind, name, size, address: hex(first), bytes: 4 * BEAT_BYTES * beats, cycles: beats };
  }
  if (record.kind === 'again') {
    return { record: index, kind, name, size: '', address: '', bytes: 0, cycles: 0 };
  }
  const { beats, vectors = 1, parameters, to } = record;
  const context = position + (record.offset ?? 0) + 1;
  const steps = record.steps === 'context' ? Math.ceil(context / (4 * beats)) : (record.steps ?? 1);
  const taken = steps * vectors * beats * (record.twice ? 2 : 1);
  const append = typeof to === 'object' && 'append' in to ? to.address : undefined;
  const perStep = parameters ? (record.d === 'second' ? 2 * beats : parameters.half ? beats / 2 : beats) : 0;
  return {
    record: index,
    kind,
    name,
    size: `${steps} × ${vectors} × ${beats}`,
    address: parameters ? hex(parameters.address) : append === undefined ? '' : hex(append),
    bytes: BEAT_BYTES * perStep * steps,
    cycles: taken,
  };
}
