import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { macromac } from '../../testing/command-line.ts';
import { writeTinyModel } from '../../testing/tiny-model.ts';

const directory = mkdtempSync(join(tmpdir(), 'macromac-chat-'));
const configPath = join(directory, 'tokenizer_config.json');
afterAll(() => rmSync(directory, { recursive: true }));

/** The smallest template: `?` before what the user says, `!` before an answer. */
const TEMPLATE =
  "{% for m in messages %}{{ {'system': '=', 'user': '?', 'assistant': '!'}[m.role] + m.content }}{% endfor %}{{ '!' if add_generation_prompt }}";
beforeAll(() => {
  writeTinyModel(directory);
  const config = JSON.parse(readFileSync(configPath, 'utf8'));
  writeFileSync(configPath, JSON.stringify({ ...config, chat_template: TEMPLATE }));
});

/** Runs `macromac chat` with these lines on stdin. */
async function chat(lines: readonly string[], ...args: string[]) {
  const input = Readable.from([lines.join('\n')]) as typeof process.stdin;
  const stdin = vi.spyOn(process, 'stdin', 'get').mockReturnValue(input);
  try {
    return await macromac('chat', '--model', directory, '-n', '3', ...args);
  } finally {
    stdin.mockRestore();
  }
}

const continuation = async (prompt: string): Promise<string> =>
  JSON.parse((await macromac('generate', '--model', directory, '--prompt', prompt, '-n', '3', '--json')).stdout).text;

test('an answer continues the conversation as the template writes it, and is part of the next prompt', async () => {
  const first = await continuation('=S?Hi!');
  const second = await continuation(`=S?Hi!${first}?Yes!`);
  const { code, stdout } = await chat(['Hi', 'Yes', '', 'not read'], '--system', 'S');
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${first}\n${second}\n` });
});

test('--json prints an object a line, and every back end answers alike', async () => {
  const answers = (stdout: string) =>
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const golden = answers((await chat(['Hi', 'Yes'], '--json')).stdout);
  expect(golden).toEqual([
    { text: await continuation('?Hi!'), prompt_tokens: 4, tokens: 3, finish_reason: 'length' },
    { text: expect.any(String), prompt_tokens: 12, tokens: 3, finish_reason: 'length' },
  ]);
  const cpu = await chat(['Hi', 'Yes'], '--json', '--backend', 'cpu', '--activations', 'fp32', '--threads', '2');
  expect(answers(cpu.stdout)).toEqual(golden);
});

test('a conversation longer than the context is refused by its length', async () => {
  const { code, stderr } = await chat(['a'.repeat(40)]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: 'macromac: the prompt has 42 tokens, the context is 24\n' });
});

test('chat_template.jinja beside the configuration comes first', async () => {
  const path = join(directory, 'chat_template.jinja');
  writeFileSync(path, '#{{ messages[0].content }}');
  try {
    expect((await chat(['Hi'])).stdout).toBe(`${await continuation('#Hi')}\n`);
  } finally {
    rmSync(path);
  }
});

test.each([
  [undefined, 'no chat_template; this model completes text, it does not chat'],
  ['{% for m in', 'chat_template'],
  ["{{ raise_exception('no system') }}", 'chat_template: no system'],
  ['{{ messages.nothing() }}', 'chat_template: '],
])('template %o is refused, and the file named', async (template, message) => {
  const before = readFileSync(configPath, 'utf8');
  writeFileSync(configPath, JSON.stringify({ ...JSON.parse(before), chat_template: template }));
  try {
    const { code, stderr } = await chat(['Hi']);
    expect(stderr).toContain(`${configPath}: `);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/internal error/);
    expect(code).toBe(1);
  } finally {
    writeFileSync(configPath, before);
  }
});
