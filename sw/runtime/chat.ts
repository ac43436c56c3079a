import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { DataError } from '../errors.ts';
import { parseJson } from '../model/load.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A conversation as the text the model was trained to continue, by the `chat_template` of a model folder. */
export function loadChatTemplate(directory: string): (messages: readonly ChatMessage[]) => string {
  const path = join(directory, 'tokenizer_config.json');
  const config = parseJson(path) as Record<string, unknown>;
  const source = templateSource(config['chat_template']);
  if (source === undefined)
    throw new DataError(`${path}: no chat_template; this model completes text, it does not chat`);
  const template = new Template(source);
  const special = { bos_token: tokenText(config['bos_token']), eos_token: tokenText(config['eos_token']) };
  return (messages) => template.render({ messages: [...messages], add_generation_prompt: true, ...special });
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
