import { bits, compileSimulation, elaborate, insts, module, stream } from '@chisel-lite/hdl';
import { expect, test } from 'vitest';
import { UartReceiver, UartTransmitter } from './uart.ts';

const CYCLES_PER_BIT = 7;

test('the transmitter sends a frame: start bit, data from the lowest bit, stop bit', () => {
  const sim = compileSimulation(elaborate(UartTransmitter({ cyclesPerBit: CYCLES_PER_BIT })).design).instantiate();
  const { rst, s_valid, s_payload, s_ready, txd } = sim.ports;
  rst.value = 1;
  sim.run('clk', 1);
  rst.value = 0;
  sim.eval();
  expect([txd.value, s_ready.value]).toEqual([1, 1]);

  s_valid.value = 1;
  s_payload.value = 0b0100_1101;
  sim.run('clk', 1);
  s_valid.value = 0;
  const line: number[] = [];
  for (let cycle = 0; cycle < 10 * CYCLES_PER_BIT; cycle++) {
    line.push(Number(txd.value));
    expect(s_ready.value).toBe(0);
    sim.run('clk', 1);
  }
  const bitsSent = line.filter((_, i) => i % CYCLES_PER_BIT === Math.floor(CYCLES_PER_BIT / 2));
  expect(bitsSent).toEqual([0, 1, 0, 1, 1, 0, 0, 1, 0, 1]);
  expect(s_ready.value).toBe(1);
});

test('the receiver hears what the transmitter says', () => {
  const Loopback = module('Loopback', { in: { s: stream(bits(8)) }, out: { m: stream(bits(8)) } }, ({ s, m }) => {
    const { u_tx, u_rx } = insts({
      u_tx: UartTransmitter({ cyclesPerBit: CYCLES_PER_BIT }),
      u_rx: UartReceiver({ cyclesPerBit: CYCLES_PER_BIT }),
    });
    u_tx.s.connect(s);
    u_rx.rxd.set(u_tx.txd);
    m.connect(u_rx.m);
  });
  const sim = compileSimulation(elaborate(Loopback).design).instantiate();
  const { rst, s_valid, s_payload, s_ready, m_valid, m_payload, m_ready } = sim.ports;
  rst.value = 1;
  sim.run('clk', 4);
  rst.value = 0;
  m_ready.value = 1;
  const text = [...new TextEncoder().encode('Hello, FPGA! \u00ff')];
  const heard: number[] = [];
  let next = 0;
  for (let cycle = 0; cycle < (text.length + 1) * 11 * CYCLES_PER_BIT; cycle++) {
    s_valid.value = next < text.length ? 1 : 0;
    s_payload.value = text[next] ?? 0;
    sim.eval();
    if (m_valid.value === 1) {
      heard.push(Number(m_payload.value));
    }
    const taken = s_valid.value === 1 && s_ready.value === 1;
    sim.run('clk', 1);
    if (taken) {
      next++;
    }
  }
  expect(heard).toEqual(text);
});
