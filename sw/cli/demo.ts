import { join } from 'node:path';
import { variantFolder, variantNamed } from '@macromac/verilog';
import { Command } from 'commander';
import { openAccelerator } from '../backends/backends.ts';
import { type CheckedAccelerator, checked } from '../backends/checked.ts';
import { openGoldenThreads } from '../backends/golden/golden-threads.ts';
import { prepareModel } from '../decoder/model.ts';
import { loadModel } from '../model/load.ts';
import type { Statistics } from '../port/accelerator.ts';
import { CHANNELS } from '../port/layout.ts';
import { type Continuation, continuePrompt, promptTokens, textResult } from '../text/continue-prompt.ts';
import { createSampler } from '../text/sampler.ts';
import { Session } from '../text/session.ts';
import { loadTokenizer } from '../text/tokenizer.ts';
import { integer } from './arguments.ts';
import { percent, thousands } from './format.ts';
import { addSimulationOptions, type SimulationArguments, simulationOptions } from './options.ts';
import { progressLine } from './progress.ts';

const ROOT = join(import.meta.dirname, '../..');

interface DemoArguments extends SimulationArguments {
  readonly model: string;
  readonly prompt: string;
  readonly n: number;
  readonly json?: boolean;
}

export const demoCommand = addSimulationOptions(new Command('demo'))
  .description('write a story on the emitted Verilog, every matrix product checked against the golden model')
  .option('--model <dir>', 'model folder', join(ROOT, 'models/story'))
  .option('--prompt <text>', 'text to continue', process.env['PROMPT'] || 'Once upon a time')
  .option('-n <tokens>', 'new tokens at most', integer(2), 96)
  .option('--json', 'print one object at the end: that of generate, and compared and simulated')
  .action(async (options: DemoArguments) => {
    const stored = loadModel(options.model);
    const tokenizer = loadTokenizer(options.model);
    const prompt = promptTokens(stored, tokenizer, options.prompt);
    const engine = 'fused';
    const say = (text: string) => options.json || process.stdout.write(text);

    const progress = progressLine();
    progress.update('emitting the Verilog');
    await variantFolder(variantNamed(options.rtl === 'core' ? 'core_t1' : 'accelerator_t1'));
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
      say(`\n${options.prompt}`);
      const sampler = createSampler({ temperature: 0, seed: 0 });
      const settings = { maxTokens: options.n, sampler, stopTokens: stored.manifest.tokens.stop };
      const session = new Session(model, prompt.length + options.n);
      const story = await continuePrompt(session, tokenizer, prompt, settings, {
        prefill: () => {
          atStart = accelerator.statistics();
        },
        text: say,
      });
      const figures = measured(story, accelerator, atStart!, options.clock);
      say(`\n\n${table(figures, options)}`);
      if (!options.json) {
        return;
      }
      const cycles = accelerator.statistics()!.total.cycles;
      const result = textResult(story, session, { cycles, backend: 'rtl', engine, offload: 'linear' });
      process.stdout.write(`${JSON.stringify({ ...result, ...figures })}\n`);
    } finally {
      await accelerator.close();
    }
  });

/** What was compared with the golden model, and what a token of decoding took, as `--json` prints them. */
interface Figures {
  readonly compared: { readonly products: number; readonly values: number };
  readonly simulated: {
    readonly megahertz: number;
    readonly cycles_per_token: number;
    /** Share of beats that carry data on the four weight streams. */
    readonly stream_utilisation: number;
    readonly tokens_per_second: number;
  };
  /** Of the simulator, on this machine. */
  readonly cycles_per_second: number;
}

function measured(
  story: Continuation,
  accelerator: CheckedAccelerator,
  atStart: Statistics,
  megahertz: number,
): Figures {
  const { total } = accelerator.statistics()!;
  // The last token was chosen, but not put through the model.
  const tokens = story.tokens.length - 1;
  const cycles = (total.cycles - atStart.total.cycles) / tokens;
  const { products, values } = accelerator.compared;
  return {
    compared: { products, values },
    simulated: {
      megahertz,
      cycles_per_token: cycles,
      stream_utilisation: (total.beats - atStart.total.beats) / (CHANNELS * cycles * tokens),
      tokens_per_second: (megahertz * 1e6) / cycles,
    },
    cycles_per_second: total.cycles / total.seconds,
  };
}

function table({ compared, simulated, cycles_per_second: speed }: Figures, { rtl, clock, ddr }: DemoArguments): string {
  const { products, values } = compared;
  const where = rtl === 'core' ? 'the core alone: they never pause' : `memory model ${ddr}`;
  const rows = [
    [
      'Golden model',
      `the same bits in all ${thousands(products)} matrix products (${thousands(values)} results came back)`,
    ],
    ['Cycles a token', `${thousands(simulated.cycles_per_token)} (simulated; decoding, LM head included)`],
    ['Stream utilisation', `${percent(simulated.stream_utilisation)} of beats on the four weight streams (${where})`],
    [
      `Speed at ${clock} MHz`,
      `${thousands(simulated.tokens_per_second)} tokens/s (simulated; no work of the processor)`,
    ],
    ['Simulator', `${thousands(speed)} cycles/s (measured on this machine)`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(20)}${value}\n`).join('');
}
