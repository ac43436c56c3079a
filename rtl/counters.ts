import { type Bool, bool, lit, regs, type UInt, uint, when } from '@chisel-lite/hdl';

/** What the core tells of a cycle, beside whether each channel's weights are there. */
export interface CoreActivity {
  readonly busy: Bool;
  /** For activations. */
  readonly waiting: Bool;
  /** A strip of each channel is taken. */
  readonly taken: Bool;
}

/** The events that are counted, a cycle each, by the names of their registers. */
export function countedEvents(
  busy: Bool,
  core: CoreActivity,
  offered: readonly Bool[],
): Readonly<Record<string, Bool>> {
  const all = offered.reduce<Bool>((a, b) => a.and(b), lit(1, bool()));
  return {
    cycles_busy: busy,
    cycles_streaming: core.busy,
    beats: core.taken,
    back_pressured: core.busy.and(all).and(core.waiting.not()).and(core.taken.not()),
    starved_x: core.busy.and(core.waiting),
    ...Object.fromEntries(offered.map((valid, channel) => [`starved_${channel}`, core.busy.and(valid.not())])),
  };
}

/** Counts each event until `clear`, and shows how often it was. */
export function counters(
  events: Readonly<Record<string, Bool>>,
  clear: Bool,
  show: (name: string, count: UInt<32>) => void,
): void {
  for (const [name, event] of Object.entries(events)) {
    const { [`count_${name}`]: value } = regs({ [`count_${name}`]: uint(32, 0) });
    when(event, () => value.set(value.add(1)));
    when(clear, () => value.set(0));
    show(name, value);
  }
}
