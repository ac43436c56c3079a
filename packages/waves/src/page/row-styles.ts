import { ROW_COLOURS, type RowColour } from './colours.ts';
import type { Analog } from './format.ts';
import { withMembers } from './groups.ts';
import type { MenuItem } from './menu.ts';
import type { Row, View } from './view.ts';

/** Menus of how the selected rows look. */
export function styleMenus(view: () => View, changed: () => void) {
  /** The selected rows, with the members of groups among them. */
  const chosenRows = () => withMembers(view().rows, view().selected).map((index) => view().rows[index]);
  const styleItems = <T>(
    choices: readonly (readonly [string, T])[],
    is: (row: Row) => T,
    set: (row: Row, value: T) => void,
  ): MenuItem[] =>
    choices.map(([text, value]) => ({
      text,
      on: chosenRows().every((row) => is(row) === value),
      run: () => {
        for (const row of chosenRows()) {
          set(row, value);
        }
        changed();
      },
    }));
  const colourItems = () =>
    styleItems<RowColour | undefined>(
      [['by kind', undefined], ...(Object.keys(ROW_COLOURS) as RowColour[]).map((name) => [name, name] as const)],
      (row) => row.colour,
      (row, colour) => {
        row.colour = colour;
      },
    );
  const heightItems = () =>
    styleItems<1 | 2 | 4>(
      [
        ['one row', 1],
        ['two rows', 2],
        ['four rows', 4],
      ],
      (row) => row.height ?? 1,
      (row, height) => {
        row.height = height === 1 ? undefined : height;
      },
    );
  const analogItems = () =>
    styleItems<Analog | undefined>(
      [
        ['as text', undefined],
        ['steps', 'steps'],
        ['lines', 'lines'],
      ],
      (row) => (row.kind === 'signal' ? row.analog : undefined),
      (row, analog) => {
        if (row.kind === 'signal') {
          row.analog = analog;
          row.height = analog && !row.height ? 4 : row.height;
        }
      },
    );
  return { colour: colourItems, height: heightItems, analog: analogItems };
}
