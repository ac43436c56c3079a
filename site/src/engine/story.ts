import { compileSimulation, elaborate } from '@chisel-lite/hdl';
import { openGolden } from 'macromac/backends/golden/golden.ts';
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
import { followWord } from './follow-word.ts';
import { judged } from './judged.ts';
import { loadHardware } from './load-hardware.ts';
import { MOMENT_SIGNALS, momentRows } from './moment-view.ts';
import { pacedBus } from './paced-bus.ts';
import { Pacer } from './pacer.ts';
import { Recorder } from './recorder.ts';
import { storedModel } from './stored-model.ts';

/**
 * Patience with a command beyond twenty times what its weights take, in the device's time [ms]; a broken machine may
 * hang.
 */
const PATIENCE = { factor: 20, milliseconds: 0.5 };
/** Between two messages of progress [ms]. */
const REPORT_EVERY = 100;
/** Cycles between two looks at the blocks; a prime, so that it falls into step with nothing. */
const SAMPLE_EVERY = 61;

export type Start = Extract<ToEngine, { kind: 'start' }>;
type Asking = Extract<ToEngine, { kind: 'moment' | 'follow' }>;

export interface Story {
  /** Set as soon as the hardware is built. */
  pacer: Pacer | undefined;
  /** Whether to tell what each block does. */
  isWatched: boolean;
  /** Answers questions about the machine; set as soon as it runs. */
  ask: ((question: Asking) => void) | undefined;
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
    const period = 1e6 / megahertz;
    let stoodAt = 0;
    const pacer = new Pacer(pace, () => {
      say({ kind: 'paused', figures: figures(), state: stateOf(simulator), passed: bus.cycles - stoodAt });
      stoodAt = bus.cycles;
    });
    story.pacer = pacer;
    const recorder = new Recorder(simulator, design, MOMENT_SIGNALS, period);
    let watch: BlockWatch | undefined;
    let probe: ((cycle: number) => void) | undefined;
    const eachCycle = (cycle: number) => {
      recorder.cycle(cycle, pacer.isByCycle);
      probe?.(cycle);
      if (story.isWatched && cycle % SAMPLE_EVERY === 0) {
        watch ??= new BlockWatch(design, simulator);
        watch.sample();
      }
    };
    let reported = 0;
    /** While a number is followed nothing that happens is part of the story. */
    let isFollowing = false;
    const report = (always = false) => {
      if (isFollowing) {
        return;
      }
      if (always || performance.now() - reported > REPORT_EVERY) {
        reported = performance.now();
        // Steps by hand go on with the moment at hand.
        const moment = pacer.isByCycle ? -1 : recorder.next(bus.cycles);
        say({
          kind: 'progress',
          figures: figures(),
          verdict: accelerator.verdict,
          activity: bus.takeActivity(),
          moment,
        });
        if (story.isWatched && watch) {
          say({ kind: 'blocks', blocks: watch.take() });
        }
      }
    };
    const bus = pacedBus(simulator, megahertz, pacer, report, eachCycle);
    const driver = await openDriver(bus, PATIENCE);
    const subject = deviceAccelerator('rtl', driver);
    const accelerator = judged(subject, openGolden({ engine: 'fused' }));
    const opened = performance.now();

    let written = 0;
    let atStart: { readonly statistics: Statistics; readonly time: number } | undefined;
    let decoding: Partial<Figures> = {};
    /** What was spent on following numbers, which is no part of the story. */
    const aside = { cycles: 0, busy: 0, beats: 0, milliseconds: 0 };
    /**
     * Behind a token: of the passes of decoding, which are complete then. The token chosen last has not been put
     * through the model.
     */
    function measure(): void {
      const passes = written - 1;
      if (!atStart || passes < 1) {
        return;
      }
      const { cycles, beats } = accelerator.statistics()!.total;
      const { cycles: before, beats: beatsBefore } = atStart.statistics.total;
      const spent = cycles - before - aside.busy;
      decoding = {
        cyclesPerToken: spent / passes,
        share: (beats - beatsBefore - aside.beats) / (CHANNELS * spent),
        tokensPerSecond: (1000 * passes) / (performance.now() - atStart.time - aside.milliseconds),
      };
    }
    function figures(): Figures {
      const cycles = bus.cycles - aside.cycles;
      return {
        tokens: written,
        cycles,
        busyCycles: accelerator.statistics()!.total.cycles - aside.busy,
        cyclesPerToken: decoding.cyclesPerToken,
        share: decoding.share,
        tokensPerSecond: decoding.tokensPerSecond,
        cyclesPerSecond: (1000 * cycles) / (performance.now() - opened - aside.milliseconds),
      };
    }

    const model = await prepareModel(stored, accelerator);
    const ids = promptTokens(stored, tokenizer, prompt);
    const session = new Session(model, ids.length + most);
    const sampler = createSampler({ temperature: 0, seed: 0 });
    const settings = { maxTokens: most, sampler, stopTokens: stored.manifest.tokens.stop };
    const chosen: number[] = [];

    // Numbers are followed between two tokens, when the accelerator has nothing else to do.
    const toFollow: Extract<Asking, { kind: 'follow' }>[] = [];
    let isOver = false;
    async function followAll(): Promise<void> {
      if (isFollowing) {
        return;
      }
      isFollowing = true;
      pacer.isExempt = true;
      for (let next = toFollow.shift(); next; next = toFollow.shift()) {
        const before = { cycles: bus.cycles, time: performance.now(), total: subject.statistics()!.total };
        const hook = (each: typeof probe) => {
          probe = each;
        };
        try {
          const machine = { design, simulator, subject, stored, tokenizer, asked: accelerator.asked, chosen, hook };
          say({ kind: 'followed', ...(await followWord(machine, next.word, next.input)) });
        } catch (error) {
          say({ kind: 'refused', message: (error as Error).message });
        }
        probe = undefined;
        const { total } = subject.statistics()!;
        aside.cycles += bus.cycles - before.cycles;
        aside.busy += total.cycles - before.total.cycles;
        aside.beats += total.beats - before.total.beats;
        aside.milliseconds += performance.now() - before.time;
        bus.takeActivity();
      }
      pacer.isExempt = false;
      isFollowing = false;
    }
    story.ask = (question) => {
      if (question.kind === 'moment') {
        const recorded = recorder.moment(question.id);
        if (!recorded) {
          return;
        }
        const view = { rows: momentRows(design.top.name), from: recorded.from * period, to: recorded.to * period };
        say({ kind: 'moment', ...recorded, view });
        return;
      }
      toFollow.push(question);
      if (isOver || pacer.isBetween) {
        void followAll();
      }
    };

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
        chosen.splice(0, chosen.length, ...tokens);
        measure();
        report(true);
        if (tokens.length > 0) {
          await followAll();
          await pacer.afterToken();
        }
      },
    });
    isOver = true;
    chosen.splice(0, chosen.length, ...result.tokens);
    report(true);
    say({ kind: 'end', tokens: result.tokens, reason: result.reason });
    await followAll();
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
