import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { DataError } from '../errors.ts';
import { readText } from '../files.ts';
import { parseJson } from '../model/load.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/**
 * A conversation as the text the model was trained to continue, by the template of a model folder: `chat_template.jinja`
 * as newer checkpoints have it, else `chat_template` in `tokenizer_config.json`.
 */
export function loadChatTemplate(directory: string): (messages: readonly ChatMessage[]) => string {
  const configPath = join(directory, 'tokenizer_config.json');
  const config = parseJson(configPath) as Record<string, unknown>;
  const ownFile = join(directory, 'chat_template.jinja');
  const path = existsSync(ownFile) ? ownFile : configPath;
  const source = path === ownFile ? readText(path) : templateSource(config['chat_template']);
  if (source === undefined)
    throw new DataError(`${path}: no chat_template; this model completes text, it does not chat`);
  const template = refusing(path, () => new Template(source));
  const special = { bos_token: tokenText(config['bos_token']), eos_token: tokenText(config['eos_token']) };
  return (messages) =>
    refusing(path, () => template.render({ messages: [...messages], add_generation_prompt: true, ...special }));
}

/** Templates are programs that came with a model: what goes wrong in one is its file's fault. */
function refusing<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new DataError(`${path}: chat_template: ${(error as Error).message}`);
  }
}

/** One template, or a list of named ones with a default. */
function templateSource(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return (value as { name: string; template: string }[]).find(({ name }) => name === 'default')?.template;
}

/** A token is written as its text, or as an object that holds it. */
function tokenText(value: unknown): string {
  if (typeof value === 'string') return value;
  return (value as { content?: string } | null)?.content ?? '';
}
