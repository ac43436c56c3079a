import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { DataError } from '../errors.ts';
import { readText } from '../files.ts';
import { issueText } from '../model/issue-text.ts';
import { parseJson } from '../model/load.ts';
import { oneLine, valueText } from '../value-text.ts';
import { compileTemplate } from './jinja.ts';

export interface ToolCall {
  readonly id?: string;
  readonly type: 'function';
  /** Arguments as templates take them: an object. */
  readonly function: { readonly name: string; readonly arguments: unknown };
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string;
  /** What the assistant asked to be called. */
  readonly tool_calls?: readonly ToolCall[];
  /** Of a tool's answer: what it answers. */
  readonly tool_call_id?: string;
  readonly name?: string;
}

/** A function that a model may ask for, as OpenAI's API and the templates have it. */
export interface Tool {
  readonly type: 'function';
  readonly function: { readonly name: string; readonly description?: string; readonly parameters?: unknown };
}

export interface ChatTemplate {
  (messages: readonly ChatMessage[], tools?: readonly Tool[]): string;
  /** The program itself: it tells how the model writes calls of tools. */
  readonly source: string;
}

/** A token is written as its text, or as an object that holds it. */
const token = v.nullish(v.union([v.string(), v.looseObject({ content: v.string() })]));
/** Tokens that a template may name. */
const TOKENS = ['bos_token', 'eos_token', 'unk_token', 'pad_token', 'sep_token', 'cls_token', 'mask_token'] as const;

/** The part of a `tokenizer_config.json` that templates need. */
const tokenizerConfig = v.looseObject({
  ...(Object.fromEntries(TOKENS.map((name) => [name, token])) as Record<(typeof TOKENS)[number], typeof token>),
  /** One template, or some by their names. */
  chat_template: v.nullish(v.union([v.string(), v.array(v.looseObject({ name: v.string(), template: v.string() }))])),
});

/**
 * A conversation as the text the model was trained to continue, by the template of a model folder:
 * `chat_template.jinja` as newer checkpoints have it, else `chat_template` in `tokenizer_config.json`.
 */
export function loadChatTemplate(directory: string): ChatTemplate {
  const configPath = join(directory, 'tokenizer_config.json');
  const ownFile = join(directory, 'chat_template.jinja');
  const own = existsSync(ownFile) ? { source: readText(ownFile), path: ownFile } : undefined;
  return createChatTemplate(parseJson(configPath), configPath, own);
}

/**
 * The same of a `tokenizer_config.json`, parsed, and a template in a file of its own. Paths are told where something is
 * wrong.
 */
export function createChatTemplate(
  json: unknown,
  configPath: string,
  own?: { readonly source: string; readonly path: string },
): ChatTemplate {
  const parsed = v.safeParse(tokenizerConfig, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new DataError(`${configPath}: ${issueText(issue)}`);
  }
  const config = parsed.output;
  const { source, path } = own ?? { source: templateSource(config.chat_template, configPath), path: configPath };

  const render = refusing(path, () => compileTemplate(source));
  const special = TOKENS.flatMap((name) => {
    const value = config[name];
    return value === null || value === undefined ? [] : [[name, typeof value === 'string' ? value : value.content]];
  });
  // What transformers gives a template where nobody asks for tools.
  const variables = { tools: null, documents: null, add_generation_prompt: true, ...Object.fromEntries(special) };
  const template = (messages: readonly ChatMessage[], tools?: readonly Tool[]) =>
    refusing(path, () => render({ ...variables, messages: [...messages], tools: tools ? [...tools] : null }));
  return Object.assign(template, { source });
}

/** Templates are programs that came with a model: what goes wrong in one is its file's fault. */
function refusing<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new DataError(`${path}: chat_template: ${templateFault(error as Error)}`);
  }
}

/** What a template says, or what the library says of it; where the library itself stumbles, that it does. */
function templateFault({ name, message }: Error): string {
  const isStumbling = name === 'TypeError' || name === 'RangeError' || name === 'ReferenceError';
  return isStumbling ? 'it asks for something that cannot be carried out here' : oneLine(message);
}

/** The template itself, or of several the one that is called "default". */
function templateSource(template: v.InferOutput<typeof tokenizerConfig>['chat_template'], path: string): string {
  if (typeof template === 'string') {
    return template;
  }
  if (!template || template.length === 0) {
    throw new DataError(`${path}: no chat_template; this model completes text, it does not chat`);
  }
  const found = template.find(({ name }) => name === 'default');
  if (found) {
    return found.template;
  }
  const names = template.map(({ name }) => valueText(name)).join(', ');
  throw new DataError(`${path}: chat_template has ${names}, expected one that is called "default"`);
}
