import type { SignalHandle } from './simulator.ts';

/** Names under which designs have their clock and reset, for those who do not say. */
const CLOCK = /^(clk|clock|aclk|clk_i|i_clk|\w+_aclk)$/i;
const RESET = /^(rst|reset|areset|rst_i|i_rst|rst_n|rstn|resetn|reset_n|aresetn|rst_ni|\w+_aresetn)$/i;

export interface ResetPin {
  handle: SignalHandle;
  activeLow: boolean;
}

/** The reset that bus models go by: the one named, else the only input that looks like one. */
export function resetOfModels(ports: Readonly<Record<string, SignalHandle>>, named?: string): ResetPin | undefined {
  return named === undefined && inputsLike(ports, RESET).length > 1 ? undefined : findReset(ports, named);
}

export function findClocks(ports: Readonly<Record<string, SignalHandle>>): SignalHandle[] {
  return inputsLike(ports, CLOCK);
}

/** The one reset input, undefined when there is none; several must be named. */
export function findReset(ports: Readonly<Record<string, SignalHandle>>, named?: string): ResetPin | undefined {
  if (named !== undefined && !ports[named]) {
    throw new Error(`reset ${named}: no such port; the ports are ${Object.keys(ports).join(', ')}`);
  }
  const found = named === undefined ? inputsLike(ports, RESET) : [ports[named]];
  if (found.length > 1) {
    const names = found.map((handle) => handle.name).join(', ');
    throw new Error(
      `several inputs look like resets (${names}): name one with { reset: '…' }, or drive them yourself with { reset: false }`,
    );
  }
  return found.length ? { handle: found[0], activeLow: /n(i)?$/i.test(found[0].name) } : undefined;
}

function inputsLike(ports: Readonly<Record<string, SignalHandle>>, pattern: RegExp): SignalHandle[] {
  return Object.values(ports).filter(
    (handle) => handle.direction === 'input' && handle.width === 1 && pattern.test(handle.name),
  );
}
