#!/usr/bin/env node
/**
 * The second opinion on a GGUF file: llama.cpp's tokens of a prompt and its greedy continuation.
 *
 *   node tools/oracle/llama-cpp-greedy.mjs MODEL.gguf "The capital of France is" 20
 *
 * Prints {"prompt_tokens": […], "tokens": […], "text": "…"}. llama.cpp comes from npm's `node-llama-cpp` (prebuilt),
 * which is no dependency of this repository: it is installed on first use into ~/.cache/macromac/llama-cpp (some 700
 * MB).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const VERSION = '3.22.1';
const [modelPath, prompt, count = '20'] = process.argv.slice(2);
if (!modelPath || prompt === undefined) {
  process.stderr.write('usage: llama-cpp-greedy.mjs MODEL.gguf PROMPT [TOKENS]\n');
  process.exit(2);
}

const folder = process.env.LLAMA_CPP_FOLDER ?? join(homedir(), '.cache', 'macromac', 'llama-cpp');
if (!existsSync(join(folder, 'node_modules', 'node-llama-cpp'))) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `node-llama-cpp@${VERSION}`];
  execFileSync('npm', install, { cwd: folder, stdio: ['ignore', 2, 2] });
}
const entry = createRequire(join(folder, 'package.json')).resolve('node-llama-cpp');
const { getLlama } = await import(pathToFileURL(entry));

const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error' });
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 512, threads: 1 });
const sequence = context.getSequence();
const promptTokens = model.tokenize(prompt, true);
const tokens = [];
for await (const token of sequence.evaluate(promptTokens, { temperature: 0 })) {
  tokens.push(token);
  if (tokens.length === Number(count)) {
    break;
  }
}
process.stdout.write(`${JSON.stringify({ prompt_tokens: promptTokens, tokens, text: model.detokenize(tokens) })}\n`);
await llama.dispose();
