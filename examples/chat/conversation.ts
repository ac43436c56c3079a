import type { ChatMessage, OpenModel } from 'macromac';

/** A conversation with a model: each answer becomes part of it. */
export class Conversation {
  readonly #model: Pick<OpenModel, 'chat'>;
  readonly #messages: ChatMessage[] = [];

  constructor(model: Pick<OpenModel, 'chat'>, instructions?: string) {
    this.#model = model;
    if (instructions) {
      this.#messages.push({ role: 'system', content: instructions });
    }
  }

  /** The model's answer; `listen` gets it in pieces, as they are made. */
  async ask(question: string, listen?: (piece: string) => void): Promise<string> {
    this.#messages.push({ role: 'user', content: question });
    const { text } = await this.#model.chat(this.#messages, { maxTokens: 200 }, listen);
    this.#messages.push({ role: 'assistant', content: text });
    return text;
  }
}
