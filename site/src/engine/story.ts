import { compileSimulation, elaborate } from '@chisel-lite/hdl';
import { openGolden } from 'macromac/backends/golden/golden.ts';
import { simulatedBus } from 'macromac/backends/rtl/simulated-bus.ts';
import { prepareModel } from 'macromac/decoder/model.ts';
import { deviceAccelerator } from 'macromac/driver/device-accelerator.ts';
import { openDriver } from 'macromac/driver/driver.ts';
import type { Statistics } from 'macromac/port/accelerator.ts';
import { CHANNELS } from 'macromac/port/layout.ts';
import { continuePrompt, promptTokens } from 'macromac/text/continue-prompt.ts';
import { createSampler } from 'macromac/text/sampler.ts';
import { Session } from 'macromac/text/session.ts';
import { createTokenizer } from 'macromac/text/tokenizer.ts';
import type { Figures, FromEngine, ToEngine } from '../shared/protocol.ts';
import { BlockWatch } from './block-watch.ts';
import { judged } from './judged.ts';
import { loadHardware } from './load-hardware.ts';
import { pacedBus } from './paced-bus.ts';
import { Pacer } from './pacer.ts';
import { storedModel } from './stored-model.ts';

/** Patience with a command beyond twenty times what its weights take, in the device's time [ms]; a broken machine may hang. */
const PATIENCE = { factor: 20, milliseconds: 0.5 };
/** Between two messages of progress [ms]. */
const REPORT_EVERY = 100;

export type Start = Extract<ToEngine, { kind: 'start' }>;

export interface Story {
  /** Set as soon as the hardware is built. */
  pacer: Pacer | undefined;
  /** Whether to tell what each block does. */
  isWatched: boolean;
}

/** Builds the hardware out of its sources and lets it write; everything that happens is told by `say`. */
export async function tellStory(start: Start, story: Story, say: (message: FromEngine) => void): Promise<void> {
  const { sources, model: files, prompt, tokens: most, megahertz, pace } = start;
  const began = performance.now();
  let phase: 'build' | 'run' = 'build';
  try {
    const { Accelerator, DEFAULT_CORE } = loadHardware(sources);
    const { design } = elaborate(Accelerator({ ...DEFAULT_CORE, tokens: 1 }));
    const simulator = compileSimulation(design).instantiate();
    say({
      kind: 'built',
      files: Object.keys(sources).length,
      modules: design.modules.length,
      seconds: (performance.now() - began) / 1000,
    });
    phase = 'run';

    const stored = await storedModel(files);
    const tokenizer = createTokenizer(files.tokenizer, files.tokenizerConfig, 'tokenizer.json');
    const device = simulatedBus(simulator as unknown as Parameters<typeof simulatedBus>[0], { megahertz });
    const pacer = new Pacer(pace, () => say({ kind: 'paused', figures: figures(), state: stateOf(simulator) }));
    story.pacer = pacer;
    let watch: BlockWatch | undefined;
    const sample = () => {
      if (story.isWatched) {
        watch ??= new BlockWatch(design, simulator);
        watch.sample();
      }
    };
    let reported = 0;
    const report = (always = false) => {
      if (always || performance.now() - reported > REPORT_EVERY) {
        reported = performance.now();
        say({ kind: 'progress', figures: figures(), verdict: accelerator.verdict, activity: bus.takeActivity() });
        if (story.isWatched && watch) {
          say({ kind: 'blocks', blocks: watch.take() });
        }
      }
    };
    const bus = pacedBus(device, simulator, pacer, report, sample);
    const driver = await openDriver(bus, PATIENCE);
    const accelerator = judged(deviceAccelerator('rtl', driver), openGolden({ engine: 'fused' }));
    const opened = performance.now();

    let written = 0;
    let atStart: { readonly statistics: Statistics; readonly time: number } | undefined;
    let decoding: Partial<Figures> = {};
    /** Behind a token: of the passes of decoding, which are complete then. The token chosen last has not been put through the model. */
    function measure(): void {
      const passes = written - 1;
      if (!atStart || passes < 1) {
        return;
      }
      const { cycles, beats } = accelerator.statistics()!.total;
      const { cycles: before, beats: beatsBefore } = atStart.statistics.total;
      decoding = {
        cyclesPerToken: (cycles - before) / passes,
        share: (beats - beatsBefore) / (CHANNELS * (cycles - before)),
        tokensPerSecond: (1000 * passes) / (performance.now() - atStart.time),
      };
    }
    function figures(): Figures {
      return {
        tokens: written,
        cycles: device.cycles,
        busyCycles: accelerator.statistics()!.total.cycles,
        cyclesPerToken: decoding.cyclesPerToken,
        share: decoding.share,
        tokensPerSecond: decoding.tokensPerSecond,
        cyclesPerSecond: (1000 * device.cycles) / (performance.now() - opened),
      };
    }

    const model = await prepareModel(stored, accelerator);
    const ids = promptTokens(stored, tokenizer, prompt);
    const session = new Session(model, ids.length + most);
    const sampler = createSampler({ temperature: 0, seed: 0 });
    const settings = { maxTokens: most, sampler, stopTokens: stored.manifest.tokens.stop };
    const result = await continuePrompt(session, tokenizer, ids, settings, {
      prefill(done, total) {
        if (done === total) {
          atStart = { statistics: accelerator.statistics()!, time: performance.now() };
        }
      },
      text(text) {
        say({ kind: 'text', text });
      },
      async pause(tokens) {
        written = tokens.length;
        measure();
        report(true);
        if (tokens.length > 0) {
          await pacer.afterToken();
        }
      },
    });
    report(true);
    say({ kind: 'end', tokens: result.tokens, reason: result.reason });
  } catch (error) {
    say({ kind: 'error', message: (error as Error).message, phase });
  }
}

/** The levels of the ports that a cycle is told by. */
function stateOf({
  ports,
}: {
  readonly ports: Readonly<Record<string, { readonly value: number | bigint }>>;
}): string[] {
  const shown = ['arvalid', 'arready', 'rvalid', 'rready'];
  return [0, 1, 2, 3].map((i) => {
    const levels = shown.map((name) => `${name} ${ports[`m_axi_${i}_${name}`].value}`).join('  ');
    return `m_axi_${i}  ${levels}  rdata ${ports[`m_axi_${i}_rdata`].value.toString(16).padStart(32, '0')}`;
  });
}
