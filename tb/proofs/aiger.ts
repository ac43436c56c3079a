/**
 * The binary AIGER file with some of its inputs fixed. Inputs keep their numbers; where one was read, 0 or 1 stands.
 * The format: Biere, Heljanko, Wieringa, AIGER 1.9 (2011).
 */
export function withInputs(file: Uint8Array, values: ReadonlyMap<number, 0 | 1>): Uint8Array {
  const { header, text, from } = head(file);
  const [, inputs, latches, , ands] = header;
  const fixed = new Map([...values].map(([input, value]) => [input + 1, value] as const));
  const literal = (before: number): number => {
    const value = fixed.get(before >> 1);
    return value === undefined ? before : value ^ (before & 1);
  };
  // Latches: the next value first, then what they begin with; outputs and the like are one literal a line.
  const lines = text.map((line) => {
    const [first, ...rest] = line.split(' ');
    return [literal(Number(first)), ...rest].join(' ');
  });
  const body: number[] = [];
  let at = from;
  for (let i = 0; i < ands; i++) {
    const left = 2 * (inputs + latches + i + 1);
    const first = number(file, at);
    const second = number(file, first.end);
    at = second.end;
    const a = literal(left - first.value);
    const b = literal(left - first.value - second.value);
    write(body, left - Math.max(a, b));
    write(body, Math.max(a, b) - Math.min(a, b));
  }
  const head_ = new TextEncoder().encode(`aig ${header.join(' ')}\n${lines.map((line) => `${line}\n`).join('')}`);
  const out = new Uint8Array(head_.length + body.length);
  out.set(head_);
  out.set(body, head_.length);
  return out;
}

/** The numbers of the first line, the lines after it up to the gates, and where these begin. */
function head(file: Uint8Array): { header: number[]; text: string[]; from: number } {
  let at = 0;
  const line = (): string => {
    const end = file.indexOf(10, at);
    const text = new TextDecoder().decode(file.subarray(at, end));
    at = end + 1;
    return text;
  };
  const [magic, ...rest] = line().split(' ');
  if (magic !== 'aig') {
    throw new Error(`AIGER: the file begins with "${magic}", not with "aig"`);
  }
  const header = rest.map(Number);
  const [, , latches = 0, outputs = 0, , bad = 0, constraints = 0, justice = 0, fairness = 0] = header;
  if (justice > 0 || fairness > 0) {
    throw new Error('AIGER: justice and fairness properties are not read');
  }
  const text = Array.from({ length: latches + outputs + bad + constraints }, line);
  return { header, text, from: at };
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function number(file: Uint8Array, from: number): { value: number; end: number } {
  let value = 0;
  for (let at = from, scale = 1; ; at++, scale *= 128) {
    const byte = file[at];
    value += (byte & 127) * scale;
    if (byte < 128) {
      return { value, end: at + 1 };
    }
  }
}

function write(into: number[], value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) {
    into.push((rest % 128) | 128);
  }
  into.push(rest);
}
