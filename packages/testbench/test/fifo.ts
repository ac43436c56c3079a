import { behavioural, type Pins } from './behavioural.ts';

/** Mistakes a FIFO's output can make; planted to see that the checkers notice. */
export type Fault = 'drops valid' | 'changes payload' | 'loses a beat';

/** Names of a stream's wires, its payload's widths by name. */
interface StreamShape {
  valid: string;
  ready: string;
  payload: Record<string, number>;
}

/** A FIFO of `depth` beats from bus `s` to bus `m`, as registers and wires would do it. */
export function fifo(shape: StreamShape, depth = 4, fault?: Fault) {
  const named = (bus: string, wires: Record<string, number>) =>
    Object.fromEntries(Object.entries(wires).map(([name, width]) => [`${bus}_${name}`, width]));
  const { valid, ready, payload } = shape;
  const keys = Object.keys(payload);
  return behavioural({
    inputs: { clk: 1, rst: 1, ...named('s', { [valid]: 1, ...payload }), [`m_${ready}`]: 1 },
    outputs: { [`s_${ready}`]: 1, ...named('m', { [valid]: 1, ...payload }) },
    state: () => ({ beats: [] as Uint32Array[][], stalls: 0, pushed: 0 }),
    edge(state, pins) {
      const pop = pins[`m_${valid}`][0] && pins[`m_${ready}`][0];
      const push = pins[`s_${valid}`][0] && pins[`s_${ready}`][0];
      state.stalls = pins[`m_${valid}`][0] && !pop ? state.stalls + 1 : 0;
      const pushed = push ? keys.map((key) => pins[`s_${key}`].slice()) : undefined;
      if (pop) {
        state.beats.shift();
      }
      if (pushed && !(fault === 'loses a beat' && ++state.pushed === 5)) {
        state.beats.push(pushed);
      }
    },
    settle(state, pins: Pins) {
      const [first] = state.beats;
      pins[`s_${ready}`][0] = state.beats.length < depth ? 1 : 0;
      pins[`m_${valid}`][0] = first && !(fault === 'drops valid' && state.stalls === 2) ? 1 : 0;
      keys.forEach((key, i) => {
        if (first) {
          pins[`m_${key}`].set(first[i]);
        }
        if (first && fault === 'changes payload' && state.stalls === 3) {
          pins[`m_${key}`][0] ^= 1;
        }
      });
    },
  });
}
