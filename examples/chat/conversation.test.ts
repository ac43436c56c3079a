import type { ChatMessage } from 'macromac';
import { expect, test } from 'vitest';
import { Conversation } from './conversation.ts';

test('each question is asked with all that was said before, and answers come in pieces', async () => {
  const asked: (readonly ChatMessage[])[] = [];
  const model = {
    async chat(messages: readonly ChatMessage[], _options: object = {}, listen: (piece: string) => void = () => {}) {
      asked.push([...messages]);
      const pieces = ['answer ', `${asked.length}`];
      pieces.forEach(listen);
      return { text: pieces.join(''), promptTokens: [0], tokens: [1, 2], reason: 'stop' as const };
    },
  };
  const conversation = new Conversation(model, 'Be brief.');
  const pieces: string[] = [];

  expect(await conversation.ask('Why?', (piece) => pieces.push(piece))).toBe('answer 1');
  expect(await conversation.ask('And then?')).toBe('answer 2');

  expect(pieces).toEqual(['answer ', '1']);
  expect(asked[1]).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Why?' },
    { role: 'assistant', content: 'answer 1' },
    { role: 'user', content: 'And then?' },
  ]);
});
