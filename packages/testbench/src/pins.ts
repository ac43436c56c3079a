import type { SignalHandle } from './simulator.ts';

/** Names under which designs have their clock and reset, for those who do not say. */
const CLOCK = /^(clk|clock|aclk|clk_i|i_clk|\w+_aclk)$/i;
const RESET = /^(rst|reset|areset|rst_i|i_rst|rst_n|rstn|resetn|reset_n|aresetn|rst_ni|\w+_aresetn)$/i;
/** Names that are looked for where no input has one of those. */
const OTHER_CLOCK = /^([ph]clk|(clk|clock)_in|clock_i|i_clock|sys_clk(_i)?|wb_clk_i)$/i;
const OTHER_RESET =
  /^([ps]?(h|a)?reset_?n(_i)?|[as]rst_?n?|n_?(rst|reset)|(rst|reset)(_?n)?_(i|in)|i_(rst|reset)_?n?|sys_(rst|reset)(_?n)?(_i)?|wb_rst_i)$/i;

export interface ResetPin {
  handle: SignalHandle;
  activeLow: boolean;
}

/** The reset that bus models go by: the one named, else the only input that looks like one. */
export function resetOfModels(ports: Readonly<Record<string, SignalHandle>>, named?: string): ResetPin | undefined {
  return named === undefined && resetsLike(ports).length > 1 ? undefined : findReset(ports, named);
}

export function findClocks(ports: Readonly<Record<string, SignalHandle>>): SignalHandle[] {
  const found = inputsLike(ports, CLOCK);
  return found.length ? found : inputsLike(ports, OTHER_CLOCK);
}

function resetsLike(ports: Readonly<Record<string, SignalHandle>>): SignalHandle[] {
  const found = inputsLike(ports, RESET);
  const others = found.length ? [] : inputsLike(ports, OTHER_RESET);
  return others.length === 1 ? others : found;
}

/** `rst_n`, `resetn`, `nrst`, `rst_ni`, `i_rst_n`, `reset_n_i`; but not `rst_in`. */
const isActiveLow = (name: string): boolean => /^(\w+_)?n_?(rst|reset)|((rst|reset)_?|_)n(_in?)?$|_ni$/i.test(name);

/** The one reset input, undefined when there is none; several must be named. */
export function findReset(ports: Readonly<Record<string, SignalHandle>>, named?: string): ResetPin | undefined {
  if (named !== undefined && !ports[named]) {
    throw new Error(`reset ${named}: no such port; the ports are ${Object.keys(ports).join(', ')}`);
  }
  const found = named === undefined ? resetsLike(ports) : [ports[named]];
  if (found.length > 1) {
    const names = found.map((handle) => handle.name).join(', ');
    throw new Error(
      `several inputs look like resets (${names}): name one with { reset: '…' }, or drive them yourself with { reset: false }`,
    );
  }
  return found.length ? { handle: found[0], activeLow: isActiveLow(found[0].name) } : undefined;
}

function inputsLike(ports: Readonly<Record<string, SignalHandle>>, pattern: RegExp): SignalHandle[] {
  return Object.values(ports).filter(
    (handle) => handle.direction === 'input' && handle.width === 1 && pattern.test(handle.name),
  );
}
