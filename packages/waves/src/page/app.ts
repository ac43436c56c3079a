import { openDump, type Vcd } from '@chisel-lite/vcd';
import { writeGtkw } from '../gtkw.ts';
import { ROW, type Scene } from './canvas.ts';
import { followColourScheme } from './colours.ts';
import { download, element } from './elements.ts';
import { placeRows } from './groups.ts';
import { showHints } from './hints.ts';
import { createRowHistory } from './history.ts';
import { fetchInfo } from './info.ts';
import { ItemIds } from './item-ids.ts';
import { type Action, handleKeys, keyTable } from './keys.ts';
import { createMarkerList } from './marker-list.ts';
import { showMarkerTimes } from './marker-times.ts';
import { overviewOf, streamRow } from './overview.ts';
import { Painter } from './painter.ts';
import { handlePointer } from './pointer.ts';
import { Remote } from './remote.ts';
import { remoteCommands } from './remote-commands.ts';
import { drawableOf, faceOf } from './row-contents.ts';
import { RowEditor } from './row-editor.ts';
import { createRowList } from './row-list.ts';
import { showRowMenu } from './row-menu.ts';
import { styleMenus } from './row-styles.ts';
import { ShownDump } from './shown-dump.ts';
import { showSource } from './source.ts';
import { createSplitter } from './splitter.ts';
import { showWarnings, status } from './status.ts';
import { findStreams } from './streams.ts';
import { formatTime } from './time.ts';
import { TimeWalk } from './time-walk.ts';
import { handleButtons, handleFindValue, handleGoTo, handleLoad } from './toolbar.ts';
import { createTree, handleSignalDrop } from './tree.ts';
import { createView } from './view.ts';
import { restoreView, ViewStore } from './view-store.ts';
import { watchDump } from './watch.ts';
import type { WorkerMessage } from './worker.ts';

const info = await fetchInfo();
document.title = `${info.name} – waves`;
element('file').textContent = info.name;

const worker = new Worker('worker.js', { type: 'module' });
worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
  if (data.kind === 'progress') {
    status(`reading ${megabytes(data.bytes)}${data.total ? ` of ${megabytes(data.total)}` : ''} …`);
  } else if (data.kind === 'error') {
    status(`${info.name}: ${data.message}`);
  } else if (data.kind === 'done') {
    show(data.vcd, `${megabytes(data.bytes)} read in ${seconds(data.milliseconds)}`);
  } else {
    showFromFile(data.content, data.fault, data.milliseconds);
  }
};

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const seconds = (milliseconds: number) => `${(milliseconds / 1e3).toFixed(2)} s`;

/** Opens a file of which signals are read when they are shown. */
function showFromFile(content: Uint8Array, fault: string | undefined, milliseconds: number): void {
  const begin = performance.now();
  try {
    const dump = openDump(content);
    const spent = milliseconds + performance.now() - begin;
    show(dump, `${megabytes(content.length)} read in ${seconds(spent)}`, fault);
  } catch (error) {
    status(`${info.name}: ${(error as Error).message}`);
  }
}

/** Brings the page to life around a dump that was read. `read` says how; `fault` is what was wrong with the file. */
function show(vcd: Vcd, read: string, fault?: string): void {
  const dump = new ShownDump(vcd, info.labels);
  const { end, unit, lookup } = dump;
  const canvas = element<HTMLCanvasElement>('canvas');
  const rowArea = element('rows');
  const restored = restoreView(info);
  let view = restored.view ?? createView(end, overviewOf(vcd, lookup));
  const current = () => view;
  const remote = info.wcp && new Remote(info.wcp);
  const ids = info.wcp && new ItemIds(info.wcp.firstId);
  ids?.giveTo(view);
  const store = new ViewStore(info.name, current);
  const history = createRowHistory(current);

  // --- what follows from a change
  let rows: Scene['rows'] = [];
  const painter = new Painter(canvas, () => ({
    vcd,
    view,
    rows,
    scroll: rowArea.scrollTop,
    secondsPerUnit: unit,
  }));
  const repaint = () => painter.repaint();
  let valuesPending = 0;
  let cursorTold = view.cursor;
  const tellCursor = () => {
    if (view.cursor !== undefined && view.cursor !== cursorTold) {
      void remote?.tell({ event: 'cursor_set', timestamp: Math.round(view.cursor) });
    }
    cursorTold = view.cursor;
  };
  const viewChanged = () => {
    repaint();
    showMarkerTimes(view, unit);
    clearTimeout(valuesPending);
    valuesPending = window.setTimeout(() => {
      rowList.drawValues();
      store.keepSoon();
      tellCursor();
    }, 60);
  };
  const rowsChanged = () => {
    ids?.giveTo(view);
    history.note();
    rows = placeRows(view.rows).map((place) => ({ ...place, drawable: drawableOf(view.rows[place.index], dump) }));
    rowList.draw();
    markerList.draw();
    viewChanged();
  };

  // --- the parts of the page
  const editor = new RowEditor(current, dump, { changed: rowsChanged, reveal: (index) => rowList.reveal(index) });
  const walk = new TimeWalk(current, dump, viewChanged);
  const styles = styleMenus(current, rowsChanged);
  const rowList = createRowList(current, (row) => faceOf(row, view, dump), {
    changed: rowsChanged,
    menu(index, x, y) {
      const row = view.rows[index];
      showRowMenu({ editor, styles, source: showSourceOfSelected }, [row, index], dump.signalOf(row), [x, y]);
    },
  });
  const markerList = createMarkerList(current, {
    go: (time) => walk.setCursor(time),
    changed: () => {
      ids?.giveTo(view);
      markerList.draw();
      viewChanged();
    },
    text: (time) => formatTime(time, unit),
  });
  const tree = createTree(vcd, {
    add: (variables) => editor.add(variables),
    addScope: (scope) => editor.addScope(scope),
  });
  const showSourceOfSelected = async () => {
    const variable = dump.leadOf(view.rows[view.selected[0] ?? -1]);
    if (variable) {
      void remote?.tell({ event: 'goto_declaration', variable: variable.path });
    }
    if (variable && !(await showSource(variable))) {
      status(`${variable.path}: its Verilog was not found; --verilog FOLDER says where it is`);
    }
  };

  // --- what keys, buttons and the pointer do
  const findValue = handleFindValue((direction, typed) => walk.edge(direction, typed));
  const stepBack = (direction: 'back' | 'forward') => {
    history.step(direction);
    rowsChanged();
  };
  const actions: Readonly<Record<Action, () => void>> = {
    ...walk.actions,
    ...editor.actions,
    search: () => tree.focusSearch(),
    'find value': () => findValue.focus(),
    undo: () => stepBack('back'),
    redo: () => stepBack('forward'),
    save: () => download(`${info.name}.view.json`, `${JSON.stringify(view, null, 1)}\n`),
    'name marker': () => markerList.add(),
    source: () => void showSourceOfSelected(),
    help: () => element<HTMLDialogElement>('keys').showModal(),
  };
  const act = (action: Action) => actions[action]();
  handleKeys(act);
  handleButtons(act);
  handleGoTo(unit, (time) => walk.setCursor(Math.min(Math.max(time, 0), end)), canvas);
  handleLoad((loaded) => {
    view = loaded;
    rowsChanged();
  }, status);
  handleSignalDrop([rowArea, canvas], () => editor.add(tree.dragged));
  const pointer = walk.pointer(() => canvas.clientWidth);
  handlePointer(canvas, rowArea, pointer);
  const scroll = () => rowArea.scrollTop;
  showHints(canvas, { dump, view: current, rows: () => rows, scroll, timeAt: pointer.timeAt });
  element('gtkw').addEventListener('click', () => {
    const { rows, cursor, from } = view;
    const text = writeGtkw({ dump: info.name, rows, variable: (name) => dump.variable(name), cursor, from });
    download(`${info.name}.gtkw`, text);
  });
  element('add-streams').addEventListener('click', () => {
    editor.addRows(findStreams(vcd, tree.scope).map((stream) => streamRow(stream, lookup)));
  });
  followColourScheme(repaint);
  rowArea.addEventListener('scroll', repaint);
  new ResizeObserver(repaint).observe(canvas);
  element('key-table').replaceChildren(...keyTable());
  createSplitter('side-splitter', '--side', repaint);
  createSplitter('row-splitter', '--names', repaint);

  rowsChanged();
  status(
    `${vcd.variables.length.toLocaleString('en')} signals`,
    vcd.format === 'vcd' ? `${changeCount(vcd).toLocaleString('en')} changes` : vcd.format.toUpperCase(),
    `${formatTime(end, unit)} in ${vcd.times.length.toLocaleString('en')} steps`,
    read,
    ...(restored.fault ? [restored.fault] : []),
  );
  const reload = async () => {
    await store.keep();
    location.reload();
  };
  watchDump(info.stamp, async () => {
    await remote?.leave();
    await reload();
  });
  showWarnings(fault ? [fault, ...vcd.warnings] : vcd.warnings);
  // For scripts and tests.
  const { frames } = painter;
  const addRows = (added: Scene['view']['rows']) => editor.addRows(added);
  Object.assign(window, { waves: { vcd, view: current, addRows, act, frames, rowHeight: ROW } });
  document.body.dataset['state'] = 'ready';
  if (remote && ids) {
    const reveal = (index: number) => rowList.reveal(index);
    const tools = { view: current, dump, ids, editor, walk, markers: markerList, rowsChanged, viewChanged, reveal };
    remote.open(remoteCommands(tools), reload);
  }
}

const changeCount = ({ variables }: Vcd) => variables.reduce((sum, { changes }) => sum + changes.count, 0);
