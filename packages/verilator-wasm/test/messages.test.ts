import { beforeAll, expect, test, vi } from 'vitest';
import { AssertionError, type Message, type Model, verilate } from '../src/index.ts';

vi.setConfig({ testTimeout: 300_000 }); // builds, on machines that may be busy

const talker = `
module talker (input clk, input [7:0] d, output reg [7:0] q);
  reg [7:0] rom [0:3];
  initial begin
    $readmemh("rom.hex", rom);
    $display("rom %h %h", rom[0], rom[3]);
  end
  always @(posedge clk) begin
    q <= rom[d[1:0]];
    if (d == 10) $display("ten at %0d", q);
    if (d == 11) begin $write("a"); $write("b\\nc"); $write("d\\n"); end
    if (d == 12) $finish;
    if (d == 14) $stop;
    if (d == 15) $display("%%Error: only a text");
  end
  never_13: assert property (@(posedge clk) d != 13) else $error("d is %0d", d);
  final $display("over");
endmodule`;

const files: Record<string, string> = { 'rom.hex': '11\n22\n33\n44\n' };
const readFile = (path: string) => (files[path] === undefined ? undefined : new TextEncoder().encode(files[path]));

let model: Model;
beforeAll(async () => {
  model = await verilate({ sources: { 'talker.sv': talker }, top: 'talker' });
});

const start = () => {
  const sim = model.instantiate({ readFile });
  const messages: Message[] = [];
  sim.onMessage((message) => messages.push(message));
  const feed = (...values: number[]): void => {
    for (const value of values) {
      sim.ports.d.value = value;
      sim.run('clk', 1);
    }
  };
  return { sim, messages, feed };
};

test('$readmemh reads files, and text from before the first listener is kept', () => {
  const { sim, messages, feed } = start();
  expect(messages).toEqual([{ kind: 'print', text: 'rom 11 44' }]);
  feed(2);
  expect(sim.ports.q.value).toBe(0x33);
});

test('$display and $write come as whole lines', () => {
  const { messages, feed } = start();
  feed(3, 10, 11, 15, 10);
  expect(messages.slice(1).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'print ten at 68',
    'print ab',
    'print cd',
    'print %Error: only a text',
    'print ten at 68',
  ]);
});

test('a failed assertion throws where nobody listens, and is told where somebody does', () => {
  const silent = model.instantiate({ readFile });
  silent.ports.d.value = 13;
  expect(() => silent.run('clk', 5)).toThrow(AssertionError);
  expect(() => silent.run('clk', 5)).toThrow(/^talker\.sv:16: Assertion failed in talker\.never_13: d is 13$/);
  silent.ports.d.value = 1;
  expect(silent.run('clk', 5)).toBe(5);

  silent.ports.d.value = 13;
  expect(() => silent.run('clk', 1)).toThrow(AssertionError); // in the last cycle, too

  const { sim, messages, feed } = start();
  feed(13);
  expect(sim.run('clk', 3)).toBe(3); // the listener has heard of it, and decides
  expect(messages[1]).toEqual({
    kind: 'assertion',
    text: 'talker.sv:16: Assertion failed in talker.never_13: d is 13',
  });
});

test('a check inside eval() throws too', () => {
  const sim = model.instantiate({ readFile });
  sim.ports.d.value = 14;
  sim.ports.clk.value = 1;
  expect(() => sim.eval()).toThrow('talker.sv:13: $stop');
});

test('a step that fails or ends the design tells so, and the next one goes on', () => {
  const sim = model.instantiate({ readFile });
  const step = sim.stepper('clk', 1000);
  const at = (d: number, rise: number) => {
    sim.ports.d.value = d;
    sim.eval();
    step(rise);
  };
  expect(() => at(13, 500)).toThrow(AssertionError);
  at(2, 1500);
  expect([sim.ports.q.value, sim.finished]).toEqual([0x33, false]);
  at(12, 2500);
  expect(sim.finished).toBe(true);
});

test('$finish ends run() early; snapshots know about it', () => {
  const { sim, messages, feed } = start();
  const before = sim.snapshot();
  feed(1);
  sim.ports.d.value = 12;
  expect(sim.run('clk', 100)).toBe(1);
  expect(sim.finished).toBe(true);
  expect(messages.at(-1)).toEqual({ kind: 'finish', text: 'talker.sv:12: $finish' });
  sim.restore(before);
  expect(sim.finished).toBe(false);
  sim.dispose();
  expect(messages.at(-1)).toEqual({ kind: 'print', text: 'over' });
});

test('a file that is missing is an error that names it, or a warning', () => {
  expect(() => model.instantiate()).toThrow(/^rom\.hex: this data file of a \$readmemh or \$readmemb was not found/);
  const messages: Message[] = [];
  model.instantiate({ missingFiles: 'warn' }).onMessage((message) => messages.push(message));
  expect(messages[0]).toEqual({ kind: 'print', text: 'warning: rom.hex: $readmem file not found' });
});

test('data files can come with the sources', async () => {
  const whole = await verilate({ sources: { 'talker.sv': talker, ...files }, top: 'talker' });
  const messages: Message[] = [];
  whole.instantiate().onMessage((message) => messages.push(message));
  expect(messages[0].text).toBe('rom 11 44');
});

test('checks can be left out', async () => {
  const without = await verilate({ sources: { 'talker.sv': talker }, top: 'talker', assertions: false });
  const sim = without.instantiate({ readFile });
  sim.ports.d.value = 13;
  expect(sim.run('clk', 5)).toBe(5);
});
