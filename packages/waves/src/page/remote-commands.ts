import type { Scope, Variable } from '@chisel-lite/vcd';
import { ROW_COLOURS, type RowColour } from './colours.ts';
import type { ItemIds } from './item-ids.ts';
import type { createMarkerList } from './marker-list.ts';
import { signalRow } from './overview.ts';
import type { RemoteCommands } from './remote.ts';
import type { RowEditor } from './row-editor.ts';
import type { ShownDump } from './shown-dump.ts';
import type { TimeWalk } from './time-walk.ts';
import { fit, type Marker, move, type Row, type View } from './view.ts';

/** What the remote control works with. */
export interface RemoteTools {
  readonly view: () => View;
  readonly dump: ShownDump;
  readonly ids: ItemIds;
  readonly editor: RowEditor;
  readonly walk: TimeWalk;
  readonly markers: ReturnType<typeof createMarkerList>;
  /** The rows have changed, or only what is seen of them. */
  rowsChanged(): void;
  viewChanged(): void;
  reveal(index: number): void;
}

/** What each kind of row is called in the protocol. */
const KINDS: Readonly<Record<Row['kind'], string>> = {
  signal: 'Variable',
  stream: 'Stream',
  comment: 'Divider',
  group: 'Group',
};

/** Names of colours that other viewers have. */
const OTHER_NAMES: Readonly<Record<string, RowColour>> = {
  orange: 'amber',
  yellow: 'amber',
  purple: 'violet',
  gray: 'grey',
};

/** What the commands of the Waveform Control Protocol do on the page. */
export function remoteCommands(tools: RemoteTools): RemoteCommands {
  const { view, dump, ids, editor, walk } = tools;
  const markersOf = (): Marker[] => view().markers ?? [];
  const rowAt = (id: number): number => view().rows.findIndex((row) => row.id === id);
  const markerOf = (id: number): Marker | undefined => markersOf().find((marker) => marker.id === id);
  const unknown = (id: number) => new Error(`no item has the id ${id}`);

  const infoOf = (id: number) => {
    const marker = markerOf(id);
    if (marker) {
      return { name: marker.name, type: 'Marker', id };
    }
    const row = view().rows[rowAt(id)];
    if (!row) {
      throw unknown(id);
    }
    const name = row.kind === 'signal' ? row.path : row.kind === 'comment' ? row.text : row.name;
    return { name, type: KINDS[row.kind], id };
  };

  /** Adds what each name stands for; names that stand for nothing are told, and alone are an error. */
  const add = (names: readonly string[], find: (name: string) => readonly Variable[] | undefined) => {
    const found = names.map((name) => [name, find(name)] as const);
    const missing = found.flatMap(([name, variables]) => (variables ? [] : [name]));
    if (missing.length && missing.length === names.length) {
      throw new Error(dump.fault(...missing) ?? `${missing[0]} is not in this dump`);
    }
    const variables = found.flatMap(([, some]) => some ?? []);
    const rows = variables.map((variable) => ({ ...signalRow(variable, dump.lookup), id: ids.next() }));
    if (rows.length) {
      editor.addRows(rows);
    }
    return { ids: rows.map(({ id }) => id), ...(missing.length ? { not_found: missing } : {}) };
  };
  const variable = (name: string) => {
    const found = dump.variable(name);
    return found && [found];
  };
  const scope = (name: string, recursive: boolean | undefined) => {
    const found = findScopes(dump.vcd.scopes, name);
    return found.length ? found.flatMap((each) => variablesOf(each, recursive ?? false)) : undefined;
  };
  const window = (from: number, span: number) => {
    move(view(), dump.end, from, span);
    tools.viewChanged();
  };
  const inDump = (time: number): number => {
    if (time < 0 || time > dump.end) {
      throw new Error(`time ${time}: the dump is from 0 to ${dump.end}`);
    }
    return time;
  };

  return {
    get_item_list: () => ({ ids: [...view().rows, ...markersOf()].map(({ id }) => id) }),
    get_item_info: ({ ids: asked }) => ({ results: asked.map(infoOf) }),
    add_variables: ({ variables }) => add(variables, variable),
    add_scope: ({ scope: name, recursive }) => add([name], () => scope(name, recursive)),
    add_items: ({ items, recursive }) => add(items, (name) => variable(name) ?? scope(name, recursive)),
    add_markers: ({ markers }) => {
      for (const { time } of markers) {
        inDump(time);
      }
      const added = markers.map(({ time, name, move_focus: go }) => {
        const marker = tools.markers.put(name?.trim() || undefined, time, ids.next());
        if (go) {
          walk.setCursor(time);
        }
        return marker;
      });
      return { ids: added.map(({ id }) => id) };
    },
    remove_items: ({ ids: gone }) => {
      view().markers = markersOf().filter(({ id }) => !gone.includes(id ?? 0));
      editor.removeAt(gone.map(rowAt).filter((index) => index >= 0));
      return undefined;
    },
    clear: () => {
      Object.assign(view(), { rows: [], markers: [], selected: [] });
      tools.rowsChanged();
      return undefined;
    },
    focus_item: ({ id }) => {
      const marker = markerOf(id);
      const index = rowAt(id);
      if (marker) {
        walk.setCursor(marker.time);
      } else if (index >= 0) {
        view().selected = [index];
        tools.rowsChanged();
        tools.reveal(index);
      } else {
        throw unknown(id);
      }
      return undefined;
    },
    set_item_color: ({ id, color }) => {
      const row = view().rows[rowAt(id)];
      if (!row) {
        throw markerOf(id) ? new Error('the colour of markers is fixed') : unknown(id);
      }
      row.colour = colourOf(color);
      tools.rowsChanged();
      return undefined;
    },
    set_viewport_to: ({ timestamp }) => {
      const span = view().to - view().from;
      window(inDump(timestamp) - span / 2, span);
      return undefined;
    },
    set_viewport_range: ({ start, end }) => {
      if (!(end > start)) {
        throw new Error(`from ${start} to ${end}: expected a time and a later one`);
      }
      window(start, end - start);
      return undefined;
    },
    zoom_to_fit: () => {
      fit(view(), dump.end);
      tools.viewChanged();
      return undefined;
    },
    set_cursor: ({ timestamp }) => {
      walk.setCursor(inDump(timestamp));
      return undefined;
    },
    reload: () => undefined, // the page is loaded anew once this is answered
  };
}

/** The scopes of this path: a scope may be opened twice. */
function findScopes(scopes: readonly Scope[], path: string): Scope[] {
  return scopes.flatMap((scope) =>
    scope.path === path ? [scope] : path.startsWith(`${scope.path}.`) ? findScopes(scope.scopes, path) : [],
  );
}

const variablesOf = (scope: Scope, recursive: boolean): Variable[] => [
  ...scope.variables,
  ...(recursive ? scope.scopes.flatMap((inner) => variablesOf(inner, true)) : []),
];

function colourOf(name: string): RowColour | undefined {
  const wanted = name.toLowerCase();
  if (wanted === 'default') {
    return undefined;
  }
  const names = Object.keys(ROW_COLOURS) as RowColour[];
  const found = names.find((each) => each === wanted) ?? (Object.hasOwn(OTHER_NAMES, wanted) && OTHER_NAMES[wanted]);
  if (!found) {
    throw new Error(`no colour is called ${name}; there are ${names.join(', ')} and default`);
  }
  return found;
}
