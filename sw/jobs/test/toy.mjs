// A command that serves jobs: {"value", "milliseconds", "say"?} → {"square"}. `say` asks for what goes wrong.
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  const {
    job,
    input: { value, milliseconds, say },
    places = {},
  } = JSON.parse(line);
  await new Promise((wake) => setTimeout(wake, milliseconds));
  if (say === 'die' || (say === 'die once' && !existsSync(places.mark))) {
    if (places.mark) {
      writeFileSync(places.mark, '');
    }
    process.stderr.write(`${value} is too much\n`);
    process.exit(3);
  }
  const answer =
    say === 'refuse'
      ? { error: `${value} has no square` }
      : say === 'babble'
        ? 'what?'
        : { result: { square: value ** 2 } };
  process.stdout.write(`${JSON.stringify(typeof answer === 'string' ? answer : { job, ...answer })}\n`);
}
