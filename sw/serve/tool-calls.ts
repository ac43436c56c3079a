import { randomUUID } from 'node:crypto';
import type { Tool } from '../text/chat.ts';
import type { Expression, Expressions } from '../text/grammar/expression.ts';
import { schemaExpression } from '../text/grammar/json-schema.ts';

/** A call of a tool as OpenAI's API has it. */
export interface ApiToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** How a family of models writes calls. */
interface CallForm {
  /** What stands before and behind a call's object. */
  readonly open: string;
  readonly close: string;
  /** The object's name of the arguments. */
  readonly key: 'arguments' | 'parameters';
}

/** Hermes and Qwen put each call between tags; Llama 3 writes nothing but the object. */
const TAGGED: CallForm = { open: '<tool_call>', close: '</tool_call>', key: 'arguments' };
const BARE: CallForm = { open: '', close: '', key: 'parameters' };

export const callForm = (template: string): CallForm => (template.includes('<tool_call>') ? TAGGED : BARE);

/** A text that is one call of one of these tools. */
export function callExpression(tools: readonly Tool[], form: CallForm, language: Expressions): Expression {
  const { literal, sequence, choice } = language;
  const calls = tools.map(({ function: { name, parameters = { type: 'object' } } }) =>
    sequence(
      literal(`{"name": ${JSON.stringify(name)}, "${form.key}": `),
      schemaExpression(parameters, language, name),
      literal('}'),
    ),
  );
  // Most write a tag on a line of its own.
  const line = form === TAGGED ? choice(literal('\n'), language.empty) : language.empty;
  return sequence(literal(form.open), line, choice(...calls), line, literal(form.close));
}

/** An answer's text and calls. */
export interface Parsed {
  readonly text: string;
  readonly calls: readonly ApiToolCall[];
}

/** Finds the calls in an answer; an object that is no call of these tools stays text. */
export function parseCalls(answer: string, tools: readonly Tool[], form: CallForm): Parsed {
  const names = new Set(tools.map((tool) => tool.function.name));
  const callOf = (json: string): ApiToolCall | undefined => {
    let object: { name?: unknown; arguments?: unknown; parameters?: unknown } | null;
    try {
      object = JSON.parse(json);
    } catch {
      return undefined;
    }
    if (typeof object !== 'object' || object === null || !names.has(object.name as string)) {
      return undefined;
    }
    const given = object.arguments ?? object.parameters ?? {};
    return {
      id: `call_${randomUUID()}`,
      type: 'function',
      function: {
        name: object.name as string,
        arguments: typeof given === 'string' ? given : JSON.stringify(given),
      },
    };
  };
  const calls: ApiToolCall[] = [];
  if (form === BARE) {
    const call = callOf(answer);
    return call ? { text: '', calls: [call] } : { text: answer, calls };
  }
  const text = answer.replaceAll(/<tool_call>(.*?)(?:<\/tool_call>|$)/gs, (whole, json: string) => {
    const call = callOf(json);
    if (!call) {
      return whole;
    }
    calls.push(call);
    return '';
  });
  return { text: calls.length > 0 ? text.trimEnd() : answer, calls };
}

/** Lets text through that is surely no call; the rest is kept for `parseCalls`. */
export function callScanner(form: CallForm): { push(piece: string): string; readonly held: string } {
  const marker = '<tool_call>';
  let held = '';
  let isOpen = true;
  const mayBegin = (text: string): number => {
    if (form === BARE) {
      return /^\s*(\{|$)/.test(text) ? 0 : text.length;
    }
    const found = text.indexOf(marker);
    if (found >= 0) {
      return found;
    }
    let length = Math.min(marker.length - 1, text.length);
    while (!text.endsWith(marker.slice(0, length))) {
      length--;
    }
    return text.length - length;
  };
  return {
    get held() {
      return held;
    },
    push(piece) {
      if (form === BARE && !isOpen) {
        return piece;
      }
      held += piece;
      const sure = held.slice(0, mayBegin(held));
      held = held.slice(sure.length);
      isOpen &&= sure === '';
      return sure;
    },
  };
}
