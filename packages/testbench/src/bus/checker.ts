import { ProtocolViolation } from '../kernel/errors.ts';
import type { ClockedModel } from '../kernel/model.ts';
import type { SignalHandle } from '../simulator.ts';
import type { Handshake } from './handshake.ts';

/**
 * The rules every valid/ready stream obeys, checked at each rising edge: once `valid` is high it stays, and the payload with it,
 * until the cycle in which `ready` is high too. Throws `ProtocolViolation` at the edge that shows the breach.
 */
export function createHandshakeChecker(
  { name, valid, ready }: Handshake,
  payload: readonly SignalHandle[],
  reset?: { handle: SignalHandle; activeLow: boolean },
): ClockedModel {
  const wide = payload.filter((handle) => handle.width > 32);
  const narrow = payload.filter((handle) => handle.width <= 32);
  const narrowBefore = new Array<number | bigint>(narrow.length).fill(0);
  const wideBefore = wide.map((handle) => new Uint32Array(Math.ceil(handle.width / 32)));
  let stalled = false;

  const compare = (cycle: number) => {
    for (let i = 0; i < narrow.length; i++)
      if (narrow[i].value !== narrowBefore[i]) changed(cycle, narrow[i], narrowBefore[i].toString(16));
    for (let i = 0; i < wide.length; i++) {
      const words = wide[i].words as Uint32Array;
      for (let w = 0; w < words.length; w++)
        if (words[w] !== wideBefore[i][w]) changed(cycle, wide[i], hex(wideBefore[i]));
    }
  };
  const changed = (cycle: number, handle: SignalHandle, before: string) => {
    const after = handle.words ? hex(handle.words) : handle.value.toString(16);
    throw new ProtocolViolation(
      name,
      'payload changed',
      `${handle.name} went from 0x${before} to 0x${after} while stalled (cycle ${cycle})`,
    );
  };
  return {
    sample(cycle) {
      if (reset && Boolean(reset.handle.value) !== reset.activeLow) {
        stalled = false;
        return;
      }
      const offered = Boolean(valid.value);
      if (stalled) {
        if (!offered)
          throw new ProtocolViolation(
            name,
            'valid dropped',
            `${valid.name} fell before ${ready?.name} rose (cycle ${cycle})`,
          );
        compare(cycle);
      }
      const stalls = offered && ready !== undefined && !ready.value;
      if (stalls && !stalled) {
        for (let i = 0; i < narrow.length; i++) narrowBefore[i] = narrow[i].value;
        for (let i = 0; i < wide.length; i++) wideBefore[i].set(wide[i].words as Uint32Array);
      }
      stalled = stalls;
    },
  };
}

const hex = (words: Uint32Array) =>
  [...words]
    .reverse()
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
