import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { macromac } from '../../testing/command-line.ts';
import { TINY, writeTinyModel } from '../../testing/tiny-model.ts';

const directory = mkdtempSync(join(tmpdir(), 'macromac-chat-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** The smallest template: `?` before what the user says, `!` before an answer. */
const TEMPLATE =
  "{% for m in messages %}{{ {'system': '=', 'user': '?', 'assistant': '!'}[m.role] + m.content }}{% endfor %}{{ '!' if add_generation_prompt }}";
beforeAll(() => writeTinyModel(directory, TINY, TEMPLATE));

/** Runs `macromac chat` with these lines on stdin. */
async function chat(lines: readonly string[], ...args: string[]) {
  const input = Readable.from([lines.join('\n')]) as typeof process.stdin;
  const stdin = vi.spyOn(process, 'stdin', 'get').mockReturnValue(input);
  try {
    return await macromac('chat', '--model', directory, '--backend', 'golden', '-n', '3', ...args);
  } finally {
    stdin.mockRestore();
  }
}

const continuation = async (prompt: string): Promise<string> =>
  JSON.parse(
    (await macromac('generate', '--model', directory, '--backend', 'golden', '--prompt', prompt, '-n', '3', '--json'))
      .stdout,
  ).text;

test('an answer continues the conversation as the template writes it, and is part of the next prompt', async () => {
  const first = await continuation('=S?Hi!');
  const second = await continuation(`=S?Hi!${first}?Yes!`);
  const { code, stdout } = await chat(['Hi', 'Yes', '', 'not read'], '--system', 'S');
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${first}\n${second}\n` });
});

test('--lookup: the same answers, with what its drafts were worth in each', async () => {
  const lines = ['aaaa', 'aaaa', 'aaaa'];
  const args = ['-n', '4', '--context', '24'];
  const plain = await chat(lines, ...args);
  const told = await chat(lines, ...args, '--lookup', '3');
  expect(told.stdout).toBe(plain.stdout);
  expect(
    told.stderr.match(/a second, cut at its limit; lookup: \d of \d drafts accepted, \d\.\d\d tokens a pass\]/g),
  ).toHaveLength(3);
  const { stdout } = await chat(lines, ...args, '--lookup', '3', '--json');
  for (const line of stdout.trimEnd().split('\n')) {
    const { lookup, tokens } = JSON.parse(line);
    expect(lookup.passes + lookup.accepted).toBe(tokens - 1);
  }
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

test('a message longer than the context is not taken, and the conversation goes on', async () => {
  const { code, stdout, stderr } = await chat(['a'.repeat(40), 'Hi']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${await continuation('?Hi!')}\n` });
  expect(stderr).toContain('the message makes a prompt of 42 tokens, the context is 24; it is not taken\n');
});

test('the oldest turns are forgotten where the context is full, what the model was told first is not', async () => {
  const { code, stdout, stderr } = await chat(['1234', '5678', 'abcd'], '--system', 'S');
  const first = await continuation('=S?1234!');
  const second = await continuation(`=S?1234!${first}?5678!`);
  const third = await continuation(`=S?5678!${second}?abcd!`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${first}\n${second}\n${third}\n` });
  expect(stderr).toContain('the context of 24 tokens is full: 2 of the oldest messages are forgotten\n');
});

test('/reset begins anew, /save writes the conversation, a backslash joins lines, /exit ends', async () => {
  const file = join(directory, 'saved.json');
  const answers = [await continuation('?Hi!')];
  const { stdout, stderr } = await chat(['Hi', '/reset', 'a\\', 'b', `/save ${file}`, '/nothing', '/exit', 'not read']);
  // A line's end is no character of this model.
  expect(stdout.split('\n')[0]).toBe(answers[0]);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([
    { role: 'user', content: 'a\nb' },
    { role: 'assistant', content: stdout.split('\n')[1] },
  ]);
  expect(stderr).toContain('/nothing is no command');
});

test('an answer goes on to the end of the context where -n is left out, and says how fast it was', async () => {
  const input = Readable.from(['Hi']) as typeof process.stdin;
  const stdin = vi.spyOn(process, 'stdin', 'get').mockReturnValue(input);
  const { stdout, stderr } = await macromac('chat', '--model', directory, '--temperature', '1', '--seed', '3');
  stdin.mockRestore();
  expect(stderr).toMatch(/^back end cpu, activations int8 .*\n\[\d+ tokens, [\d.]+ a second.*\]\n$/);
  expect(stdout.length).toBeGreaterThan(1);
});

test.each([
  ['{% for m in', 'chat_template'],
  ["{{ raise_exception('no system') }}", 'chat_template: no system'],
  ['{{ messages.nothing() }}', 'chat_template: '],
])('template %o is refused, and the file named', async (template, message) => {
  const other = mkdtempSync(join(tmpdir(), 'macromac-chat-'));
  writeTinyModel(other, TINY, template);
  try {
    const { code, stderr } = await chat(['Hi'], '--model', other);
    expect(stderr).toContain(`${join(other, 'chat_template.jinja')}: `);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/internal error/);
    expect(code).toBe(1);
  } finally {
    rmSync(other, { recursive: true });
  }
});

test('a model without a template completes text, it does not chat', async () => {
  const other = mkdtempSync(join(tmpdir(), 'macromac-chat-'));
  writeTinyModel(other);
  const { code, stderr } = await chat(['Hi'], '--model', other);
  rmSync(other, { recursive: true });
  expect([code, stderr]).toEqual([1, expect.stringContaining('no chat_template; this model completes text')]);
});
