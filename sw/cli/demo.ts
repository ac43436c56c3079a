import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { openAccelerator } from '../accel/backends.ts';
import { type CheckedAccelerator, checked } from '../accel/checked.ts';
import { openGoldenThreads } from '../accel/golden-threads.ts';
import type { Statistics } from '../accel/port.ts';
import type { Scope } from '../accel/simulator.ts';
import { DataError } from '../errors.ts';
import { CHANNELS } from '../model/layout.ts';
import { loadModel } from '../model/load.ts';
import { Session } from '../runtime/generate.ts';
import { prepareModel } from '../runtime/model.ts';
import { createSampler } from '../runtime/sampler.ts';
import { loadTokenizer } from '../runtime/tokenizer.ts';
import { integer } from './arguments.ts';
import { type Continuation, continuePrompt, promptTokens } from './continue-prompt.ts';
import { percent, thousands } from './format.ts';
import { addSimulationOptions, type SimulationArguments, simulationOptions } from './options.ts';
import { progressLine } from './progress.ts';

const ROOT = join(import.meta.dirname, '../..');

interface DemoArguments extends SimulationArguments {
  readonly model: string;
  readonly prompt: string;
  readonly n: number;
}

export const demoCommand = addSimulationOptions(new Command('demo'))
  .description('write a story on the emitted Verilog, every matrix product checked against the golden model')
  .option('--model <dir>', 'model folder', join(ROOT, 'models/story'))
  .option('--prompt <text>', 'text to continue', process.env['PROMPT'] || 'Once upon a time')
  .option('-n <tokens>', 'new tokens at most', integer(2), 96)
  .action(async (options: DemoArguments) => {
    const stored = loadModel(options.model);
    const tokenizer = loadTokenizer(options.model);
    const prompt = promptTokens(stored, tokenizer, options.prompt);
    const engine = 'fused';

    const progress = progressLine();
    progress.update('emitting the Verilog');
    await emitVerilog(options.rtl);
    const built = performance.now();
    const rtl = await openAccelerator('rtl', {
      engine,
      ...simulationOptions(options),
      progress: progress.update,
    });
    progress.end(`Simulator ready after ${((performance.now() - built) / 1000).toFixed(1)} s.`);

    const accelerator = checked(rtl, await openGoldenThreads({ engine }));
    try {
      const model = await prepareModel(stored, accelerator);
      // Figures are of decoding: from the end of the prompt to the last token.
      let atStart: Statistics | null = null;
      process.stdout.write(`\n${options.prompt}`);
      const sampler = createSampler({ temperature: 0, seed: 0 });
      const settings = { maxTokens: options.n, sampler, stopTokens: stored.manifest.tokens.stop };
      const story = await continuePrompt(new Session(model, prompt.length + options.n), tokenizer, prompt, settings, {
        prefill: () => {
          atStart = accelerator.statistics();
        },
        text: (piece) => process.stdout.write(piece),
      });
      process.stdout.write(`\n\n${figures(story, accelerator, atStart!, options)}`);
    } finally {
      await accelerator.close();
    }
  });

/** Brings what is simulated in gen/verilog up to date with rtl/. */
async function emitVerilog(scope: Scope): Promise<void> {
  const path = join(ROOT, 'gen/emit.ts');
  if (!existsSync(path)) throw new DataError(`${path}: no such file; the demo needs the whole repository`);
  const { VARIANTS } = await import('../../gen/variants.ts');
  const { writeVariant } = await import('../../gen/emit.ts');
  const folder = scope === 'core' ? 'core_t1' : 'accelerator_t1';
  writeVariant(VARIANTS.find((variant) => variant.folder === folder)!);
}

function figures(
  story: Continuation,
  accelerator: CheckedAccelerator,
  atStart: Statistics,
  { rtl, clock, ddr }: DemoArguments,
): string {
  const { total } = accelerator.statistics()!;
  // The last token was chosen, but not put through the model.
  const tokens = story.tokens.length - 1;
  const cycles = (total.cycles - atStart.total.cycles) / tokens;
  const utilisation = (total.beats - atStart.total.beats) / (CHANNELS * cycles * tokens);
  const { products, values } = accelerator.compared;
  const where = rtl === 'core' ? 'the core alone: they never pause' : `memory model ${ddr}`;
  const rows = [
    [
      'Golden model',
      `the same bits in all ${thousands(products)} matrix products (${thousands(values)} results came back)`,
    ],
    ['Cycles a token', `${thousands(cycles)} (simulated; decoding, LM head included)`],
    ['Stream utilisation', `${percent(utilisation)} of beats on the four weight streams (${where})`],
    [`Speed at ${clock} MHz`, `${thousands((clock * 1e6) / cycles)} tokens/s (simulated; no work of the processor)`],
    ['Simulator', `${thousands(total.cycles / total.seconds)} cycles/s (measured on this machine)`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(20)}${value}\n`).join('');
}
