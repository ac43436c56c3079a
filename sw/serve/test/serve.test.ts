/** The server, asked by OpenAI's own client, over the story model and over one of random weights that chats. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareModel } from '../../decoder/model.ts';
import { createCache, forward } from '../../decoder/pass.ts';
import { TINY, writeTinyModel } from '../../testing/tiny-model.ts';
import { logProbabilities } from '../../text/adjust.ts';
import { readModel } from '../../text/read-model.ts';
import { createSampler } from '../../text/sampler.ts';
import { generate } from '../../text/session.ts';
import { openBackEnd, type Running, serve } from './running-server.ts';

const STORY = join(import.meta.dirname, '../../../models/story');
const root = mkdtempSync(join(tmpdir(), 'macromac-serve-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A model and its tokenizer, asked without a server. */
async function direct(directory: string) {
  const accelerator = openBackEnd();
  const { stored, tokenizer } = readModel(directory, accelerator);
  const model = await prepareModel(stored, accelerator);
  return {
    tokenizer,
    async continuation(text: string, maxTokens: number): Promise<string> {
      const tokens: number[] = [];
      const options = { maxTokens, sampler: createSampler({ temperature: 0, seed: 0 }), stopTokens: [0] };
      for await (const event of generate(model, tokenizer.encode(text), options)) {
        if (event.kind === 'token') {
          tokens.push(event.token);
        }
      }
      return tokenizer.decode([...tokenizer.encode(text), ...tokens]).slice(text.length);
    },
    async scores(text: string): Promise<(number | null)[]> {
      const tokens = tokenizer.encode(text);
      const { vocab } = model.architecture;
      const logits = await forward(model, createCache(model, tokens.length), tokens, 'all');
      return tokens.map((token, i) =>
        i === 0 ? null : logProbabilities(logits.subarray((i - 1) * vocab, i * vocab), token, 0).logProbability,
      );
    },
    close: () => accelerator.close(),
  };
}

const refusal = (status: number, fields: object) => expect.objectContaining({ status, ...fields });

describe('the story model', () => {
  let running: Running;
  let client: OpenAI;
  let own: Awaited<ReturnType<typeof direct>>;
  const prompt = 'Once upon a time there was a little dragon';
  beforeAll(async () => {
    running = await serve(STORY);
    ({ client } = running);
    own = await direct(STORY);
  });
  afterAll(async () => {
    await running.close();
    await own.close();
  });

  test('models are listed and found', async () => {
    const list = await client.models.list();
    expect(list.data.map(({ id }) => id)).toEqual(['story']);
    expect((await client.models.retrieve('story')).owned_by).toBe('macromac');
    await expect(client.models.retrieve('gpt-4')).rejects.toEqual(refusal(404, { code: 'model_not_found' }));
  });

  test('a completion is the text that generate makes; streamed it is the same, with its usage', async () => {
    const expected = await own.continuation(prompt, 24);
    const settings = { model: 'story', prompt, max_tokens: 24, temperature: 0 };
    const whole = await client.completions.create(settings);
    const tokens = own.tokenizer.encode(prompt).length;
    expect(whole.choices[0]).toMatchObject({ text: expected, finish_reason: 'length', logprobs: null });
    expect(whole.usage).toEqual({ prompt_tokens: tokens, completion_tokens: 24, total_tokens: tokens + 24 });
    let text = '';
    let [usage, reason]: unknown[] = [];
    const stream = await client.completions.create({
      ...settings,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      text += chunk.choices[0]?.text ?? '';
      reason = chunk.choices[0]?.finish_reason ?? reason;
      usage = chunk.usage ?? usage;
    }
    expect({ text, usage, reason }).toEqual({ text: expected, usage: whole.usage, reason: 'length' });
  });

  test('a prompt of ids, several prompts, and n texts each', async () => {
    const ids = own.tokenizer.encode(prompt);
    const settings = { model: 'story', max_tokens: 6, temperature: 0 };
    const one = (await client.completions.create({ ...settings, prompt: ids })).choices[0].text;
    const other = (await client.completions.create({ ...settings, prompt: 'The cat' })).choices[0].text;
    const { choices } = await client.completions.create({ ...settings, prompt: [prompt, 'The cat'], n: 2 });
    expect(choices.map(({ index, text }) => [index, text])).toEqual([
      [0, one],
      [1, one],
      [2, other],
      [3, other],
    ]);
  });

  test('echo without new tokens scores a text, as a pass of one’s own does', async () => {
    const { choices } = await client.completions.create({
      model: 'story',
      prompt,
      echo: true,
      max_tokens: 0,
      logprobs: 1,
    });
    const expected = await own.scores(prompt);
    expect(choices[0].text).toBe(prompt);
    const { token_logprobs: told, tokens, top_logprobs: top, text_offset: offsets } = choices[0].logprobs!;
    expect(tokens!.join('')).toBe(prompt);
    expect(told).toHaveLength(expected.length);
    expect(told![0]).toBeNull();
    for (let i = 1; i < expected.length; i++) {
      expect(told![i]).toBeCloseTo(expected[i]!, 5);
      expect(Object.values(top![i])[0]).toBeGreaterThanOrEqual(told![i]);
      expect(prompt.startsWith(tokens![i], offsets![i])).toBe(true);
    }
  });

  test('log-probabilities of new tokens stand beside them, and greedy takes the likeliest', async () => {
    const settings = { model: 'story', prompt, max_tokens: 8, temperature: 0, logprobs: 3 };
    const { choices } = await client.completions.create(settings);
    const { tokens, token_logprobs: told, top_logprobs: top } = choices[0].logprobs!;
    expect(tokens!.join('')).toBe(choices[0].text);
    for (const [i, each] of top!.entries()) {
      expect(Object.keys(each)).toHaveLength(3);
      expect(Math.max(...Object.values(each))).toBe(told![i]);
    }
    const echoed = await client.completions.create({ ...settings, echo: true });
    const count = own.tokenizer.encode(prompt).length;
    expect(echoed.choices[0].text).toBe(prompt + choices[0].text);
    expect(echoed.choices[0].logprobs!.tokens!.slice(count)).toEqual(tokens);
    for (const [i, value] of echoed.choices[0].logprobs!.token_logprobs!.slice(count).entries()) {
      expect(value).toBeCloseTo(told![i], 4);
    }
  });

  test('a stop string ends the text before it, and a seed fixes it', async () => {
    const settings = { model: 'story', prompt, max_tokens: 60, temperature: 0.9, seed: 5 };
    const [first, second] = await Promise.all([1, 2].map(() => client.completions.create(settings)));
    expect(first.choices[0].text).toBe(second.choices[0].text);
    const stop = first.choices[0].text.slice(20, 24);
    const { choices } = await client.completions.create({ ...settings, stop: [stop, 'never seen'] });
    expect(choices[0].finish_reason).toBe('stop');
    expect(choices[0].text).toBe(first.choices[0].text.slice(0, first.choices[0].text.indexOf(stop)));
  });

  test('a bias forbids a token', async () => {
    const settings = { model: 'story', prompt, max_tokens: 1, temperature: 0, logprobs: 1 };
    const { choices } = await client.completions.create(settings);
    const [token] = own.tokenizer.encode(prompt + choices[0].text).slice(own.tokenizer.encode(prompt).length);
    const other = await client.completions.create({ ...settings, logit_bias: { [token]: -100 } });
    expect(other.choices[0].text).not.toBe(choices[0].text);
  });

  test('a token that ends the text is told among the log-probabilities, and is no part of the text', async () => {
    const settings = { model: 'story', prompt, max_tokens: 3, temperature: 0, logprobs: 1, logit_bias: { 0: 100 } };
    const count = own.tokenizer.encode(prompt).length;
    for (const [echo, before] of [
      [false, 0],
      [true, count],
    ] as const) {
      const { choices, usage } = await client.completions.create({ ...settings, echo });
      expect(choices[0]).toMatchObject({ text: echo ? prompt : '', finish_reason: 'stop' });
      expect(choices[0].logprobs!.tokens).toHaveLength(before + 1);
      expect(choices[0].logprobs!.tokens!.at(-1), 'a special token has no text').toBe('');
      expect(choices[0].logprobs!.token_logprobs!.at(-1)).toBeLessThan(0);
      expect(usage!.completion_tokens).toBe(0);
    }
  });

  test('texts side by side are those of one after the other', async () => {
    const settings = (i: number) => ({
      model: 'story',
      prompt: `${prompt} ${i}`,
      max_tokens: 12,
      temperature: 1,
      seed: i,
    });
    const texts: string[] = [];
    for (let i = 0; i < 6; i++) {
      texts.push((await client.completions.create(settings(i))).choices[0].text);
    }
    const all = await Promise.all(texts.map((_, i) => client.completions.create(settings(i))));
    expect(all.map(({ choices }) => choices[0].text)).toEqual(texts);
  });

  test('embeddings have length 1, and like texts are closer; base64 is the same', async () => {
    const input = ['The dragon was happy.', 'The dragon was glad.', '1 2 3 4 5 6 7'];
    const floats = await client.embeddings.create({ model: 'story', input, encoding_format: 'float' });
    const coded = await client.embeddings.create({ model: 'story', input });
    const [a, b, c] = floats.data.map(({ embedding }) => embedding);
    const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    expect(dot(a, a)).toBeCloseTo(1, 5);
    expect(dot(a, b)).toBeGreaterThan(dot(a, c));
    expect(coded.data.map(({ embedding }) => embedding)).toEqual([a, b, c]);
    expect(floats.usage.prompt_tokens).toBe(input.reduce((sum, text) => sum + own.tokenizer.encode(text).length, 0));
  });

  test.each<[string, object, object]>([
    ['beyond the context', { prompt: 'the dragon '.repeat(400) }, { code: 'context_length_exceeded', param: 'prompt' }],
    ['far beyond it', { prompt: 'x'.repeat(1_000_000) }, { code: 'context_length_exceeded' }],
    ['unknown model', { model: 'gpt-4' }, { status: 404, code: 'model_not_found' }],
    ['unknown key', { temprature: 1 }, { code: 'unknown_parameter', param: 'temprature' }],
    ['out of range', { temperature: 3 }, { param: 'temperature' }],
    ['an empty prompt', { prompt: '' }, { param: 'prompt' }],
    ['tokens the model has not', { prompt: [1, 2048] }, { param: 'prompt' }],
    ['too many texts', { prompt: ['a', 'b'], n: 100 }, { param: 'prompt' }],
  ])('%s is refused in OpenAI’s form', async (_, wrong, fields) => {
    const asked = client.completions.create({ model: 'story', prompt, max_tokens: 1, ...wrong } as never);
    await expect(asked).rejects.toEqual(refusal(400, { type: 'invalid_request_error', ...fields }));
  });

  test('a model without a template does not chat, and says so', () =>
    expect(
      client.chat.completions.create({ model: 'story', messages: [{ role: 'user', content: 'Hi' }] }),
    ).rejects.toEqual(refusal(400, { code: 'no_chat_template' })));

  test('no JSON, no route, too long a body', async () => {
    const post = (path: string, body: string) =>
      fetch(`${running.server.url}${path}`, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
    expect((await post('/v1/completions', '{')).status).toBe(400);
    expect((await post('/v1/nothing', '{}')).status).toBe(404);
    expect((await post('/v1/completions', `"${'x'.repeat(9 * 2 ** 20)}"`)).status).toBe(413);
  });

  test('health, metrics and the page', async () => {
    const get = (path: string) => fetch(`${running.server.url}${path}`);
    expect(await (await get('/health')).json()).toEqual({ status: 'ok', texts: 0, waiting: 0 });
    const metrics = await (await get('/metrics')).text();
    expect(metrics).toMatch(/macromac_requests_total\{route="\/v1\/completions",status="200"\} \d+/);
    expect(metrics).toMatch(/macromac_generated_tokens_total [1-9]/);
    expect(metrics).toMatch(/macromac_texts_running 0/);
    expect(await (await get('/')).text()).toContain('<textarea');
  });
});

/**
 * The smallest template: `?` before what the user says, `!` before an answer, `^` before a tool's, `#` for each tool.
 */
const TEMPLATE = `{% for t in tools or [] %}#{% endfor %}{% for m in messages %}{{
  {'system': '=', 'user': '?', 'assistant': '!', 'tool': '^'}[m.role] + m.content }}{% for c in m.tool_calls or [] %}<tool_call>{{
  c.function.name }}{{ c.function.arguments.city }}{% endfor %}{% endfor %}!`;
const TOOL = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: {
      type: 'object',
      properties: { city: { enum: ['Oslo', 'Rome'] }, days: { enum: [1, 2] } },
      required: ['city', 'days'],
      additionalProperties: false,
    },
  },
} as const;

describe('a model that chats', () => {
  const directory = join(root, 'tiny');
  let running: Running;
  let client: OpenAI;
  let own: Awaited<ReturnType<typeof direct>>;
  beforeAll(async () => {
    writeTinyModel(directory, { ...TINY, context: 300 }, TEMPLATE);
    running = await serve(directory);
    ({ client } = running);
    own = await direct(directory);
  });
  afterAll(async () => {
    await running.close();
    await own.close();
  });
  const ask = (content: string, settings: object = {}) =>
    client.chat.completions.create({
      model: 'tiny',
      messages: [{ role: 'user', content }],
      max_completion_tokens: 120,
      seed: 3,
      ...settings,
    }) as Promise<OpenAI.ChatCompletion>;

  test('an answer continues the conversation as the template writes it, whole and streamed', async () => {
    const messages = [
      { role: 'system', content: 'S' },
      { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', content: 'yes' },
      { role: 'user', content: 'so' },
    ] as const;
    const expected = await own.continuation('=S?Hi!yes?so!', 9);
    const settings = { model: 'tiny', messages: [...messages] as never, temperature: 0, max_tokens: 9 };
    const whole = await client.chat.completions.create(settings);
    expect(whole.choices[0].message).toMatchObject({ role: 'assistant', content: expected });
    expect(whole.usage).toMatchObject({ prompt_tokens: 13, total_tokens: 13 + whole.usage!.completion_tokens });
    let text = '';
    for await (const chunk of await client.chat.completions.create({ ...settings, stream: true })) {
      text += chunk.choices[0].delta.content ?? '';
    }
    expect(text).toBe(expected);
    // What the conversation was before costs nothing again.
    expect(whole.usage!.prompt_tokens_details!.cached_tokens).toBe(0);
    const again = await client.chat.completions.create(settings);
    expect(again.usage!.prompt_tokens_details!.cached_tokens).toBe(12);
    expect(again.choices[0].message.content).toBe(expected);
  });

  test('log-probabilities, an object a token', async () => {
    const { choices } = await ask('Hi', { logprobs: true, top_logprobs: 2, temperature: 0, max_completion_tokens: 5 });
    const told = choices[0].logprobs!.content!;
    expect(told.map(({ token }) => token).join('')).toBe(choices[0].message.content);
    for (const { logprob, top_logprobs: top, bytes, token } of told) {
      expect(top[0].logprob).toBe(logprob);
      expect(bytes).toEqual([...Buffer.from(token)]);
    }
  });

  test.each([0, 1.5])('json_schema holds the answer at temperature %d', async (temperature) => {
    const schema = {
      type: 'object',
      properties: {
        ok: { type: 'boolean' },
        kind: { enum: ['a', 'b'] },
        list: { type: 'array', items: { enum: [1, 2] }, maxItems: 3 },
      },
      required: ['ok', 'kind', 'list'],
      additionalProperties: false,
    };
    const format = { type: 'json_schema', json_schema: { name: 'x', schema, strict: true } };
    for (let seed = 0; seed < 5; seed++) {
      const { choices } = await ask('Hi', { response_format: format, temperature, seed });
      expect(choices[0].finish_reason).toBe('stop');
      expect(JSON.parse(choices[0].message.content!)).toEqual({
        ok: expect.any(Boolean),
        kind: expect.stringMatching(/^[ab]$/),
        list: expect.any(Array),
      });
    }
    const refused = ask('Hi', { response_format: { type: 'json_schema', json_schema: { schema: { pattern: 'a' } } } });
    await expect(refused).rejects.toEqual(refusal(400, { code: 'invalid_schema', param: 'response_format' }));
  });

  test('a tool that must be called is called, whole and streamed, and its answer goes into the conversation', async () => {
    const settings = { tools: [TOOL], tool_choice: 'required' };
    const { choices } = await ask('Hi', settings);
    expect(choices[0].finish_reason).toBe('tool_calls');
    expect(choices[0].message.content).toBeNull();
    const [call] = choices[0].message.tool_calls as OpenAI.ChatCompletionMessageFunctionToolCall[];
    expect(call).toMatchObject({ type: 'function', function: { name: 'weather' } });
    const given = JSON.parse(call.function.arguments);
    expect(['Oslo', 'Rome']).toContain(given.city);

    const calls: { name?: string; arguments?: string }[] = [];
    const stream = client.chat.completions.stream({
      model: 'tiny',
      messages: [{ role: 'user', content: 'Hi' }],
      seed: 3,
      max_completion_tokens: 120,
      tools: [TOOL as never],
      tool_choice: { type: 'function', function: { name: 'weather' } },
    });
    for (const { function: called } of (await stream.finalChatCompletion()).choices[0].message.tool_calls!) {
      calls.push({ name: called.name, arguments: called.arguments });
    }
    expect(calls).toEqual([{ name: 'weather', arguments: call.function.arguments }]);

    const messages = [
      { role: 'user', content: 'Hi' },
      choices[0].message,
      { role: 'tool', tool_call_id: call.id, content: 'sun' },
    ] as never;
    const after = await client.chat.completions.create({ model: 'tiny', messages, temperature: 0, max_tokens: 4 });
    expect(after.choices[0].message.content).toBe(
      await own.continuation(`?Hi!<tool_call>weather${given.city}^sun!`, 4),
    );
    await expect(ask('Hi', { tool_choice: 'required' })).rejects.toEqual(refusal(400, { param: 'tool_choice' }));
  });

  const VALUES = [
    null, true, false, 0, -1, 1.5, 1e308, 2 ** 60, '', 'x', [], [[]], [null], [''], [0], {}, { a: 1 }, { type: 'function' },
  ]; // biome-ignore format: a list of values
  const COMMON = [
    'model', 'temperature', 'top_p', 'top_k', 'min_p', 'repetition_penalty', 'frequency_penalty', 'presence_penalty',
    'logit_bias', 'n', 'seed', 'stop', 'stream_options', 'max_tokens', 'user', 'something else',
  ]; // biome-ignore format: a list of names

  test.each([
    ['completions', { prompt: 'a', max_tokens: 1 }, ['prompt', 'echo', 'logprobs', 'best_of', 'suffix', ...COMMON]],
    [
      'chat/completions',
      { messages: [{ role: 'user', content: 'a' }], max_tokens: 1 },
      [
        'messages',
        'max_completion_tokens',
        'logprobs',
        'top_logprobs',
        'response_format',
        'tools',
        'tool_choice',
        ...COMMON,
      ],
    ],
    ['embeddings', { input: 'a' }, ['input', 'encoding_format', 'dimensions', 'model']],
  ])('%s: any value of any field is answered, or refused with the field named', async (route, good, fields) => {
    const ask = (body: object) =>
      fetch(`${running.server.url}/v1/${route}`, { method: 'POST', body: JSON.stringify(body) });
    let refused = 0;
    for (const field of fields) {
      for (const value of VALUES) {
        const answer = await ask({ model: 'tiny', ...good, [field]: value });
        const { error } = (await answer.json()) as { error?: { message: string } };
        const shown = `${field}: ${JSON.stringify(value)}`;
        expect([200, 400, 404], shown).toContain(answer.status);
        expect(answer.status === 200, shown).toBe(error === undefined);
        refused += answer.status === 200 ? 0 : 1;
      }
    }
    expect(refused).toBeGreaterThan(fields.length);
    for (const body of ['', 'null', '[]', '5', '"x"', '{', '{"model":"tiny"}x', '[[[[']) {
      const answer = await fetch(`${running.server.url}/v1/${route}`, { method: 'POST', body });
      expect([answer.status, Object.keys((await answer.json()) as object)], body).toEqual([400, ['error']]);
    }
  });

  test('more messages than the context has tokens are refused before a template is asked', () =>
    expect(
      client.chat.completions.create({ model: 'tiny', messages: Array(301).fill({ role: 'user', content: '' }) }),
    ).rejects.toEqual(
      refusal(400, { code: 'context_length_exceeded', message: expect.stringContaining('301 messages') }),
    ));

  test('a conversation beyond the context is refused', () =>
    expect(ask('x'.repeat(300))).rejects.toEqual(
      refusal(400, { code: 'context_length_exceeded', param: 'messages', type: 'invalid_request_error' }),
    ));
});

describe('who may ask, and how many', () => {
  const directory = join(root, 'story-places');
  const long = { model: 'tiny', prompt: 'abc', max_tokens: 4000, temperature: 0, logit_bias: { 0: -100 } };
  const health = async ({ server }: Running) => (await fetch(`${server.url}/health`)).json();
  const until = async (condition: () => Promise<boolean>) => {
    while (!(await condition())) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  beforeAll(() => writeTinyModel(directory, { ...TINY, context: 8000 }));

  test.each([true, false])(
    'a client that goes away frees its place (streamed: %s); the line is bounded',
    async (stream) => {
      const running = await serve(directory, { places: 1, queue: 1 });
      const leaving = new AbortController();
      const first = running.client.completions.create({ ...long, stream } as never, { signal: leaving.signal });
      const read = (async () => {
        for await (const _ of (await first) as unknown as AsyncIterable<unknown>) {
        }
      })().catch(() => 'left');
      await until(async () => (await health(running)).texts === 1);
      const second = running.client.completions.create({ ...long, max_tokens: 2 });
      await until(async () => (await health(running)).waiting === 1);
      await expect(running.client.completions.create(long)).rejects.toEqual(refusal(429, { code: 'queue_full' }));
      leaving.abort();
      await read;
      expect((await second).choices[0].finish_reason).toBe('length');
      await until(async () => (await health(running)).texts === 0);
      await running.close();
    },
  );

  test('who leaves the line is forgotten', async () => {
    const running = await serve(directory, { places: 1, queue: 1 });
    const [first, second] = [new AbortController(), new AbortController()];
    const texts = [first, second].map(({ signal }) =>
      running.client.completions.create(long, { signal }).catch(() => 'left'),
    );
    await until(async () => (await health(running)).waiting === 1);
    second.abort();
    await until(async () => (await health(running)).waiting === 0);
    first.abort();
    expect(await Promise.all(texts)).toEqual(['left', 'left']);
    await until(async () => (await health(running)).texts === 0);
    await running.close();
  });

  test('stopping lets texts end, and no new ones begin', async () => {
    const running = await serve(directory, { places: 1 });
    const text = running.client.completions.create({ ...long, max_tokens: 300 });
    await until(async () => (await health(running)).texts === 1);
    const stopped = running.server.stop(600);
    expect((await text).usage!.completion_tokens).toBe(300);
    await stopped;
    await expect(fetch(`${running.server.url}/health`)).rejects.toThrow();
  });

  test('a key, where one is set; never without one on another interface', async () => {
    const running = await serve(directory, { apiKey: 'secret' });
    expect((await running.client.models.list()).data).toHaveLength(1);
    const wrong = new OpenAI({ baseURL: `${running.server.url}/v1`, apiKey: 'secreT', maxRetries: 0 });
    await expect(wrong.models.list()).rejects.toEqual(refusal(401, { code: 'invalid_api_key' }));
    expect((await fetch(`${running.server.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${running.server.url}/health`)).status).toBe(200);
    await running.close();
    await expect(serve(directory, { host: '0.0.0.0' })).rejects.toThrow('give an API key');
  });

  test('pages of other origins, and other names, are kept out unless let in', async () => {
    const running = await serve(directory, { origins: ['https://good.example'] });
    const { port } = new URL(running.server.url);
    const status = async (headers: Record<string, string>) => {
      const asked = httpRequest({ port, host: '127.0.0.1', path: '/v1/models', headers }).end();
      const [answer] = await once(asked, 'response');
      answer.resume();
      return [answer.statusCode, answer.headers['access-control-allow-origin']];
    };
    expect(await status({ host: `localhost:${port}` })).toEqual([200, undefined]);
    expect(await status({ host: 'evil.example' })).toEqual([403, undefined]);
    expect(await status({ origin: `http://127.0.0.1:${port}` })).toEqual([200, undefined]);
    expect(await status({ origin: 'https://evil.example' })).toEqual([403, undefined]);
    expect(await status({ origin: 'https://good.example' })).toEqual([200, 'https://good.example']);
    await running.close();
  });

  test('a body that never ends is refused at its bound', async () => {
    const running = await serve(directory);
    const { port } = new URL(running.server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    for (let i = 0; i < 200 && answer === '' && !socket.destroyed; i++) {
      socket.write(chunk);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await until(async () => answer !== '' || socket.destroyed);
    expect(answer).toMatch(/^HTTP\/1.1 413/);
    socket.destroy();
    await running.close();
  });

  /** A client that asks, and then takes nothing of the answer. */
  const askAndWait = (running: Running, body: object) => {
    const text = JSON.stringify(body);
    const socket = connect(Number(new URL(running.server.url).port), '127.0.0.1').pause();
    socket.on('error', () => {});
    socket.write(`POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
    return socket;
  };

  test('a client that takes nothing of its answer keeps no place', async () => {
    const running = await serve(directory, { patience: 200 });
    // Of each token a hundred others are told, so that what the system itself keeps is soon full.
    const much = { ...long, n: 128, max_tokens: 290, logprobs: 20, stream: true, logit_bias: { 0: -100 } };
    const socket = askAndWait(running, much);
    await until(async () => (await health(running)).texts === 1);
    await until(async () => (await health(running)).texts === 0);
    const { data } = await running.client.models.list();
    expect(data).toHaveLength(1);
    socket.destroy();
    await running.close();
  });

  test('many texts of one request listen no more to it than one', async () => {
    const running = await serve(directory);
    const warnings: string[] = [];
    const warn = (warning: Error) => warnings.push(warning.message);
    process.on('warning', warn);
    const { choices } = await running.client.completions.create({ model: 'tiny', prompt: 'a', max_tokens: 1, n: 20 });
    await new Promise((resolve) => setTimeout(resolve));
    process.off('warning', warn);
    expect(choices).toHaveLength(20);
    expect(warnings).toEqual([]);
    await running.close();
  });

  test('what is wrong with a request is told before its prompts are looked at, and without quoting all of it', async () => {
    const running = await serve(directory);
    const ask = (body: object) => running.client.completions.create(body as never);
    await expect(ask({ model: 'tiny', prompt: Array(129).fill([99_999_999]) })).rejects.toEqual(
      refusal(400, { param: 'prompt', message: expect.stringContaining('129 texts, at most 128') }),
    );
    const name = 'x'.repeat(1_000_000);
    for (const body of [
      { model: name, prompt: 'a' },
      { model: 'tiny', prompt: 'a', stop: 5, [name]: 1 },
    ]) {
      const error = await ask(body).catch((reason) => reason);
      expect(error.message.length + (error.param ?? '').length).toBeLessThan(2100);
    }
    await running.close();
  });
});
