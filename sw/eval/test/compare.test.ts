import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';
import { tinyCheckpoint } from '../../testing/tiny-model.ts';
import { cacheRounding } from '../cache-rounding.ts';
import { lastWords, storyEndings } from '../story-tasks.ts';

const ORACLE = join(import.meta.dirname, '../../import/test-data/transformers/qwen2-tied-bf16');
const scratch = mkdtempSync(join(tmpdir(), 'macromac-compare-'));
const path = (name: string) => join(scratch, name);
afterAll(() => rmSync(scratch, { recursive: true }));

const [source, text, auto, rtn] = ['published', 'text.txt', 'auto', 'rtn'].map(path);

const NAMES = ['Tom', 'Ann', 'Ben', 'Sue', 'Max', 'Eve'];
const story = (i: number) =>
  `${NAMES[i % 6]} had a dog. The dog was big. One day it ran away. ${NAMES[(i + 1) % 6]} saw it near tree ${i}. ` +
  `They were glad. ${NAMES[i % 6]} went home and fed the ${i % 2 ? 'hungry' : 'muddy'} dog near home.`;

beforeAll(async () => {
  cpSync(ORACLE, source, { recursive: true });
  for (const [name, content] of tinyCheckpoint().files) {
    writeFileSync(join(source, name), content);
  }
  const config = JSON.parse(readFileSync(join(source, 'config.json'), 'utf8'));
  writeFileSync(join(source, 'config.json'), JSON.stringify({ ...config, eos_token_id: 0 }));
  writeFileSync(text, Array.from({ length: 24 }, (_, i) => story(i)).join('<|endoftext|>'));
  writeFileSync(path('dev.tsv'), 'index\tsentence1\tsentence2\tlabel\n0\tA cat.\tA dog.\t0\n1\tA cat.\tCats.\t1\n');
});

const size = ['--samples', '8', '--length', '32', '--held-out', '3'];
const quantize = (out: string, ...args: string[]) =>
  macromac('quantize', source, '--out', out, '--calibration', text, ...size, ...args);

describe('quantize --method auto', () => {
  test('keeps within the bytes, writes INT8 where it says, and keeps the table', async () => {
    const least = JSON.parse((await quantize(path('all-int4'), '--json')).stdout).bytes.after;
    const budget = Math.ceil(least * 1.1);
    const run = await quantize(auto, '--method', 'auto', '--megabytes', `${budget / 1e6}`, '--probe', '64', '--json');
    expect(run.code).toBe(0);
    const { mixed, int8, bytes } = JSON.parse(run.stdout);
    expect(int8.length).toBeGreaterThan(0);
    expect(bytes.after).toBeLessThanOrEqual(budget);
    expect(readFileSync(join(auto, 'model.bin')).length).toBeLessThanOrEqual(budget);
    const { tensors, quantisation } = JSON.parse(readFileSync(join(auto, 'model.json'), 'utf8'));
    for (const { name, kind } of tensors) {
      if (/^layers\.\d+\.(attention|mlp)\.[a-z]+\.weight$/.test(name)) {
        expect(kind).toBe(int8.includes(name.replace('.weight', '')) ? 'int8-macro' : 'awq-macro');
      }
    }
    expect(quantisation).toEqual({
      method: 'auto',
      groupSize: 64,
      calibration: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), samples: 8, length: 32 },
    });
    const kept = JSON.parse(readFileSync(join(auto, 'quantisation.json'), 'utf8'));
    expect(kept.mixed).toEqual(mixed);
    expect(kept.layers[0].heldOut['mlp.down'].quantized).toBeGreaterThan(0);
    // The model runs on every back end as it does in floats.
    const nats = async (...args: string[]) =>
      JSON.parse(
        (await macromac('eval', 'perplexity', auto, '--text', text, '--windows', '1', '--json', ...args)).stdout,
      ).nats;
    expect(await nats('--backend', 'golden')).toBeCloseTo(await nats(), 3);
    expect(await nats('--backend', 'cpu')).toBeCloseTo(await nats(), 3);
  });

  test('takes bits a weight for a budget', async () => {
    const least = JSON.parse((await quantize(rtn, '--method', 'rtn', '--json')).stdout).bits;
    const budget = `${least * 1.2}`;
    const run = await quantize(path('bits'), '--method', 'auto', '--bits', budget, '--probe', '32', '--json');
    const { bits, int8 } = JSON.parse(run.stdout);
    expect(bits).toBeLessThanOrEqual(least * 1.2);
    expect(bits).toBeGreaterThan(least);
    expect(int8.length).toBeGreaterThan(0);
  });

  test('takes the method whose model predicts held-out text best, and keeps what it measured for another budget', async () => {
    const [first, again, fresh] = ['kept-a', 'kept-b', 'fresh'].map(path);
    const keep = ['--keep', path('kept')];
    const least = JSON.parse((await quantize(rtn, '--method', 'rtn', '--json')).stdout).bits;
    const bits = (factor: number) => ['--method', 'auto', '--probe', '32', '--bits', `${least * factor}`, '--json'];
    const { mixed } = JSON.parse((await quantize(first, ...bits(1.1), ...keep)).stdout);
    expect(mixed.compared.map(({ method }: { method: string }) => method)).toEqual(['awq+gptq', 'rtn']);
    const [both, nearest] = mixed.compared.map(({ perplexity }: { perplexity: number }) => perplexity);
    expect(mixed.base).toBe(nearest < both ? 'rtn' : 'awq+gptq');
    const only = JSON.parse((await quantize(path('only'), ...bits(1.1), '--base', 'rtn')).stdout).mixed;
    expect(only).toMatchObject({ base: 'rtn', compared: [mixed.compared[1]] });

    await quantize(again, ...bits(1.2), ...keep);
    await quantize(fresh, ...bits(1.2));
    const model = (directory: string) => readFileSync(join(directory, 'model.bin'));
    expect(model(again).equals(model(fresh))).toBe(true);
    expect(model(again).equals(model(first))).toBe(false);
    expect(existsSync(path('kept-rtn'))).toBe(true);
    expect(readdirSync(fresh).filter((name) => name.includes('partial'))).toEqual([]);
  });

  // Verilator's simulator of the whole system runs a token five times.
  test.runIf(process.env.MACROMAC_NIGHTLY === '1')('takes simulated tokens a second for a budget', async () => {
    const [out, hf] = [path('story'), join(import.meta.dirname, '../../../models/story/hf')];
    const small = ['--calibration', text, '--samples', '4', '--length', '32', '--held-out', '2', '--probe', '32'];
    const command = ['quantize', hf, '--out', out, ...small, '--format', '2', '--method', 'auto'];
    const { code, stdout } = await macromac(...command, '--tokens-per-second', '3900', '--json');
    expect(code).toBe(0);
    const { mixed, int8 } = JSON.parse(stdout);
    expect(mixed.board_tokens_per_second).toBeGreaterThanOrEqual(3900);
    expect(mixed.board_tokens_per_second).toBeLessThan(4100);
    expect(int8.length).toBeGreaterThan(0);
    // What the command simulated is what perf simulates of the model it wrote.
    const perf = await macromac('perf', '--model', out, '--offload', 'token', '--no-prefill', '--json');
    expect(JSON.parse(perf.stdout).token.tokensPerSecond).toBeCloseTo(mixed.board_tokens_per_second, 6);
    const tooFast = await macromac(...command, '--tokens-per-second', '9000');
    expect(tooFast).toMatchObject({ code: 2, stderr: expect.stringContaining('with every matrix in INT4 it is 4') });
  });

  test.each([
    [['--method', 'auto'], '--method auto needs one budget of --megabytes, --bits and --tokens-per-second'],
    [['--method', 'auto', '--bits', '5', '--megabytes', '1'], '--method auto needs one budget'],
    [['--method', 'auto', '--megabytes', '1', '--int8', 'mlp.down'], 'leave --int8 out'],
    [['--method', 'auto', '--megabytes', '0.01'], 'with every matrix in INT4 it is'],
    [
      ['--method', 'gptq', '--bits', '5'],
      '--megabytes, --bits and --tokens-per-second belong to --method auto, not to gptq',
    ],
    [['--int8', 'mlp.down@1-7'], 'the model has 2 decoder layers, 0 to 1'],
    [['--int8', 'mlp.dwn'], 'Expected a linear layer'],
  ])('%j is refused in one sentence', async (args, message) => {
    const { code, stderr } = await quantize(path('refused'), ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });

  test('a short calibration text is warned of', async () => {
    expect((await quantize(rtn, '--method', 'rtn')).stderr).toBe('');
    expect((await quantize(path('short'), '--method', 'gptq')).stderr).toContain(
      'the calibration text is short: 256 tokens',
    );
  });

  test('--int8 names layers', async () => {
    const run = await quantize(path('named'), '--method', 'rtn', '--int8', 'mlp.down@1', '--json');
    expect(JSON.parse(run.stdout).int8).toEqual(['layers.1.mlp.down']);
  });
});

describe('compare', () => {
  const common = ['--text', text, '--window', '24', '--windows', '4'];

  test('one row a model and cache, the reference at no distance from itself', async () => {
    const tasks = ['--wnli', path('dev.tsv'), '--stories', text, '--examples', '4'];
    const svg = path('chart.svg');
    const args = [
      'compare',
      source,
      auto,
      rtn,
      ...common,
      ...tasks,
      '--caches',
      'k16v8',
      'int8',
      '--svg',
      svg,
      '--json',
    ];
    const { code, stdout } = await macromac(...args);
    expect(code).toBe(0);
    const { rows, windows, window } = JSON.parse(stdout);
    expect({ windows, window }).toEqual({ windows: 4, window: 24 });
    expect(rows.map(({ model, cache }: { model: string; cache: string }) => `${model} ${cache}`)).toEqual(
      ['published', 'auto', 'rtn'].flatMap((model) => ['fp32', 'k16v8', 'int8'].map((cache) => `${model} ${cache}`)),
    );
    const [same, ...others] = rows;
    expect(Math.abs(same.quality.divergence.mean)).toBeLessThan(1e-12);
    expect(same.quality.agreement.mean).toBe(1);
    for (const { quality } of others) {
      expect(quality.divergence.mean).toBeGreaterThan(0);
      expect(quality.wnli.count).toBe(2);
      expect(quality.lastWords.count).toBe(4);
      expect(quality.endings.count).toBe(4);
    }
    const divergenceOf = (name: string) =>
      rows.find((row: { model: string; cache: string }) => row.model === name && row.cache === 'fp32').quality
        .divergence.mean;
    expect(divergenceOf('auto')).toBeLessThan(divergenceOf('rtn'));
    const chart = readFileSync(svg, 'utf8');
    expect(chart).toContain('<svg');
    expect(chart).toContain('rtn, k16v8');
    const single = await macromac(
      'eval',
      'perplexity',
      rtn,
      '--text',
      text,
      '--window',
      '24',
      '--windows',
      '4',
      '--json',
    );
    const row = rows.find(({ model, cache }: { model: string; cache: string }) => model === 'rtn' && cache === 'fp32');
    expect(row.quality.perplexity.mean).toBeCloseTo(JSON.parse(single.stdout).perplexity, 6);
  });

  test('prints a table', async () => {
    const { stdout } = await macromac('compare', source, rtn, ...common, '--speed', '--threads', '1');
    const [head, , first, second] = stdout.split('\n');
    expect(head).toMatch(
      /^\| model \| keys, values \| MB \| bits read \| perplexity \| .* cpu tokens\/s, measured \|$/,
    );
    expect(first).toMatch(/^\| published \| fp32 \| .* \|\s+\|$/);
    expect(second).toMatch(/^\| rtn \| fp32 \| .* \| \d+\.\d \|$/);
  });

  test('a model that was calibrated on text of another kind is warned of', async () => {
    const other = path('other.txt');
    writeFileSync(other, 'QUARTZ 0123456789 JUMPS; VEX 9876543210! '.repeat(40));
    const of = async (file: string) =>
      (await macromac('compare', auto, '--text', file, '--window', '24', '--windows', '8')).stderr;
    expect(await of(text)).toBe('');
    expect(await of(other)).toMatch(/auto was calibrated on text unlike this one: they share \d+\.\d % of their use/);
  });

  test('models of other tokens, and no model twice', async () => {
    expect(await macromac('compare', source, source, ...common)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is named twice'),
    });
    const story = join(import.meta.dirname, '../../../models/story');
    expect(await macromac('compare', source, story, ...common)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('its tokens are others than those of'),
    });
  });
});

test('last words are those that a passage has used before', () => {
  const told = [
    'A red ball. He lost the ball. He cried. Mum came. She found his ball.',
    'One. Two. Three. Four. A new kite.',
  ];
  expect(lastWords(told, 5)).toEqual([
    { context: 'A red ball. He lost the ball. He cried. Mum came. She found his', word: ' ball' },
  ]);
});

test('endings: the own one among those of other stories, in a place that goes round', () => {
  const told = ['A', 'B', 'C', 'D', 'E'].map((name) => `${name} one. Two. Three. Four. ${name} end.`);
  const tasks = storyEndings([...told, 'Too short.'], 3);
  expect(tasks.map(({ right }) => right)).toEqual([0, 1, 2]);
  expect(tasks[1]).toEqual({
    context: 'B one. Two. Three. Four.',
    endings: [' C end.', ' B end.', ' D end.', ' E end.'],
    right: 1,
  });
});

test('caches: a key of 16 bits comes back within 2⁻¹⁵ of the largest, one of 8 within 2⁻⁷', () => {
  const vector = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i) * (i === 9 ? 300 : 10));
  const worst = (a: Float32Array) => a.reduce((most, x, i) => Math.max(most, Math.abs(x - vector[i])), 0) / 300;
  const [k16, v8, k8] = [vector.slice(), vector.slice(), vector.slice()];
  cacheRounding('k16v8', 64)(k16, v8);
  cacheRounding('int8', 64)(k8, vector.slice());
  expect(worst(k16)).toBeLessThan(2 ** -15);
  expect(worst(k16)).toBeGreaterThan(0);
  expect(worst(v8)).toBeLessThan(2 ** -7);
  expect(k8).toEqual(v8);
});
