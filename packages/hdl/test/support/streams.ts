import { type AnyModule, compileSimulation, elaborate, type Simulation } from '../../src/index.ts';

/** What a stream module did under one pattern of offers and stalls. */
export interface Passage {
  readonly sent: number[];
  readonly received: number[];
  /** Where `valid` fell, or the payload changed, while the receiver held it off. */
  readonly withdrawn: string[];
}

/** A module with stream ports `s` and `m` (payload one value), ready to be run from reset again and again. */
export function streamBench(top: AnyModule) {
  const sim = compileSimulation(elaborate(top).design).instantiate();
  sim.ports['rst'].value = 1;
  sim.run('clk', 2);
  sim.ports['rst'].value = 0;
  sim.eval();
  const fresh = sim.snapshot();

  /**
   * Offers the numbers 1, 2, 3 … when bit `cycle` of `offers` is 1, and takes when bit `cycle` of `takes` is; then
   * drains. An offer once made stands until it is taken.
   */
  return (offers: number, takes: number, cycles: number, drain: number): Passage => {
    sim.restore(fresh);
    const { s_valid, s_payload, s_ready, m_valid, m_payload, m_ready } = sim.ports as Ports;
    const sent: number[] = [];
    const received: number[] = [];
    const withdrawn: string[] = [];
    let offering = false;
    let held: number | undefined;
    for (let cycle = 0; cycle < cycles + drain; cycle++) {
      if (!offering && cycle < cycles && ((offers >> cycle) & 1) === 1) {
        offering = true;
      }
      s_valid.value = offering ? 1 : 0;
      s_payload.value = sent.length + 1;
      m_ready.value = cycle >= cycles || ((takes >> cycle) & 1) === 1 ? 1 : 0;
      sim.eval();
      if (held !== undefined && (m_valid.value !== 1 || m_payload.value !== held)) {
        withdrawn.push(`cycle ${cycle}`);
      }
      held = m_valid.value === 1 && m_ready.value === 0 ? Number(m_payload.value) : undefined;
      if (offering && s_ready.value === 1) {
        sent.push(sent.length + 1);
        offering = false;
      }
      if (m_valid.value === 1 && m_ready.value === 1) {
        received.push(Number(m_payload.value));
      }
      sim.run('clk', 1);
    }
    return { sent, received, withdrawn };
  };
}

type Ports = Record<
  's_valid' | 's_payload' | 's_ready' | 'm_valid' | 'm_payload' | 'm_ready',
  Simulation['ports'][string]
>;
