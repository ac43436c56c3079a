/** `npm start -- MODEL_FOLDER`: a question a line, until the input ends. */
import { createInterface } from 'node:readline';
import { openModel } from 'macromac';
import { Conversation } from './conversation.ts';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: npm start -- MODEL_FOLDER (`npx macromac import CHECKPOINT --out MODEL_FOLDER` makes one)');
  process.exit(2);
}
await using model = await openModel(folder);
const conversation = new Conversation(model);
process.stdout.write('> ');
for await (const question of createInterface({ input: process.stdin })) {
  await conversation.ask(question, (piece) => process.stdout.write(piece));
  process.stdout.write('\n> ');
}
