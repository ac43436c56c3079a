import { expect, test, vi } from 'vitest';
import { axiStreamSink, axiStreamSource, simulate } from '../src/index.ts';

vi.setConfig({ testTimeout: 300_000 }); // a build, on machines that may be busy

/** Divides its clock by four; counts, and passes a stream through registers, on the divided clock. */
const design = {
  sources: {
    'divider.sv': `
module divider (input clk, input rst, output clk_div, output reg [7:0] count, output reg [7:0] seen, input [7:0] given,
    input [7:0] s_tdata, input s_tvalid, output s_tready, input s_tlast,
    output reg [7:0] m_tdata, output reg m_tvalid, input m_tready, output reg m_tlast);
  reg [1:0] phase;
  assign clk_div = phase[1];
  always @(posedge clk) phase <= rst ? 2'd0 : phase + 2'd1;
  initial {count, m_tvalid} = 0;
  always @(posedge clk_div) begin
    count <= count + 1;
    seen <= given;
  end
  assign s_tready = !m_tvalid || m_tready;
  always @(posedge clk_div) begin
    if (s_tready) {m_tdata, m_tlast, m_tvalid} <= {s_tdata, s_tlast, s_tvalid};
  end
endmodule`,
  },
  top: 'divider',
};

test('a task on a clock of the design sees what its flip-flops sample, and writes just after the edge', async () => {
  const sim = await simulate(design, { clock: 5 });
  const clock = sim.derivedClock('clk_div');
  expect(sim.derivedClock('clk_div')).toBe(clock);
  const { count, seen, given } = sim.port;
  const counts: number[] = [];
  const times: number[] = [];
  const echoes: number[] = [];
  for (let i = 0; i < 5; i++) {
    given.value = 100 + i;
    await clock.rising();
    counts.push(Number(count.value));
    times.push(sim.time);
    echoes.push(Number(seen.value));
  }
  expect(counts.map((value) => value - counts[0])).toEqual([0, 1, 2, 3, 4]); // before each edge, none left out
  expect(times.map((time) => time - times[0])).toEqual([0, 20, 40, 60, 80]);
  expect(echoes.slice(1)).toEqual([100, 101, 102, 103]); // what was given before the edge before
  await sim.settled();
  expect(seen.value).toBe(104);
  expect(Number(count.value) - counts[0]).toBe(5);
  expect(() => sim.derivedClock('given')).toThrow('given is no output of one bit');
});

test.each([
  [undefined, undefined],
  [[true, false], undefined],
  [undefined, [false, true, true]],
])('bus models run on it: pauses %j and %j', async (sourcePause, sinkPause) => {
  const sim = await simulate(design, { clock: 5 });
  const clock = sim.derivedClock('clk_div');
  const source = axiStreamSource(sim, 's', { clock, pause: sourcePause });
  const sink = axiStreamSink(sim, 'm', { clock, pause: sinkPause });
  const frames = [1, 5, 30].map((length) => Uint8Array.from({ length }, (_, i) => 3 * i + length));
  const start = sim.clock.cycle;
  for (const frame of frames) {
    source.send(frame);
  }
  for (const frame of frames) {
    expect(await sink.receive()).toEqual(frame);
  }
  expect(sink.empty).toBe(true);
  if (!sourcePause && !sinkPause) {
    expect(sim.clock.cycle - start).toBeLessThan(4 * 42); // a beat in each of its cycles
  }
});

test('both clocks are waited for, each with its own values', async () => {
  const sim = await simulate(design, { clock: 5 });
  const clock = sim.derivedClock('clk_div');
  const seen: string[] = [];
  sim.fork(async () => {
    for (;;) {
      await clock.rising();
      seen.push(`div ${sim.port.count.value}`);
    }
  });
  for (let i = 0; i < 8; i++) {
    await sim.clock.rising();
    seen.push(`clk ${sim.port.clk_div.value}`);
  }
  const first = seen.findIndex((text) => text.startsWith('div'));
  expect(seen.filter((text) => text.startsWith('div'))).toHaveLength(2);
  // The divided edge comes with the root's, after it: the root still saw it low.
  expect(seen[first - 1]).toBe('clk 0');
  expect(await sim.select({ fall: clock.falling(), late: sim.clock.cycles(9) })).toMatchObject({ key: 'fall' });
});
