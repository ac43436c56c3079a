import type { ir } from '@chisel-lite/hdl';

/**
 * What of a design a restart does not reach: every register with a reset value, and every instance with a reset, that
 * is not reset by the signal `restart` of the top; below the top, every one that is not reset by its module's inputs.
 * Paths of instance names. Registers without a reset hold data, which counts only where a register with a reset says
 * so; in the top, where no module's test looks after that, they are named too.
 */
export function beyondRestart(top: ir.Module, restart: string): string[] {
  const isRestart = (reset: string | undefined) => reset === restart;
  return [
    ...clocked(top)
      .filter(({ domain }) => !isRestart(resetOf(domain!)))
      .map(({ name }) => name),
    ...top.memories.map(({ name }) => name),
    ...instancesBeyond(top, isRestart),
  ];
}

/** Instances whose resets are not all as wanted, and what is beyond the reset inside of the others. */
const instancesBeyond = (module: ir.Module, isWanted: (reset: string | undefined) => boolean): string[] =>
  module.items
    .filter((item): item is ir.Instance => item.kind === 'instance')
    .flatMap((instance) =>
      resetsOf(instance).every(isWanted)
        ? besideOwnReset(instance.module).map((path) => `${instance.name}.${path}`)
        : [instance.name],
    );

/** What a module holds beside the resets that it is given: reset by a signal that it makes itself. */
function besideOwnReset(module: ir.Module): string[] {
  const own = new Set(resetInputs(module).map(resetOf));
  const isOwn = (reset: string | undefined) => reset !== undefined && own.has(reset);
  return [
    ...clocked(module)
      .filter(({ domain, init }) => init !== undefined && !isOwn(resetOf(domain!)))
      .map(({ name }) => name),
    ...instancesBeyond(module, isOwn),
  ];
}

const clocked = ({ signals, ports }: ir.Module): ir.Signal[] => [...signals, ...ports].filter(({ domain }) => domain);

const resetInputs = ({ domains }: ir.Module): ir.Domain[] =>
  domains.filter(({ reset }) => reset?.signal.kind === 'input');

/** When a domain is in reset: the name of a signal, after `not ` where that is low. */
const resetOf = ({ reset }: ir.Domain): string | undefined => reset && level(reset.signal.name, reset.activeLow);

const level = (name: string, isLow: boolean): string => (isLow ? `not ${name}` : name);

/**
 * The same of each reset that an instance has, in terms of the module around it; undefined where it is no signal of
 * that.
 */
const resetsOf = ({ module, inputs }: ir.Instance): (string | undefined)[] =>
  resetInputs(module).map(({ reset }) => {
    const value = inputs.get(reset!.signal.name);
    if (value?.kind === 'ref') {
      return level(value.signal.name, reset!.activeLow);
    }
    if (value?.kind === 'unary' && value.op === 'not' && value.a.kind === 'ref') {
      return level(value.a.signal.name, !reset!.activeLow);
    }
    return undefined;
  });
