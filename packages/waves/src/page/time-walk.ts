import { valueMatcher } from './find-value.ts';
import type { Action } from './keys.ts';
import { nearestStamp, nextEdge } from './navigate.ts';
import type { PointerTarget } from './pointer.ts';
import type { ShownDump } from './shown-dump.ts';
import { fit, measuredInterval, move, reveal, type View, zoom } from './view.ts';

/** Pixels within which a change draws a marker to itself. */
const REACH = 5;

/** Moves the window and the two markers in time. */
export class TimeWalk {
  readonly #view: () => View;
  readonly #dump: ShownDump;
  readonly #changed: () => void;

  constructor(view: () => View, dump: ShownDump, changed: () => void) {
    this.#view = view;
    this.#dump = dump;
    this.#changed = changed;
  }

  /** What keys do. */
  readonly actions = {
    'zoom in': () => this.#zoom(0.5),
    'zoom out': () => this.#zoom(2),
    fit: () => this.#moved((view, end) => fit(view, end)),
    'zoom to markers': () => this.#moved(zoomToMarkers),
    start: () => this.#moved((view, end) => move(view, end, 0)),
    end: () => this.#moved((view, end) => move(view, end, end - (view.to - view.from))),
    'page left': () => this.#page(-1),
    'page right': () => this.#page(1),
    'previous edge': () => void this.edge(-1),
    'next edge': () => void this.edge(1),
    'clear marker': () =>
      this.#moved((view) => {
        view.cursor = undefined;
        view.base = undefined;
      }),
  } satisfies Partial<Record<Action, () => void>>;

  /** Puts the marker to a time and brings it into sight. */
  setCursor(time: number): void {
    this.#moved((view, end) => {
      view.cursor = time;
      reveal(view, end, time);
    });
  }

  /** Moves the marker to an edge of the selected signal, with a value that is wanted; false where there is none. */
  edge(direction: 1 | -1, typed?: string): boolean {
    const { rows, selected, cursor } = this.#view();
    const { vcd, end } = this.#dump;
    const row = rows[selected[0] ?? 0];
    const variable = this.#dump.leadOf(row);
    if (!variable) {
      return false;
    }
    const { changes } = variable;
    const radix = row.kind === 'signal' ? row.radix : 'bin';
    const wanted = typed === undefined ? undefined : valueMatcher(typed, changes, radix, this.#dump.labelsOf(variable));
    const time = nextEdge(vcd, changes, cursor ?? (direction > 0 ? -1 : end + 1), direction, wanted);
    if (time !== undefined) {
      this.setCursor(time);
    }
    return time !== undefined;
  }

  /** What the pointer does on waves that are drawn `width()` pixels wide. */
  pointer(width: () => number): PointerTarget {
    const view = this.#view;
    const { vcd, end } = this.#dump;
    const unitsPerPixel = () => (view().to - view().from) / width();
    const snap = (time: number) => nearestStamp(vcd, Math.min(Math.max(time, 0), end), REACH * unitsPerPixel());
    return {
      timeAt: (x) => view().from + x * unitsPerPixel(),
      pan: (pixels) => move(view(), end, view().from - pixels * unitsPerPixel()),
      zoom: (factor, time) => zoom(view(), end, factor, time),
      window: (from, to) => move(view(), end, from, to - from),
      cursor: (time) => {
        view().cursor = snap(time);
      },
      base: (time) => {
        view().base = snap(time);
      },
      changed: this.#changed,
    };
  }

  #moved(change: (view: View, end: number) => void): void {
    change(this.#view(), this.#dump.end);
    this.#changed();
  }

  /** Around the marker where it is in sight, around the middle otherwise. */
  #zoom(factor: number): void {
    this.#moved((view, end) => {
      const { from, to, cursor } = view;
      const inSight = cursor !== undefined && cursor > from && cursor < to;
      zoom(view, end, factor, inSight ? cursor : (from + to) / 2);
    });
  }

  #page(direction: 1 | -1): void {
    this.#moved((view, end) => move(view, end, view.from + direction * 0.8 * (view.to - view.from)));
  }
}

/** Shows what lies between the two markers, with a margin of 5 %. */
function zoomToMarkers(view: View, end: number): void {
  if (view.cursor === undefined || view.base === undefined || view.cursor === view.base) {
    return;
  }
  const [from, to] = measuredInterval(view, end);
  move(view, end, from - (to - from) * 0.05, (to - from) * 1.1);
}
