/** Clients that nobody here wrote: OpenAI's package for Python, and EleutherAI's evaluation harness. */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pythonOrSkip } from '../../../tools/python-environment.ts';
import { prepareModel } from '../../decoder/model.ts';
import { modelScorer } from '../../eval/model-scorer.ts';
import { parseWnli, type WnliExample, wnli } from '../../eval/wnli.ts';
import { hasSharedData, sharedData } from '../../testing/shared-data.ts';
import { TINY, writeTinyModel } from '../../testing/tiny-model.ts';
import { readModel } from '../../text/read-model.ts';
import { openBackEnd, type Running, serve } from './running-server.ts';

const STORY = join(import.meta.dirname, '../../../models/story');
const isNightly = process.env['MACROMAC_NIGHTLY'] === '1';
/** Runs Python in a folder that nothing outside is read from or kept in. */
async function run(python: string, cwd: string, ...args: string[]): Promise<string> {
  const offline = {
    HF_HUB_OFFLINE: '1',
    HF_DATASETS_OFFLINE: '1',
    HF_HOME: join(cwd, 'hf'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const options = { cwd, env: { ...process.env, ...offline }, maxBuffer: 64 * 2 ** 20 };
  return (await promisify(execFile)(python, args, options)).stdout;
}

const openai = pythonOrSkip("OpenAI's client for Python", 'openai==3.57.0');

describe.skipIf(!openai)('openai of PyPI', () => {
  let story: Running;
  let chat: Running;
  beforeAll(async () => {
    const directory = join(root, 'tiny');
    writeTinyModel(directory, { ...TINY, context: 300 }, '{% for m in messages %}?{{ m.content }}{% endfor %}!');
    [story, chat] = [await serve(STORY, { places: 4 }), await serve(directory)];
  });
  afterAll(() => Promise.all([story.close(), chat.close()]));

  test('has the answers that the package of npm has', async () => {
    const script = join(import.meta.dirname, 'python/openai_client.py');
    const told = JSON.parse(await run(openai!, root, script, story.server.url, chat.server.url));
    const prompt = 'Once upon a time there was a little dragon';
    const settings = { model: 'story', prompt, max_tokens: 16, temperature: 0, logprobs: 2 };
    const whole = await story.client.completions.create(settings);
    const scored = await story.client.completions.create({ ...settings, max_tokens: 0, echo: true });
    const vector = await story.client.embeddings.create({ model: 'story', input: 'a little dragon' });
    const { side_by_side: sideBySide, alone, ...completions } = told.completions;
    expect(completions).toEqual({
      models: ['story'],
      text: whole.choices[0].text,
      tokens: whole.choices[0].logprobs!.tokens,
      usage: whole.usage!.total_tokens,
      streamed: whole.choices[0].text,
      streamed_usage: whole.usage!.total_tokens,
      scores: scored.choices[0].logprobs!.token_logprobs,
      refused: 'context_length_exceeded',
      missing: 'model_not_found',
      embedding: vector.data[0].embedding,
    });
    expect(sideBySide).toEqual(alone);
    expect(new Set(sideBySide).size).toBeGreaterThan(1);
    const answer = await chat.client.chat.completions.create({
      model: 'tiny',
      messages: [{ role: 'user', content: 'Hi' }],
      temperature: 0,
      max_tokens: 9,
    });
    const text = answer.choices[0].message.content;
    expect(told.chat).toEqual({
      text,
      streamed: text,
      json: { kind: expect.stringMatching(/^[ab]$/) },
      call: 'weather',
      reason: 'tool_calls',
    });
  });
});

/** Without torch: the model is behind the server, transformers only cuts texts into tokens. */
const HARNESS = ['lm-eval[api]==0.4.13', 'transformers==5.24.0'];
const hasData = hasSharedData('wnli') && hasSharedData('wikitext2');
if (!hasData) {
  console.warn('SKIPPED: the evaluation harness (its texts are not in ../shared/data)');
}
const harness = hasData ? pythonOrSkip("EleutherAI's evaluation harness", ...HARNESS) : undefined;

// Nothing tidies up behind a file of which every test is skipped.
const root = openai || harness ? mkdtempSync(join(tmpdir(), 'macromac-clients-')) : '';
afterAll(() => rmSync(root, { recursive: true }));

/** Articles that a run has of WikiText-2. */
const ARTICLES = isNightly ? Number.POSITIVE_INFINITY : 1;
/** For all of them [ms]. */
const WHOLE_RUN = 3_600_000;
const CONTEXT = 512;

describe.skipIf(!harness)('lm-eval, over local-completions', () => {
  let running: Running;
  let samples: (task: string) => { doc_id: number; filtered_resps: unknown[] }[];
  let examples: WnliExample[];
  let pages: string[];

  beforeAll(async () => {
    const path = sharedData('wnli/dev.tsv');
    examples = parseWnli(readFileSync(path, 'utf8'), path);
    pages = articles(readFileSync(sharedData('wikitext2/wiki.test.raw'), 'utf8')).slice(0, ARTICLES);
    running = await serve(STORY, { places: 4, queue: 1000 });
    const folder = join(root, 'lm-eval');
    const tasks = join(import.meta.dirname, 'lm-eval');
    mkdirSync(folder);
    for (const name of readdirSync(tasks)) {
      copyFileSync(join(tasks, name), join(folder, name));
    }
    const lines = (objects: readonly object[]) => objects.map((each) => `${JSON.stringify(each)}\n`).join('');
    writeFileSync(join(folder, 'wnli.jsonl'), lines(examples));
    writeFileSync(join(folder, 'wikitext2.jsonl'), lines(pages.map((page) => ({ page }))));
    const model = {
      model: 'story',
      base_url: `${running.server.url}/v1/completions`,
      tokenizer_backend: 'huggingface',
      tokenizer: STORY,
      max_length: CONTEXT,
      num_concurrent: 4,
      max_retries: 1,
    };
    const modelArguments = Object.entries(model).map(([key, value]) => `${key}=${value}`);
    await run(harness!, folder, '-m', 'lm_eval', 'run', '--model', 'local-completions',
      '--model_args', modelArguments.join(','), '--include_path', '.', '--tasks', 'macromac_wnli,macromac_wikitext2',
      '--output_path', 'out', '--log_samples'); // biome-ignore format: a command line
    const written = readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' });
    samples = (task) => {
      const name = written.find((each) => each.includes(`samples_${task}`));
      const text = readFileSync(join(folder, 'out', name ?? `samples_${task}`), 'utf8');
      return text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .sort((a, b) => a.doc_id - b.doc_id);
    };
  }, WHOLE_RUN);
  afterAll(() => running.close());

  /** The model as `macromac eval --backend cpu` asks it. */
  async function own() {
    const accelerator = openBackEnd();
    const { stored, tokenizer } = readModel(STORY, accelerator);
    const score = modelScorer(await prepareModel(stored, accelerator));
    return { tokenizer, score, close: () => accelerator.close() };
  }

  test('WNLI has the answers of `macromac eval wnli`, example by example', async () => {
    const { score, tokenizer, close } = await own();
    const answers: number[] = [];
    for (const example of examples) {
      answers.push((await wnli(score, [{ ...example, label: 1 }], tokenizer.encode)).right);
    }
    await close();
    const theirs = samples('macromac_wnli').map(({ filtered_resps: [no, yes] }) =>
      Number((yes as [string])[0]) > Number((no as [string])[0]) ? 1 : 0,
    );
    expect(theirs).toHaveLength(71);
    expect(theirs).toEqual(answers);
    expect(new Set(answers).size, 'both answers are given').toBe(2);
  });

  test(
    'WikiText-2 has the log-probabilities of our own scorer over the same windows',
    async () => {
      const { score, tokenizer, close } = await own();
      const theirs = samples('macromac_wikitext2');
      expect(theirs).toHaveLength(pages.length);
      let tokens = 0;
      let [ours, told] = [0, 0];
      for (const [i, page] of pages.entries()) {
        const ids = tokenizer.encode(page);
        const expected = await rollingLogLikelihood(score, ids, 0, CONTEXT - 2);
        const value = Number((theirs[i].filtered_resps as [string | [string]])[0].toString());
        expect(Math.abs(value - expected) / ids.length, `article ${i}`).toBeLessThan(1e-3);
        tokens += ids.length;
        ours += expected;
        told += value;
      }
      await close();
      console.log(`WikiText-2, ${pages.length} articles, ${tokens} tokens: ${ours} nats here, ${told} by lm-eval`);
    },
    WHOLE_RUN,
  );
});

/**
 * The harness's windows: `most` tokens are predicted in each, given the one before; the last window, which has fewer,
 * reaches back as far as the others.
 */
async function rollingLogLikelihood(
  score: (tokens: readonly number[]) => Promise<Float64Array>,
  ids: readonly number[],
  prefix: number,
  most: number,
): Promise<number> {
  const text = [prefix, ...ids];
  let total = 0;
  for (let done = 0; done < ids.length; done += most) {
    const end = Math.min(done + most, ids.length);
    const window = text.slice(Math.max(0, end - most), end + 1);
    total += (await score(window)).slice(done - end).reduce((sum, value) => sum + value, 0);
  }
  return total;
}

/** The articles of WikiText-2, which begin with ` = Title = `. */
const articles = (text: string): string[] => text.split(/(?=^ = [^=].*[^=] = $)/m).filter((page) => page.trim() !== '');
