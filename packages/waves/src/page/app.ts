import {
  changeAt,
  createLookup,
  openDump,
  rangeText,
  type Scope,
  secondsPerUnit,
  timeIndexAt,
  type Variable,
  type Vcd,
} from '@chisel-lite/vcd';
import { writeGtkw } from '../gtkw.ts';
import { type Drawable, ROW } from './canvas.ts';
import { followColourScheme, ROW_COLOURS } from './colours.ts';
import { drawScene } from './draw.ts';
import { download, element, make } from './elements.ts';
import { valueMatcher } from './find-value.ts';
import { formatValue, isRadix, type Labels, type Radix, radicesFor, radixFits } from './format.ts';
import { groupEnd, groupRows, type PlacedRow, placeRows, ungroupRows, withMembers } from './groups.ts';
import { createRowHistory } from './history.ts';
import { type Action, actionOf, keyTable } from './keys.ts';
import { keyTakenByLayer } from './layers.ts';
import { createMarkerList } from './marker-list.ts';
import { showMenu } from './menu.ts';
import { nextEdge } from './navigate.ts';
import { overviewOf, signalRow, streamRow } from './overview.ts';
import { handlePointer } from './pointer.ts';
import { createRowList, type RowFace } from './row-list.ts';
import { styleMenus } from './row-styles.ts';
import { showSource } from './source.ts';
import { createSplitter } from './splitter.ts';
import { createLane, findStreams, type StreamLane, sharesOf } from './streams.ts';
import { formatFrequency, formatTime, parseTime } from './time.ts';
import { createTree, SIGNAL_DRAG } from './tree.ts';
import { checkView, createView, fit, move, type Row, reveal, type View, zoom } from './view.ts';
import { watchDump } from './watch.ts';
import type { WorkerMessage } from './worker.ts';

/** What the server says about the dump. */
interface Info {
  /** Name of the file, without its folder. */
  name: string;
  /** Labels of values by path of the signal. */
  labels: Record<string, Labels>;
  /** A view to begin with, whatever was shown before; how the page was left; one for the first time. */
  view: View | undefined;
  keptView: View | undefined;
  firstView: View | undefined;
  /** Tells one state of the file from another; undefined where the file is gone. */
  stamp: string | undefined;
}

const info: Info = await (await fetch('info')).json();
document.title = `${info.name} – waves`;
element('file').textContent = info.name;

const worker = new Worker('worker.js', { type: 'module' });
worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  if (data.kind === 'progress') {
    status(`reading ${megabytes(data.bytes)}${data.total ? ` of ${megabytes(data.total)}` : ''} …`);
  } else if (data.kind === 'error') {
    status(`${info.name}: ${data.message}`);
  } else if (data.kind === 'done') {
    start(data.vcd, data.bytes, data.milliseconds);
  } else {
    startFromFile(data.content, data.fault, data.milliseconds);
  }
};

/** Opens a file of which signals are read when they are shown. */
function startFromFile(content: Uint8Array, fault: string | undefined, milliseconds: number): void {
  const begin = performance.now();
  try {
    const dump = openDump(content);
    start(dump, content.length, milliseconds + performance.now() - begin, fault);
  } catch (error) {
    status(`${info.name}: ${(error as Error).message}`);
  }
}

function status(...texts: string[]): void {
  element('status').replaceChildren(
    ...texts.map((text) => Object.assign(document.createElement('span'), { textContent: text })),
  );
}

/** What was wrong with the dump: the first sentence in the status line, all of them after a click. */
function showWarnings(warnings: readonly string[]): void {
  if (!warnings.length) {
    return;
  }
  element('warning-list').replaceChildren(...warnings.map((warning) => make('li', '', warning)));
  const more = warnings.length > 1 ? ` (and ${warnings.length - 1} more)` : '';
  const line = make('button', 'warning', `⚠ ${warnings[0]}${more}`);
  line.title = warnings.join('\n');
  line.addEventListener('click', () => element<HTMLDialogElement>('warnings').showModal());
  element('status').prepend(line);
}

const changeCount = ({ variables }: Vcd) => variables.reduce((sum, { changes }) => sum + changes.count, 0);

function start(vcd: Vcd, bytes: number, milliseconds: number, fault?: string): void {
  const unit = secondsPerUnit(vcd.timescale);
  const end = vcd.times.length ? vcd.times[vcd.times.length - 1] : 0;
  const lookup = createLookup(vcd);
  /** What a row's name stands for: a variable, or why it stands for none. */
  const found = new Map<string, Variable | string>();
  const resolve = (name: string): Variable | string => {
    let result = found.get(name);
    if (result === undefined) {
      try {
        result = lookup.find(name) ?? `${name} is not in this dump`;
      } catch (error) {
        result = (error as Error).message;
      }
      found.set(name, result);
    }
    return result;
  };
  const variableOf = (name: string): Variable | undefined => {
    const result = resolve(name);
    return typeof result === 'string' ? undefined : result;
  };
  const faultOf = (...names: string[]) => names.map(resolve).find((result) => typeof result === 'string') as string;
  const labelsById = new Map(
    Object.entries(info.labels).flatMap(([name, labels]) => {
      const id = variableOf(name)?.id;
      return id === undefined ? [] : [[id, labels] as const];
    }),
  );
  const lanes = new Map<string, StreamLane>();
  const canvas = element<HTMLCanvasElement>('canvas');
  const context = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
  const rowArea = element('rows');
  const storageKey = `waves ${info.name}`;
  let viewFault: string | undefined;
  let view = restore() ?? createView(end, overviewOf(vcd, lookup));
  let drawables: (PlacedRow & { readonly drawable: Drawable })[] = [];
  let pending = false;
  /** Milliseconds the last frames took: the test of smoothness reads them. */
  const frames: number[] = [];

  function restore(): View | undefined {
    const saved = localStorage.getItem(storageKey);
    try {
      const chosen = info.view ?? info.keptView ?? (saved ? JSON.parse(saved) : info.firstView);
      return chosen && checkView(chosen);
    } catch (error) {
      viewFault = (error as Error).message;
      return undefined;
    }
  }

  // --- drawing
  const laneOf = (row: Row & { kind: 'stream' }): StreamLane | undefined => {
    const [valid, ready] = [variableOf(row.valid), variableOf(row.ready)];
    if (!valid || !ready) {
      return undefined;
    }
    const key = `${valid.id} ${ready.id}`;
    const lane = lanes.get(key) ?? createLane(vcd, { name: row.name, valid, ready });
    lanes.set(key, lane);
    return lane;
  };
  const drawableOf = (row: Row): Drawable => {
    if (row.kind === 'stream') {
      const lane = laneOf(row);
      return lane ? { kind: 'stream', lane } : { kind: 'empty' };
    }
    const variable = row.kind === 'signal' ? variableOf(row.path) : undefined;
    if (!variable || row.kind !== 'signal') {
      return { kind: 'empty' };
    }
    return {
      kind: 'signal',
      changes: variable.changes,
      radix: row.radix,
      labels: labelsById.get(variable.id),
      analog: row.analog,
      colour: row.colour && ROW_COLOURS[row.colour],
    };
  };
  const paint = () => {
    pending = false;
    const begin = performance.now();
    const { clientWidth: width, clientHeight: height } = canvas;
    if (width === 0) {
      return; // a page that is not shown has no scale
    }
    const ratio = devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawScene(context, { vcd, view, rows: drawables, width, height, scroll: rowArea.scrollTop, secondsPerUnit: unit });
    frames.push(performance.now() - begin);
    if (frames.length > 200) {
      frames.shift();
    }
  };
  const repaint = () => {
    if (pending) {
      return;
    }
    pending = true;
    requestAnimationFrame(paint);
  };
  const showTimes = () => {
    const show = (id: string, time: number | undefined) => {
      element(id).textContent = time === undefined ? '–' : formatTime(time, unit);
    };
    show('cursor-time', view.cursor);
    show('base-time', view.base);
    const difference = view.cursor !== undefined && view.base !== undefined ? view.cursor - view.base : undefined;
    show('difference', difference);
    element('frequency').textContent = difference ? formatFrequency(difference, unit) : '';
  };

  // --- the list of rows
  const faceOf = (row: Row): RowFace => {
    if (row.kind === 'comment') {
      return { name: row.text, value: '', note: '' };
    }
    if (row.kind === 'group') {
      const at = view.rows.indexOf(row);
      return { name: row.name, value: '', note: String(groupEnd(view.rows, at) - at - 1) };
    }
    if (row.kind === 'stream') {
      const lane = laneOf(row);
      if (!lane) {
        return { name: row.name, value: '', note: 'stream', fault: faultOf(row.valid, row.ready) };
      }
      const [from, to] = shownInterval();
      const [, beat, stall, starve] = sharesOf(lane, vcd, from, to).map(
        (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`,
      );
      return { name: row.name, value: `${beat} ▮ ${stall} ✕ ${starve} ○`, note: 'stream' };
    }
    const variable = variableOf(row.path);
    if (!variable) {
      return { name: row.path, value: '', note: '', fault: faultOf(row.path) };
    }
    const { changes, width } = variable;
    const name = row.path === variable.path ? row.path + rangeText(variable) : row.path;
    const index = view.cursor === undefined ? -1 : changeAt(changes, timeIndexAt(vcd.times, view.cursor));
    return {
      name,
      value: formatValue(changes, index, row.radix, labelsById.get(variable.id)),
      note: width > 1 && changes.kind === 'bits' ? (labelsById.has(variable.id) ? 'enum' : row.radix) : '',
    };
  };
  /** Streams are measured between the markers, or over what is shown. */
  const shownInterval = (): [number, number] =>
    view.cursor !== undefined && view.base !== undefined && view.cursor !== view.base
      ? [Math.min(view.cursor, view.base), Math.max(view.cursor, view.base)]
      : [Math.max(0, view.from), Math.min(end, view.to)];

  let valuesPending = 0;
  const viewChanged = () => {
    repaint();
    showTimes();
    clearTimeout(valuesPending);
    valuesPending = window.setTimeout(() => {
      rowList.drawValues();
      keepSoon();
    }, 60);
  };
  /** The view is kept beside the dump by the server; where that cannot write, by the browser. */
  let kept = '';
  let keepPending = 0;
  const keep = async () => {
    const text = JSON.stringify(view);
    if (text === kept) {
      return;
    }
    kept = text;
    const answer = await fetch('view', { method: 'PUT', body: text, keepalive: true }).catch(() => undefined);
    if (answer?.ok) {
      localStorage.removeItem(storageKey);
    } else {
      localStorage.setItem(storageKey, text);
    }
  };
  const keepSoon = () => {
    clearTimeout(keepPending);
    keepPending = window.setTimeout(keep, 200);
  };
  addEventListener('pagehide', keep);
  const history = createRowHistory(() => view);
  const rowsChanged = () => {
    history.note();
    drawables = placeRows(view.rows).map((place) => ({ ...place, drawable: drawableOf(view.rows[place.index]) }));
    rowList.draw();
    markerList.draw();
    viewChanged();
  };
  const rowList = createRowList(() => view, faceOf, {
    changed: rowsChanged,
    menu(index, x, y) {
      const row = view.rows[index];
      const variable = row.kind === 'signal' ? variableOf(row.path) : undefined;
      const radices = variable?.changes.kind === 'bits' ? radicesFor(variable.width) : [];
      showMenu(x, y, [
        ...radices.map((radix) => ({
          text: radix,
          on: row.kind === 'signal' && row.radix === radix,
          run: () => setRadix(radix),
        })),
        ...(radices.length > 1 ? [{ text: 'lanes of …', run: () => askLanes(variable?.width ?? 0) }] : []),
        ...(radices.length ? [undefined] : []),
        { text: 'colour …', run: () => showMenu(x, y, styles.colour()) },
        { text: 'height …', run: () => showMenu(x, y, styles.height()) },
        ...(variable && (variable.width > 1 || variable.changes.kind === 'real')
          ? [{ text: 'analog …', run: () => showMenu(x, y, styles.analog()) }]
          : []),
        undefined,
        { text: 'group', run: () => act('group') },
        ...(row.kind === 'group'
          ? [
              { text: 'rename …', run: () => renameGroup(row) },
              { text: 'ungroup', run: () => changeRows(() => ungroupRows(view.rows, index)) },
            ]
          : []),
        { text: 'insert comment', run: () => insertComment(index) },
        ...(variable ? [{ text: 'source', run: () => act('source') }] : []),
        { text: 'remove', run: () => act('remove') },
      ]);
    },
  });
  const styles = styleMenus(() => view, rowsChanged);
  const changeRows = (make: () => Row[]) => {
    view.rows = make();
    view.selected = [];
    rowsChanged();
  };
  const renameGroup = (row: Row & { kind: 'group' }) => {
    row.name = prompt('name of the group', row.name)?.trim() || row.name;
    rowsChanged();
  };
  const setRadix = (radix: Radix) => {
    for (const index of view.selected) {
      const row = view.rows[index];
      const width = row.kind === 'signal' ? (variableOf(row.path)?.width ?? 0) : 0;
      if (row.kind === 'signal' && width && radixFits(radix, width)) {
        row.radix = radix;
      }
    }
    rowsChanged();
  };
  const askLanes = (width: number) => {
    const radix = `int${prompt(`bits of a lane of signed integers; they divide ${width}`)?.trim()}`;
    if (isRadix(radix)) {
      setRadix(radix);
    }
  };
  const insertComment = (index: number) => {
    const text = prompt('comment');
    if (text) {
      const { depth } = view.rows[index];
      view.rows.splice(index, 0, { kind: 'comment', text, ...(depth ? { depth } : {}) });
    }
    rowsChanged();
  };
  const add = (variables: readonly Variable[]) => {
    addRows(variables.map((variable) => signalRow(variable, lookup)));
  };
  const addRows = (rows: readonly Row[]) => {
    const last = view.selected.length ? Math.max(...view.selected) : view.rows.length - 1;
    const at = view.rows[last]?.kind === 'group' ? groupEnd(view.rows, last) : last + 1;
    const depth = at > 0 ? (view.rows[last]?.depth ?? 0) : 0;
    view.rows.splice(at, 0, ...rows.map((row) => (depth ? { ...row, depth: depth + (row.depth ?? 0) } : row)));
    view.selected = rows.map((_, i) => at + i);
    rowsChanged();
  };
  /** A group for each scope, the inner ones in the outer ones. */
  const scopeRows = (scope: Scope, depth = 0): Row[] => [
    { kind: 'group', name: scope.name, ...(depth ? { depth, closed: true } : {}) },
    ...scope.variables.map((variable) => ({ ...signalRow(variable, lookup), depth: depth + 1 })),
    ...scope.scopes.flatMap((inner) => scopeRows(inner, depth + 1)),
  ];

  // --- what keys and buttons do
  const tree = createTree(vcd, { add, addScope: (scope) => addRows(scopeRows(scope)) });
  for (const area of [rowArea, canvas]) {
    area.addEventListener('dragover', (event) => {
      if (event.dataTransfer?.types.includes(SIGNAL_DRAG)) {
        event.preventDefault();
      }
    });
    area.addEventListener('drop', (event) => {
      if (event.dataTransfer?.types.includes(SIGNAL_DRAG)) {
        event.preventDefault();
        add(tree.dragged);
      }
    });
  }
  const markerList = createMarkerList(() => view, {
    go: (time) => setCursor(time),
    changed: () => {
      markerList.draw();
      viewChanged();
    },
    text: (time) => formatTime(time, unit),
  });
  const showSourceOf = async () => {
    const row = view.rows[view.selected[0] ?? -1];
    const path = row?.kind === 'signal' ? row.path : row?.kind === 'stream' ? row.valid : undefined;
    const variable = path === undefined ? undefined : variableOf(path);
    if (!variable) {
      return;
    }
    if (!(await showSource(variable))) {
      status(`${variable.path}: its Verilog was not found; --verilog FOLDER says where it is`);
    }
  };
  /** Moves the marker to an edge of the selected signal, with a value that is wanted; false where there is none. */
  const edge = (direction: 1 | -1, typed?: string): boolean => {
    const row = view.rows[view.selected[0] ?? 0];
    const path = row?.kind === 'signal' ? row.path : row?.kind === 'stream' ? row.valid : undefined;
    const variable = path === undefined ? undefined : variableOf(path);
    if (!variable) {
      return false;
    }
    const { changes, id } = variable;
    const radix = row.kind === 'signal' ? row.radix : 'bin';
    const wanted = typed === undefined ? undefined : valueMatcher(typed, changes, radix, labelsById.get(id));
    const time = nextEdge(vcd, changes, view.cursor ?? (direction > 0 ? -1 : end + 1), direction, wanted);
    if (time !== undefined) {
      setCursor(time);
    }
    return time !== undefined;
  };
  const setCursor = (time: number) => {
    view.cursor = time;
    reveal(view, end, time);
    viewChanged();
  };
  const middle = () =>
    view.cursor !== undefined && view.cursor > view.from && view.cursor < view.to
      ? view.cursor
      : (view.from + view.to) / 2;
  const page = (direction: number) => move(view, end, view.from + direction * 0.8 * (view.to - view.from));
  const selectRow = (step: number) => {
    const shown = placeRows(view.rows);
    const at = shown.findLastIndex(({ index }) => index <= (view.selected.at(-1) ?? -1));
    const next = shown[Math.min(Math.max(view.selected.length ? at + step : 0, 0), shown.length - 1)];
    view.selected = next ? [next.index] : [];
    rowArea.querySelector(`[data-index="${next?.index}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const actions: Record<Action, () => void> = {
    'zoom in': () => zoom(view, end, 0.5, middle()),
    'zoom out': () => zoom(view, end, 2, middle()),
    fit: () => fit(view, end),
    'zoom to markers': () => {
      if (view.cursor === undefined || view.base === undefined || view.cursor === view.base) {
        return;
      }
      const [from, to] = shownInterval();
      move(view, end, from - (to - from) * 0.05, (to - from) * 1.1);
    },
    start: () => move(view, end, 0),
    end: () => move(view, end, end - (view.to - view.from)),
    'page left': () => page(-1),
    'page right': () => page(1),
    'previous edge': () => {
      edge(-1);
    },
    'next edge': () => {
      edge(1);
    },
    'clear marker': () => {
      view.cursor = undefined;
      view.base = undefined;
    },
    search: () => tree.focusSearch(),
    'find value': () => {
      findInput.focus();
      findInput.select();
    },
    undo: () => {
      history.step('back');
    },
    redo: () => {
      history.step('forward');
    },
    save: () => download(`${info.name}.view.json`, `${JSON.stringify(view, null, 1)}\n`),
    remove: () => {
      const gone = new Set(withMembers(view.rows, view.selected));
      view.rows = view.rows.filter((_, index) => !gone.has(index));
      view.selected = [];
    },
    'select all': () => {
      view.selected = view.rows.map((_, index) => index);
    },
    'move up': () => selectRow(-1),
    'move down': () => selectRow(1),
    hex: () => setRadix('hex'),
    dec: () => setRadix('dec'),
    bin: () => setRadix('bin'),
    oct: () => setRadix('oct'),
    ascii: () => setRadix('ascii'),
    signed: () => setRadix('signed'),
    group: () => {
      const name = view.selected.length ? prompt('name of the group', 'group')?.trim() : undefined;
      if (name) {
        const { rows, at } = groupRows(view.rows, view.selected, name);
        view.rows = rows;
        view.selected = [at];
      }
    },
    'name marker': () => markerList.add(),
    source: () => void showSourceOf(),
    help: () => element<HTMLDialogElement>('keys').showModal(),
  };
  const rowActions = new Set<Action>(['remove', 'select all', 'move up', 'move down', 'undo', 'redo', 'group']);
  const act = (action: Action) => {
    actions[action]();
    if (rowActions.has(action)) {
      rowsChanged();
    } else {
      viewChanged();
    }
  };

  const buttons: [string, Action][] = [
    ['zoom-in', 'zoom in'],
    ['zoom-out', 'zoom out'],
    ['zoom-fit', 'fit'],
    ['zoom-cursors', 'zoom to markers'],
    ['to-start', 'start'],
    ['to-end', 'end'],
    ['previous-edge', 'previous edge'],
    ['next-edge', 'next edge'],
    ['save', 'save'],
    ['help', 'help'],
  ];
  for (const [id, action] of buttons) {
    element(id).addEventListener('click', () => act(action));
  }
  element('gtkw').addEventListener('click', () => {
    const text = writeGtkw({
      dump: info.name,
      rows: view.rows,
      variable: variableOf,
      cursor: view.cursor,
      from: view.from,
    });
    download(`${info.name}.gtkw`, text);
  });
  element('add-streams').addEventListener('click', () => {
    addRows(findStreams(vcd, tree.scope).map((stream) => streamRow(stream, lookup)));
  });
  const fileInput = element<HTMLInputElement>('file-input');
  element('load').addEventListener('click', () => fileInput.click());
  fileInput.addEventListener('change', async () => {
    const [file] = fileInput.files ?? [];
    fileInput.value = '';
    if (!file) {
      return;
    }
    try {
      view = checkView(JSON.parse(await file.text()));
      rowsChanged();
    } catch (error) {
      status(`${file.name}: ${(error as Error).message}`);
    }
  });
  element<HTMLInputElement>('go-to').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') {
      return;
    }
    const time = parseTime((event.target as HTMLInputElement).value, unit);
    if (time !== undefined) {
      setCursor(Math.min(Math.max(time, 0), end));
    }
    canvas.focus();
  });
  const findInput = element<HTMLInputElement>('find-value');
  findInput.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && findInput.value.trim()) {
      findInput.classList.toggle('missing', !edge(event.shiftKey ? -1 : 1, findInput.value));
    }
  });
  findInput.addEventListener('input', () => findInput.classList.remove('missing'));
  addEventListener('keydown', (event) => {
    const action = actionOf(event);
    if (keyTakenByLayer(event, action === 'help')) {
      return;
    }
    const typing = event.target instanceof HTMLInputElement && !event.ctrlKey && !event.altKey;
    if (typing && event.key !== 'Escape') {
      return;
    }
    if (!action) {
      return;
    }
    event.preventDefault();
    if (typing) {
      (event.target as HTMLInputElement).blur();
    } else {
      act(action);
    }
  });
  handlePointer(canvas, rowArea, {
    timeAt: (x) => view.from + (x / canvas.clientWidth) * (view.to - view.from),
    pan: (pixels) => move(view, end, view.from - (pixels / canvas.clientWidth) * (view.to - view.from)),
    zoom: (factor, time) => zoom(view, end, factor, time),
    window: (from, to) => move(view, end, from, to - from),
    cursor: (time) => {
      view.cursor = snap(time);
    },
    base: (time) => {
      view.base = snap(time);
    },
    changed: viewChanged,
  });
  /** A change of the nearest pixels draws a marker to itself. */
  const snap = (time: number): number => {
    const reach = ((view.to - view.from) / canvas.clientWidth) * 5;
    const clamped = Math.min(Math.max(time, 0), end);
    const index = timeIndexAt(vcd.times, clamped);
    const near = [vcd.times[index], vcd.times[index + 1]].filter((stamp) => Math.abs(stamp - clamped) <= reach);
    return near.length
      ? near.reduce((a, b) => (Math.abs(a - clamped) <= Math.abs(b - clamped) ? a : b))
      : Math.round(clamped);
  };
  followColourScheme(repaint);
  rowArea.addEventListener('scroll', repaint);
  new ResizeObserver(repaint).observe(canvas);
  element('key-table').replaceChildren(...keyTable());

  createSplitter('side-splitter', '--side', repaint);
  createSplitter('row-splitter', '--names', repaint);

  kept = JSON.stringify(view);
  rowsChanged();
  status(
    `${vcd.variables.length.toLocaleString('en')} signals`,
    vcd.format === 'vcd' ? `${changeCount(vcd).toLocaleString('en')} changes` : vcd.format.toUpperCase(),
    `${formatTime(end, unit)} in ${vcd.times.length.toLocaleString('en')} steps`,
    `${(bytes / 1e6).toFixed(1)} MB read in ${(milliseconds / 1e3).toFixed(2)} s`,
    ...(viewFault ? [viewFault] : []),
  );
  watchDump(info.stamp, async () => {
    await keep();
    location.reload();
  });
  showWarnings(fault ? [fault, ...vcd.warnings] : vcd.warnings);
  // For scripts and tests.
  Object.assign(window, { waves: { vcd, view: () => view, addRows, act, frames, rowHeight: ROW } });
  document.body.dataset['state'] = 'ready';
}
