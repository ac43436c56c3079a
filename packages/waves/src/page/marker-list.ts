import { element, make } from './elements.ts';
import { showMenu } from './menu.ts';
import type { Marker, View } from './view.ts';

export interface MarkerListEvents {
  /** A marker was clicked. */
  go(time: number): void;
  changed(): void;
  text(time: number): string;
}

/** The named markers in the head of the page: a click goes there, the right button renames and removes. */
export function createMarkerList(view: () => View, events: MarkerListEvents) {
  const markersOf = (): Marker[] => view().markers ?? [];
  const ask = (name: string): string | undefined => prompt('name of the marker', name)?.trim() || undefined;
  /** The first of a, b, c … that no marker has. */
  const freeName = (): string => {
    const used = new Set(markersOf().map(({ name }) => name));
    for (let i = 0; ; i++) {
      const name = String.fromCharCode(97 + (i % 26)) + (i < 26 ? '' : Math.floor(i / 26));
      if (!used.has(name)) {
        return name;
      }
    }
  };
  /** Names a time, with the next free name where none is given; a marker that had the name is gone. */
  const put = (name = freeName(), time: number, id?: number): Marker => {
    const marker: Marker = { name, time, ...(id === undefined ? {} : { id }) };
    const others = markersOf().filter((other) => other.name !== name);
    view().markers = [...others, marker].sort((a, b) => a.time - b.time);
    events.changed();
    return marker;
  };
  return {
    put,
    /** Names the time of the marker. */
    add() {
      const { cursor } = view();
      const name = cursor === undefined ? undefined : ask(freeName());
      if (cursor !== undefined && name !== undefined) {
        put(name, cursor);
      }
    },
    draw() {
      element('markers').replaceChildren(
        ...markersOf().map((marker) => {
          const chip = make('button', 'marker', marker.name);
          chip.title = events.text(marker.time);
          chip.addEventListener('click', () => events.go(marker.time));
          chip.addEventListener('contextmenu', (event) => {
            event.preventDefault();
            showMenu(event.clientX, event.clientY, [
              {
                text: 'rename …',
                run: () => {
                  marker.name = ask(marker.name) ?? marker.name;
                  events.changed();
                },
              },
              {
                text: 'remove',
                run: () => {
                  view().markers = markersOf().filter((other) => other !== marker);
                  events.changed();
                },
              },
            ]);
          });
          return chip;
        }),
      );
    },
  };
}
