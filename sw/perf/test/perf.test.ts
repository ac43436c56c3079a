import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openGolden } from '../../backends/golden/golden.ts';
import { startSimulator } from '../../backends/rtl/simulator.ts';
import { prepareModel } from '../../decoder/model.ts';
import { convertCheckpoint } from '../../import/convert.ts';
import { loadModel } from '../../model/load.ts';
import type { Accelerator } from '../../port/accelerator.ts';
import { macromac } from '../../testing/command-line.ts';
import { tinyCheckpoint } from '../../testing/tiny-model.ts';
import { DESIGN_PRICES, processorTime } from '../processor.ts';
import { type PerfReport, perfReport } from '../report.ts';
import { type Call, callsOf, SHAPES } from '../shapes.ts';
import type { CallJob } from '../simulate-call.ts';
import { simulateCalls } from '../simulate-calls.ts';
import { simulatePasses } from '../simulate-token.ts';
import { randomModel } from '../token-model.ts';
import { paperParts, waterfall } from '../waterfall.ts';
import { waterfallSvg } from '../waterfall-chart.ts';

const QWEN = SHAPES['qwen2.5-0.5b'];

describe('what the design states of Qwen2.5-0.5B', () => {
  test('weights: 357,826,560 in the layers, 136,134,656 in the LM head', () => {
    const count = (isLinearLayer: boolean) =>
      callsOf(QWEN, 'awq-macro', 'awq-macro')
        .filter((call) => call.isLinearLayer === isLinearLayer)
        .reduce((sum, { count: times, k, n }) => sum + times * k * n.reduce((a, b) => a + b), 0);
    expect([count(true), count(false)]).toEqual([357_826_560, 136_134_656]);
  });

  test('more inputs than a product takes are two calls', () => {
    const down = callsOf(SHAPES['qwen2.5-1.5b'], 'awq-macro', 'awq-macro').filter(({ name }) => name === 'down');
    expect(down.map(({ k, n, count }) => ({ k, n, count }))).toEqual([
      { k: 8192, n: [1536], count: 28 },
      { k: 768, n: [1536], count: 28 },
    ]);
  });

  test('processor: 12.0 ms of non-linear work, 2 · 14 · 64 · 256 MACs of attention a layer at 4 GMAC/s', () => {
    const { nonLinear, attention, commands } = processorTime(QWEN, 256, 169, DESIGN_PRICES);
    expect(nonLinear).toBeCloseTo(24 * 0.499, 10);
    expect(attention).toBeCloseTo((24 * 2 * 14 * 64 * 256) / 4e6, 10);
    expect(commands).toBeCloseTo(1.69, 10);
  });

  test("the paper's 196 ms: 15.7 of streaming, 12.0 of non-linear work, 98 to 145 of LM head, 23 to 70 unexplained", () => {
    const [weights, nonLinear, head, unexplained] = paperParts().map(({ milliseconds }) => milliseconds);
    expect(weights).toBeCloseTo(15.7, 1);
    expect(nonLinear).toBeCloseTo(12.0, 1);
    expect(head).toBe(98);
    expect(unexplained).toBeCloseTo(70.4, 1);
    expect(weights + nonLinear + head + unexplained).toBeCloseTo(1000 / 5.1, 10);
  });
});

describe('a small shape through the Verilog', () => {
  let report: PerfReport;
  beforeAll(async () => {
    await startSimulator('system', 1);
    const shape = {
      name: 'small',
      layers: 2,
      hidden: 256,
      ffn: 640,
      heads: 4,
      kvHeads: 2,
      headDim: 64,
      vocab: 2000,
      qkvBias: false,
      headNorm: false,
    };
    report = await perfReport({
      shape,
      weights: 'awq-macro',
      heads: ['awq-macro-dense', 'int8-macro'],
      context: 100,
      megahertz: 200,
      ddr: 'kv260',
      prices: DESIGN_PRICES,
      prefill: [1],
    });
  }, 900_000);

  test('every call is within 10 % of the formula', () => {
    for (const { calls } of report.decode) {
      for (const { name, cycles, formula } of calls) {
        expect(Math.abs(cycles / formula - 1), `${name}: ${cycles} cycles, ${formula} by the formula`).toBeLessThan(
          0.1,
        );
      }
    }
  });

  test('prefill, by its simulated calls: within 10 % of the formula, which is no multiple of a pass alone', () => {
    const [{ tokens, passes, calls, cycles, formula, tokensPerSecond }] = report.prefill;
    expect([tokens, passes, calls.length]).toEqual([1, 4, 4]);
    for (const call of calls) {
      expect(Math.abs(call.cycles / call.formula - 1)).toBeLessThan(0.1);
    }
    const alone = report.decode[0].calls;
    calls.forEach((call, i) => {
      // Latencies and pipelines are met once.
      expect(call.formula).toBeLessThan(passes * alone[i].formula);
      expect(call.cycles).toBeLessThan(passes * alone[i].cycles);
    });
    expect(cycles).toBe(calls.reduce((sum, call) => sum + call.count * call.cycles, 0));
    expect(formula).toBe(calls.reduce((sum, call) => sum + call.count * call.formula, 0));
    expect(tokensPerSecond).toBeCloseTo((tokens * passes * 200e6) / cycles, 8);
  });

  test('the parts add up, and the waterfall ends at them', async () => {
    const [decode] = report.decode;
    const { layers, lmHead, processor, total } = decode;
    expect(layers + lmHead + processor.nonLinear + processor.attention + processor.commands).toBeCloseTo(total, 10);
    const steps = waterfall(report, decode);
    expect(steps.at(-1)!.total).toBeCloseTo(total, 10);
    const svg = await waterfallSvg(steps, 'small');
    expect(svg).toMatch(/^<svg /);
    for (const { name } of steps.slice(1)) {
      expect(svg).toContain(name);
    }
  });
});

describe('macromac perf', () => {
  test('a waterfall is of the model that the paper has', async () => {
    const { code, stderr } = await macromac('perf', '--shape', 'smollm2-135m', '--svg', 'never.svg');
    expect([code, stderr]).toEqual([
      2,
      "macromac: --svg: the paper's token is one of Qwen2.5-0.5B; there is no way from it to SmolLM2-135M\n",
    ]);
    expect(existsSync('never.svg')).toBe(false);
  });

  test('a model folder: its sizes and the format of its layers; model.bin is not read', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'macromac-perf-'));
    convertCheckpoint(tinyCheckpoint(), { weights: 'awq-macro-dense', embedding: 'fp16', lmHead: 'fp16' }, directory);
    rmSync(join(directory, 'model.bin'));
    const report = JSON.parse(
      (await macromac('perf', '--model', directory, '--offload', 'linear', '--no-prefill', '--json')).stdout,
    );
    rmSync(directory, { recursive: true });
    expect(report).toMatchObject({ weights: 'awq-macro-dense', shape: { layers: 2, hidden: 72, ffn: 100, vocab: 97 } });
    expect(report.decode[0].calls.map(({ count }: { count: number }) => count)).toEqual([2, 2, 2, 2, 1]);
  });
});

describe('macromac perf --offload token', () => {
  const story = join(import.meta.dirname, '../../../models/story');
  const perf = (...args: string[]) => macromac('perf', '--tokens', '2', '--json', ...args);
  const cyclesOf = async (...args: string[]): Promise<number> => {
    const hardware = ['--backend', 'rtl', '--offload', 'token', '--tokens-per-pass', '2', '--temperature', '0'];
    const { code, stdout } = await macromac('generate', '--model', story, ...hardware, '--json', ...args);
    expect(code).toBe(0);
    return JSON.parse(stdout).cycles;
  };
  const park = 'One day a little girl named Lily went to the park with her mom and her dog and saw a big red ball';

  test.each([
    ['The dog', 'k16v8'],
    [park, 'int8'],
  ] as const)(
    '--model: the cycles of the token that generate makes behind "%s", %s',
    async (prompt, keys) => {
      // With a penalty all logits return: the heap of the largest takes as long as its values want.
      const args = ['--prompt', prompt, '--kv-cache', keys, '--frequency-penalty', '0.5'];
      const first = await cyclesOf(...args, '-n', '1');
      const both = await cyclesOf(...args, '-n', '2');
      const { stdout } = await macromac('generate', '--model', story, '--prompt', prompt, '-n', '1', '--json');
      const position = JSON.parse(stdout).prompt_tokens.length;
      const open = async (accelerator: Accelerator) => prepareModel(loadModel(story), accelerator);
      const hardware = { megahertz: 200, ddr: 'kv260' } as const;
      const job = { tokens: 1, position, wanted: 'last' } as const;
      const simulator = await startSimulator('system', 2);
      expect((await simulatePasses(simulator, hardware, open, keys, [job]))[0].cycles).toBe(both - first);
    },
    900_000,
  );

  test('--prompt: those of a text with its own values, with the list of the largest', async () => {
    const args = ['--prompt', 'The dog', '--kv-cache', 'k16v8'];
    const first = await cyclesOf(...args, '-n', '2');
    const both = await cyclesOf(...args, '-n', '3');
    const { stdout } = await macromac('generate', '--model', story, '--prompt', 'The dog', '-n', '1', '--json');
    const context = JSON.parse(stdout).prompt_tokens.length + 2;
    const report = await perf('--model', story, '--prompt', 'The dog', '--context', `${context}`, '--no-prefill');
    expect(JSON.parse(report.stdout).token.cycles).toBe(both - first);
  }, 900_000);

  test('every figure follows from cycles and bytes', async () => {
    const { stdout } = await perf('--model', story, '--context', '40', '--clock', '250');
    const { token, prefill, ...settings } = JSON.parse(stdout);
    expect(settings).toMatchObject({ tokens: 2, keys: 'k16v8', context: 40, megahertz: 250, ddr: 'kv260' });
    expect(token.milliseconds).toBeCloseTo(token.cycles / 250_000 + 0.02, 10);
    expect(token.tokensPerSecond).toBeCloseTo(1000 / token.milliseconds, 10);
    expect(token.shareOfPeak).toBeCloseTo(token.bytes / (token.milliseconds / 1000) / 19.2e9, 10);
    // All weights of the layers and of the head go over the ports, and little beside them.
    const { tensors } = JSON.parse(readFileSync(join(story, 'model.json'), 'utf8'));
    const weights = tensors
      .filter(({ name }: { name: string }) => /attention\.[qkvo]\.weight|mlp|lm_head/.test(name))
      .reduce((sum: number, { bytes }: { bytes: number }) => sum + bytes, 0);
    expect(token.bytes).toBeGreaterThan(weights);
    expect(token.bytes).toBeLessThan(1.5 * weights);
    expect(prefill.tokens).toBe(256);
    expect(prefill.tokensPerSecond).toBeCloseTo((256 * 250e6) / prefill.cycles, 6);
  }, 900_000);

  test.each([
    [['--offload', 'token', '--svg', 'never.svg'], '--svg is of --offload linear, not of token'],
    [['--threads', '1', '--tokens', '4'], '--tokens is of --offload token, not of linear'],
    [['--prompt', 'a'], '--prompt: the text of a model folder as it is, by --model and without --weights and --head'],
    [
      ['--model', story, '--prompt', 'a', '--context', '1'],
      '--prompt and --context 1: a token with a text in front of it has a context of 2 at least',
    ],
    [['--context', '0'], '--context 0: a token of --offload token attends to itself at least'],
    [['--model', story, '--context', '5000'], `--context 5000: ${story} has 512 positions`],
  ])('%j is refused', async (args, message) => {
    expect(await macromac('perf', ...args)).toEqual({ code: 2, stdout: '', stderr: `macromac: ${message}\n` });
  });

  test('a shape of Qwen3 has the norms of its heads', async () => {
    const shape = { ...SHAPES['qwen3-0.6b'], layers: 1, hidden: 64, ffn: 64, vocab: 64 };
    const model = { shape, weights: 'awq-macro', head: 'int8-macro', context: 8 } as const;
    const [layer] = (await randomModel(model, openGolden({ engine: 'fused' }))).layers;
    expect([layer.qNorm?.length, layer.kNorm?.length]).toEqual([128, 128]);
  });
});

test('a call takes the same cycles whatever its simulator ran before', async () => {
  const call: Call = { name: 'call', k: 640, n: [256], format: 'awq-macro', count: 1, isLinearLayer: true };
  const job: CallJob = { call, tokens: 1, passes: 1, megahertz: 300, ddr: 'stress' };
  const [first, second] = await simulateCalls([job, job], { threads: 1 });
  expect(second).toEqual(first);
});
