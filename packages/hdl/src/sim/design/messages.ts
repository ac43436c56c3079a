import type { MessageSource, PrintedValue } from './clocks.ts';

/** An assertion failed, or an assumption was broken, while nobody listened to messages. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Text of a message whose values are in place. */
export function messageText(source: MessageSource, read: (value: PrintedValue) => bigint): string {
  const text = source.parts.map((part) => (typeof part === 'string' ? part : format(part, read(part)))).join('');
  if (source.kind === 'print') {
    return text;
  }
  const what = source.kind === 'assert' ? 'assertion failed' : 'assumption broken';
  const [frame] = source.at.frames;
  const where = [source.path, frame && `${frame.file}:${frame.line}`].filter((each) => each).join(', ');
  return `${what}: ${text}${where && ` (${where})`}`;
}

function format({ width, signed, radix }: PrintedValue, pattern: bigint): string {
  switch (radix) {
    case 'decimal':
      return String(signed ? BigInt.asIntN(width, pattern) : pattern);
    case 'hex':
      return pattern.toString(16).padStart(Math.ceil(width / 4), '0');
    case 'binary':
      return pattern.toString(2).padStart(width, '0');
  }
}
