import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { macromac } from '../../testing/command-line.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/macromac.mjs');
const STORY = join(import.meta.dirname, '../../../models/story');

test('serves until it is told to stop: the text under way ends first, and the exit code is 0', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--model', STORY, '--port', '0', '--threads', '1']);
  const exit = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  while (!said.includes('\n') && child.exitCode === null) {
    await Promise.race([once(child.stderr, 'data'), exit]);
  }
  const [, url] = /^story by cpu at (http:\/\/127\.0\.0\.1:\d+)\/v1, a page to chat at /.exec(said) ?? [said];
  const answer = await fetch(`${url}/v1/completions`, {
    method: 'POST',
    body: JSON.stringify({
      model: 'story',
      prompt: 'Once upon a time',
      max_tokens: 200,
      logit_bias: { 0: -100 },
      stream: true,
    }),
  });
  const reader = answer.body!.getReader();
  let text = new TextDecoder().decode((await reader.read()).value);
  child.kill('SIGTERM');
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += new TextDecoder().decode(part.value);
  }
  expect(text).toMatch(/"finish_reason":"length"[^\n]*\n\ndata: \[DONE\]\n\n$/);
  expect(await exit).toEqual([0, null]);
});

test('refuses what it cannot do in one sentence', async () => {
  const refused = async (...args: string[]) => {
    const { code, stderr } = await macromac('serve', '--model', STORY, ...args);
    return [code, stderr];
  };
  expect(await refused('--host', '0.0.0.0', '--port', '0')).toEqual([2, expect.stringContaining('MACROMAC_API_KEY')]);
  expect(await refused('--host', '203.0.113.1', '--api-key', 'x')).toEqual([
    2,
    expect.stringContaining('203.0.113.1:8080'),
  ]);
});
